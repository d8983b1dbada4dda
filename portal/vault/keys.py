"""Sealing values under the data key of a dossier or holder; re-wrapping and destroying such keys."""

import json

from django.db import connection
from django.utils.translation import gettext as _

from portal import clock
from portal.crypto import fields
from portal.vault.models import DataKey


class Destroyed(fields.Unreadable):
    """The key was lawfully destroyed: what lay under it can never be read again.

    `sentence` is fit to show where the content would stand.
    """

    @property
    def sentence(self) -> str:
        return _("内容已依法销毁，不能恢复。")


def new_key(purpose: str) -> DataKey:
    """A fresh data key, saved; `purpose` is dossier or holder."""
    wrapped, master = fields.wrap(fields.new_data_key())
    return DataKey.objects.create(purpose=purpose, wrapped=wrapped, master=master, created_at=clock.now())


def plain_key(key_id) -> bytes:
    """The unwrapped key; raises Destroyed when its row is gone."""
    row = DataKey.objects.filter(pk=key_id).values_list("wrapped", "master").first()
    if row is None:
        raise Destroyed(f"data key {key_id} was destroyed")
    return fields.unwrap(*row)


def is_destroyed(key_id) -> bool:
    """Whether the key is gone; what lay under it then answers Destroyed."""
    return not DataKey.objects.filter(pk=key_id).exists()


def seal_json(key_id, context: str, value) -> bytes:
    """A JSON value sealed under a data key and bound to `context`; keys are sorted, so equal values seal equal text."""
    return fields.seal(plain_key(key_id), context, canonical(value))


def unseal_json(key_id, context: str, sealed):
    """Reverse of `seal_json`; an empty column gives None. Raises Unreadable or Destroyed."""
    if not sealed:
        return None
    return json.loads(fields.unseal(plain_key(key_id), context, sealed))


def canonical(value) -> bytes:
    """The one JSON text of a value: sorted keys, no spaces, UTF-8. Digests are taken over it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def rewrap_all(batch: int = 1000) -> int:
    """Wrap every data key under the current master key; resumable, returns how many were changed."""
    done = 0
    current = fields.wrap(fields.new_data_key())[1]
    while keys := list(DataKey.objects.exclude(master=current)[:batch]):
        for key in keys:
            key.wrapped, key.master = fields.wrap(fields.unwrap(key.wrapped, key.master))
        DataKey.objects.bulk_update(keys, ["wrapped", "master"])
        done += len(keys)
    return done


def delete_key(destruction_id) -> None:
    """Delete the key named by a confirmed destruction.

    The web role cannot delete keys; the database function checks the two persons itself and then deletes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT vault_destroy_key(%s)", [str(destruction_id)])
