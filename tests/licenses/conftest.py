"""Certificates of the departments of the cast, made once per run by the demo authority."""

from datetime import timedelta

import pytest

from portal import clock
from portal.crypto import ca
from tests import cast


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """A folder with root, revocation list and a certificate for every issuing department of the cast."""
    folder = tmp_path_factory.mktemp("ca")
    now = clock.now()
    ca.ensure_root(folder)
    for uscc, name, _level, _division, _parent, plays in cast.DEPARTMENTS.values():
        if "issuing" in plays:
            ca.issue_department(folder, uscc, name, now - timedelta(days=400), now + timedelta(days=700))
    return folder


@pytest.fixture(autouse=True)
def certificates(settings, authority):
    """Departments sign with the certificates of the run."""
    settings.CA_FOLDER = authority
