"""Keeping the table of legal bases: a new version of one, and corrections; the old wording stays in the history."""

from datetime import timedelta

from django.utils.translation import gettext as _

from portal import history
from portal.audit import log
from portal.decisions import Invalid, denied
from portal.law.models import LegalBasis
from portal.law.policies import can_edit
from portal.workflow import act

FIELDS = LegalBasis.database_changes
CORRECT = "law.legalbasis.correct"


def add_version(key: str, *, by, reason: str, **values) -> LegalBasis:
    """Enter a further version of the basis `key`; an open version before it ends the day before.

    values: as in FIELDS. Raises Refused, Invalid without a reason, Conflict when the periods overlap.
    """
    with act("law.legalbasis.add_version", lambda: can_edit(by), by=by, reason=reason) as told:
        _needed(reason)
        if values.get("since"):
            open_ones = LegalBasis.objects.select_for_update().filter(
                key=key, until__isnull=True, since__lt=values["since"])
            for before in open_ones:
                before.until = values["since"] - timedelta(days=1)
                history.save(before, by=by, reason=f"correct: {reason}")
                log.record(CORRECT, by=by, about=before, reason=reason)
        told["about"] = made = history.save(LegalBasis(key=key, **values), by=by, reason=f"add_version: {reason}",
                                            force_insert=True)
    return made


def correct(basis, *, by, reason: str, **values) -> LegalBasis:
    """Change what is entered of a version: its status, dates, wording; what it was stays in the history.

    values: as in FIELDS. Raises Refused, Invalid without a reason, Conflict when the periods overlap.
    """
    with act(CORRECT, lambda: can_edit(by, basis), by=by, about=basis, reason=reason):
        _needed(reason)
        fresh = LegalBasis.objects.select_for_update().get(pk=basis.pk)
        for name, value in values.items():
            setattr(fresh, name, value)
        history.save(fresh, by=by, reason=f"correct: {reason}")
    return fresh


def _needed(reason: str) -> None:
    if not reason.strip():
        raise Invalid(denied(_("请写明依据：文号、公布日期或核对的出处。")))
