"""Each answer to a holiday notice by whoever may give it; days that can be; superseded only by another of the year."""

from django.db import migrations

SQL = """
CREATE OR REPLACE FUNCTION workdays_notice_true() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF (NEW.confirmed_at, NEW.confirmed_by_id) IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by_id)
            AND NOT (OLD.status = 'entered' AND NEW.status = 'confirmed')
        OR (NEW.voided_at, NEW.voided_by_id, NEW.voided_because) IS DISTINCT FROM
            (OLD.voided_at, OLD.voided_by_id, OLD.voided_because)
            AND NOT (OLD.status = 'entered' AND NEW.status = 'voided') THEN
        RAISE EXCEPTION 'an answer comes with its step and stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
    END IF;
    IF OLD.status = 'entered' AND NEW.status = 'confirmed'
        AND (NEW.confirmed_by_id = NEW.entered_by_id OR NOT portal_is_now(NEW.confirmed_at)
             OR NOT accounts_may(NEW.confirmed_by_id, NULL, 'workdays.confirm', NEW.confirmed_at)) THEN
        RAISE EXCEPTION 'a notice is confirmed by a second person in office for it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
    END IF;
    IF OLD.status = 'entered' AND NEW.status = 'voided' AND NOT (
        portal_is_now(NEW.voided_at)
        AND (accounts_may(NEW.voided_by_id, NULL, 'workdays.confirm', NEW.voided_at)
             OR NEW.voided_by_id = NEW.entered_by_id
                AND accounts_may(NEW.voided_by_id, NULL, 'workdays.enter', NEW.voided_at))) THEN
        RAISE EXCEPTION 'a notice is voided by whoever confirms notices, or whoever entered it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_appointment';
    END IF;
    RETURN NEW;
END $$;

-- Days as the wording could name them (portal/workdays/wording.py): pages and deadlines are counted by these.
CREATE FUNCTION workdays_days_can_be() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named text;
    told jsonb;
    worked boolean;
    day date;
BEGIN
    IF jsonb_typeof(NEW.off) IS DISTINCT FROM 'object' OR jsonb_typeof(NEW.make_up) IS DISTINCT FROM 'object'
        OR NEW.off ?| ARRAY(SELECT jsonb_object_keys(NEW.make_up)) THEN
        RAISE data_exception;
    END IF;
    FOR named, told, worked IN SELECT key, value, false FROM jsonb_each(NEW.off)
        UNION ALL SELECT key, value, true FROM jsonb_each(NEW.make_up) LOOP
        IF named !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' OR jsonb_typeof(told) <> 'string' THEN
            RAISE data_exception;
        END IF;
        day := named::date;
        IF day NOT BETWEEN make_date(NEW.year - 1, 12, 1) AND make_date(NEW.year, 12, 31)
            OR worked AND extract(isodow FROM day) < 6 THEN
            RAISE data_exception;
        END IF;
    END LOOP;
    RETURN NEW;
EXCEPTION WHEN data_exception THEN  -- also what is no day of the calendar
    RAISE EXCEPTION 'these cannot be the days of a notice for %', NEW.year
        USING ERRCODE = 'check_violation', CONSTRAINT = 'impossible_days';
END $$;
CREATE TRIGGER possible_days BEFORE INSERT ON workdays_holidaynotice
    FOR EACH ROW EXECUTE FUNCTION workdays_days_can_be();

-- At the end of the transaction, since the older one gives way first.
CREATE FUNCTION workdays_notice_succeeded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM workdays_holidaynotice
                   WHERE year = NEW.year AND id <> NEW.id AND status = 'confirmed') THEN
        RAISE EXCEPTION 'a notice gives way only to another confirmed one of its year'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_successor';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER succeeded AFTER UPDATE ON workdays_holidaynotice DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.status = 'superseded' AND OLD.status <> 'superseded')
    EXECUTE FUNCTION workdays_notice_succeeded();
"""


class Migration(migrations.Migration):
    dependencies = [("workdays", "0003_year_range")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
