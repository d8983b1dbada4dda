"""One portal for each module of journeys, served on a database of its own, and people before it."""

import os

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import expect

from tests import browser as browsers
from tests import databases

expect.set_options(timeout=20_000)  # a machine with other work is slow, not wrong


@pytest.fixture(autouse=True)
def var_of_test():
    """What is stored stays for the whole module: see `portal`."""


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker, authority, tmp_path_factory):
    """The address of the portal; QR codes of licences lead to it."""
    vault = {"BACKEND": "django.core.files.storage.FileSystemStorage",
             "OPTIONS": {"location": tmp_path_factory.mktemp("vault")}}
    name = f"portal_journey_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with (django_db_blocker.unblock(), databases.clone(name), browsers.served() as address,
          override_settings(CA_FOLDER=authority, STORAGES={**settings.STORAGES, "vault": vault},
                            VERIFY_BASE=address)):
        yield address


@pytest.fixture
def people(browser, portal):
    """People before the portal (tests.browser.People); what their consoles complain of fails the test."""
    people = browsers.People(browser, portal)
    yield people
    people.close()
    assert people.said == []


@pytest.fixture
def at(people):
    """at("lin", "/cases/") is a page of that person."""
    return people.open
