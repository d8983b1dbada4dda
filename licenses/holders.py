"""Holders: one row per code, its name and code sealed under the holder's own key."""

from licenses.contents import masked_holder
from licenses.models import Holder
from portal import clock
from portal.audit.facts import holder_index
from portal.vault.keys import new_key, seal_json, unseal_json


def register(holders: list[dict]) -> list[Holder]:
    """The rows of holders given as {"code_type", "code", "name"}, made when new; a changed name is taken over.

    Until the transaction ends nobody else registers any of them; rows are taken in one order, so that two who want
    the same never wait for each other.
    """
    indexes = [holder_index(holder["code_type"], holder["code"]) for holder in holders]
    rows = {place: _register(holders[place], indexes[place]) for place in sorted(range(len(holders)),
                                                                                key=lambda place: indexes[place])}
    return [rows[place] for place in range(len(holders))]


def _register(holder: dict, index: bytes) -> Holder:
    row = Holder.objects.select_for_update().filter(code_type=holder["code_type"], code_index=index).first()
    if row is None:
        row = Holder(code_type=holder["code_type"], code_index=index, key=new_key("holder"),
                     first_seen_at=clock.now())
    row.sealed = seal_json(row.key_id, f"licenses.holder:{row.pk}", holder)
    row.shown_name, row.shown_code = masked_holder(holder)
    row.save()
    return row


def plain(row: Holder) -> dict:
    """Code type, code and name in clear; the caller has logged the disclosure. Raises Unreadable or Destroyed."""
    return unseal_json(row.key_id, f"licenses.holder:{row.pk}", row.sealed)
