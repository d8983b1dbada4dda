"""Deleting a data key: only the database function does it, and only for a destruction confirmed by a second person.

Overwriting a wrapped key would destroy as much as deleting it, so the web role may not do that either: re-wrapping is
the owner's work (manage.py rotate_keys).
"""

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

CREATE FUNCTION vault_rewrap_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'portal_web'
        OR to_jsonb(NEW) - ARRAY['wrapped', 'master'] <> to_jsonb(OLD) - ARRAY['wrapped', 'master'] THEN
        RAISE EXCEPTION 'a data key is re-wrapped by the owner and never changed otherwise'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rewrap_only BEFORE UPDATE ON vault_datakey
    FOR EACH ROW EXECUTE FUNCTION vault_rewrap_only();
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
