"""Databases of tests and benchmarks: clones of one template that holds the cast, reached as the web role."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, connections, transaction

ROOT = Path(__file__).resolve().parent.parent
SHAPES = ("migrations/*.py", "states.py", "models.py", "roles.py", "database/*.py", "workflow.py", "kinds.py",
          "actions.py")


def _template_name() -> str:
    """Changes with whatever shapes the database or the cast."""
    digest = hashlib.sha256()
    for folder in ("portal", "catalogs", "licenses"):
        for shape in SHAPES:
            for path in sorted((ROOT / folder).rglob(shape)):
                digest.update(path.read_bytes())
    digest.update((ROOT / "tests/cast.py").read_bytes())
    return f"{_own_templates()}{digest.hexdigest()[:12]}"


def _own_templates() -> str:
    """What the names of this checkout's templates begin with; another checkout on the same server keeps its own."""
    return f"portal_template_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]}_"


def owner(database="postgres"):
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


# Known to test databases alone: lets a test make, within its transaction, what no step leads to.
PAST_THE_RULES = """
    CREATE FUNCTION test_rules(on_again boolean) RETURNS text LANGUAGE sql SECURITY DEFINER AS $$
        SELECT set_config('session_replication_role', CASE WHEN on_again THEN 'origin' ELSE 'replica' END, true)
    $$
"""


@contextlib.contextmanager
def past_the_rules():
    """A block in which no trigger fires: rows that the portal would never make (dates of years ago, other stock)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT test_rules(false)")
        yield
        cursor.execute("SELECT test_rules(true)")


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
    with owner() as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]).fetchone():
            return name
        stale = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
                               [_own_templates()]).fetchall()
        for (old,) in stale:
            with contextlib.suppress(psycopg.Error):
                server.execute(f'ALTER DATABASE "{old}" IS_TEMPLATE false')
                server.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        _run(name, "owner", "manage.py", "install")
        with owner(name) as made:
            made.execute(PAST_THE_RULES)
        _run(name, "web", "-c", "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'portal.settings'; "
             "import django; django.setup(); from tests import cast; cast.load()")
        server.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')
    return name


def make_ahead() -> None:
    """Begin to build the template, unless it is there, while the workers still import the tests; they wait for it."""
    with contextlib.suppress(psycopg.Error), owner() as server:  # without a server the first test tells
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_template_name()]).fetchone():
            subprocess.Popen([sys.executable, "-m", "tests.databases"], cwd=ROOT, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, env={**os.environ, "PORTAL_MODE": "test"})


@contextlib.contextmanager
def clone(name: str):
    """A database of one's own, made from the template; Django's connection leads to it meanwhile."""
    with owner() as server:
        with _alone():
            template = _ensure_template()
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        connections.close_all()
        before = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = before
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    with _alone():
        _ensure_template()
