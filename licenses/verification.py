"""Answers of the public check: what a stranger is told about a licence by its code, by its face, by its file.

Whoever asks sees no more than he has: type, issuer, identifier, status and validity, never a holder. The register is
asked without an actor's scope, since anybody may hold a licence of any department in his hands.

The secret of the face is its day of issue. It stands on every face and only there, and knowing it tells nothing about
a person. A holder's name or the end of his code would: both are known to many who never saw the licence, and where
the number is made of the ID number they would answer "does this person hold a disability card?".
"""

import hmac
import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from licenses import contents, filecheck, identifier, issuing, signing
from licenses.models import LicenseVersion
from licenses.states import Told
from licenses.status import TOLD, Code, Status, status_at
from portal import clock, throttle
from portal.codes import fold_code
from portal.crypto import fields
from portal.decisions import Conflict, denied
from portal.ids import new_id
from portal.vault.keys import Destroyed, is_destroyed, plain_key

# What a check can come to beside what is told of a licence: of files that are not as issued, and of what is not there.
OTHERS = {
    "altered": Told(_("文件已被改动"), "bad", "bad",
                    _("文件与签发时不一致，请勿采信。请持证人重新下载原文件，或扫描照面上的二维码查验。")),
    "unknown": Told(_("查无此证照"), "off", "warn", _(
        "登记册中没有与所提供内容相符的证照。请核对后再试；仍查不到的请勿采信，并向签发部门核实。")),
    "signer_not_trusted": Told(_("签名人不可信"), "bad", "bad", _("文件的签名不是由本系统认可的机构作出，请勿采信。")),
    "check_impossible": Told(
        _("无法核验"), "off", "warn", _("本次没有得出结论，既不表示有效，也不表示无效。请联系签发部门核实。")),
}
ANSWERS = TOLD | OTHERS

Outcome = models.TextChoices("Outcome", {key.upper(): (key, told.label) for key, told in ANSWERS.items()})
"""The fixed reason codes; the first is the only one that lets a licence be used."""

MISMATCH = "mismatch"  # what an answer comes to when the licence, however it stands, is somebody else's

OTHER_HOLDER = _("持证主体不一致（登记状态：%(label)s）")
OTHER_HOLDER_ADVICE = _("有这样一件证照，但登记的持证主体不是您填写的名称。请核对用字；仍不一致的，请勿采信这张照面。")

DETAILS = {
    "bytes_changed": _("签名之后文件内容被改动。"),
    "appended": _("签名之后文件被追加了内容。"),
    "no_signature": _("文件声称是证照，但没有电子签名。"),
    "damaged": _("文件声称是证照，但已经损坏。"),
    "foreign": _("文件不是本系统签发的证照。"),
    "unknown_to_register": _("文件的签名有效，但登记册中没有这个文件。"),
    "untrusted": _("签名证书不是由受信任的机构签发。"),
    "not_a_pdf": _("文件不是 PDF。请上传证照的 PDF 原文件，不要上传照片或截图。"),
    "encrypted": _("文件已加密，无法读取。请上传没有设置密码的原文件。"),
    "broken": _("文件已损坏，无法读取。请重新下载后再试。"),
    "too_large": _("文件过大，无法核验。"),
    "too_many_pages": _("文件页数过多，不像是证照，无法核验。"),
    "too_expensive": _("文件结构过于复杂，无法核验。"),
    "register_away": _("暂时连不上登记册，请稍后再试。"),
}


@dataclass(frozen=True)
class Answer:
    """What a check came to.

    code: a value of Outcome: how the licence or the file stands, whosever it is. What to go by is `result`.
    detail: a key of DETAILS, or empty. version: the registered version, when the caller may be told about it. about:
    what the log is told the check was about, also when the caller is told nothing. claimed: the identifier that an
    unregistered file carries. signer: what its signature says. same_holder: whether a typed holder's name is the
    registered one; None when none was typed.
    """

    code: str
    at: datetime
    detail: str = ""
    version: LicenseVersion | None = None
    status: Status | None = None
    about: LicenseVersion | None = None
    claimed: str = ""
    signer: dict | None = None
    same_holder: bool | None = None
    marks: tuple = ()

    @property
    def result(self) -> str:
        """What the check came to as a whole: the code, or MISMATCH when the typed name is not the holder's."""
        return MISMATCH if self.same_holder is False else self.code

    @property
    def compared(self) -> str:
        """What comparing the typed name came to: holder_agrees, holder_differs; empty when none was typed."""
        return {True: "holder_agrees", False: "holder_differs", None: ""}[self.same_holder]

    @property
    def headline(self) -> str:
        """The answer in a word; a licence that is valid for somebody else is no good news."""
        label = str(Outcome(self.code).label)
        return str(OTHER_HOLDER) % {"label": label} if self.same_holder is False else label

    @property
    def advice(self) -> str:
        """What it means and what to do now."""
        return str(OTHER_HOLDER_ADVICE if self.same_holder is False else ANSWERS[self.code].advice)

    @property
    def reason(self) -> str:
        """Why, where there is more to say."""
        return str(DETAILS.get(self.detail, ""))

    @property
    def kind(self) -> str:
        """good, warn or bad: how the answer is shown beside its word."""
        return "bad" if self.same_holder is False else ANSWERS[self.code].verdict


def _versions():
    return LicenseVersion.objects.select_related(
        "license__entry", "license__department", "catalog_version", "document")


# --- by the code behind the QR code


def by_code(code: str) -> Answer:
    """The answer to the code of a face's QR code; small letters and spaces are forgiven."""
    folded = fold_code(code)
    version = _versions().filter(code=folded).first() if folded.isalnum() else None
    return _answer(version) if version else Answer(Outcome.UNKNOWN, clock.now())


# --- by what stands on the face


def by_face(typed: str, entry, issued_on: date, name: str = "", *, name_counts: bool = False) -> Answer:
    """The answer to an identifier, or a licence number with its type (Entry), and the day of issue on the face.

    An unknown licence and a wrong day get the same answer after the same work. `name` is compared with the holders': a
    wrong one makes the result a MISMATCH, or, when `name_counts`, gets the answer of a wrong day. Raises
    identifier.IdentifierError for what begins like an identifier and is none: that is a slip, not a secret.
    """
    found = list(_by_number(typed, entry)[:3])  # the same number in several departments
    matched, content = None, None
    for version in found or [None]:
        issued = _issued(version)
        if hmac.compare_digest(issued["issued_on"].encode(), issued_on.isoformat().encode()) and version:
            matched, content = version, issued
    same_holder = _same_holder(content, name) if matched and name.strip() else None
    if matched is None or name_counts and not same_holder:
        return Answer(Outcome.UNKNOWN, clock.now(), about=found[0] if found else None)
    return _answer(matched, same_holder=same_holder)


def subject_of(typed: str, entry) -> str:
    """What wrong answers are counted about: the licence, whichever of its numbers is typed, or what is typed."""
    found = _by_number(typed, entry).values_list("license_id", flat=True).first()
    return str(found or issuing.number_index(f"{entry.pk if entry else ''}/{typed}").hex())


def looks_like_identifier(typed: str) -> bool:
    """Whether a typed text is an identifier rather than a licence number."""
    return typed.strip().startswith(identifier.ROOT[:6])


def _by_number(typed: str, entry):
    if looks_like_identifier(typed):
        return _versions().filter(identifier=str(identifier.parse(typed)))
    return _versions().filter(license__number_index=issuing.number_index(typed), license__entry=entry)


def _issued(version) -> dict:
    """The issued content; of no version a decoy's, by as much work; of a destroyed one the day of its entry alone."""
    if version is None:
        return _decoy()
    try:
        return contents.unseal_issued(version)
    except Destroyed:
        return {"issued_on": clock.day_of(version.issued_at).isoformat(), "holders": []}


def _decoy() -> dict:
    wrapped, master, sealed = _sealed_decoy()
    try:
        plain_key(new_id())  # the question to the database that a real key costs
    except Destroyed:
        return json.loads(fields.unseal(fields.unwrap(wrapped, master), "decoy", sealed))


@cache
def _sealed_decoy() -> tuple[bytes, int, bytes]:
    key = fields.new_data_key()
    text = json.dumps({"issued_on": "0001-01-01", "holders": [], "items": {"filling": "x" * 1500}})
    return *fields.wrap(key), fields.seal(key, "decoy", text.encode())


def _same_holder(content: dict, name: str) -> bool:
    wanted = "".join(name.split())
    return any("".join(holder["name"].split()) == wanted for holder in content["holders"])


# --- by the file


def by_file(data: bytes, *, asker: str) -> Answer:
    """The answer to a file: registered by its SHA-256, changed since, or none of ours. Never raises for its content.

    A file that is not registered is read, which costs seconds of a processor when it is hostile: of one asker
    (`portal.web.asker_of`) one at a time. Raises Conflict for a second.
    """
    registered = _versions().filter(document__sha256=fields.sha256(data)).first()
    if registered:
        return _answer(registered)
    with throttle.alone("verify.file", asker) as free:
        if not free:
            raise Conflict(denied(now_("同一网络地址的另一份文件正在核验，请稍候几秒再试。")), verb="verify")
        found = filecheck.check_file(data, at=clock.now(), trusted_roots=trusted_roots(Path(settings.CA_FOLDER)))
    code = {
        filecheck.ALTERED: Outcome.ALTERED, filecheck.NOT_OURS: Outcome.UNKNOWN,
        filecheck.SIGNER_NOT_TRUSTED: Outcome.SIGNER_NOT_TRUSTED, filecheck.UNREADABLE: Outcome.CHECK_IMPOSSIBLE,
    }[found.code]
    about = _versions().filter(identifier=found.identifier).first() if found.identifier else None
    return Answer(code, clock.now(), found.detail, about=about, claimed=found.identifier, signer=found.signer)


def trusted_roots(folder: Path) -> tuple[bytes, ...]:
    """DER certificates of the roots under which a signer is trusted; none when none is installed."""
    try:
        return (signing.der(folder / "root.pem"),)
    except (OSError, ValueError):
        return ()


# --- the answer about a registered version


def _answer(version, *, same_holder: bool | None = None) -> Answer:
    """What is told of a registered version: nothing while it is locked or after its key was destroyed."""
    license, at = version.license, clock.now()
    if license.locked_at or is_destroyed(license.key_id):
        return Answer(Outcome.CHECK_IMPOSSIBLE, at, about=version)
    status = _status(version, at)
    return Answer(status.code, at, version=version, status=status, about=version, same_holder=same_holder,
                  marks=license.marks_at(at))


def _status(version, at) -> Status:
    """The licence's status; a version with a newer one beside it no longer counts while the licence does."""
    status = status_at(version.license, at)
    newer = version.license.versions.filter(number__gt=version.number).order_by("number").first()
    if newer and status.code in (Code.VALID, Code.NOT_YET_VALID, Code.EXPIRED):
        return Status(Code.REPLACED, newer.issued_at)
    return status
