"""What must hold before the portal serves."""

import pytest
from django.db import connection

from portal import startup


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
