"""Who may keep accounts and departments, appoint, end sessions; which roles one person may hold together."""

from django.utils.translation import gettext as _

from portal import clock
from portal.accounts import second_factor
from portal.accounts.models import Appointment, SecondFactor
from portal.accounts.permissions import lacking, permitted
from portal.accounts.roles import APART_EVERYWHERE, APART_IN_DEPARTMENT, ROLES
from portal.actor import COMMAND
from portal.decisions import ALLOWED, Decision, denied

ACCOUNT_PERMISSIONS = ("accounts.people", "accounts.appoint", "accounts.sessions")


def can_keep_people(actor, _user=None) -> Decision:
    """Accounts and departments are kept by the system administrator."""
    return _holding(actor, "accounts.people")


def can_see_accounts(actor) -> Decision:
    """The list of accounts is open to those who keep, appoint or unlock."""
    return ALLOWED if any(map(actor.may, ACCOUNT_PERMISSIONS)) else lacking("accounts.people")


def can_act_on_account(actor, user) -> Decision:
    """The system administrator closes and reopens an account, not his own."""
    return _holding(actor, "accounts.people") & _not_himself(
        actor, user, _("不能处置自己的账号，请由另一名系统管理员办理。"))


def can_reset_password(actor, user) -> Decision:
    """The system administrator gives a one-time password, but not where he took the second factor away himself."""
    removed = SecondFactor.history.filter(user=user, history_type="-")
    return can_act_on_account(actor, user) & _not_both(
        actor, user, removed, _("该账号的动态口令由您解除，本人尚未重新设置，请由另一名系统管理员重置密码。"))


def can_remove_second_factor(actor, user) -> Decision:
    """The security administrator takes a lost device away, so that no administrator alone takes both password and
    device; not his own, nor where he gave the password himself in an earlier post."""
    reset = user.history.filter(history_change_reason__startswith="reset_password")
    return _holding(actor, "accounts.second_factor") & _not_himself(
        actor, user, _("不能处置自己的账号，请由另一名安全管理员办理。")) & _not_both(
        actor, user, reset, _("该账号的密码由您重置，本人此后尚未用动态口令登录，请由另一名安全管理员解除。"))


def can_end_sessions(actor, user) -> Decision:
    """A person ends his own sessions, the system administrator those of all."""
    return ALLOWED if actor.user and actor.user.pk == user.pk else _holding(actor, "accounts.sessions")


def can_unlock(actor, _user=None) -> Decision:
    """The system administrator lets a locked-out person try again."""
    return _holding(actor, "accounts.sessions")


def can_appoint(actor, user) -> Decision:
    """Roles are given and taken by the security administrator, never his own."""
    return _holding(actor, "accounts.appoint") & _not_himself(
        actor, user, _("不能任免自己的岗位，请由另一名安全管理员办理。"))


def not_past(since) -> Decision:
    """An appointment begins today or later: what was done under it before could not have been refused."""
    if since < clock.today():
        return denied(_("起始日期不能早于今天（%(today)s）。") % {"today": f"{clock.today():%Y-%m-%d}"})
    return ALLOWED


def fits(user, department, role: str, since, until=None) -> Decision:
    """Whether a person can hold a role in a department for a period: the department must play the part, and no
    appointment that shares a day may be the same one or one that has to be held by another person."""
    if not user.is_active:
        return denied(_("%(person)s的账号已停用，不能任职。") % {"person": user})
    if department.abolished_on and department.abolished_on <= since:
        return denied(_("“%(department)s”已撤并，不能任职。") % {"department": department})
    if not department.plays(ROLES[role].plays):
        return denied(_("“%(department)s”未登记相应职责，不能设“%(role)s”。") % {
            "department": department, "role": ROLES[role].label,
        })
    others = Appointment.objects.filter(user=user).overlapping(since, until).select_related("department")
    for other in others:
        if other.role == role and other.department_id == department.pk:
            return denied(_("%(person)s在这一期间已任“%(held)s”（%(where)s）。") % _words(user, other))
        if _apart(other, department, role):
            return denied(_("%(person)s已任“%(held)s”（%(where)s），不能兼任“%(role)s”：这两个岗位须由两人分任。") % {
                **_words(user, other), "role": ROLES[role].label,
            })
    return ALLOWED


def _words(user, held) -> dict:
    return {"person": user, "held": held.role_label, "where": held.department}


def _apart(held, department, role) -> bool:
    pair = {held.role, role}
    return any(pair == set(p) for p in APART_EVERYWHERE) or (
        held.department_id == department.pk and any(pair == set(p) for p in APART_IN_DEPARTMENT)
    )


def _holding(actor, permission: str) -> Decision:
    """The command line of the server, its owner, is not asked for a role."""
    return ALLOWED if actor.kind == COMMAND else permitted(actor, permission)


def _not_both(actor, user, done, sentence: str) -> Decision:
    """No, when the actor has `done` the other of two acts and the person has given no code since."""
    latest = done.filter(history_user=actor.user).order_by("-history_date").first() if actor.user else None
    return denied(sentence) if latest and not second_factor.given_since(user, latest.history_date) else ALLOWED


def _not_himself(actor, user, sentence: str) -> Decision:
    return denied(sentence) if actor.user and actor.user.pk == user.pk else ALLOWED
