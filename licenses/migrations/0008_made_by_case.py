"""A licence and its file come from the case that is being issued, and from nothing else; so does the case's end."""

from django.db import migrations

SQL = """
-- The register of documents knows a file by the digest of that file.
CREATE FUNCTION licenses_document_of_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM vault_storedfile WHERE id = NEW.file_id AND sha256 = NEW.sha256) THEN
        RAISE EXCEPTION 'a document has the digest of its file'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'made_without_case';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_file BEFORE INSERT ON licenses_document
    FOR EACH ROW EXECUTE FUNCTION licenses_document_of_file();

CREATE FUNCTION licenses_license_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM licenses_case c
        WHERE c.key_id = NEW.key_id AND c.kind = 'issue' AND c.status = 'approved' AND c.license_id IS NULL
        AND c.entry_id = NEW.entry_id AND c.department_id = NEW.department_id
        AND c.holder_indexes = NEW.holder_indexes
        AND EXISTS (SELECT FROM licenses_hand h
                    WHERE h.case_id = c.id AND h.capacity = 'sign' AND h.person_id = NEW.issued_by_id)
    ) THEN
        RAISE EXCEPTION 'a licence is made by an approved case that its signer has a hand in'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'made_without_case';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_case BEFORE INSERT ON licenses_license
    FOR EACH ROW EXECUTE FUNCTION licenses_license_of_case();

-- No kind of case makes a second version yet; the first that does comes with its own rule here.
CREATE FUNCTION licenses_version_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> '001' OR NOT EXISTS (
        SELECT FROM licenses_case c JOIN licenses_license l ON l.id = NEW.license_id
        JOIN licenses_document d ON d.id = NEW.document_id JOIN vault_storedfile f ON f.id = d.file_id
        WHERE c.id = NEW.case_id AND c.kind = 'issue' AND c.status = 'approved' AND c.license_id IS NULL
        AND c.entry_id = l.entry_id AND c.department_id = l.department_id AND c.version_id = NEW.catalog_version_id
        AND l.key_id = c.key_id AND f.key_id = c.key_id AND d.kind = 'license'
    ) THEN
        RAISE EXCEPTION 'a version is made by an approved case of this licence, its file lies under the key of both'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'made_without_case';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_case BEFORE INSERT ON licenses_licenseversion
    FOR EACH ROW EXECUTE FUNCTION licenses_version_of_case();

-- At the end of the transaction the case is issued, as the case of this very licence.
CREATE FUNCTION licenses_license_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM licenses_licenseversion WHERE license_id = NEW.id) THEN
        RAISE EXCEPTION 'a licence comes with its first version'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'made_without_case';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER issued AFTER INSERT ON licenses_license DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION licenses_license_issued();

CREATE FUNCTION licenses_version_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM licenses_case
                   WHERE id = NEW.case_id AND license_id = NEW.license_id AND status = 'issued') THEN
        RAISE EXCEPTION 'a version is made when its case is issued'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'made_without_case';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER issued AFTER INSERT ON licenses_licenseversion DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION licenses_version_issued();

-- And the case is issued only with what it made or did; whose licence it is about changes then or never.
CREATE FUNCTION licenses_case_makes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.license_id IS DISTINCT FROM OLD.license_id
        AND NOT (NEW.kind = 'issue' AND NEW.status = 'issued' AND OLD.status = 'approved') THEN
        RAISE EXCEPTION 'what a case is never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_columns';
    END IF;
    IF NEW.status = 'issued' AND OLD.status <> 'issued' AND NOT (
        EXISTS (SELECT FROM licenses_licensestate WHERE case_id = NEW.id AND license_id = NEW.license_id)
        AND (NEW.kind <> 'issue' OR EXISTS (
            SELECT FROM licenses_licenseversion WHERE case_id = NEW.id AND license_id = NEW.license_id))
    ) THEN
        RAISE EXCEPTION 'a case is issued with what it made or did'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'made_without_case';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER makes BEFORE UPDATE ON licenses_case FOR EACH ROW EXECUTE FUNCTION licenses_case_makes();
"""


class Migration(migrations.Migration):
    dependencies = [("licenses", "0007_locked_index"), ("vault", "0003_true_orders")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
