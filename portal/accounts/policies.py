"""Who may open accounts, appoint, and end appointments."""

from django.utils.translation import gettext as _

from portal.accounts.models import Appointment
from portal.accounts.roles import APART_EVERYWHERE, APART_IN_DEPARTMENT, ROLES
from portal.decisions import ALLOWED, Decision, denied
from portal.web import lacking


def can_keep_people(actor, _user=None) -> Decision:
    """Accounts and departments are kept by the system administrator."""
    return ALLOWED if actor.may("accounts.people") else lacking("accounts.people")


def can_appoint(actor, user, department=None, role: str = "") -> Decision:
    """Roles are given by the security administrator, not to himself, and not against the pairs kept apart."""
    if not actor.may("accounts.appoint"):
        return lacking("accounts.appoint")
    if actor.user.pk == user.pk:
        return denied(_("不能为自己任命岗位，请由另一名安全管理员办理。"))
    if department is None:
        return ALLOWED
    if not department.plays(ROLES[role].plays):
        return denied(_("“%(department)s”未登记相应职责，不能设“%(role)s”。") % {
            "department": department, "role": ROLES[role].label,
        })
    for other in Appointment.objects.in_force().filter(user=user).select_related("department"):
        if _apart(other, department, role):
            return denied(_("%(person)s已任“%(held)s”（%(where)s），不能兼任“%(role)s”。") % {
                "person": user, "held": other.role_label, "where": other.department, "role": ROLES[role].label,
            })
    return ALLOWED


def _apart(held, department, role) -> bool:
    pair = {held.role, role}
    return any(pair == set(p) for p in APART_EVERYWHERE) or (
        held.department_id == department.pk and any(pair == set(p) for p in APART_IN_DEPARTMENT)
    )
