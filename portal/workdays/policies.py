"""Who may enter a year's holiday notice, and who may confirm or void it."""

from django.utils.translation import gettext as _

from portal.accounts.permissions import permitted
from portal.decisions import ALLOWED, Decision, denied


def can_enter(actor, _notice=None) -> Decision:
    """Whoever edits the catalogue enters the notice of a year."""
    return permitted(actor, "workdays.enter")


def can_confirm(actor, notice) -> Decision:
    """Whoever publishes the catalogue confirms it; never whoever entered it, under whatever appointment."""
    decision = permitted(actor, "workdays.confirm")
    if decision and notice.entered_by_id == actor.user.pk:
        return denied(_("您是这份通知的录入人，须由另一人对照原文确认。"))
    return decision


def can_supersede(actor, notice) -> Decision:
    """Whoever confirms the notice that takes its place."""
    return permitted(actor, "workdays.confirm")


def can_void(actor, notice) -> Decision:
    """Whoever may confirm it, and whoever entered it and found a mistake."""
    if actor.may("workdays.enter") and notice.entered_by_id == actor.user.pk:
        return ALLOWED
    return permitted(actor, "workdays.confirm")
