"""Actor: who acts, under which appointment, from where; every policy, step, list and log row is asked with one."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from portal.accounts.roles import permissions_of
from portal.ids import new_id

PERSON, PUBLIC, SYSTEM, COMMAND = "person", "public", "system", "command"


@dataclass(frozen=True)
class Actor:
    """Who acts.

    `kind` is person, public (nobody signed in), system (a background job) or command (a command line).
    `appointment` is the one acted under, in force when the actor was made; policies trust it for one request.
    `substitute_for` is the person whose work is done during his absence (A/B 岗); the log keeps it, and nothing sets it
    before substitutions with dates exist. `session` is a digest of the session key, never the key.
    """

    kind: str
    user: Any = None
    appointment: Any = None
    substitute_for: Any = None
    session: str = ""
    address: str = ""
    request_id: str = field(default_factory=lambda: str(new_id()))

    @property
    def department(self):
        """The department acted for, or None."""
        return self.appointment.department if self.appointment else None

    @property
    def role(self) -> str:
        """The key of the role acted under, or an empty string."""
        return self.appointment.role if self.appointment else ""

    def may(self, permission: str) -> bool:
        """Whether the role acted under carries `permission`; says nothing about objects."""
        return permission in permissions_of(self.role)


def session_digest(session_key: str | None) -> str:
    """What the log keeps of a session: enough to join its rows, useless to take it over."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32] if session_key else ""


def public(address: str = "", request_id: str = "") -> Actor:
    """Somebody who is not signed in."""
    return Actor(PUBLIC, address=address, request_id=request_id or str(new_id()))


def system(user=None, appointment=None) -> Actor:
    """A background job; with `user` and `appointment`, the one on whose behalf it was deferred."""
    return Actor(SYSTEM, user=user, appointment=appointment)


def command() -> Actor:
    """Somebody at the command line of the server."""
    return Actor(COMMAND)


def acting_as(appointment, *, session: str = "", address: str = "") -> Actor:
    """The person of `appointment`, acting under it (demo, tests, jobs)."""
    return Actor(PERSON, user=appointment.user, appointment=appointment, session=session, address=address)
