"""What the database knows of people: who may do what when, which roles are apart, whom a log row may name.

The database sees one role for everybody who uses the web process. It can say whether the person named could have
acted, not whether he did.
"""

from portal.accounts.roles import APART_EVERYWHERE, APART_IN_DEPARTMENT, ROLES

CLOCK_SQL = """
    -- Whether an instant that the code's clock gave can be now. Ten minutes: clocks of several machines differ, and
    -- an act may wait for a lock. The demo and the tests move the clock; an installation of theirs believes any.
    CREATE OR REPLACE FUNCTION portal_clock_moves() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT {moves} $$;
    CREATE OR REPLACE FUNCTION portal_is_now(at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT portal_clock_moves() OR at BETWEEN clock_timestamp() - interval '10 minutes'
                                 AND clock_timestamp() + interval '10 minutes'
    $$;
    CREATE OR REPLACE FUNCTION portal_day(at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
        SELECT (at AT TIME ZONE 'Asia/Shanghai')::date
    $$;
"""


def clock_sql(moves: bool) -> str:
    """Functions about time; `moves` says that this installation's clock may be moved (never in production)."""
    return CLOCK_SQL.format(moves="true" if moves else "false")


def may_sql() -> str:
    """accounts_may(person, department, permission, at): an appointment in force carried the permission, by roles.py.

    The department NULL means any. Whoever was deactivated later could act before.
    """
    pairs = ", ".join(f"('{role.key}', '{permission}')" for role in ROLES.values()
                      for permission in sorted(role.permissions))
    return f"""
        CREATE OR REPLACE FUNCTION accounts_may(person uuid, place uuid, permission text, at timestamptz)
            RETURNS boolean LANGUAGE sql STABLE AS $$
            SELECT EXISTS (
                SELECT FROM accounts_appointment a
                JOIN accounts_user u ON u.id = a.user_id JOIN accounts_department d ON d.id = a.department_id
                WHERE a.user_id = person AND (place IS NULL OR a.department_id = place)
                AND (a.role, permission) IN ({pairs})
                AND portal_day(at) >= a.since AND (a.until IS NULL OR portal_day(at) <= a.until)
                AND (u.is_active OR u.deactivated_at > at)
                AND (d.abolished_on IS NULL OR d.abolished_on > portal_day(at))
            )
        $$;
    """


def roles_apart_sql() -> str:
    """The trigger that refuses an appointment to one of two roles that must be apart, from the tables in roles.py."""
    def pairs(table):
        return ", ".join(f"('{a}', '{b}'), ('{b}', '{a}')" for a, b in table)

    return f"""
        CREATE OR REPLACE FUNCTION accounts_roles_apart() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('roles_apart:' || NEW.user_id::text));
            IF EXISTS (
                SELECT FROM accounts_appointment other
                WHERE other.user_id = NEW.user_id AND other.id <> NEW.id
                AND (other.until IS NULL OR other.until >= other.since)
                AND (NEW.until IS NULL OR NEW.until >= NEW.since)
                AND daterange(other.since, other.until, '[]') && daterange(NEW.since, NEW.until, '[]')
                AND ((other.role, NEW.role) IN ({pairs(APART_EVERYWHERE)})
                     OR other.department_id = NEW.department_id
                        AND (other.role, NEW.role) IN ({pairs(APART_IN_DEPARTMENT)}))
            ) THEN
                RAISE EXCEPTION 'these roles must be held by two persons'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'roles_apart';
            END IF;
            RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER roles_apart BEFORE INSERT OR UPDATE ON accounts_appointment
            FOR EACH ROW EXECUTE FUNCTION accounts_roles_apart();
    """


LOG_SQL = """
    -- A log row tells of now, and who stands in it belongs together: account and name, appointment and its person,
    -- department and role, in force on the day. A day more is granted: a request that is under way when an appointment
    -- ends ("at once" is yesterday) must still be recorded, or what it did would stand nowhere.
    CREATE OR REPLACE FUNCTION audit_true_actor() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        person uuid := (SELECT id FROM accounts_user WHERE username = NEW.account);
    BEGIN
        IF NOT portal_is_now(NEW.at) THEN
            RAISE EXCEPTION 'a log row is written when what it tells of happens'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'untrue_time';
        END IF;
        IF NEW.actor_kind NOT IN ('person', 'public', 'system', 'command')
            OR (NEW.actor_kind = 'person') <> (NEW.account <> '') AND NEW.actor_kind <> 'system'
            OR NEW.account = '' AND (NEW.person <> '' OR NEW.appointment IS NOT NULL)
            OR NEW.account <> '' AND (person IS NULL OR NOT EXISTS (
                SELECT FROM accounts_user WHERE id = person AND display_name = NEW.person
                UNION ALL
                SELECT FROM accounts_historicaluser WHERE id = person AND display_name = NEW.person))
            OR NEW.appointment IS NULL AND (NEW.department <> '' OR NEW.department_name <> '' OR NEW.role <> '')
            OR NEW.appointment IS NOT NULL AND NOT EXISTS (
                SELECT FROM accounts_appointment a JOIN accounts_department d ON d.id = a.department_id
                WHERE a.id = NEW.appointment AND a.user_id = person AND a.role = NEW.role AND d.uscc = NEW.department
                AND portal_day(NEW.at) BETWEEN a.since AND coalesce(a.until + 1, 'infinity')
                AND (d.name = NEW.department_name OR EXISTS (
                    SELECT FROM accounts_historicaldepartment h WHERE h.id = d.id AND h.name = NEW.department_name)))
        THEN
            RAISE EXCEPTION 'account, person and appointment of this log row do not belong together'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'untrue_actor';
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER true_actor BEFORE INSERT ON audit_accessrecord
        FOR EACH ROW EXECUTE FUNCTION audit_true_actor();
"""
