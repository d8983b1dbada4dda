"""Test databases (clones of one template, reached as the web role) and the cast as actors."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from portal import clock
from portal.accounts.models import Appointment, SignedIn
from portal.actor import acting_as, public
from tests import cast

ROOT = Path(__file__).resolve().parent.parent
SHAPES = ("migrations/*.py", "states.py", "roles.py", "database.py", "workflow.py", "kinds.py", "actions.py")


def _template_name() -> str:
    """Changes with whatever shapes the database or the cast."""
    digest = hashlib.sha256()
    for folder in ("portal", "catalogs", "licenses"):
        for shape in SHAPES:
            for path in sorted((ROOT / folder).rglob(shape)):
                digest.update(path.read_bytes())
    digest.update((ROOT / "tests/cast.py").read_bytes())
    return f"portal_template_{digest.hexdigest()[:12]}"


def _owner(database="postgres"):
    """A connection as the owner, outside transactions, to the server that the settings name."""
    wanted = settings.DATABASES["default"]
    return psycopg.connect(
        host=wanted["HOST"] or None, port=wanted["PORT"] or None if "PORT" in wanted else None, dbname=database,
        user=wanted["USER"] if os.environ.get("DATABASE_URL") else "portal",
        password=wanted.get("PASSWORD") or None, autocommit=True,
    )


def _run(template: str, role: str, *arguments: str) -> None:
    environment = {**os.environ, "PORTAL_DB": template, "PORTAL_DB_ROLE": role, "PORTAL_MODE": "test"}
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@contextlib.contextmanager
def _alone():
    """One process at a time makes or copies templates."""
    lock = Path(settings.VAR) / "test-template.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with open(lock, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _ensure_template() -> str:
    """Build the template once for all workers; a half-built one of a killed run is built anew."""
    name = _template_name()
    with _owner() as owner:
        if owner.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]).fetchone():
            return name
        stale = owner.execute("SELECT datname FROM pg_database WHERE datname LIKE 'portal_template_%'").fetchall()
        for (old,) in stale:
            with contextlib.suppress(psycopg.Error):
                owner.execute(f'ALTER DATABASE "{old}" IS_TEMPLATE false')
                owner.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        _run(name, "owner", "manage.py", "install")
        _run(name, "web", "-c", "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'portal.settings'; "
             "import django; django.setup(); from tests import cast; cast.load()")
        owner.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')
    return name


@contextlib.contextmanager
def _clone(name: str):
    """A database of one's own, made from the template; Django's connection leads to it meanwhile."""
    with _owner() as owner:
        with _alone():
            template = _ensure_template()
            owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        connections.close_all()
        before = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = before
            owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main") + "_" + str(os.getpid())


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """The worker's database, reached as the web role like the portal itself."""
    with django_db_blocker.unblock(), _clone(f"portal_test_{_worker()}"):
        yield


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """A fresh database without a surrounding transaction: for browsers, races and killed processes."""
    with django_db_blocker.unblock(), _clone(f"portal_own_{_worker()}") as name:
        yield name


@pytest.fixture
def owner_sql(own_database):
    """Run SQL on the test's own database as its owner."""
    with _owner(own_database) as owner:
        yield owner.execute


@pytest.fixture(autouse=True)
def real_time():
    """Every test starts at the real time."""
    clock.let_go()
    yield
    clock.let_go()


@pytest.fixture(autouse=True)
def var_of_test(settings, tmp_path):
    """What a test stores lies in its own folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                  "OPTIONS": {"location": tmp_path / "vault"}},
    }


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
