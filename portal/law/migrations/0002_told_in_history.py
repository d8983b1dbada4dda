"""A basis has one of the known statuses, and at the end of a transaction its newest history row says what it says."""

from django.db import migrations, models

SQL = """
CREATE FUNCTION law_basis_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT coalesce((SELECT to_jsonb(h) @> to_jsonb(b) FROM law_legalbasis b
                     JOIN law_historicallegalbasis h ON h.id = b.id WHERE b.id = NEW.id
                     ORDER BY h.history_id DESC LIMIT 1), false) THEN
        RAISE EXCEPTION 'what a legal basis says is not told in its history'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'untrue_history';
    END IF;
    RETURN NULL;
END $$;
-- at the end: the history row is written after the row
CREATE CONSTRAINT TRIGGER told AFTER INSERT OR UPDATE ON law_legalbasis DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION law_basis_told();
"""


class Migration(migrations.Migration):
    dependencies = [("law", "0001_initial")]
    operations = [
        migrations.AddConstraint(
            model_name="legalbasis",
            constraint=models.CheckConstraint(
                condition=models.Q(status__in=["in_force", "draft", "repealed", "unchecked"]),
                name="legal_basis_status_known", violation_error_message="没有这种效力，请重新选择。"),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
