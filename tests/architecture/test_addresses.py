"""Every address × everybody: closed unless listed, never a 500, out of scope 404, one log row, no writes on GET."""

import re

import pytest
from django.db import connection

from portal.accounts.roles import ROLES
from portal.audit.models import AccessRecord
from portal.documentation import addresses
from tests import cast
from tests.architecture import samples

# What may be reached without signing in: the whole list.
OPEN = {
    "accessibility", "keys", "display", "health", "accounts:sign_in", "licenses:verify", "licenses:verify_face",
    "licenses:verify_file", "licenses:verify_code",
}
NAMES = [address.name for address in addresses()]


def test_every_address_has_a_sample():
    """A new URL is entered in samples.ABOUT, so that all tests of this file walk over it."""
    assert set(NAMES) == set(samples.ABOUT)


def test_no_address_is_there_twice():
    assert sorted(NAMES) == sorted(set(NAMES))


def test_address_is_closed_to_strangers_unless_listed(stage, db, browse):
    client, open_ones = browse(), set()
    for name in NAMES:
        response = client.get(samples.path_of(name, stage))
        if not (response.status_code == 302 and response.url.startswith("/accounts/sign-in/")):
            open_ones.add(name)
    assert open_ones == OPEN


def test_part_of_a_page_is_refused_to_a_stranger(stage, db, browse):
    client = browse()
    for name in set(NAMES) - OPEN:
        response = client.get(samples.path_of(name, stage), headers={"HX-Request": "true"})
        assert response.status_code == 401 and "HX-Redirect" not in response.headers, name


# --- what a GET leaves behind

# Pages that show nobody's data: empty forms, help, the rules themselves.
WITHOUT_ROW = {
    "health", "accessibility", "keys", "accounts:password", "accounts:second_factor", "accounts:roles",
    "accounts:open_account", "accounts:add_department", "catalogs:create", "catalogs:add_matter", "licenses:case_new",
    "licenses:verify", "accounts:sign_in", "workdays:enter",
}
# Pictures and previews that show no more than the page they stand on belong to the row of that page.
PARTS = {"catalogs:face", "catalogs:layout_preview", "licenses:material_page"}
# What a request may write beside the log: its session, and counters of rate limits.
BESIDE = ("django_session", "accounts_signedin", "audit_tally", "audit_network", "audit_providing")

_WRITES = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"


def writes() -> dict:
    """Table → rows written in the present transaction, the log and what every request writes left out."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITES)
        return {table: n for table, n in cursor.fetchall() if n and not table.startswith(BESIDE)}


def look(client, path):
    """(response, tables written, log rows written) of one GET."""
    before, rows = writes(), AccessRecord.objects.count()
    response = client.get(path)
    after = writes()
    return response, {t for t in after if after[t] != before.get(t)}, AccessRecord.objects.count() - rows


# One person of each role, and a clerk of another department.
EVERYBODY = ["lin", "wu", "zheng", "chen", "zhao", "qian", "sun", "li", "jiang", "chu", "zhou", "wang", "feng"]
# Those who see nothing of the Donghu bureau: jiang oversees its city, chu sees what is locked.
OUTSIDERS = set(EVERYBODY) - {"lin", "wu", "zheng", "chen", "jiang", "chu"}
SCOPED = {name for name in NAMES if samples.ABOUT[name] in samples.OF_DONGHU}


def test_everybody_is_one_of_each_role(db):
    assert {cast.PEOPLE[name][2] for name in EVERYBODY} == set(ROLES)


@pytest.mark.parametrize("username", ["", *EVERYBODY])
def test_looking_everywhere_as_one_person(stage, db, browse, username):
    """No error, no undefined variable, no write, one log row for whatever is shown or refused, 404 out of scope."""
    client, wrong = browse(username), []
    for name in NAMES:
        response, written, rows = look(client, samples.path_of(name, stage))
        if response.status_code >= 500:
            wrong.append(f"{name}: {response.status_code}")
        is_text = response.get("Content-Type", "").startswith("text/")  # a picture may hold any bytes
        if is_text and not response.streaming and "⚠" in response.content.decode(errors="ignore"):
            wrong.append(f"{name}: undefined variable")
        if written:
            wrong.append(f"{name}: writes {', '.join(sorted(written))}")
        if rows != wanted_rows(name, response):
            wrong.append(f"{name}: {response.status_code} leaves {rows} log rows")
        if username in OUTSIDERS and name in SCOPED and not is_out_of_reach(response):
            wrong.append(f"{name}: {response.status_code} for an outsider")
        if name == "accounts:sign_out":
            client = browse(username)
    assert not wrong, "\n".join(wrong)


def is_out_of_reach(response) -> bool:
    """404; or 403 with the reason where the role is refused the page whatever stands on it; or a wrong method."""
    refused = response.status_code == 403 and "您当前的岗位没有这项权限" in response.content.decode()
    return refused or response.status_code in (404, 405)


def wanted_rows(name: str, response) -> int:
    """How many log rows a GET leaves: one for a disclosure, refusal or failed search; none for what shows nothing."""
    if response.status_code in (204, 301, 302, 405):
        return 0
    if response.status_code in (403, 404, 410, 409, 422):
        return 1
    return 0 if name in WITHOUT_ROW | PARTS else 1


DATE_NAMES = re.compile(r'<input(?=[^>]*class="[^"]*\bdate\b)[^>]*\bname="([^"]+)"')


@pytest.mark.parametrize("username", ["lin", "zhou", "feng"])
def test_days_that_no_calendar_holds_break_no_page_that_asks_for_one(stage, db, browse, username):
    """Every date that a page asks for, in its address: the ends of Python's calendar and of the fields'."""
    client, asked = browse(username), set()
    for name in NAMES:
        if samples.ABOUT[name] not in ("", samples.LICENSE) or name in ("health", "accounts:sign_out"):
            continue
        path = samples.path_of(name, stage)
        for field in set(DATE_NAMES.findall(client.get(path).content.decode(errors="ignore"))):
            asked.add(name)
            for day in ("0001-01-01", "1900-01-01", "2199-12-31", "9999-12-31"):
                assert client.get(f"{path}?{field}={day}").status_code < 500, (name, field, day)
    assert asked >= {"lin": {"licenses:licenses", "licenses:license"}, "zhou": {"audit:list"}}.get(username, set())


# --- what a POST leaves behind

# Forms that show no more than what was typed into them, and answers that belong to the page that asks for them.
POSTS_WITHOUT_ROW = WITHOUT_ROW | PARTS | {
    "accounts:code", "accounts:renew_codes", "display", "licenses:search", "licenses:case_draft",
    "licenses:case_check", "licenses:case_opened",
}


@pytest.mark.parametrize("username", EVERYBODY)
def test_posting_nothing_everywhere_as_one_person(stage, db, browse, username):
    """An empty post is refused, told or done, but never an error; 404 out of scope.

    Refusals have their row, and so has whatever is shown: a form that is shown again shows its object as before.
    """
    client, wrong = browse(username), []
    for name in [name for name in NAMES if name not in ("accounts:sign_out", "accounts:sign_in")]:
        rows = AccessRecord.objects.count()
        response = client.post(samples.path_of(name, stage), {"csrfmiddlewaretoken": "x"})
        if response.status_code >= 500:
            wrong.append(f"{name}: {response.status_code}")
        if response.status_code in (403, 404) and AccessRecord.objects.count() != rows + 1:
            wrong.append(f"{name}: {response.status_code} leaves {AccessRecord.objects.count() - rows} log rows")
        shown = response.status_code in (200, 409, 422) and name not in POSTS_WITHOUT_ROW
        if shown and AccessRecord.objects.count() == rows:
            wrong.append(f"{name}: {response.status_code} shows without a log row")
        if username in OUTSIDERS and name in SCOPED and not is_out_of_reach(response):
            wrong.append(f"{name}: {response.status_code} for an outsider")
    assert not wrong, "\n".join(wrong)
