"""The stage: one database with an object for every address, built once for each module that walks through it."""

import os
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from portal import clock
from portal.crypto import ca
from tests import cast, databases
from tests.architecture import samples


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """Key → arguments (samples.build) in a database of its own; every test rolls back what it did."""
    folder = tmp_path_factory.mktemp("stage")
    now = clock.now()
    ca.ensure_root(folder)
    for uscc, name, _level, _division, _parent, plays in cast.DEPARTMENTS.values():
        if "issuing" in plays:
            ca.issue_department(folder, uscc, name, now - timedelta(days=400), now + timedelta(days=700))
    with (
        django_db_blocker.unblock(), override_settings(CA_FOLDER=folder, STORAGES=_storages(folder)),
        databases.clone(f"portal_stage_{os.getpid()}"),
    ):
        yield samples.build()


def _storages(folder) -> dict:
    return {**settings.STORAGES, "vault": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                           "OPTIONS": {"location": folder / "vault"}}}


@pytest.fixture(autouse=True)
def var_of_test():
    """Files lie where the stage was built."""
