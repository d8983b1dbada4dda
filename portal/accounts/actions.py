"""Keeping departments, accounts and appointments: each act asks its policy, leaves history and one access record."""

from datetime import timedelta

from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock, history
from portal.accounts import groups, passwords, policies, sessions
from portal.accounts.departments import consistent
from portal.accounts.models import Appointment, Department, RecoveryCode, SecondFactor, SignedIn, User
from portal.actor import COMMAND
from portal.audit import log
from portal.decisions import ALLOWED, Conflict, Invalid, denied
from portal.notices.send import Recipient, tell
from portal.workflow import act, start


def _require_possible(decision, *, verb="", about=None):
    """Raise Invalid when what is asked for cannot be, whoever asks."""
    if not decision:
        raise Invalid(decision, verb=verb, about=about)


# --- departments

def add_department(*, by, **values) -> Department:
    """Register a department. Raises Refused, Invalid (code, level, area), or Conflict with a constraint's sentence."""
    verb = "accounts.add_department"
    log.require(policies.can_keep_people(by), by=by, verb=verb)
    _require_possible(consistent(Department(**values)), verb=verb)
    return start(Department, by=by, reason="add_department", verb=verb, **values)


def edit_department(department, *, by, seen: str | None = None, **values) -> Department:
    """Change what is registered of a department; `seen` is the `revision` of the row that the person had before him.

    None is for who read nothing before; an empty one is as stale as any other that is not the row's.
    Raises Refused, Invalid (level, area, duties that people stand on), or Conflict: changed meanwhile, constraint.
    """
    with act("accounts.edit_department", lambda: policies.can_keep_people(by), by=by, about=department):
        fresh = Department.objects.select_for_update().get(pk=department.pk)
        if seen is not None and seen != revision(fresh):
            raise Conflict(denied(_("此部门刚由他人修改，请核对后重新保存。")))
        for name, value in values.items():
            setattr(fresh, name, value)
        _require_possible(consistent(fresh))
        return history.save(fresh, by=by, reason="edit_department")


def revision(obj) -> str:
    """Changes whenever a tracked row does: the id of its latest history row."""
    return str(obj.history.latest("history_id").history_id)


# --- accounts

def open_account(*, by, username: str, display_name: str, password: str, staff_number: str = "") -> User:
    """Open an account with a first password that must be changed at the first sign-in.

    Raises Refused, ValidationError (password rules) or Conflict (the name is taken).
    """
    log.require(policies.can_keep_people(by), by=by, verb="accounts.open_account")
    user = User(username=username, display_name=display_name, staff_number=staff_number)
    validate_password(password, user)
    user.set_password(password)
    return start(User, by=by, reason="open_account", verb="accounts.open_account", username=username,
                 display_name=display_name, staff_number=staff_number, password=user.password,
                 created_at=clock.now(), created_by=by.user)


def edit_account(user, *, by, display_name: str, staff_number: str) -> User:
    """Correct a person's name or staff number. Raises Refused."""
    with act("accounts.edit_account", lambda: policies.can_keep_people(by), by=by, about=user):
        return _change(user, by=by, why="edit_account", display_name=display_name, staff_number=staff_number)


def deactivate(user, *, by, reason: str) -> User:
    """Close an account: its sessions end at once, its appointments give nothing. Raises Refused, Conflict."""
    with _acting("accounts.deactivate", user, by=by, reason=reason):
        user = _change(user, by=by, why=_told("deactivate", reason), expect={"is_active": True}, is_active=False,
                       deactivated_at=clock.now(), deactivated_by=by.user)
        sessions.drop(SignedIn.objects.filter(user=user))
        groups.derive(user)
    return user


def reactivate(user, *, by, reason: str) -> User:
    """Open a closed account again; its appointments count again as far as they reach. Raises Refused, Conflict."""
    with _acting("accounts.reactivate", user, by=by, reason=reason):
        user = _change(user, by=by, why=_told("reactivate", reason), expect={"is_active": False}, is_active=True,
                       deactivated_at=None, deactivated_by=None)
        groups.derive(user)
    return user


def change_password(user, new: str, *, by) -> User:
    """Take the person's own new password; his other sessions end. Raises ValidationError (rules)."""
    validate_password(new, user)
    with act("accounts.change_password", lambda: ALLOWED, by=by, about=user):
        user = _set_password(user, new, by=by, why="change_password", must_change_password=False,
                             password_changed_at=clock.now())
    return user


def reset_password(user, *, by, reason: str) -> str:
    """Give a random one-time password, to be changed at the next sign-in; returns it, it is kept nowhere.

    The person's sessions end, his second factor stays. Raises Refused.
    """
    with _acting("accounts.reset_password", user, by=by, reason=reason, policy=policies.can_reset_password):
        new = one_time_password(user)
        _set_password(user, new, by=by, why=_told("reset_password", reason), must_change_password=True,
                      password_changed_at=None)
        _tell(user, "account_password_reset", day=clock.today())
    return new


def one_time_password(user) -> str:
    """A random password that the rules let this person have."""
    while True:
        password = passwords.one_time()
        try:
            validate_password(password, user)
        except ValidationError:
            continue
        return password


def _set_password(user, new, *, by, why, **values):
    passwords.remember(user)
    user.set_password(new)
    user = _change(user, by=by, why=why, password=user.password, **values)
    others = SignedIn.objects.filter(user=user)
    if by.user and by.user.pk == user.pk:
        others = others.exclude(pk__in=[s.pk for s in others if sessions.is_of(s, by)])
    sessions.drop(others)
    return user


def unlock(user, *, by) -> int:
    """Forget failed sign-ins, so that the person can try again; returns how many there were.

    Wrong codes stay counted: who reset a password could otherwise try as many codes as he likes.
    """
    with act("accounts.unlock", lambda: policies.can_unlock(by, user), by=by, about=user):
        return forget_failures(username=user.username)


def end_sessions(user, *, by, rows=None) -> int:
    """End sessions of a person (SignedIn `rows`, else all) at once; returns how many. Raises Refused."""
    with act("accounts.end_sessions", lambda: policies.can_end_sessions(by, user), by=by, about=user) as told:
        told["shown"] = ended = sessions.drop((SignedIn.objects if rows is None else rows).filter(user=user))
        told["result_count"] = len(ended)
    return len(ended)


def remove_second_factor(user, *, by, reason: str) -> None:
    """Take away the one-time codes of a lost device; the person sets them up anew. His sessions end.

    He is told, and so are those who would know of a lost device or look after it. Raises Refused, or Conflict when
    there is none.
    """
    policy = policies.can_remove_second_factor
    with _acting("accounts.remove_second_factor", user, by=by, reason=reason, policy=policy):
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        if factor is None:
            raise Conflict(denied(_("%(person)s没有启用动态口令。") % {"person": user}))
        factor._history_user, factor._history_date = by.user, clock.now()
        factor._change_reason = _told("remove_second_factor", reason)
        factor.delete()
        RecoveryCode.objects.filter(user=user).delete()
        sessions.drop(SignedIn.objects.filter(user=user))
        _tell(user, "account_second_factor_removed", day=clock.today())
        for other in _watching(user).exclude(pk__in=[user.pk, by.user.pk if by.user else None]):
            tell(Recipient(user=other), "account_second_factor_removed_elsewhere",
                 facts={"username": user.username, "day": str(clock.today())})


def _watching(user):
    """The heads of a person's departments, the security and the audit administrators: whoever took over an account
    reads its inbox, so that the word to the person himself is not enough."""
    own = Appointment.objects.in_force().filter(user=user).values("department")
    posts = Appointment.objects.in_force().filter(
        Q(role="issuing_head", department__in=own) | Q(role__in=("security_admin", "audit_admin")))
    return User.objects.filter(pk__in=posts.values("user"))


# --- appointments

def appoint(user, department, role: str, *, by, since, until=None, document: str = "") -> Appointment:
    """Appoint a person to a role for a period; groups follow. Raises Refused, Invalid or Conflict.

    Nobody is appointed for the past, but at the command line of the server, which sets an installation up.
    """
    verb = "accounts.appoint"
    log.require(policies.can_appoint(by, user), by=by, verb=verb, about=user)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        department = Department.objects.get(pk=department.pk)
        if by.kind != COMMAND:
            _require_possible(policies.not_past(since), verb=verb, about=user)
        _require_possible(policies.fits(user, department, role, since, until), verb=verb, about=user)
        appointment = start(
            Appointment, by=by, reason="appoint", verb=verb, user=user, department=department,
            role=role, since=since, until=until, document=document, appointed_at=clock.now(), appointed_by=by.user,
        )
        groups.derive(user)
        _tell(user, "account_appointed", since=since, until=until, **_words_of(appointment))
    return appointment


def end_appointment(appointment, *, by, until, reason: str = "") -> Appointment:
    """End an appointment with the day `until` (included); yesterday ends it at once. Groups follow.

    One that has not begun is taken back. The past is not changed: an earlier day, or one after the end that stands
    already, is Invalid. Raises Refused.
    """
    with act("accounts.end_appointment", lambda: policies.can_appoint(by, appointment.user), by=by,
             about=appointment, reason=reason):
        fresh = Appointment.objects.select_for_update().get(pk=appointment.pk)
        _require_possible(_can_end_on(fresh, until))
        until = max(until, fresh.since - timedelta(days=1))
        evidence = {"ended_at": clock.now(), "ended_by": by.user} if by.user else {}
        fresh = _change(fresh, by=by, why=_told("end_appointment", reason), until=until, **evidence)
        groups.derive(fresh.user)
        _tell(fresh.user, "account_appointment_ended", until=until, **_words_of(fresh))
    return fresh


def _can_end_on(appointment, until):
    today = clock.today()
    if until < today - timedelta(days=1):
        return denied(_("截止日期不能早于昨天：已经过去的任职不能改写。"))
    if appointment.until and (until > appointment.until or appointment.until < today):
        return denied(_("该任职至 %(day)s 已到期；需要延长的，请另行任命。") % {"day": f"{appointment.until:%Y-%m-%d}"})
    return ALLOWED


def _words_of(appointment) -> dict:
    return {"department": appointment.department.name, "role": appointment.role_label}


def _tell(user, event: str, **facts):
    """A message to the person whose account it is: what was done to it by others must not stay unnoticed."""
    tell(Recipient(user=user), event, url=reverse("accounts:mine"),
         facts={name: str(value) if value else "" for name, value in facts.items()})


def _acting(verb: str, user, *, by, reason: str, policy=policies.can_act_on_account):
    return act(verb, lambda: policy(by, user), by=by, about=user, reason=reason)


def _told(what: str, reason: str) -> str:
    """What history keeps as the reason of a change: the act, and in the person's words why."""
    return f"{what}: {reason}" if reason else what


def _change(obj, *, by, why, expect=None, **values):
    """Change fields of a row under its lock, with history; returns the fresh row."""
    fresh = obj._meta.model._base_manager.select_for_update().get(pk=obj.pk)
    if any(getattr(fresh, name) != value for name, value in (expect or {}).items()):
        raise Conflict(denied(_("刚由他人办理或重复点击，请刷新后查看。")))
    for name, value in values.items():
        setattr(fresh, name, value)
    return history.save(fresh, by=by, reason=why)
