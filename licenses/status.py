"""What stands of a licence at an instant, as known at another: one function for page, check, file and report."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import models

from licenses.models import LicenseState
from licenses.states import BY_DATES, LicenseStatus
from portal import clock
from portal.crypto.fields import Unreadable
from portal.vault.keys import seal_json, unseal_json

TOLD = BY_DATES | {status.value: status.row.told for status in LicenseStatus if status.row.told}
"""How each answer about a licence is told; the first is the only one that lets it be used."""

Code = models.TextChoices("Code", {key.upper(): (key, told.label) for key, told in TOLD.items()})
"""The answers: Code.VALID, NOT_YET_VALID, EXPIRED by the dates, and a LicenseStatus for what an authority did."""


@dataclass(frozen=True)
class Status:
    """`code` (Code), since when it stands so (None: it is still to come), and when the act was recorded.

    `state` is the act's row, None where dates alone decide. `led_to` names the earlier act that a
    cancellation carries (撤销、撤回、吊销 lead on to 注销).
    """

    code: str
    since: datetime | None
    state: LicenseState | None = field(default=None, compare=False)
    recorded_at: datetime | None = None
    led_to: str = ""

    @property
    def label(self) -> str:
        """In the reader's language."""
        return str(Code(self.code).label)

    @property
    def led_to_label(self) -> str:
        """The earlier act in the reader's language, or nothing."""
        return str(Code(self.led_to).label) if self.led_to else ""

    @property
    def ground(self) -> str:
        """The ground of the act, unsealed; for pages of the issuing department, not for the public check."""
        return words_of(self.state).get("ground", "") if self.state else ""

    @property
    def kind(self) -> str:
        """The kind of tag it is shown with."""
        return TOLD[self.code].tag


def tag_of(status: str) -> str:
    """The kind of tag that an act of an authority is shown with, without regard to dates."""
    told = LicenseStatus(status).row.told
    return told.tag if told else "ok"


def seal_words(license, state, ground: str, document: str) -> bytes:
    """The ground and decision document of an act, sealed under the dossier's key and bound to the act's row."""
    return seal_json(license.key_id, f"licenses.state:{state.pk}", {"ground": ground, "document": document})


def words_of(state) -> dict:
    """{"ground", "document"} of an act; empty when it has none (the issue itself) or its key was destroyed."""
    try:
        return unseal_json(state.license.key_id, f"licenses.state:{state.pk}", state.sealed_words) or {}
    except Unreadable:
        return {}


def status_at(license, instant: datetime | None = None, known_at: datetime | None = None) -> Status:
    """The status of a licence at `instant` (now), by what had been recorded at `known_at` (now).

    An act of an authority outweighs the dates, but for suspension, which an expired licence no longer has. An act
    that ends the licence outweighs whatever else was done, in whatever order it was recorded: an annulment with
    effect from the day of issue is not undone by a suspension that ended since.
    """
    return _derive(license, list(license.states.all()), instant, known_at)


def statuses_at(licenses, instant: datetime | None = None, known_at: datetime | None = None) -> dict:
    """`status_at` for many licences with one query: licence id → Status."""
    grouped = {one.pk: [] for one in licenses}
    for state in LicenseState.objects.filter(license__in=list(grouped)):
        grouped[state.license_id].append(state)
    return {one.pk: _derive(one, grouped[one.pk], instant, known_at) for one in licenses}


def _derive(license, states, instant, known_at) -> Status:
    instant, known_at = instant or clock.now(), known_at or clock.now()
    acts = sorted(
        (s for s in states if s.effective_from <= instant and s.recorded_at <= known_at),
        key=lambda s: (s.effective_from, s.recorded_at, s.pk),
    )
    if not acts:
        return Status(Code.NOT_YET_VALID, None)
    ends = [act for act in acts if LicenseStatus(act.status).row.ends]
    last = (ends or acts)[-1]
    by_dates = _by_dates(license.valid_from, license.valid_to, clock.day_of(instant))
    if not ends and by_dates == Code.EXPIRED:  # valid through its last day
        return Status(Code.EXPIRED, clock.start_of(license.valid_to + timedelta(days=1)))
    if last.status == LicenseStatus.EFFECTIVE:
        return Status(by_dates, last.effective_from if by_dates == Code.VALID else None, last, last.recorded_at)
    return Status(last.status, last.effective_from, last, last.recorded_at, _led_to(last, ends))


def _led_to(last, ends) -> str:
    """The act before a cancellation, where it was one that cancelling had to follow."""
    if last.status != LicenseStatus.CANCELLED or len(ends) < 2:
        return ""
    before = LicenseStatus(ends[-2].status)
    return before.value if before.row.leads_to_cancelling else ""


def _by_dates(valid_from: date, valid_to: date | None, day: date) -> str:
    if day < valid_from:
        return Code.NOT_YET_VALID
    return Code.EXPIRED if valid_to and day > valid_to else Code.VALID
