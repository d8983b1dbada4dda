"""What lies under one key is locked together (docs/decisions/0015): all that is half locked is locked, and stays whole."""

from django.db import migrations

SQL = """
CREATE TEMP TABLE one_lock AS
    SELECT DISTINCT ON (key_id) key_id, locked_at, locked_by_id FROM (
        SELECT key_id, locked_at, locked_by_id FROM licenses_case
        UNION ALL SELECT key_id, locked_at, locked_by_id FROM licenses_license) every
    WHERE locked_at IS NOT NULL ORDER BY key_id, locked_at;
UPDATE licenses_case c SET locked_at = o.locked_at, locked_by_id = o.locked_by_id
    FROM pg_temp.one_lock o WHERE c.key_id = o.key_id;
UPDATE licenses_license l SET locked_at = o.locked_at, locked_by_id = o.locked_by_id
    FROM pg_temp.one_lock o WHERE l.key_id = o.key_id;
DROP TABLE pg_temp.one_lock;
SET CONSTRAINTS ALL IMMEDIATE;

CREATE FUNCTION licenses_one_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (
        SELECT locked_at, locked_by_id FROM licenses_case WHERE key_id = NEW.key_id
        UNION SELECT locked_at, locked_by_id FROM licenses_license WHERE key_id = NEW.key_id) locks) > 1 THEN
        RAISE EXCEPTION 'a licence and its cases are locked together'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'one_lock';
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE CONSTRAINT TRIGGER one_lock_of_new AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION licenses_one_lock();
CREATE CONSTRAINT TRIGGER one_lock AFTER UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.locked_at IS DISTINCT FROM NEW.locked_at
        OR OLD.locked_by_id IS DISTINCT FROM NEW.locked_by_id)
    EXECUTE FUNCTION licenses_one_lock();
"""


class Migration(migrations.Migration):
    dependencies = [("licenses", "0008_made_by_case")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (
        SQL, *(TRIGGERS.format(table=table) for table in ("licenses_case", "licenses_license")))]
