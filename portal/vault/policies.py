"""Who may order that a data key is destroyed, and who may confirm or reject it."""

from django.utils.translation import gettext as _

from portal.accounts.permissions import permitted
from portal.decisions import Decision, denied


def can_order(actor, subject) -> Decision:
    """The head of the issuing department orders it for a dossier of his department."""
    decision = permitted(actor, "vault.order")
    if decision and subject.department.pk != actor.department.pk:
        return denied(_("该案卷属于%(department)s，须由该部门负责人提请销毁。") % {"department": subject.department})
    return decision


def can_confirm(actor, destruction) -> Decision:
    """The secrecy officer of the area; never whoever ordered it, under whatever appointment."""
    decision = permitted(actor, "vault.confirm")
    if decision and destruction.ordered_by_id == actor.user.pk:
        return denied(_("您是本项销毁的提请人，须由另一人确认。"))
    return decision


def can_reject(actor, destruction) -> Decision:
    """Whoever could confirm it."""
    return can_confirm(actor, destruction)
