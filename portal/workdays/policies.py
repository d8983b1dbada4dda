"""Who may enter a year's holiday notice, and who may confirm or void it: people of the site's own tier and area."""

from django.conf import settings
from django.utils.translation import gettext as _

from portal.accounts.permissions import permitted
from portal.decisions import ALLOWED, Decision, denied
from portal.divisions import name


def can_enter(actor, _notice=None) -> Decision:
    """Whoever edits the catalogue enters the notice of a year."""
    return _keeps(actor, "workdays.enter")


def _keeps(actor, permission: str) -> Decision:
    """The role of a managing department, and of the site's own: every deadline of the system is counted by it."""
    site, department = settings.SITE, actor.department
    decision = permitted(actor, permission)
    if decision and (department is None or (department.level, department.division) != (site["tier"], site["area"])):
        return denied(_("工作日历对本系统所有部门生效，放假安排只由%(area)s本级的管理部门录入、确认、作废。") % {
            "area": name(site["area"])})
    return decision


def may_confirm(actor) -> Decision:
    """Whoever publishes the catalogue, whichever notice it is."""
    return _keeps(actor, "workdays.confirm")


def can_confirm(actor, notice) -> Decision:
    """Whoever publishes the catalogue at the site's own tier; never whoever entered it, under whatever appointment."""
    decision = may_confirm(actor)
    if decision and notice.entered_by_id == actor.user.pk:
        return denied(_("您是这份通知的录入人，须由另一人对照原文确认。"))
    return decision


def can_supersede(actor, notice) -> Decision:
    """Whoever confirms the notice that takes its place."""
    return may_confirm(actor)


def can_void(actor, notice) -> Decision:
    """Whoever may confirm it, and whoever entered it and found a mistake."""
    if can_enter(actor) and notice.entered_by_id == actor.user.pk:
        return ALLOWED
    return may_confirm(actor)
