"""Keeping accounts and appointments: each act checks its policy, leaves history and one access record."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from portal import clock, history
from portal.accounts import groups
from portal.accounts.models import Appointment, Department, User
from portal.accounts.policies import can_appoint, can_keep_people
from portal.actor import COMMAND
from portal.audit import log
from portal.decisions import Refused
from portal.workflow import start


def require(decision, *, by, verb, about=None):
    """Raise Refused, recorded, when the decision is no; the command line of the server is its owner."""
    if not decision and by.kind != COMMAND:
        refused = Refused(decision, verb=verb, about=about)
        log.record_refusal(refused, by=by)
        raise refused


def add_department(*, by, **values) -> Department:
    """Register a department. Raises Refused, or Conflict with a constraint's sentence."""
    require(can_keep_people(by), by=by, verb="accounts.add_department")
    return start(Department, by=by, reason="add", verb="accounts.add_department", **values)


def open_account(*, by, username: str, display_name: str, password: str, staff_number: str = "") -> User:
    """Open an account with a first password that must be changed at the first sign-in.

    Raises Refused, ValidationError (password rules) or Conflict (the name is taken).
    """
    require(can_keep_people(by), by=by, verb="accounts.open_account")
    user = User(username=username, display_name=display_name, staff_number=staff_number)
    validate_password(password, user)
    user.set_password(password)
    return start(User, by=by, reason="open", verb="accounts.open_account", username=username,
                 display_name=display_name, staff_number=staff_number, password=user.password,
                 created_at=clock.now(), created_by=by.user)


def appoint(user, department, role: str, *, by, since, until=None, document: str = "") -> Appointment:
    """Appoint a person to a role for a period; groups follow. Raises Refused or Conflict."""
    if by.kind != COMMAND:
        require(can_appoint(by, user, department, role), by=by, verb="accounts.appoint", about=user)
    with transaction.atomic():
        appointment = start(
            Appointment, by=by, reason="appoint", verb="accounts.appoint", user=user, department=department,
            role=role, since=since, until=until, document=document, appointed_at=clock.now(), appointed_by=by.user,
        )
        groups.derive(user)
    return appointment


def end_appointment(appointment, *, by, until) -> Appointment:
    """End an appointment with the day `until` (included); groups follow. Raises Refused."""
    require(can_appoint(by, appointment.user), by=by, verb="accounts.end_appointment", about=appointment)
    with transaction.atomic(), history.collecting() as digests:
        fresh = Appointment.objects.select_for_update().get(pk=appointment.pk)
        fresh.until = until
        if by.user:
            fresh.ended_at, fresh.ended_by = clock.now(), by.user
        history.save(fresh, by=by, reason="end")
        groups.derive(fresh.user)
        log.record("accounts.end_appointment", by=by, about=fresh, history=digests)
    return fresh
