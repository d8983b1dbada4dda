"""Hands of people in office only; what a case is stays; a material goes once; keys are ordered gone by their bureau."""

from django.db import migrations

SQL = """
CREATE FUNCTION licenses_hand_in_office() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- the capacities are the last words of the permissions: licenses.collect, licenses.review, licenses.sign
    IF NOT portal_is_now(NEW.at) OR NOT accounts_may(
        NEW.person_id, (SELECT department_id FROM licenses_case WHERE id = NEW.case_id),
        'licenses.' || NEW.capacity, NEW.at
    ) THEN
        RAISE EXCEPTION 'this person held no post for this step in this department then'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER in_office BEFORE INSERT ON licenses_hand FOR EACH ROW EXECUTE FUNCTION licenses_hand_in_office();

CREATE FUNCTION licenses_case_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.number, NEW.kind, NEW.department_id, NEW.entry_id, NEW.key_id, NEW.collected_at,
        NEW.collected_by_id) IS DISTINCT FROM (OLD.id, OLD.number, OLD.kind, OLD.department_id, OLD.entry_id,
        OLD.key_id, OLD.collected_at, OLD.collected_by_id) THEN
        RAISE EXCEPTION 'what a case is never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays BEFORE UPDATE ON licenses_case FOR EACH ROW EXECUTE FUNCTION licenses_case_stays();

CREATE FUNCTION licenses_material_removed_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a removed material stays removed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
END $$;
CREATE TRIGGER removed_once BEFORE UPDATE ON licenses_material
    FOR EACH ROW WHEN (OLD.removed_at IS NOT NULL AND NEW IS DISTINCT FROM OLD)
    EXECUTE FUNCTION licenses_material_removed_once();

-- The vault does not know whose a key is; here it is known.
CREATE FUNCTION licenses_destruction_of_dossier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM licenses_case WHERE key_id = NEW.key_id AND department_id = NEW.department_id)
        AND NOT EXISTS (SELECT FROM licenses_license WHERE key_id = NEW.key_id AND department_id = NEW.department_id)
    THEN
        RAISE EXCEPTION 'this key is of no dossier of this department'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_dossier BEFORE INSERT ON vault_destruction
    FOR EACH ROW EXECUTE FUNCTION licenses_destruction_of_dossier();
"""


class Migration(migrations.Migration):
    dependencies = [("licenses", "0004_frozen"), ("vault", "0003_true_orders")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
