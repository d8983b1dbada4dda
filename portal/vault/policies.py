"""Who may order that a data key is destroyed, and who may confirm or reject it."""

from django.utils.translation import gettext as _

from portal.decisions import ALLOWED, Decision, denied
from portal.web import lacking


def can_order(actor, subject) -> Decision:
    """The head of the issuing department orders it for a dossier of his department."""
    if not actor.may("vault.order"):
        return lacking("vault.order")
    if subject.department.pk != actor.department.pk:
        return denied(_("该案卷属于%(department)s，须由该部门负责人提请销毁。") % {"department": subject.department})
    return ALLOWED


def can_confirm(actor, destruction) -> Decision:
    """The secrecy officer of the area; never whoever ordered it, under whatever appointment."""
    if not actor.may("vault.confirm"):
        return lacking("vault.confirm")
    if destruction.ordered_by_id == actor.user.pk:
        return denied(_("您是本项销毁的提请人，须由另一人确认。"))
    return ALLOWED


def can_reject(actor, destruction) -> Decision:
    """Whoever could confirm it."""
    return can_confirm(actor, destruction)
