"""Four eyes held by the database: who collected a case neither reviews nor signs it, whatever the code says."""

from django.db import migrations

SQL = """
CREATE FUNCTION licenses_hand_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM licenses_case WHERE id = NEW.case_id FOR UPDATE;
    IF NEW.capacity <> 'collect' AND EXISTS (
        SELECT FROM licenses_hand
        WHERE case_id = NEW.case_id AND person_id = NEW.person_id AND capacity = 'collect'
    ) OR NEW.capacity = 'collect' AND EXISTS (
        SELECT FROM licenses_case
        WHERE id = NEW.case_id AND status IN ('approved', 'issued') AND NEW.person_id IN (approved_by_id, issued_by_id)
    ) THEN
        RAISE EXCEPTION 'who collected a case cannot review or sign it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'four_eyes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER four_eyes BEFORE INSERT ON licenses_hand
    FOR EACH ROW EXECUTE FUNCTION licenses_hand_four_eyes();

-- A status that stands for a person's act needs that person's hand, and not the hand of whoever collected.
CREATE FUNCTION licenses_case_hands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person uuid;
    needed text;
BEGIN
    IF NEW.status = OLD.status OR NEW.status NOT IN ('submitted', 'approved', 'issued') THEN RETURN NEW; END IF;
    IF NEW.status = 'submitted' THEN person := NEW.submitted_by_id; needed := 'collect';
    ELSIF NEW.status = 'approved' THEN person := NEW.approved_by_id; needed := 'review';
    ELSE person := NEW.issued_by_id; needed := 'sign';
    END IF;
    IF NOT EXISTS (
        SELECT FROM licenses_hand WHERE case_id = NEW.id AND person_id = person AND capacity = needed
    ) THEN
        RAISE EXCEPTION 'no hand of this person in this case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hand_missing';
    END IF;
    IF needed <> 'collect' AND EXISTS (
        SELECT FROM licenses_hand WHERE case_id = NEW.id AND person_id = person AND capacity = 'collect'
    ) THEN
        RAISE EXCEPTION 'who collected a case cannot review or sign it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'four_eyes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hands BEFORE UPDATE OF status ON licenses_case
    FOR EACH ROW EXECUTE FUNCTION licenses_case_hands();
"""


class Migration(migrations.Migration):
    dependencies = [("licenses", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
