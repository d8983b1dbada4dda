"""Who may keep the table of legal bases."""

from portal.decisions import ALLOWED, Decision
from portal.web import lacking


def can_edit(actor, _basis=None) -> Decision:
    """Legal bases are kept by whoever publishes the catalogue."""
    return ALLOWED if actor.may("law.edit") else lacking("law.edit")
