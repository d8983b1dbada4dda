"""What the database holds of discarding: it is final, and only a type of which nothing is submitted or published is discarded."""

from django.db import migrations

SQL = """
CREATE OR REPLACE FUNCTION catalogs_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ends text[] := ARRAY['status', 'in_force_until', 'withdrawn_at', 'withdrawn_by_id', 'ground'];
BEGIN
    IF OLD.status = 'discarded' AND (TG_OP = 'DELETE' OR to_jsonb(NEW) <> to_jsonb(OLD)) THEN
        RAISE EXCEPTION 'a discarded version never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'discarded_version';
    END IF;
    IF OLD.status IN ('published', 'superseded', 'withdrawn')
        AND (TG_OP = 'DELETE' OR to_jsonb(NEW) - ends <> to_jsonb(OLD) - ends) THEN
        RAISE EXCEPTION 'a published version never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_version';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- an entry gives its type code up for good, and only if no version of it is submitted or was published
CREATE FUNCTION catalogs_entry_discarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.discarded_at IS NOT NULL
        OR EXISTS (SELECT FROM catalogs_version WHERE entry_id = NEW.id AND status NOT IN ('draft', 'discarded')) THEN
        RAISE EXCEPTION 'only an entry of which nothing is submitted or published is discarded, for good'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'discarded_entry';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER discarded_entry BEFORE UPDATE ON catalogs_entry FOR EACH ROW
    WHEN (OLD.discarded_at IS DISTINCT FROM NEW.discarded_at OR OLD.discarded_by_id IS DISTINCT FROM NEW.discarded_by_id)
    EXECUTE FUNCTION catalogs_entry_discarded();

CREATE FUNCTION catalogs_version_of_discarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'discarded'
        AND EXISTS (SELECT FROM catalogs_entry WHERE id = NEW.entry_id AND discarded_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a discarded entry gets no version'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'discarded_entry';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_of_discarded BEFORE INSERT OR UPDATE ON catalogs_version
    FOR EACH ROW EXECUTE FUNCTION catalogs_version_of_discarded();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogs", "0003_discarded")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
