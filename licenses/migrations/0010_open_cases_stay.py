"""What was submitted stays while it is reviewed; whom a case or licence is about changes with the content alone."""

from django.db import migrations

SQL = """
CREATE FUNCTION licenses_case_submitted_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    submits boolean := NEW.status = 'submitted' AND OLD.status <> 'submitted';
    filled_in boolean := OLD.status IN ('draft', 'returned') OR NEW.status IN ('draft', 'returned');
BEGIN
    IF NOT filled_in AND (
        (NEW.sealed_content, NEW.content_digest, NEW.version_id, NEW.matter_id, NEW.acceptance_number)
        IS DISTINCT FROM
        (OLD.sealed_content, OLD.content_digest, OLD.version_id, OLD.matter_id, OLD.acceptance_number)
        OR (NEW.shown_holders, NEW.shown_codes, NEW.holder_indexes, NEW.grams)
        IS DISTINCT FROM (OLD.shown_holders, OLD.shown_codes, OLD.holder_indexes, OLD.grams)
        -- a lawful destruction of the key empties them (licenses.destruction)
        AND ((NEW.shown_holders, NEW.shown_codes, cardinality(NEW.holder_indexes), cardinality(NEW.grams))
             IS DISTINCT FROM ('', '', 0, 0)
             OR EXISTS (SELECT FROM vault_datakey WHERE id = NEW.key_id))
    ) THEN
        RAISE EXCEPTION 'content changes only while the case is filled in'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finished';
    END IF;
    IF submits AND NOT (portal_is_now(NEW.submitted_at) AND portal_is_now(NEW.not_secret_at)
                        AND NEW.not_secret_by_id = NEW.submitted_by_id AND NEW.opened_at IS NULL)
        OR NOT submits AND (NEW.submitted_at, NEW.submitted_by_id, NEW.not_secret_at, NEW.not_secret_by_id)
            IS DISTINCT FROM (OLD.submitted_at, OLD.submitted_by_id, OLD.not_secret_at, OLD.not_secret_by_id)
    THEN
        RAISE EXCEPTION 'who submitted comes with the submission and stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
    END IF;
    IF NOT submits AND (NEW.opened_at, NEW.opened_by_id) IS DISTINCT FROM (OLD.opened_at, OLD.opened_by_id)
        AND NOT (OLD.status = 'submitted' AND NEW.status = 'submitted' AND OLD.opened_at IS NULL
                 AND portal_is_now(NEW.opened_at)
                 AND accounts_may(NEW.opened_by_id, NEW.department_id, 'licenses.review', NEW.opened_at)) THEN
        RAISE EXCEPTION 'a review is begun once, by a reviewer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
    END IF;
    -- set at the first submission; counted anew when a notice of holidays was just confirmed (licenses.deadlines)
    IF NEW.due_on IS DISTINCT FROM OLD.due_on AND NOT (submits AND OLD.due_on IS NULL) AND NOT (
        NEW.due_on IS NOT NULL AND OLD.status IN ('draft', 'returned', 'submitted', 'approved')
        AND EXISTS (SELECT FROM workdays_holidaynotice n WHERE n.status = 'confirmed'
                    AND portal_is_now(n.confirmed_at) AND abs(n.year - extract(year FROM OLD.due_on)) <= 1)
    ) THEN
        RAISE EXCEPTION 'a target day is counted, not set'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER submitted_stays BEFORE UPDATE ON licenses_case
    FOR EACH ROW EXECUTE FUNCTION licenses_case_submitted_stays();

CREATE FUNCTION licenses_case_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'issue' AND NEW.license_id IS NOT NULL
        OR coalesce(NEW.submitted_at, NEW.not_secret_at, NEW.opened_at, NEW.approved_at, NEW.returned_at,
                    NEW.rejected_at, NEW.withdrawn_at, NEW.issued_at) IS NOT NULL OR NEW.due_on IS NOT NULL THEN
        RAISE EXCEPTION 'a case begins without what comes later'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER begins BEFORE INSERT ON licenses_case FOR EACH ROW EXECUTE FUNCTION licenses_case_begins();

CREATE FUNCTION licenses_license_holders_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.shown_holders, NEW.shown_codes, cardinality(NEW.holder_indexes), cardinality(NEW.grams), NEW.number_index)
        IS DISTINCT FROM ('', '', 0, 0, uuid_send(NEW.id))
        OR EXISTS (SELECT FROM vault_datakey WHERE id = NEW.key_id) THEN
        RAISE EXCEPTION 'a licence is about those it was issued to'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finished';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER holders_stay BEFORE UPDATE ON licenses_license FOR EACH ROW
    WHEN ((NEW.shown_holders, NEW.shown_codes, NEW.holder_indexes, NEW.grams, NEW.number_index) IS DISTINCT FROM
          (OLD.shown_holders, OLD.shown_codes, OLD.holder_indexes, OLD.grams, OLD.number_index))
    EXECUTE FUNCTION licenses_license_holders_stay();

CREATE FUNCTION licenses_holding_of_issue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM licenses_licenseversion WHERE license_id = NEW.license_id) OR NOT EXISTS (
        SELECT FROM licenses_license l JOIN licenses_holder h ON h.id = NEW.holder_id
        WHERE l.id = NEW.license_id AND h.code_index = ANY(l.holder_indexes)) THEN
        RAISE EXCEPTION 'a licence is about those it was issued to'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finished';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_issue BEFORE INSERT ON licenses_licenseholder
    FOR EACH ROW EXECUTE FUNCTION licenses_holding_of_issue();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("licenses", "0009_one_lock"), ("workdays", "0004_plausible_days"), ("vault", "0003_true_orders"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
