"""What the database itself holds: workflow pairs, rights of the web role, append-only tables, named constraints."""

import itertools

import psycopg
import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from catalogs.models import Version
from licenses.models import Case, License
from portal.constraints import SENTENCES
from portal.database import rights as database
from portal.database import rows
from portal.vault.models import Destruction
from portal.workflow import Workflow

OURS = {"portal", "accounts", "audit", "vault", "law", "workdays", "notices", "catalogs", "licenses"}
WORKFLOWS = list(Workflow.registry.values())


# --- workflows

@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.name)
def test_installed_trigger_allows_exactly_the_pairs_of_the_table(undone_sql, workflow):
    """All N × N pairs, on a bare table that carries the same trigger function and nothing else."""
    undone_sql("CREATE TABLE probe (id int, status text)")
    undone_sql(f"CREATE TRIGGER probe BEFORE INSERT OR UPDATE ON probe FOR EACH ROW "
              f"EXECUTE FUNCTION {workflow.table}_workflow()")
    allowed, statuses = set(), workflow.statuses.values
    for before, after in itertools.product(statuses, statuses):
        undone_sql("TRUNCATE probe")
        undone_sql("ALTER TABLE probe DISABLE TRIGGER probe")
        undone_sql("INSERT INTO probe VALUES (1, %s)", [before])
        undone_sql("ALTER TABLE probe ENABLE TRIGGER probe")
        try:
            undone_sql("UPDATE probe SET status = %s", [after])
            allowed.add((before, after))
        except psycopg.errors.CheckViolation as error:
            assert error.diag.constraint_name == "workflow_pair"
    assert allowed == workflow.pairs() | {(s, s) for s in statuses}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.name)
def test_installed_trigger_lets_rows_begin_only_in_an_initial_status(undone_sql, workflow):
    undone_sql("CREATE TABLE probe (id int, status text)")
    undone_sql(f"CREATE TRIGGER probe BEFORE INSERT OR UPDATE ON probe FOR EACH ROW "
              f"EXECUTE FUNCTION {workflow.table}_workflow()")
    begun = set()
    for status in workflow.statuses.values:
        try:
            undone_sql("INSERT INTO probe VALUES (1, %s)", [status])
            begun.add(status)
        except psycopg.errors.CheckViolation:
            pass
    assert begun == set(workflow.initial)


def test_every_workflow_table_carries_its_trigger(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgfoid::regproc::text FROM pg_trigger "
                       "WHERE tgname = 'workflow_pair' AND tgenabled = 'O'")
        found = dict(cursor.fetchall())
    assert found == {w.table: f"{w.table}_workflow" for w in WORKFLOWS}


REAL = [
    ("draft", Case), ("submitted", Case), ("approved", Case), ("issued", Case), ("license", License),
    ("destruction", Destruction), ("version", Version),
]


@pytest.mark.parametrize(("key", "model"), REAL, ids=[f"{model.__name__} {key}" for key, model in REAL])
def test_update_of_a_real_row_past_its_workflow_is_refused(stage, db, key, model):
    """queryset.update() by the web role: what is no pair is refused; what is one still needs its evidence."""
    workflow = next(w for w in WORKFLOWS if w.table == model._meta.db_table)
    row = model.objects.get(pk=stage[key][0])
    for status in workflow.statuses.values:
        if status == row.status or (row.status, status) in workflow.pairs():
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=row.pk).update(status=status)


def test_update_to_a_status_that_could_follow_is_refused_without_its_act_and_its_evidence(stage, db):
    with pytest.raises(IntegrityError, match="newest act"), transaction.atomic():
        License.objects.filter(pk=stage["license"][0]).update(status="suspended")
    with pytest.raises(IntegrityError, match="evidence|hand|eyes"), transaction.atomic():
        Case.objects.filter(pk=stage["draft"][0]).update(status="submitted")


# --- rights

def _granted(cursor, role) -> dict:
    cursor.execute("SELECT table_name, string_agg(privilege_type, ', ' ORDER BY privilege_type) "
                   "FROM information_schema.role_table_grants WHERE grantee = %s AND table_schema = 'public' "
                   "GROUP BY table_name", [role])
    return {table: set(rights.split(", ")) for table, rights in cursor.fetchall()}


def test_web_role_has_the_rights_that_the_models_say_and_no_others(db):
    wanted = {table: set(rights.split(", ")) for table, rights in database.grants().items()}
    with connection.cursor() as cursor:
        granted = _granted(cursor, database.WEB)
    wanted["audit_accessrecord"] = {"SELECT"}  # and INSERT on most of its columns
    granted = {table: rights for table, rights in granted.items() if not table.startswith("pg_")}
    assert granted == wanted


def test_web_role_may_not_give_what_the_database_puts_into_the_log(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'audit_accessrecord' AND "
                       "NOT has_column_privilege(%s, 'audit_accessrecord', column_name, 'INSERT')", [database.WEB])
        assert {row[0] for row in cursor.fetchall()} == {"recorded_at", "txid", "leaf"}


def test_web_role_owns_nothing_and_may_make_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (database.WEB,)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [database.WEB])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles "
                       "WHERE rolname = %s", [database.WEB])
        assert cursor.fetchone() == (False,)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")


def test_functions_that_run_as_the_owner_are_known(db):
    """Each of them is a door past the rights of the web role; their search path is fixed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, proconfig IS NOT NULL FROM pg_proc p JOIN pg_namespace n "
                       "ON n.oid = pronamespace WHERE nspname = 'public' AND prosecdef AND proname <> 'test_rules'")
        found = dict(cursor.fetchall())
    assert found == {"audit_make_partitions": True, "vault_destroy_key": True}


# --- append-only

@pytest.mark.parametrize("table", database.append_only_tables())
def test_append_only_table_refuses_the_web_role(db, table):
    for statement in (f'UPDATE "{table}" SET id = id', f'DELETE FROM "{table}"', f'TRUNCATE "{table}"'):
        with (pytest.raises(DatabaseError, match="permission denied|does not exist"), transaction.atomic(),
              connection.cursor() as cursor):
            cursor.execute(statement)


def test_append_only_tables_refuse_their_owner_too(undone_sql):
    """Rows by the trigger of each table, whole tables by a second one; both tried where there are rows."""
    for table in database.append_only_tables():
        triggers = {row[0] for row in undone_sql(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'", [table]).fetchall()}
        assert {"append_only_row", "append_only_table"} <= triggers, table
        with pytest.raises(psycopg.errors.CheckViolation, match="append-only"):
            undone_sql(f'TRUNCATE "{table}" CASCADE')
        if undone_sql(f'SELECT count(*) FROM "{table}"').fetchone()[0]:
            with pytest.raises(psycopg.errors.CheckViolation, match="append-only"):
                undone_sql(f'DELETE FROM "{table}"')


def test_partitions_of_the_log_refuse_truncation_too(undone_sql):
    partitions = [row[0] for row in undone_sql(
        "SELECT relid::text FROM pg_partition_tree('audit_accessrecord') WHERE isleaf").fetchall()]
    assert len(partitions) >= 8
    for partition in partitions:
        with pytest.raises(psycopg.errors.CheckViolation, match="append-only"):
            undone_sql(f"TRUNCATE {partition}")


# --- columns and history

def _triggers(cursor, name: str) -> dict:
    """Table → arguments of its enabled trigger of that name."""
    cursor.execute("SELECT tgrelid::regclass::text, string_to_array(encode(tgargs, 'escape'), '\\000') "
                   "FROM pg_trigger WHERE tgname = %s AND tgenabled = 'O'", [name])
    return {table: [part for part in given if part] for table, given in cursor.fetchall()}


def test_tables_let_only_those_columns_change_that_their_models_say(db):
    with connection.cursor() as cursor:
        assert _triggers(cursor, "fixed_columns") == database.changing_columns()


@pytest.mark.parametrize("table", sorted(database.changing_columns()))
def test_fixed_column_is_refused_and_a_changing_one_is_not(undone_sql, table):
    """On a bare table of the same columns with the same trigger, filled with empty values."""
    undone_sql(f"CREATE TABLE probe AS SELECT * FROM {table} WITH NO DATA")
    undone_sql("INSERT INTO probe DEFAULT VALUES")
    changing = database.changing_columns()[table]
    undone_sql(rows.fixed_columns_sql("probe", changing))
    columns = undone_sql("SELECT attname, CASE WHEN typname LIKE '\\_%%' THEN '{}' WHEN typname IN ('bool', 'int2', "
                        "'int4', 'int8') THEN '1' WHEN typname = 'jsonb' THEN '{}' WHEN typname = 'uuid' THEN "
                        "gen_random_uuid()::text WHEN typname IN ('date', 'timestamptz') THEN '2026-11-24' ELSE 'x' "
                        "END FROM pg_attribute JOIN pg_type t ON t.oid = atttypid "
                        "WHERE attrelid = 'probe'::regclass AND attnum > 0").fetchall()
    refused = set()
    for column, value in columns:
        try:
            undone_sql(f'UPDATE probe SET "{column}" = %s', [value])
        except psycopg.errors.CheckViolation:
            refused.add(column)
    assert refused == {column for column, _value in columns} - set(changing)


def test_every_history_tells_what_is(db):
    with connection.cursor() as cursor:
        found = _triggers(cursor, "true_history")
    assert {history: told[0] for history, told in found.items()} == database.histories()
    assert len(found) >= 10


# --- models

def test_migrations_say_what_the_models_say(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=3)


def test_every_check_has_a_sentence_for_the_user():
    wrong = [
        f"{model._meta.label}.{constraint.name}" for model in apps.get_models() if model._meta.app_label in OURS
        for constraint in model._meta.constraints
        if isinstance(constraint, (models.CheckConstraint, ExclusionConstraint)) and constraint.name not in SENTENCES
    ]
    assert wrong == []


def test_at_goes_with_by():
    """What is done later is done by somebody at an instant: both are empty or both are set, held by a CHECK."""
    wrong = []
    for model in apps.get_models():
        if model._meta.app_label not in OURS or database.is_history(model):
            continue
        fields = {field.name: field for field in model._meta.concrete_fields}
        for name in fields:
            verb = name.removesuffix("_by")
            at = fields.get(f"{verb}_at")
            if name == verb or at is None or not (at.null and fields[name].null):
                continue
            if not any(c.name.endswith(f"_{verb}_paired") for c in model._meta.constraints):
                wrong.append(f"{model._meta.label}.{verb}")
    assert wrong == []


def test_primary_keys_are_no_sequences():
    """Identifiers are never database sequences, so that data of several cities can meet (DESIGN §3)."""
    wrong = [
        model._meta.label for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS and model._meta.managed and isinstance(model._meta.pk, models.AutoField)
        and not model._meta.auto_created
    ]
    assert wrong == []
