"""Who may keep the table of legal bases."""

from portal.accounts.permissions import permitted
from portal.decisions import Decision


def can_edit(actor, _basis=None) -> Decision:
    """Legal bases are kept by whoever publishes the catalogue."""
    return permitted(actor, "law.edit")
