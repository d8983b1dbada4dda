"""Sessions of people who signed in: begun, kept alive, ended; what must be done before anything else in one."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.db import transaction

from portal import clock
from portal.accounts.models import Appointment, SecondFactor, SignedIn, User
from portal.accounts.roles import ROLES
from portal.actor import PERSON, Actor, session_digest
from portal.audit import log

IDLE, TOO_OLD, ENDED = "idle", "too old", "ended"


def begin(request, user, address: str) -> Actor:
    """Sign a person in under a fresh session key, nothing of the old session kept; recorded.

    Returns the actor he is from now on. When the log row cannot be written nobody is signed in.
    """
    with transaction.atomic():
        request.session.flush()
        login(request, user)
        now = clock.now()
        SignedIn.objects.filter(user=user).exclude(pk__in=SignedIn.objects.alive()).delete()
        SignedIn.objects.create(
            session_key=request.session.session_key, user=user, started_at=now, seen_at=now, address=address,
            agent=request.headers.get("User-Agent", "")[:200],
        )
        User.objects.filter(pk=user.pk).update(last_sign_in=now)
        actor = actor_of(request, address)
        log.record("sign_in", by=actor, about=user)
    return actor


def actor_of(request, address: str) -> Actor:
    """The actor of a request with a living session; sets `request.appointments`, all that are in force.

    Acts under the appointment chosen in the session, else the first. One whose role needs the second factor
    counts only after it was given in this session.
    """
    session = request.session
    in_force = list(
        Appointment.objects.in_force().filter(user=request.user).select_related("department", "user")
        .order_by("since", "id")
    )
    usable = [a for a in in_force if session.get("second_factor") or not ROLES[a.role].second_factor]
    chosen = session.get("appointment")
    current = next((a for a in usable if str(a.pk) == chosen), usable[0] if usable else None)
    request.appointments = in_force
    return Actor(PERSON, user=request.user, appointment=current, address=address,
                 request_id=request.id, session=session_digest(session.session_key))


def pending(request, actor) -> str:
    """The name of the url that must be dealt with before anything else, or an empty string.

    A second factor that is there is asked for before the password may be changed, so that a reset password alone
    opens nothing.
    """
    blocked = bool(request.appointments) and actor.appointment is None
    has_factor = blocked and SecondFactor.objects.filter(user=actor.user).exists()
    if blocked and has_factor:
        return "accounts:code"
    if password_is_due(actor.user):
        return "accounts:password"
    return "accounts:second_factor" if blocked else ""


def password_is_due(user) -> bool:
    """Whether a first or reset password is in force, or the person's own is too old (GB/T 22239 8.1.4.1 a)."""
    changed, limit = user.password_changed_at, timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)
    return user.must_change_password or bool(changed and clock.now() - changed > limit)


def keep_alive(session_key) -> str:
    """Note that a session is in use; says why not (IDLE, TOO_OLD, ENDED) when it is over, else nothing."""
    rows = SignedIn.objects.filter(session_key=session_key)
    if rows.alive().update(seen_at=clock.now()):
        return ""
    row = rows.first()
    if row is None:
        return ENDED
    age = timedelta(seconds=settings.SESSION_ABSOLUTE_AGE)
    return TOO_OLD if clock.now() - row.started_at >= age else IDLE


def moved(old_key: str, request) -> None:
    """Tell that a living session goes on under a new key (after a new password or the second factor)."""
    SignedIn.objects.filter(session_key=old_key).update(session_key=request.session.session_key)


def is_of(row, actor) -> bool:
    """Whether a SignedIn row is the session the actor acts in."""
    return session_digest(row.session_key) == actor.session


def forget(session_key) -> None:
    """Take the row of a session that ends by itself or by its own person."""
    SignedIn.objects.filter(session_key=session_key).delete()


def drop(rows) -> list[str]:
    """End the sessions of SignedIn rows at once; returns their digests for the log."""
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    SignedIn.objects.filter(session_key__in=keys).delete()
    return [session_digest(key) for key in keys]
