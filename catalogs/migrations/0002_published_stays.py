"""What the database holds of the catalogue: a published version never changes, a second person publishes it."""

from django.db import migrations

SQL = """
CREATE FUNCTION catalogs_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ends text[] := ARRAY['status', 'in_force_until', 'withdrawn_at', 'withdrawn_by_id', 'ground'];
BEGIN
    IF OLD.status IN ('published', 'superseded', 'withdrawn')
        AND (TG_OP = 'DELETE' OR to_jsonb(NEW) - ends <> to_jsonb(OLD) - ends) THEN
        RAISE EXCEPTION 'a published version never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_version';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON catalogs_version
    FOR EACH ROW EXECUTE FUNCTION catalogs_published_stays();

-- what is published is what was submitted, by somebody who had no hand in it
CREATE FUNCTION catalogs_submitted_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ends text[] := ARRAY['status', 'ground', 'submitted_at', 'submitted_by_id',
        'published_at', 'published_by_id', 'in_force_from', 'in_force_until'];
BEGIN
    IF to_jsonb(NEW) - ends <> to_jsonb(OLD) - ends THEN
        RAISE EXCEPTION 'a submitted version does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'submitted_version';
    END IF;
    IF NEW.status = 'published' AND EXISTS (
        SELECT FROM catalogs_historicalversion
        WHERE id = NEW.id AND history_user_id = NEW.published_by_id AND history_change_reason <> 'send_back'
    ) THEN
        RAISE EXCEPTION 'whoever wrote a version does not publish it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'version_two_persons';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER submitted_stays BEFORE UPDATE ON catalogs_version
    FOR EACH ROW WHEN (OLD.status = 'submitted') EXECUTE FUNCTION catalogs_submitted_stays();

-- what hangs on a version changes only while it is a draft
CREATE FUNCTION catalogs_part_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids uuid[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.version_id] WHEN 'DELETE' THEN ARRAY[OLD.version_id]
        ELSE ARRAY[OLD.version_id, NEW.version_id] END;
BEGIN
    IF EXISTS (SELECT FROM catalogs_version WHERE id = ANY(ids) AND status <> 'draft') THEN
        RAISE EXCEPTION 'parts of a version change only while it is a draft'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_version';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER part_of_draft BEFORE INSERT OR UPDATE OR DELETE ON catalogs_faceitem
    FOR EACH ROW EXECUTE FUNCTION catalogs_part_of_draft();
CREATE TRIGGER part_of_draft BEFORE INSERT OR UPDATE OR DELETE ON catalogs_version_images
    FOR EACH ROW EXECUTE FUNCTION catalogs_part_of_draft();
CREATE TRIGGER part_of_draft BEFORE INSERT OR UPDATE OR DELETE ON catalogs_version_matters
    FOR EACH ROW EXECUTE FUNCTION catalogs_part_of_draft();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogs", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
