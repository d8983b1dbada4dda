"""Appointments: who gives them, which pairs are apart, in the code and past it, where periods begin and end."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from portal import clock
from portal.accounts import actions, policies
from portal.accounts.models import Appointment, User
from portal.accounts.roles import APART_EVERYWHERE, APART_IN_DEPARTMENT, ROLES
from portal.actor import command
from portal.audit.models import AccessRecord
from portal.constraints import sentence_of
from portal.decisions import Invalid, Refused
from portal.ids import new_id
from tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PLACE = {"issuing": "donghu", "managing": "city", "using": "using", "": "city"}


@pytest.fixture
def fresh(db):
    """Somebody without any appointment."""
    return actions.open_account(by=command(), username="xin", display_name="辛勤", password="Erste-Losung-1")


def appoint(user, role, department="donghu", by=None, **period):
    period.setdefault("since", clock.today())
    return actions.appoint(user, cast.department(department), role, by=by or command(), **period)


def insert(user, role, department="donghu", since=None, until=None):
    """An appointment written past all code, as the web role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "portal_web"
        cursor.execute(
            "INSERT INTO accounts_appointment (id, user_id, department_id, role, since, until, appointed_at, document)"
            " VALUES (%s, %s, %s, %s, %s, %s, now(), '')",
            [new_id(), user.pk, cast.department(department).pk, role, since or clock.today(), until],
        )


def test_security_administrator_appoints_and_everything_follows(fresh, feng):
    made = appoint(fresh, "clerk", by=feng, document="洪市监〔2026〕12号")
    assert (made.appointed_by, made.document) == (feng.user, "洪市监〔2026〕12号")
    assert [g.name for g in fresh.groups.all()] == [f"{cast.department('donghu').uscc}/clerk"]
    assert made.history.count() == 1
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert (row.verb, row.account, len(row.history)) == ("accounts.appoint", "feng", 1)


@pytest.mark.parametrize("username", ["wang", "zhou", "lin", "chen", "sun"])
def test_nobody_else_appoints(fresh, as_actor, username):
    with pytest.raises(Refused, match="安全管理员"):
        appoint(fresh, "clerk", by=as_actor(username))
    assert AccessRecord.objects.latest("recorded_at", "id").result == "refused"


def test_nobody_appoints_himself_or_ends_his_own(feng):
    with pytest.raises(Refused, match="自己"):
        appoint(feng.user, "supervisor", "city", by=feng)
    with pytest.raises(Refused, match="自己"):
        actions.end_appointment(feng.appointment, by=feng, until=clock.today())


@pytest.mark.parametrize(("held", "other"), APART_EVERYWHERE)
def test_pair_apart_everywhere_is_refused_in_code_and_past_it(fresh, held, other):
    here, there = PLACE[ROLES[held].plays], {**PLACE, "managing": "province"}[ROLES[other].plays]
    appoint(fresh, held, here)
    with pytest.raises(Invalid, match="由两人分任"):
        appoint(fresh, other, there)
    with pytest.raises(DatabaseError) as refused:
        insert(fresh, other, there)
    assert "不能兼任" in sentence_of(refused.value)


@pytest.mark.parametrize(("held", "other"), [*APART_IN_DEPARTMENT, *(pair[::-1] for pair in APART_IN_DEPARTMENT)])
def test_pair_apart_in_a_department_is_refused_there_and_allowed_elsewhere(fresh, held, other):
    managing = ROLES[held].plays == "managing"
    here, there = ("city", "province") if managing else ("donghu", "xihu")
    appoint(fresh, held, here)
    with pytest.raises(Invalid, match="由两人分任"):
        appoint(fresh, other, here)
    with pytest.raises(DatabaseError):
        insert(fresh, other, here)
    assert appoint(fresh, other, there)


def test_reviewer_may_sign_in_a_bureau_of_two(fresh):
    appoint(fresh, "reviewer")
    assert appoint(fresh, "signer")


def test_pair_is_apart_only_while_the_periods_share_a_day(fresh):
    today = clock.today()
    appoint(fresh, "clerk", until=today + 9 * DAY)
    with pytest.raises(Invalid):
        appoint(fresh, "signer", since=today + 9 * DAY)
    assert appoint(fresh, "signer", since=today + 10 * DAY)
    with pytest.raises(DatabaseError):
        insert(fresh, "clerk", since=today + 30 * DAY)


def test_same_role_twice_in_overlapping_periods_is_refused_in_code_and_past_it(fresh):
    today = clock.today()
    appoint(fresh, "clerk", until=today + 9 * DAY)
    with pytest.raises(Invalid, match="已任"):
        appoint(fresh, "clerk", since=today + 9 * DAY)
    with pytest.raises(DatabaseError) as refused:
        insert(fresh, "clerk", since=today + 9 * DAY)
    assert "同一岗位" in sentence_of(refused.value)
    assert appoint(fresh, "clerk", since=today + 10 * DAY)


def test_period_ends_before_it_begins_is_refused_by_the_database(fresh):
    with pytest.raises(DatabaseError) as refused:
        insert(fresh, "clerk", since=date(2026, 5, 2), until=date(2026, 4, 30))
    assert "截止日期" in sentence_of(refused.value)


def test_last_day_counts(fresh):
    today = clock.today()
    made = appoint(fresh, "clerk", since=today - 5 * DAY, until=today)
    assert made in Appointment.objects.in_force()
    assert made not in Appointment.objects.in_force(today + DAY)
    assert made in Appointment.objects.in_force(today - 5 * DAY)
    assert made not in Appointment.objects.in_force(today - 6 * DAY)


def test_role_whose_duty_the_department_has_not_is_refused(fresh):
    with pytest.raises(Invalid, match="未登记相应职责"):
        appoint(fresh, "clerk", "using")


def test_closed_account_and_abolished_department_are_not_appointed(fresh, wang):
    department = cast.department("ganzhou")
    actions.edit_department(department, by=wang, abolished_on=clock.today())
    with pytest.raises(Invalid, match="已撤并"):
        appoint(fresh, "clerk", "ganzhou")
    actions.deactivate(fresh, by=wang, reason="x")
    with pytest.raises(Invalid, match="已停用"):
        appoint(fresh, "clerk")


def test_ending_at_once_takes_effect_today_and_frees_the_pair(fresh, feng):
    made = appoint(fresh, "clerk", by=feng)
    ended = actions.end_appointment(made, by=feng, until=clock.today() - DAY, reason="调岗")
    assert ended not in Appointment.objects.in_force()
    assert (ended.ended_by, ended.ended_at is not None) == (feng.user, True)
    assert not fresh.groups.exists()
    assert appoint(fresh, "signer")


def test_appointment_that_has_not_begun_can_be_taken_back(fresh, feng):
    made = appoint(fresh, "clerk", since=clock.today() + 30 * DAY)
    ended = actions.end_appointment(made, by=feng, until=clock.today() - DAY)
    assert ended.until == made.since - DAY
    assert appoint(fresh, "signer", since=clock.today() + 30 * DAY)


def test_ending_does_not_change_the_past_nor_prolong(fresh, feng):
    today = clock.today()
    made = appoint(fresh, "clerk", since=today - 30 * DAY, until=today + 5 * DAY)
    with pytest.raises(Invalid, match="不能改写"):
        actions.end_appointment(made, by=feng, until=today - 2 * DAY)
    with pytest.raises(Invalid, match="另行任命"):
        actions.end_appointment(made, by=feng, until=today + 6 * DAY)
    assert actions.end_appointment(made, by=feng, until=today + 4 * DAY)


def test_no_one_is_superuser_even_past_the_code(fresh):
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=fresh.pk).update(is_superuser=True)


def test_people_departments_and_appointments_cannot_be_deleted_by_the_web_role(fresh):
    for table in ("accounts_user", "accounts_department", "accounts_appointment", "accounts_historicaluser"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


def test_form_appoints_with_the_own_password_and_tells_what_cannot_be(browse, fresh):
    client, url = browse("feng"), f"/accounts/people/{fresh.pk}/appoint/"
    given = {"department": cast.department("donghu").pk, "role": "clerk", "since": f"{clock.today():%Y%m%d}",
             "until": "", "document": "", "password": cast.PASSWORD}
    assert client.post(url, {**given, "password": "wrong"}).status_code == 422
    assert not fresh.appointments.exists()
    assert client.post(url, given).url == f"/accounts/people/{fresh.pk}/"
    before = AccessRecord.objects.count()
    answer = client.post(url, {**given, "role": "signer"})
    assert answer.status_code == 422 and "不能兼任" in answer.content.decode()
    typed = f'value="{given["since"]}"', f'value="{clock.today()}"'
    assert any(text in answer.content.decode() for text in typed)
    rows = AccessRecord.objects.order_by("recorded_at", "id")[before:]
    assert [(row.verb, row.result) for row in rows] == [("accounts.appoint", "refused"), ("view", "ok")]


@pytest.mark.parametrize(("until", "why"), [("2020-01-01", "早于起始"), ("abc", "请输入日期")])
def test_form_with_an_impossible_end_is_refused(browse, fresh, until, why):
    answer = browse("feng").post(f"/accounts/people/{fresh.pk}/appoint/", {
        "department": cast.department("donghu").pk, "role": "clerk", "since": "2026-01-01", "until": until,
        "password": cast.PASSWORD})
    assert answer.status_code == 422 and why in answer.content.decode()


def test_form_ends_at_once_or_on_a_day(browse, fresh):
    first, second = appoint(fresh, "clerk"), appoint(fresh, "clerk", "xihu")
    client = browse("feng")
    given = {"reason": "调岗", "password": cast.PASSWORD}
    assert client.post(f"/accounts/appointments/{first.pk}/end/", {**given, "when": "now"}).status_code == 302
    url = f"/accounts/appointments/{second.pk}/end/"
    assert client.post(url, {**given, "when": "on"}).status_code == 422
    assert client.post(url, {**given, "when": "on", "until": "2020-01-01"}).status_code == 422
    assert client.post(url, {**given, "when": "on", "until": clock.today().isoformat()}).status_code == 302
    assert [a.department.name for a in Appointment.objects.in_force().filter(user=fresh)] == [second.department.name]


def test_desk_shows_the_security_administrator_what_needs_appointing(browse, fresh):
    page = browse("feng")
    appoint(User.objects.get(username="he"), "reviewer", "xihu", until=clock.today() + 3 * DAY)
    answer = page.get("/").content.decode()
    assert "辛勤" in answer and "待任命" in answer and "即将到期" in answer
    assert "待任命" not in browse("wang").get("/").content.decode()


def test_decision_of_the_policy_is_the_one_that_disables_the_button(browse, wang):
    lin = User.objects.get(username="lin")
    reason = policies.can_appoint(wang, lin).reason
    page = browse("wang").get(f"/accounts/people/{lin.pk}/").content.decode()
    assert reason in page and 'aria-disabled="true"' in page


# --- past the code

INSERT = ("INSERT INTO accounts_appointment (id, user_id, department_id, role, since, until, appointed_at,"
          " appointed_by_id, document) VALUES (%s, %s, %s, 'clerk', %s, NULL, %s, %s, '')")


def written(user, by, since=None, at=None):
    """An appointment that names whoever gave it, written past all code."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [new_id(), user.pk, cast.department("donghu").pk, since or clock.today(),
                                at or clock.now(), User.objects.get(username=by).pk])


def test_appointment_given_by_a_security_administrator_is_taken_past_the_code(fresh):
    written(fresh, "feng")


@pytest.mark.parametrize("by", ["wang", "zhou", "lin"])
def test_appointment_given_by_somebody_else_is_refused_by_the_database(fresh, by):
    with pytest.raises(DatabaseError, match="does not appoint"):
        written(fresh, by)


def test_appointment_to_oneself_or_for_the_past_is_refused_by_the_database(fresh, feng):
    with pytest.raises(DatabaseError):
        written(feng.user, "feng")
    with pytest.raises(DatabaseError, match="for the past"):
        written(fresh, "feng", since=clock.today() - 2 * DAY)
    with pytest.raises(DatabaseError, match="does not appoint"):
        written(fresh, "feng", at=clock.start_of(cast.SINCE) - DAY)


@pytest.mark.parametrize("change", [
    {"role": "signer"}, {"since": date(2020, 1, 1)}, {"appointed_at": None}, {"document": "x"}, {"user": None},
], ids=str)
def test_appointment_is_only_ended(fresh, lin, change):
    change = {"user": fresh} if "user" in change else change
    with pytest.raises(DatabaseError), transaction.atomic():
        Appointment.objects.filter(pk=lin.appointment.pk).update(**change)


def test_appointment_is_not_ended_in_the_past_nor_prolonged_nor_revived_past_the_code(lin, feng):
    row = Appointment.objects.filter(pk=lin.appointment.pk)
    ended = {"ended_at": clock.now(), "ended_by": feng.user}
    for until in (clock.today() - 3 * DAY, lin.appointment.since):
        with pytest.raises(DatabaseError, match="for the past"), transaction.atomic():
            row.update(until=until, **ended)
    with pytest.raises(DatabaseError, match="does not appoint"), transaction.atomic():
        row.update(until=clock.today(), ended_at=clock.now(), ended_by=lin.user)
    row.update(until=clock.today() + 9 * DAY, **ended)
    for until in (None, clock.today() + 10 * DAY):
        with pytest.raises(DatabaseError, match="not prolonged"), transaction.atomic():
            row.update(until=until, **ended)


# --- the past, in the code


def test_appointment_for_the_past_is_given_at_the_command_line_alone(fresh, feng):
    with pytest.raises(Invalid, match="不能早于今天"):
        appoint(fresh, "clerk", by=feng, since=clock.today() - DAY)
    assert appoint(fresh, "clerk", by=command(), since=clock.today() - DAY)
