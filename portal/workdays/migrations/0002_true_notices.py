"""What the database holds of a holiday notice: entered and confirmed by two persons who were in office for it then."""

from django.db import migrations

SQL = """
CREATE FUNCTION workdays_notice_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NOT NULL OR NEW.voided_at IS NOT NULL THEN
            RAISE EXCEPTION 'a notice begins without its answer'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'two_persons';
        END IF;
        IF NOT portal_is_now(NEW.entered_at)
            OR NOT accounts_may(NEW.entered_by_id, NULL, 'workdays.enter', NEW.entered_at) THEN
            RAISE EXCEPTION 'this person does not enter notices'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.confirmed_at, NEW.confirmed_by_id, NEW.voided_at, NEW.voided_by_id, NEW.voided_because) IS DISTINCT FROM
        (OLD.confirmed_at, OLD.confirmed_by_id, OLD.voided_at, OLD.voided_by_id, OLD.voided_because)
        AND (OLD.status <> 'entered' OR NEW.status = OLD.status) THEN
        RAISE EXCEPTION 'an answer comes with its step and stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
    END IF;
    IF OLD.status = 'entered' AND NEW.status = 'confirmed'
        AND (NEW.confirmed_by_id = NEW.entered_by_id OR NOT portal_is_now(NEW.confirmed_at)
             OR NOT accounts_may(NEW.confirmed_by_id, NULL, 'workdays.confirm', NEW.confirmed_at)) THEN
        RAISE EXCEPTION 'a notice is confirmed by a second person in office for it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER true_notice BEFORE INSERT OR UPDATE ON workdays_holidaynotice
    FOR EACH ROW EXECUTE FUNCTION workdays_notice_true();
"""


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
