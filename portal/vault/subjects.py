"""What lies under a data key: the vault does not know it, the apps whose keys they are tell it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.audit.facts import Facts


@dataclass(frozen=True)
class Subject:
    """The thing whose content a key opens: a dossier of a department.

    `label` names it without personal data (a case number); `url` is its page.
    """

    key_id: Any
    department: Any
    label: str
    url: str = ""

    def log_facts(self):
        return Facts("vault.subject", str(self.key_id), self.label, issuer=self.department.uscc)


_finders: list[Callable] = []


def register(find: Callable) -> None:
    """find(actor, key_id) → Subject, or None when it is not this app's key or outside the actor's scope."""
    _finders.append(find)


def find(actor, key_id) -> Subject | None:
    """The subject of a key as far as the actor may see it."""
    return next((subject for finder in _finders if (subject := finder(actor, key_id))), None)
