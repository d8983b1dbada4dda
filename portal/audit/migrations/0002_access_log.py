"""The access log: partitioned table, database-made time and digest, append-only, partitions made ahead."""

from django.db import migrations

SQL = """
-- Independent of the session's time zone, which PostgreSQL cannot know of extract(epoch …) itself.
CREATE FUNCTION portal_epoch_micros(timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT (extract(epoch FROM $1) * 1000000)::bigint $$;

CREATE TABLE audit_accessrecord (
    id uuid NOT NULL,
    retention varchar(10) NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_kind varchar(8) NOT NULL,
    account varchar(40) NOT NULL,
    person varchar(60) NOT NULL,
    department varchar(18) NOT NULL,
    department_name varchar(100) NOT NULL,
    role varchar(20) NOT NULL,
    appointment uuid,
    substitute_for varchar(60) NOT NULL,
    session varchar(32) NOT NULL,
    address varchar(45) NOT NULL,
    request_id varchar(36) NOT NULL,
    verb varchar(60) NOT NULL,
    object_kind varchar(40) NOT NULL,
    object_id varchar(64) NOT NULL,
    object_label varchar(120) NOT NULL,
    license_type varchar(21) NOT NULL,
    issuer varchar(18) NOT NULL,
    holders bytea[] NOT NULL,
    shown varchar(64)[] NOT NULL,
    matter varchar(40) NOT NULL,
    case_number varchar(40) NOT NULL,
    mode varchar(20) NOT NULL,
    authority varchar(100) NOT NULL,
    fields varchar(60)[] NOT NULL,
    terms bytea[] NOT NULL,
    terms_masked varchar(200) NOT NULL,
    result_count integer,
    result varchar(10) NOT NULL,
    reason varchar(400) NOT NULL,
    anomaly jsonb NOT NULL,
    version smallint NOT NULL,
    history bytea[] NOT NULL,
    txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    entry bytea NOT NULL,
    leaf bytea NOT NULL GENERATED ALWAYS AS
        (sha256('\\x00'::bytea || entry || int8send(portal_epoch_micros(recorded_at)))) STORED,
    PRIMARY KEY (retention, recorded_at, id)
) PARTITION BY LIST (retention);

CREATE TABLE audit_network PARTITION OF audit_accessrecord FOR VALUES IN ('network') PARTITION BY RANGE (recorded_at);
CREATE TABLE audit_providing PARTITION OF audit_accessrecord FOR VALUES IN ('providing')
    PARTITION BY RANGE (recorded_at);

CREATE INDEX audit_recorded ON audit_accessrecord (recorded_at DESC, id DESC);
CREATE INDEX audit_account ON audit_accessrecord (account, recorded_at DESC);
CREATE INDEX audit_object ON audit_accessrecord (object_id, recorded_at DESC);
CREATE INDEX audit_issuer ON audit_accessrecord (issuer, recorded_at DESC);
CREATE INDEX audit_department ON audit_accessrecord (department, recorded_at DESC);
CREATE INDEX audit_holders ON audit_accessrecord USING gin (holders);
CREATE INDEX audit_terms ON audit_accessrecord USING gin (terms);

CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the access log is append-only'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;
CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON audit_accessrecord
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();

-- Makes the monthly partitions from this month to `ahead` months from now. Anyone may call it, it takes no name.
-- A TRUNCATE trigger of the parent is not inherited: each partition gets its own.
CREATE FUNCTION audit_make_partitions(ahead integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    first date; class text; part text; made integer := 0;
BEGIN
    IF ahead < 0 OR ahead > 24 THEN RAISE EXCEPTION 'ahead must be 0 to 24'; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('audit_make_partitions'));
    FOR month IN 0..ahead LOOP
        first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => month))::date;
        FOREACH class IN ARRAY ARRAY['network', 'providing'] LOOP
            part := format('audit_%s_%s', class, to_char(first, 'YYYYMM'));
            IF to_regclass(part) IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF audit_%s FOR VALUES FROM (%L) TO (%L)', part, class,
                    to_char(first, 'YYYY-MM-DD') || ' 00:00:00+00',
                    to_char(first + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
                EXECUTE format('CREATE TRIGGER append_only_table BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
                    'EXECUTE FUNCTION audit_append_only()', part);
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
SELECT audit_make_partitions(3);

-- The web role may not give the columns that the database makes itself.
CREATE FUNCTION portal_grant_log() RETURNS void LANGUAGE plpgsql AS $$
DECLARE columns text;
BEGIN
    SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
        WHERE attrelid = 'audit_accessrecord'::regclass AND attnum > 0 AND NOT attisdropped
        AND attname NOT IN ('recorded_at', 'txid', 'leaf');
    EXECUTE 'REVOKE ALL ON audit_accessrecord FROM portal_web';
    EXECUTE 'GRANT SELECT ON audit_accessrecord TO portal_web, portal_maintenance';
    EXECUTE format('GRANT INSERT (%s) ON audit_accessrecord TO portal_web, portal_maintenance', columns);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
