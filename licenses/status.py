"""What stands of a licence at an instant, as known at another: one function for page, check, file and report."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from licenses.models import LicenseState
from licenses.states import LicenseStatus
from portal import clock
from portal.crypto.fields import Unreadable
from portal.vault.keys import seal_json, unseal_json


class Code(models.TextChoices):
    """What a checker is told; the first is the only one that lets a licence be used."""

    VALID = "valid", _("有效")
    NOT_YET_VALID = "not_yet_valid", _("尚未生效")
    EXPIRED = "expired", _("已过有效期")
    SUSPENDED = "suspended", _("暂扣中")
    WITHDRAWN = "withdrawn", _("已撤回")
    ANNULLED = "annulled", _("已撤销")
    REVOKED = "revoked", _("已吊销")
    CANCELLED = "cancelled", _("已注销")
    REPLACED = "replaced", _("已换发，原版本失效")


TAG_KINDS = {
    "valid": "ok", "not_yet_valid": "sign", "expired": "off", "suspended": "back", "withdrawn": "bad",
    "annulled": "bad", "revoked": "bad", "cancelled": "off", "replaced": "off",
}


@dataclass(frozen=True)
class Status:
    """`code` (Code), since when, and when it was recorded; None where dates alone decide. `state`: the act's row.

    `led_to` names the earlier act that a cancellation carries (撤销、撤回、吊销 lead on to 注销).
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
        return TAG_KINDS[self.code]


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
        return Status(Code.NOT_YET_VALID, license.issued_at)
    ends = [act for act in acts if act.status in _ENDINGS]
    last = (ends or acts)[-1]
    by_dates = _by_dates(license.valid_from, license.valid_to, clock.day_of(instant))
    if last.status == LicenseStatus.EFFECTIVE:
        return Status(by_dates, last.effective_from, last, last.recorded_at)
    if last.status == LicenseStatus.SUSPENDED and by_dates == Code.EXPIRED:
        return Status(Code.EXPIRED, clock.start_of(license.valid_to))
    before = ends[-2].status if len(ends) > 1 else ""
    led_to = before if last.status == LicenseStatus.CANCELLED and before in _LEAD_TO_CANCELLING else ""
    return Status(last.status, last.effective_from, last, last.recorded_at, led_to)


_LEAD_TO_CANCELLING = (LicenseStatus.WITHDRAWN, LicenseStatus.ANNULLED, LicenseStatus.REVOKED)
_ENDINGS = (*_LEAD_TO_CANCELLING, LicenseStatus.CANCELLED, LicenseStatus.REPLACED)


def _by_dates(valid_from: date, valid_to: date | None, day: date) -> str:
    if day < valid_from:
        return Code.NOT_YET_VALID
    return Code.EXPIRED if valid_to and day > valid_to else Code.VALID
