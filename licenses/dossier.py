"""The page of a licence: its data and what of it is offered to be revealed, files, statuses, course and notices."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from licenses import contents, reading
from licenses.actions import opinion_of
from licenses.models import Case
from licenses.reading import Line
from licenses.states import LICENSE, LicenseStatus
from licenses.status import status_at, tag_of, words_of
from portal import clock, formats, history
from portal.crypto.fields import Unreadable
from portal.fields import DateField
from portal.notices.models import Notice
from portal.notices.send import text_of
from portal.parts import Event


@dataclass(frozen=True)
class Offer:
    """What is revealed at once: `key` is the choice on the page, the log names the keys of its lines."""

    key: str
    label: str
    lines: list[Line]


def data_of(version, content: dict) -> list[Line]:
    """All that an issued version says but its photos: they stand on the face."""
    return [line for _heading, group in reading.lines(version.catalog_version, content) for line in group
            if not line.photo]


def revealable(version, content: dict) -> list[Offer]:
    """All that is masked on the page and can be revealed: holders and number as wholes, then single items."""
    number = Line(reading.NUMBER, _("证照编号"), version.license.shown_number, content["number"])
    hidden = [line for line in [number, *data_of(version, content)] if line.hidden]
    of_holders = [line for line in hidden if line.key in (reading.HOLDER_CODE, reading.HOLDER_NAME)]
    offers = [Offer(line.key, line.label, [line]) for line in hidden if line not in of_holders]
    return [Offer("holders", _("持证主体的名称与代码"), of_holders), *offers] if of_holders else offers


def fields_of(version) -> list[str]:
    """The keys of all that a version's file shows in clear, for the log row of whoever sees or fetches it."""
    return [reading.NUMBER, *reading.fields_of(version.catalog_version, contents.unseal_issued(version))]


# --- files and signature


def signature_facts(version) -> list[tuple[str, str]]:
    """What the register keeps about the signature of a version's file: (label, value)."""
    facts = version.signature
    return [
        (_("签名人"), facts.get("subject", "")),
        (_("签名人代码"), facts.get("uscc", "")),
        (_("证书颁发者"), facts.get("issuer", "")),
        (_("证书序列号"), facts.get("serial", "")),
        (_("签名算法"), " ".join(part for part in (facts.get("level"), facts.get("algorithm")) if part)),
        (_("签名时间"), _instant(facts.get("signed_at"))),
        (_("证书有效期至"), _instant(facts.get("valid_to"))),
    ]


def _instant(text: str | None) -> str:
    return formats.full(datetime.fromisoformat(text)) if text else ""


def file_facts(version) -> list[tuple[str, str]]:
    """What identifies a version's file and what it was made with: (label, value)."""
    return [
        (_("证照标识"), version.identifier),
        (_("查验码"), version.code),
        (_("签发时间"), formats.full(version.issued_at)),
        (_("目录版本"), _("第 %(n)s 版") % {"n": version.catalog_version.number}),
        (_("文件摘要（SHA-256）"), version.document.sha256),
        (_("模板摘要"), version.template_digest),
        (_("文件大小"), _("%(kb)s KB") % {"kb": formats.amount(round(version.document.file.size / 1000))}),
    ]


def qr_image(version) -> str:
    """The QR code of a version's face as a data: address."""
    return segno.make(f"{settings.VERIFY_BASE}/verify/{version.code}", error="m").svg_data_uri(scale=3, border=2)


# --- statuses


@dataclass(frozen=True)
class AsOf:
    """The status of a licence on a past day, as recorded until a day; `problem` when the days make no sense."""

    on: str = ""
    known: str = ""
    status: object = None
    problem: str = ""


def as_of(license, on: str, known: str) -> AsOf | None:
    """The answer to the “as of” box: at the end of the days that are typed; None when nothing was asked."""
    if not on and not known:
        return None
    box = DateField(required=False)
    try:
        instant, known_at = _end_of(box.clean(on)), _end_of(box.clean(known))
    except ValidationError as error:
        return AsOf(on, known, problem=error.messages[0])
    return AsOf(on, known, status=status_at(license, instant, known_at))


def _end_of(day: date | None) -> datetime | None:
    """The last instant of a day, or now for today; None for no day."""
    return day and min(clock.start_of(day + timedelta(days=1)) - timedelta(microseconds=1), clock.now())


def states_of(license) -> list[dict]:
    """What authorities did to a licence, newest first, each with its case."""
    rows = license.states.select_related("case").order_by("-effective_from", "-recorded_at", "-id")
    return [{"state": row, "kind": tag_of(row.status), "case": row.case, "words": words_of(row)} for row in rows]


# --- its course


def said(row) -> str:
    """Why a licence was locked or unlocked last (row: it, or one of its history); empty once its key was destroyed."""
    try:
        return opinion_of(row, "license")
    except Unreadable:
        return ""


def course_of(license, *, words: bool) -> list[Event]:
    """How the licence came to be and what happened to it, newest first; `words`: with why it was locked, unlocked."""
    entries = _making(license.versions.select_related(
        "case__collected_by", "case__submitted_by", "case__approved_by", "case__issued_by").last().case)
    for state in license.states.select_related("case__issued_by"):
        if state.status != LicenseStatus.EFFECTIVE or state.case.kind_row.changes_existing:
            entries.append(Event(
                title=str(state.case.kind_label), at=state.effective_from, person=str(state.case.issued_by or ""),
                reason=_("；").join(part for part in words_of(state).values() if part),
                kind="ok" if state.status == LicenseStatus.EFFECTIVE else "bad",
            ))
    locks = {"lock": "bad", "unlock": "ok"}
    entries += [
        history.line(row, LICENSE.steps[row.history_change_reason].label, kind=locks[row.history_change_reason],
                     reason=said(row) if words else reading.withheld())
        for row in license.history.filter(history_change_reason__in=locks).select_related("history_user")
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _making(case) -> list[Event]:
    """The steps of the case that issued it."""
    word = case.kind_row.word_for
    steps = (
        (_("采集"), case.collected_at, case.collected_by), (word("submit"), case.submitted_at, case.submitted_by),
        (word("approve"), case.approved_at, case.approved_by), (word("issue"), case.issued_at, case.issued_by),
    )
    return [Event(title=str(title), at=at, person=str(person), kind="ok") for title, at, person in steps if at]


def cases_of(actor, license):
    """The cases of a licence that the actor may see, newest first."""
    return Case.objects.visible_to(actor).filter(license=license).select_related("collected_by", "department")


def notices_of(license) -> list[dict]:
    """What its holders were told, newest first, without personal facts."""
    rows = Notice.objects.filter(key=license.key_id, to_holder__isnull=False).order_by("-made_at")
    return [{"at": row.made_at, "text": text_of(row)} for row in rows]
