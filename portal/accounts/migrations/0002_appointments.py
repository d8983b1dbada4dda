"""Appointments past the code: given by somebody who may, never for the past, ended once and never prolonged."""

from django.db import migrations

SQL = """
CREATE FUNCTION accounts_appointment_true() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    giver uuid := CASE TG_OP WHEN 'INSERT' THEN NEW.appointed_by_id ELSE NEW.ended_by_id END;
    at timestamptz := CASE TG_OP WHEN 'INSERT' THEN NEW.appointed_at ELSE NEW.ended_at END;
    -- the day on which the code decided; one less, since midnight may have passed since
    day date := portal_day(at) - 1;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN RETURN NEW; END IF;
    IF giver IS NULL THEN
        -- the command line of the server acts as the owner; the web process always acts for a person
        IF current_user = 'portal_web' AND NOT portal_clock_moves() THEN
            RAISE EXCEPTION 'an appointment is given and ended by a person'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
        END IF;
    ELSIF giver = NEW.user_id OR NOT portal_is_now(at) OR NOT accounts_may(giver, NULL, 'accounts.appoint', at) THEN
        RAISE EXCEPTION 'this person does not appoint'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
    END IF;
    IF TG_OP = 'INSERT' AND (giver IS NOT NULL AND NEW.since < day OR NEW.ended_at IS NOT NULL)
        OR TG_OP = 'UPDATE' AND (NEW.until IS NULL OR NEW.until > OLD.until OR NEW.until < day - 1
                                 OR OLD.until < day) THEN
        RAISE EXCEPTION 'an appointment is not changed for the past and not prolonged'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_past';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER true_appointment BEFORE INSERT OR UPDATE ON accounts_appointment
    FOR EACH ROW EXECUTE FUNCTION accounts_appointment_true();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
