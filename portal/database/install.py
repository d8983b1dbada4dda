"""Applying what the database enforces: derived from models, workflow tables and roles, so that nothing is forgotten.

`manage.py install` applies it as owner after the migrations (docs/decisions/0002). Rules of one table stand in its
app's migrations.
"""

from django.apps import apps
from django.conf import settings
from django.db import connection

from portal.database import people, rows
from portal.database.rights import (
    MAINTENANCE,
    WEB,
    append_only_tables,
    changing_columns,
    grants,
    histories,
    roles_sql,
)
from portal.workflow import Workflow

SAFE_FUNCTIONS_SQL = """
    -- Temporary tables are looked for first unless the path says otherwise: one named like ours would blind a trigger.
    DO $$ DECLARE one regprocedure; BEGIN
        FOR one IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
            AND p.proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        LOOP EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', one); END LOOP;
        EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
    END $$;
"""


def apply() -> None:
    """Bring roles, grants and triggers of the connected database up to what models and workflows say (as owner)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                       "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')")
        present = {row[0] for row in cursor.fetchall()}
        cursor.execute(roles_sql())
        _grant(cursor, present)
        for statement in _triggers(present):
            cursor.execute(statement)
        cursor.execute(SAFE_FUNCTIONS_SQL)
        cursor.execute("SELECT portal_grant_log()")


def _grant(cursor, present: set) -> None:
    cursor.execute(f"""
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {WEB}, {MAINTENANCE};
        GRANT USAGE ON SCHEMA public TO {WEB}, {MAINTENANCE};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WEB}, {MAINTENANCE};
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO {MAINTENANCE};
    """)
    for table, rights in sorted(grants().items()):
        if table in present:
            cursor.execute(f'GRANT {rights} ON "{table}" TO {WEB}')


def _triggers(present: set):
    """The statements that make every trigger, for the tables that are there."""
    yield people.clock_sql(settings.CLOCK_MAY_MOVE)
    yield people.may_sql() + rows.FUNCTIONS_SQL
    yield from (rows.append_only_sql(table) for table in append_only_tables() if table in present)
    yield from (rows.fixed_columns_sql(table, names) for table, names in changing_columns().items() if table in present)
    keys = {model._meta.db_table: model._meta.pk.column for model in apps.get_models()}
    yield from (rows.true_history_sql(history, table, keys[table])
                for history, table in histories().items() if history in present)
    yield from (rows.workflow_sql(workflow) for workflow in Workflow.registry.values() if workflow.table in present)
    yield people.roles_apart_sql()
    yield people.LOG_SQL
