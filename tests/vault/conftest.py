"""A dossier of the Donghu bureau: the data key of a case, something sealed and a file under it."""

from types import SimpleNamespace

import pytest

from portal.vault import files, subjects
from portal.vault.keys import seal_json
from portal.vault.models import DataKey
from tests import cast
from tests.licenses import factories

SECRET = {"name": "龚㛃", "code": "360102199003078888"}


@pytest.fixture
def dossier(db, monkeypatch):
    key = DataKey.objects.get(pk=factories.open_draft().key_id)
    subject = subjects.Subject(key.pk, cast.department("donghu"), "办件 DH20261124-0001")
    monkeypatch.setattr(subjects, "_finders", [lambda actor, key_id: subject if key_id == key.pk else None])
    return SimpleNamespace(
        key=key, subject=subject, sealed=seal_json(key.pk, "test:1", SECRET),
        file=files.store(key, b"%PDF-1.7 a scan", name="龚㛃身份证.pdf", media_type="application/pdf"),
    )
