"""Who may enter a year's holiday notice, and who may confirm or void it."""

from django.utils.translation import gettext as _

from portal.decisions import ALLOWED, Decision, denied
from portal.web import lacking


def can_enter(actor, _notice=None) -> Decision:
    """Whoever edits the catalogue enters the notice of a year."""
    return ALLOWED if actor.may("workdays.enter") else lacking("workdays.enter")


def can_confirm(actor, notice) -> Decision:
    """Whoever publishes the catalogue confirms it; never whoever entered it, under whatever appointment."""
    if not actor.may("workdays.confirm"):
        return lacking("workdays.confirm")
    if notice.entered_by_id == actor.user.pk:
        return denied(_("您是这份通知的录入人，须由另一人对照原文确认。"))
    return ALLOWED


def can_supersede(actor, notice) -> Decision:
    """Whoever confirms the notice that takes its place."""
    return ALLOWED if actor.may("workdays.confirm") else lacking("workdays.confirm")


def can_void(actor, notice) -> Decision:
    """Whoever may confirm it, and whoever entered it and found a mistake."""
    if actor.may("workdays.confirm") or (actor.may("workdays.enter") and notice.entered_by_id == actor.user.pk):
        return ALLOWED
    return lacking("workdays.confirm")
