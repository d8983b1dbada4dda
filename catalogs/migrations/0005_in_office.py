"""Whoever drafts, submits, discards, publishes or withdraws a version held the post for it in the keeping department."""

from django.db import migrations

SQL = """
CREATE FUNCTION catalogs_version_in_office() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    keeper uuid := (SELECT kept_by_id FROM catalogs_entry WHERE id = NEW.entry_id);
    before jsonb := '{}';
    after jsonb := to_jsonb(NEW);
    act text;
    needed text;
    acts boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN before := to_jsonb(OLD); END IF;
    FOR act, needed IN VALUES ('drafted', 'catalogs.edit'), ('submitted', 'catalogs.edit'),
        ('discarded', 'catalogs.edit'), ('published', 'catalogs.publish'), ('withdrawn', 'catalogs.publish') LOOP
        acts := CASE act WHEN 'drafted' THEN TG_OP = 'INSERT'
            ELSE NEW.status = act AND before ->> 'status' IS DISTINCT FROM act END;
        IF acts AND NOT (portal_is_now((after ->> (act || '_at'))::timestamptz) AND accounts_may(
            (after ->> (act || '_by_id'))::uuid, keeper, needed, (after ->> (act || '_at'))::timestamptz)) THEN
            RAISE EXCEPTION 'this person held no post for this step in the department that keeps the entry'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
        END IF;
        IF NOT acts AND (after -> (act || '_at'), after -> (act || '_by_id')) IS DISTINCT FROM (
            coalesce(before -> (act || '_at'), 'null'), coalesce(before -> (act || '_by_id'), 'null')) THEN
            RAISE EXCEPTION 'who did what stands with the step'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
-- after: what the table itself refuses is told first
CREATE TRIGGER in_office AFTER INSERT OR UPDATE ON catalogs_version
    FOR EACH ROW EXECUTE FUNCTION catalogs_version_in_office();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogs", "0004_discarded_stays"), ("accounts", "0002_appointments")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
