"""Keeping the table of legal bases: a new version of one, and corrections; the old wording stays in the history."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal import history
from portal.accounts.actions import require
from portal.audit import log
from portal.constraints import sentence_of
from portal.decisions import Conflict, Invalid, denied
from portal.law.models import LegalBasis
from portal.law.policies import can_edit
from portal.workflow import start

FIELDS = ("title", "article", "status", "since", "until", "summary", "source")


def add_version(key: str, *, by, reason: str, **values) -> LegalBasis:
    """Enter a further version of the basis `key`; an open version before it ends the day before.

    values: as in FIELDS. Raises Refused, Invalid without a reason, Conflict when the periods overlap.
    """
    verb = "law.legalbasis.add_version"
    require(can_edit(by), by=by, verb=verb)
    _needed(reason, verb)
    with transaction.atomic():
        if values.get("since"):
            open_ones = LegalBasis.objects.select_for_update().filter(
                key=key, until__isnull=True, since__lt=values["since"])
            for before in open_ones:
                before.until = values["since"] - timedelta(days=1)
                _save(before, by=by, verb="law.legalbasis.correct", reason=reason)
        return start(LegalBasis, by=by, reason=f"add_version: {reason}", verb=verb, key=key, **values)


def correct(basis, *, by, reason: str, **values) -> LegalBasis:
    """Change what is entered of a version: its status, dates, wording; what it was stays in the history.

    values: as in FIELDS. Raises Refused, Invalid without a reason, Conflict when the periods overlap.
    """
    verb = "law.legalbasis.correct"
    require(can_edit(by, basis), by=by, verb=verb, about=basis)
    _needed(reason, verb)
    with transaction.atomic():
        fresh = LegalBasis.objects.select_for_update().get(pk=basis.pk)
        for name, value in values.items():
            setattr(fresh, name, value)
        return _save(fresh, by=by, verb=verb, reason=reason)


def _save(basis, *, by, verb, reason):
    try:
        with transaction.atomic(), history.collecting() as digests:
            history.save(basis, by=by, reason=f"{verb.rpartition('.')[2]}: {reason}")
            log.record(verb, by=by, about=basis, history=digests, reason=reason)
    except IntegrityError as error:
        raise Conflict(denied(sentence_of(error)), verb=verb, about=basis) from error
    return basis


def _needed(reason: str, verb: str) -> None:
    if not reason.strip():
        raise Invalid(denied(_("请写明依据：文号、公布日期或核对的出处。")), verb=verb)
