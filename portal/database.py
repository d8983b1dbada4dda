"""What the database itself enforces for every app alike: roles and grants, append-only tables, workflow pairs.

Derived from the models and the workflow tables and applied by `manage.py install` as owner after the migrations, so
that a new table or a changed workflow cannot be forgotten (docs/decisions/0002). Rules of one table stand in its
app's migrations.
"""

from django.apps import apps
from django.db import connection

from portal.accounts.roles import APART_EVERYWHERE, APART_IN_DEPARTMENT
from portal.workflow import Workflow

WEB, MAINTENANCE = "portal_web", "portal_maintenance"

# Tables of libraries whose rows the web role may delete; everything of ours is kept unless its model says so.
DELETABLE = {
    "django_session", "axes_accessattempt", "axes_accessattemptexpiration",
    "accounts_user_groups", "catalogs_version_images", "catalogs_version_matters",
}
READ_ONLY = {"django_migrations", "django_content_type", "auth_permission"}


def grants() -> dict[str, str]:
    """Table → privileges of the web role.

    A model says `database_rights = "append"` (INSERT, SELECT) or "delete" (all of a row); without it SELECT, INSERT
    and UPDATE. History tables are append-only. Deletion is a status, not a DELETE.
    """
    rights = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed:
            continue
        table = model._meta.db_table
        kind = "append" if is_history(model) else getattr(model, "database_rights", "")
        rights[table] = {
            "append": "SELECT, INSERT", "delete": "SELECT, INSERT, UPDATE, DELETE", "": "SELECT, INSERT, UPDATE",
        }[kind]
        if table in DELETABLE:
            rights[table] = "SELECT, INSERT, UPDATE, DELETE"
        if table in READ_ONLY:
            rights[table] = "SELECT"
    rights["django_migrations"] = "SELECT"
    return rights


def is_history(model) -> bool:
    """Whether the model is a history table of django-simple-history."""
    return hasattr(model, "history_id") or model.__name__.startswith("Historical")


def append_only_tables() -> list[str]:
    """Tables whose rows are never changed or deleted."""
    return sorted(table for table, rights in grants().items() if rights == "SELECT, INSERT")


def append_only_sql(table: str) -> str:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE even to the owner (a second belt behind the grants)."""
    return f"""
        CREATE OR REPLACE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION portal_append_only();
        CREATE OR REPLACE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
    """


FUNCTIONS_SQL = """
    CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
    END $$;
"""


def workflow_sql(workflow: Workflow) -> str:
    """The trigger that refuses a status which is not initial, or a change that is not a pair of the table."""
    function = workflow.table + "_workflow"
    pairs = ", ".join(f"('{a}', '{b}')" for a, b in sorted(workflow.pairs()))
    initial = ", ".join(f"'{s}'" for s in workflow.initial)
    return f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.status IN ({initial}) THEN RETURN NEW; END IF;
            ELSIF NEW.status = OLD.status OR (OLD.status, NEW.status) IN ({pairs}) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'status of {workflow.table} cannot become %', NEW.status
                USING ERRCODE = 'check_violation', CONSTRAINT = 'workflow_pair';
        END $$;
        CREATE OR REPLACE TRIGGER workflow_pair BEFORE INSERT OR UPDATE OF status ON {workflow.table}
            FOR EACH ROW EXECUTE FUNCTION {function}();
    """


def roles_apart_sql() -> str:
    """The trigger that refuses an appointment to one of two roles that must be apart, from the tables in roles.py."""
    def pairs(table):
        return ", ".join(f"('{a}', '{b}'), ('{b}', '{a}')" for a, b in table)

    return f"""
        CREATE OR REPLACE FUNCTION accounts_roles_apart() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('roles_apart:' || NEW.user_id::text));
            IF EXISTS (
                SELECT FROM accounts_appointment other
                WHERE other.user_id = NEW.user_id AND other.id <> NEW.id
                AND (other.until IS NULL OR other.until >= other.since)
                AND (NEW.until IS NULL OR NEW.until >= NEW.since)
                AND daterange(other.since, other.until, '[]') && daterange(NEW.since, NEW.until, '[]')
                AND ((other.role, NEW.role) IN ({pairs(APART_EVERYWHERE)})
                     OR other.department_id = NEW.department_id
                        AND (other.role, NEW.role) IN ({pairs(APART_IN_DEPARTMENT)}))
            ) THEN
                RAISE EXCEPTION 'these roles must be held by two persons'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'roles_apart';
            END IF;
            RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER roles_apart BEFORE INSERT OR UPDATE ON accounts_appointment
            FOR EACH ROW EXECUTE FUNCTION accounts_roles_apart();
    """


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


def roles_sql() -> str:
    """The two roles beside the owner; on a cluster that the set-up made they are there already."""
    return "".join(f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} LOGIN; END IF;
        END $$;
        GRANT {role} TO CURRENT_USER;
    """ for role in (WEB, MAINTENANCE))


def apply() -> None:
    """Bring roles, grants and triggers of the connected database up to what models and workflows say (as owner)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                       "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')")
        present = {row[0] for row in cursor.fetchall()}
        cursor.execute(roles_sql() + FUNCTIONS_SQL)
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
        for table in append_only_tables():
            if table in present:
                cursor.execute(append_only_sql(table))
        for workflow in Workflow.registry.values():
            if workflow.table in present:
                cursor.execute(workflow_sql(workflow))
        cursor.execute(roles_apart_sql())
        cursor.execute(SAFE_FUNCTIONS_SQL)
        cursor.execute("SELECT portal_grant_log()")
