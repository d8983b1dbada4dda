"""The status of a licence, which lists read, is what its newest state says; so nobody sets the one without the other."""

from django.db import migrations

SQL = """
CREATE FUNCTION licenses_status_of_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest text;
BEGIN
    SELECT s.status INTO newest FROM licenses_licensestate s WHERE s.license_id = NEW.id
    ORDER BY s.recorded_at DESC, s.id DESC LIMIT 1;
    IF NEW.status IS DISTINCT FROM newest THEN
        RAISE EXCEPTION 'a licence has the status that its newest act led to'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'act_without_case';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_state BEFORE UPDATE OF status ON licenses_license
    FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status) EXECUTE FUNCTION licenses_status_of_state();
"""


class Migration(migrations.Migration):
    dependencies = [("licenses", "0005_true_hands")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
