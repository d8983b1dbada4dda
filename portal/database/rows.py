"""Triggers over rows of any table: append-only, columns that never change, history that tells what is."""

FUNCTIONS_SQL = """
    CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
    END $$;

    CREATE OR REPLACE FUNCTION portal_only_these_change() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        changing text[] := coalesce(TG_ARGV, '{}');
    BEGIN
        IF to_jsonb(NEW) - changing <> to_jsonb(OLD) - changing THEN
            RAISE EXCEPTION 'of % only these change: %', TG_TABLE_NAME, array_to_string(changing, ', ')
                USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
        END IF;
        RETURN NEW;
    END $$;

    -- A history row is written right after the change it tells of: it is the row as it stands, or the row is gone.
    CREATE OR REPLACE FUNCTION portal_history_tells_what_is() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        told jsonb := (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW))
                       WHERE NOT starts_with(key, 'history_'));
        found jsonb;
    BEGIN
        EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE t.%I = $1.%I', TG_ARGV[0], TG_ARGV[1], TG_ARGV[1])
            INTO found USING NEW;
        found := (SELECT jsonb_object_agg(key, value) FROM jsonb_each(found) WHERE told ? key);
        IF NEW.history_type = '-' AND found IS NOT NULL
            OR NEW.history_type <> '-' AND found IS DISTINCT FROM told
            OR NOT portal_is_now(NEW.history_date) THEN
            RAISE EXCEPTION 'history of % tells what is not', TG_ARGV[0]
                USING ERRCODE = 'check_violation', CONSTRAINT = 'untrue_history';
        END IF;
        RETURN NEW;
    END $$;
"""


def append_only_sql(table: str) -> str:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE even to the owner (a second belt behind the grants)."""
    return f"""
        CREATE OR REPLACE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION portal_append_only();
        CREATE OR REPLACE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
    """


def fixed_columns_sql(table: str, changing: list[str]) -> str:
    """The trigger that refuses a change of any column but `changing`, maybe of all."""
    names = ", ".join(f"'{name}'" for name in changing)
    return f"""
        CREATE OR REPLACE TRIGGER fixed_columns BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION portal_only_these_change({names});
    """


def true_history_sql(history: str, table: str, key: str) -> str:
    """The trigger that refuses a history row which is not what the row of `table` (found by column `key`) is."""
    return f"""
        CREATE OR REPLACE TRIGGER true_history BEFORE INSERT ON {history}
            FOR EACH ROW EXECUTE FUNCTION portal_history_tells_what_is('{table}', '{key}');
    """


def workflow_sql(workflow) -> str:
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
