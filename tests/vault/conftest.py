"""A dossier of the Donghu bureau: a data key, something sealed and a file under it, and a finder that knows of it."""

from types import SimpleNamespace

import pytest

from portal.vault import files, subjects
from portal.vault.keys import new_key, seal_json
from tests import cast

SECRET = {"name": "龚㛃", "code": "360102199003078888"}


@pytest.fixture
def dossier(db, monkeypatch):
    key = new_key("dossier")
    subject = subjects.Subject(key.pk, cast.department("donghu"), "办件 DH20261124-0001")
    monkeypatch.setattr(subjects, "_finders", [lambda actor, key_id: subject if key_id == key.pk else None])
    return SimpleNamespace(
        key=key, subject=subject, sealed=seal_json(key.pk, "test:1", SECRET),
        file=files.store(key, b"%PDF-1.7 a scan", name="龚㛃身份证.pdf", media_type="application/pdf"),
    )
