"""The stage: one database with an object for every address, built once for each module that walks through it."""

import os

import pytest
from django.conf import settings
from django.test import override_settings

from tests import databases
from tests.architecture import samples
from tests.browser import aside


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory, authority):
    """Key → arguments (samples.build) in a database of its own; every test rolls back what it did."""
    folder = tmp_path_factory.mktemp("stage")
    with (
        django_db_blocker.unblock(), override_settings(CA_FOLDER=authority, STORAGES=_storages(folder)),
        databases.clone(f"portal_stage_{os.getpid()}"),
    ):
        yield aside(samples.build)


def _storages(folder) -> dict:
    return {**settings.STORAGES, "vault": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                           "OPTIONS": {"location": folder / "vault"}}}


@pytest.fixture(autouse=True)
def var_of_test():
    """Files lie where the stage was built."""
