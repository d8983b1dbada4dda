"""What is finished stays: cases after their end, licences but for their status, numbers; acts need their case."""

from django.db import migrations

SQL = """
-- After its end nothing of a case changes but a lock, and what a lawful destruction empties. What was approved is
-- what is signed: content and approval change only together with the status.
CREATE FUNCTION licenses_case_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    always text[] := ARRAY['locked_at', 'locked_by_id', 'sealed_opinion', 'shown_holders', 'shown_codes', 'grams',
        'holder_indexes'];
    approved text[] := ARRAY['sealed_content', 'content_digest', 'approved_digest', 'approved_at', 'approved_by_id',
        'version_id', 'entry_id', 'department_id', 'submitted_by_id', 'collected_by_id', 'kind', 'number'];
    name text;
BEGIN
    IF OLD.status IN ('issued', 'rejected', 'withdrawn') AND to_jsonb(NEW) - always <> to_jsonb(OLD) - always THEN
        RAISE EXCEPTION 'a finished case never changes' USING ERRCODE = 'check_violation', CONSTRAINT = 'finished';
    END IF;
    IF OLD.status = 'approved' AND NEW.status IN ('approved', 'issued') THEN
        FOREACH name IN ARRAY approved LOOP
            IF to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name THEN
                RAISE EXCEPTION 'what was approved never changes'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'finished';
            END IF;
        END LOOP;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE ON licenses_case FOR EACH ROW EXECUTE FUNCTION licenses_case_frozen();

CREATE FUNCTION licenses_license_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY['status', 'locked_at', 'locked_by_id', 'sealed_opinion', 'shown_holders', 'shown_codes',
        'grams', 'holder_indexes', 'number_index'];
BEGIN
    IF to_jsonb(NEW) - may <> to_jsonb(OLD) - may THEN
        RAISE EXCEPTION 'an issued licence changes only through its versions and states'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finished';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE ON licenses_license FOR EACH ROW EXECUTE FUNCTION licenses_license_frozen();

-- An act on a licence is carried out by an approved case of that licence that a signer has his hand in.
CREATE FUNCTION licenses_state_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM licenses_case c JOIN licenses_license l ON l.id = NEW.license_id
        WHERE c.id = NEW.case_id AND c.status = 'approved' AND c.department_id = l.department_id
        AND c.entry_id = l.entry_id
        AND (c.kind = 'issue' AND NEW.status = 'effective' AND c.license_id IS NULL
             OR c.kind <> 'issue' AND c.license_id = NEW.license_id)
        AND EXISTS (SELECT FROM licenses_hand h WHERE h.case_id = c.id AND h.capacity = 'sign')
    ) THEN
        RAISE EXCEPTION 'a licence is acted on by an approved case only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'act_without_case';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_case BEFORE INSERT ON licenses_licensestate
    FOR EACH ROW EXECUTE FUNCTION licenses_state_of_case();

CREATE FUNCTION licenses_counter_upward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.series <> OLD.series OR NEW.next <> OLD.next + 1 THEN
        RAISE EXCEPTION 'a counter only counts on' USING ERRCODE = 'check_violation', CONSTRAINT = 'finished';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER upward BEFORE UPDATE ON licenses_counter FOR EACH ROW EXECUTE FUNCTION licenses_counter_upward();

-- A number is used or void once; which number it is never changes.
CREATE FUNCTION licenses_number_book() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY['used_at', 'void_at', 'void_reason', 'text'];
BEGIN
    IF to_jsonb(NEW) - may <> to_jsonb(OLD) - may OR OLD.used_at IS NOT NULL OR OLD.void_at IS NOT NULL THEN
        RAISE EXCEPTION 'the number book is not rewritten'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finished';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER book BEFORE UPDATE ON licenses_number FOR EACH ROW EXECUTE FUNCTION licenses_number_book();
"""


class Migration(migrations.Migration):
    dependencies = [("licenses", "0003_return_reasons")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
