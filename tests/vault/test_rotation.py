"""Rotation wraps the data keys anew: no other row changes, and everything still opens."""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from portal.audit.models import AccessRecord
from portal.crypto import fields
from portal.vault.keys import new_key, seal_json, unseal_json
from portal.vault.models import DataKey


@pytest.fixture
def own_keys(settings, tmp_path):
    """A key file of the test's own, a copy of the real one."""
    shutil.copy(Path(settings.KEY_FOLDER) / "portal.keys", tmp_path / "portal.keys")
    settings.KEY_FOLDER = tmp_path
    fields._keys.cache_clear()
    yield tmp_path
    fields._keys.cache_clear()


def rows_of(owner_sql) -> dict:
    """Table → digest of all its rows."""
    tables = [row[0] for row in owner_sql(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relkind = 'r'").fetchall()]
    return {t: owner_sql(f'SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), \'\')) FROM "{t}" t')
            .fetchone()[0] for t in tables}


@pytest.fixture
def as_owner(own_database, settings):
    """Django's connection as the owner, as rotation runs."""
    from django.db import connection

    connection.close()
    before = connection.settings_dict["USER"], connection.settings_dict["OPTIONS"]
    connection.settings_dict["USER"] = "portal" if not before[1].get("options") else before[0]
    connection.settings_dict["OPTIONS"] = {}
    yield
    connection.close()
    connection.settings_dict["USER"], connection.settings_dict["OPTIONS"] = before


def test_rotation_changes_only_the_wrapped_keys_and_everything_still_opens(own_keys, owner_sql, as_owner):
    keys = [new_key("dossier") for _ in range(3)]
    sealed = [seal_json(key.pk, "test", {"n": n}) for n, key in enumerate(keys)]
    before = rows_of(owner_sql)
    call_command("rotate_keys", verbosity=0)
    after = rows_of(owner_sql)
    changed = {table for table in before if before[table] != after[table]}
    assert {t for t in changed if not t.startswith("audit_network")} == {"vault_datakey"}
    assert [unseal_json(key.pk, "test", s) for key, s in zip(keys, sealed, strict=True)] == [
        {"n": n} for n in range(3)]
    assert AccessRecord.objects.filter(verb="vault.rotate_keys", actor_kind="command").count() == 1


class ReadBefore:
    """What `fields._keys` is in a process that read the key file before the rotation."""

    def __init__(self, old, read):
        self.old, self.read = old, read

    def __call__(self):
        return self.old or self.read()

    def cache_clear(self):
        self.old = None


def test_process_that_read_the_key_file_before_the_rotation_opens_what_was_wrapped_after(own_keys, db, monkeypatch):
    old = fields._keys()
    number = fields.add_master(own_keys)
    key = new_key("dossier")
    sealed = seal_json(key.pk, "test", "value")
    assert DataKey.objects.get(pk=key.pk).master == number and number not in old["masters"]
    monkeypatch.setattr(fields, "_keys", ReadBefore(old, fields._keys))
    assert unseal_json(key.pk, "test", sealed) == "value"
