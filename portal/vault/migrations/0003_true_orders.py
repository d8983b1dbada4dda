"""Destroying a key: the order was given by a head of the department, then confirmed by a secrecy officer.

The database cannot know that the two named persons acted (it sees one web role); that both could is what it holds.
"""

from django.db import migrations

SQL = """
CREATE OR REPLACE FUNCTION vault_destroy_key(destruction uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE told vault_destruction;
BEGIN
    SELECT * INTO told FROM vault_destruction WHERE id = destruction FOR UPDATE;
    IF told.id IS NULL OR told.status <> 'ordered' OR told.rejected_at IS NOT NULL
        OR told.confirmed_by_id IS NULL OR told.confirmed_by_id = told.ordered_by_id THEN
        RAISE EXCEPTION 'a key is destroyed only when a second person has confirmed it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'two_persons';
    END IF;
    IF told.confirmed_at <= told.ordered_at OR NOT portal_is_now(told.confirmed_at)
        OR NOT accounts_may(told.ordered_by_id, told.department_id, 'vault.order', told.ordered_at)
        OR NOT accounts_may(told.confirmed_by_id, NULL, 'vault.confirm', told.confirmed_at) THEN
        RAISE EXCEPTION 'a key is destroyed by a head of its department and then a secrecy officer, both in office'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
    END IF;
    DELETE FROM vault_datakey WHERE id = told.key_id;
END $$;

CREATE FUNCTION vault_destruction_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NOT NULL OR NEW.rejected_at IS NOT NULL THEN
            RAISE EXCEPTION 'an order begins without its answer'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'two_persons';
        END IF;
        IF NOT portal_is_now(NEW.ordered_at)
            OR NOT accounts_may(NEW.ordered_by_id, NEW.department_id, 'vault.order', NEW.ordered_at) THEN
            RAISE EXCEPTION 'this person does not order it'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
        END IF;
    ELSIF OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at, NEW.confirmed_by_id, NEW.rejected_at)
            IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by_id, NULL::timestamptz)
        OR OLD.rejected_at IS NOT NULL AND (NEW.rejected_at, NEW.rejected_by_id, NEW.rejected_because, NEW.confirmed_at)
            IS DISTINCT FROM (OLD.rejected_at, OLD.rejected_by_id, OLD.rejected_because, NULL::timestamptz) THEN
        RAISE EXCEPTION 'the answer to an order stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER true_order BEFORE INSERT OR UPDATE ON vault_destruction
    FOR EACH ROW EXECUTE FUNCTION vault_destruction_true();
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_destroy_key")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
