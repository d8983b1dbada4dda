"""Deleting a data key: only the database function does it, and only for a destruction confirmed by a second person."""

from django.db import migrations

SQL = """
CREATE FUNCTION vault_destroy_key(destruction uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE victim uuid;
BEGIN
    SELECT key_id INTO victim FROM vault_destruction
        WHERE id = destruction AND status IN ('ordered', 'carried_out')
        AND confirmed_by_id IS NOT NULL AND confirmed_by_id <> ordered_by_id;
    IF victim IS NULL THEN
        RAISE EXCEPTION 'a key is destroyed only when a second person has confirmed it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'two_persons';
    END IF;
    DELETE FROM vault_datakey WHERE id = victim;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
