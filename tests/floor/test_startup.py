"""What must hold before the portal serves."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from portal import checks, settings, startup


def partitions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent IN "
                       "('audit_network'::regclass, 'audit_providing'::regclass)")
        return cursor.fetchone()[0]


def test_ready_makes_log_partitions_for_this_month_and_three_more(db):
    startup.ready()
    assert partitions() == 8


def test_partitions_missing_after_months_are_made_anew_by_the_web_role(own_database, owner_sql):
    owner_sql("DO $$ DECLARE part regclass; BEGIN FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = "
              "'audit_network'::regclass LOOP EXECUTE 'DROP TABLE ' || part; END LOOP; END $$")
    startup.ready()
    assert partitions() == 8


def test_database_with_locale_c_is_not_served(own_database, owner_sql):
    owner_sql("DROP DATABASE IF EXISTS portal_locale_c")
    owner_sql("CREATE DATABASE portal_locale_c TEMPLATE template0 LC_CTYPE 'C' LC_COLLATE 'C'")
    connection.close()
    connection.settings_dict["NAME"] = "portal_locale_c"
    try:
        with pytest.raises(startup.CannotStart, match="C.UTF-8"):
            startup.ready()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own_database
        owner_sql("DROP DATABASE portal_locale_c")


@pytest.mark.parametrize(("said", "proxies", "fault"), [
    (False, [], "PORTAL_TRUSTED_PROXIES is not set"), (True, ["proxy.example"], "no network address"),
])
def test_production_that_does_not_say_its_proxies_is_not_served(db, settings, said, proxies, fault):
    settings.MODE, settings.TRUSTED_PROXIES_SAID, settings.TRUSTED_PROXIES = "production", said, proxies
    with pytest.raises(startup.CannotStart, match=fault):
        startup.ready()
    with pytest.raises(SystemCheckError, match=fault):
        call_command("check")


@pytest.mark.parametrize("proxies", [[], ["10.0.0.5", "fd00::1"]])
def test_production_that_says_its_proxies_or_none_passes_the_check(settings, proxies):
    settings.MODE, settings.TRUSTED_PROXIES_SAID, settings.TRUSTED_PROXIES = "production", True, proxies
    assert checks.trusted_proxies() == []


@pytest.mark.parametrize(("mode", "given", "said", "proxies"), [
    ("production", None, False, []), ("production", "", False, []), ("production", "none", True, []),
    ("production", " 10.0.0.5, fd00::1", True, ["10.0.0.5", "fd00::1"]), ("demo", None, True, []),
])
def test_proxies_are_read_from_the_environment(mode, given, said, proxies):
    environment = {**os.environ, "PORTAL_MODE": mode, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    environment.pop("PORTAL_TRUSTED_PROXIES", None)
    if given is not None:
        environment["PORTAL_TRUSTED_PROXIES"] = given
    told = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; "
         "print([settings.TRUSTED_PROXIES_SAID, settings.TRUSTED_PROXIES])"],
        env=environment, cwd=settings.ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str([said, proxies])


def test_database_named_beside_another_server_is_the_one_that_is_used(monkeypatch):
    """Tests name databases of their own: with DATABASE_URL they must never write into the database it names."""
    monkeypatch.setenv("DATABASE_URL", "postgres://owner:secret@db.example:5433/licenses")
    assert settings._database("owner")["NAME"] == "licenses"
    monkeypatch.setenv("PORTAL_DB", "portal_template_1")
    assert settings._database("owner")["NAME"] == "portal_template_1"
