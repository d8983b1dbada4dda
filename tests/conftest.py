"""A database for every worker, the cast as actors, browsers signed in as one of them."""

import gc
import os
from datetime import timedelta
from itertools import count

import pytest
from django.conf import settings as conf
from django.db import connection
from django.test import override_settings

from portal import clock
from portal.accounts.models import Appointment, SignedIn
from portal.actor import acting_as, public
from portal.crypto import ca
from tests import browser as browsers
from tests import cast, databases


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main") + "_" + str(os.getpid())


_tests = count(1)


def pytest_configure(config):
    """Several workers: whoever leads them has nothing else to do."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        databases.make_ahead()


def pytest_collection_finish(session):
    """What the imports made lives as long as the run: let the collector pass over it, and come round less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup():
    """The worker's database, reached as the web role like the portal itself; a test has to ask for it."""
    with databases.clone(f"portal_test_{_worker()}"):
        yield


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """A fresh database without a surrounding transaction: for browsers, races and killed processes."""
    with django_db_blocker.unblock(), databases.clone(f"portal_own_{_worker()}") as name:
        yield name


@pytest.fixture
def owner_sql(own_database):
    """Run SQL on the test's own database as its owner."""
    with databases.owner(own_database) as owner:
        yield owner.execute


@pytest.fixture
def undone_sql(django_db_setup):
    """Run SQL on the worker's database as its owner; what it did, new tables among it, is undone after the test."""
    with databases.owner(connection.settings_dict["NAME"]) as owner, owner.transaction(force_rollback=True):
        def run(statement, values=None):
            with owner.transaction():  # a savepoint: a refused statement leaves the rest standing
                return owner.execute(statement, values)

        yield run


@pytest.fixture(autouse=True)
def real_time():
    """Every test starts at the real time."""
    clock.let_go()
    yield
    clock.let_go()


@pytest.fixture(scope="module")
def shelf(django_db_setup, django_db_blocker, tmp_path_factory, authority):
    """shelf(make) keeps what `make` builds by real steps for all tests of a module, each of which rolls back.

    The module has a database and a folder of its own meanwhile. What comes back is of the builder's connection:
    a test fetches its own copy of a row.
    """
    with (
        django_db_blocker.unblock(), databases.clone(f"portal_shelf_{_worker()}"),
        override_settings(CA_FOLDER=authority, STORAGES=_vault_in(tmp_path_factory.mktemp("shelf"))),
    ):
        yield browsers.aside


def _vault_in(folder) -> dict:
    """The storages of the settings with the vault in another folder."""
    return {**conf.STORAGES, "vault": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                       "OPTIONS": {"location": folder / "vault"}}}


@pytest.fixture(scope="session")
def vaults(tmp_path_factory):
    """Where the tests' vaults lie; each is made by what is first stored in it."""
    return tmp_path_factory.mktemp("vaults")


@pytest.fixture(autouse=True)
def var_of_test(request, settings, vaults):
    """What a test stores lies in its own folder, or where its module's shelf stands."""
    if "shelf" not in request.fixturenames:
        settings.STORAGES = _vault_in(vaults / str(next(_tests)))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium without windows, quiet."""
    return {**browser_type_launch_args, **browsers.LAUNCH}


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


@pytest.fixture
def as_actor(db):
    """as_actor("lin") is the clerk, acting under her appointment; as_actor() is somebody not signed in."""

    def make(username: str = ""):
        if not username:
            return public("192.0.2.1")
        appointment = Appointment.objects.select_related("user", "department").get(user__username=username)
        return acting_as(appointment, session=f"session-{username}", address="192.0.2.7")

    return make


def _actor_fixture(username):
    @pytest.fixture(name=username)
    def actor(as_actor):
        return as_actor(username)

    return actor


for _username in cast.PEOPLE:
    globals()[f"actor_{_username}"] = _actor_fixture(_username)


@pytest.fixture
def browse(client):
    """browse("lin") is a test client signed in as that person; browse() is nobody."""

    def make(username: str = ""):
        other = client.__class__()
        if username:
            appointment = Appointment.objects.select_related("user").get(user__username=username)
            other.force_login(appointment.user, "django.contrib.auth.backends.ModelBackend")
            session = other.session
            session["second_factor"] = True
            session["appointment"] = str(appointment.pk)
            session.save()
            SignedIn.objects.create(user=appointment.user, session_key=session.session_key,
                                    started_at=clock.now(), seen_at=clock.now())
        return other

    return make
