"""Sessions end when they must: idle, old, signed out, ended by an administrator; a role taken away opens nothing."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from portal import clock
from portal.accounts import actions
from portal.accounts.models import Appointment, SignedIn, User
from portal.actor import command
from portal.audit.models import AccessRecord
from portal.decisions import Refused
from tests import cast
from tests.databases import past_the_rules

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/sign-in/"


def later(**delta):
    clock.move_to(clock.now() + timedelta(**delta))


def latest():
    return AccessRecord.objects.latest("recorded_at", "id")


def is_in(client):
    return client.get("/accounts/mine/").status_code == 200


def test_idle_session_ends_after_a_quarter_of_an_hour(enter):
    client = enter("lin")
    later(minutes=14, seconds=50)
    assert is_in(client)
    later(minutes=14, seconds=50)
    assert is_in(client), "use keeps it alive"
    later(minutes=15, seconds=1)
    assert not is_in(client)
    assert (latest().verb, latest().reason, latest().account) == ("session_ended", "idle", "lin")
    assert "超时" in client.get(SIGN_IN).content.decode()
    assert not SignedIn.objects.exists()


def test_session_ends_after_eight_hours_however_busy(enter):
    client = enter("lin")
    for _n in range(47):
        later(minutes=10)
        assert is_in(client)
    later(minutes=10, seconds=1)
    assert not is_in(client)
    assert latest().reason == "too old"


def test_session_of_another_row_gone_is_over(enter):
    client = enter("lin")
    SignedIn.objects.all().delete()
    assert not is_in(client)


def test_part_of_a_page_of_an_ended_session_is_refused_and_the_page_stays(enter):
    client = enter("lin")
    later(minutes=16)
    answer = client.get("/accounts/mine/", headers={"HX-Request": "true"})
    assert answer.status_code == 401 and "HX-Redirect" not in answer.headers


def test_deactivated_account_dies_at_once_and_does_not_come_back_to_life_with_the_account(enter, wang):
    client, user = enter("lin"), User.objects.get(username="lin")
    actions.deactivate(user, by=wang, reason="调离")
    assert not is_in(client)
    answer = client.post(SIGN_IN, {"username": "lin", "password": cast.PASSWORD})
    assert answer.status_code == 422 and "不正确" in answer.content.decode()
    actions.reactivate(user, by=wang, reason="调回")
    assert not is_in(client)
    assert is_in(enter("lin"))


def test_closed_account_cannot_be_closed_twice(wang):
    user = User.objects.get(username="lin")
    actions.deactivate(user, by=wang, reason="x")
    with pytest.raises(Refused, match="刷新"):
        actions.deactivate(user, by=wang, reason="x")


def test_administrator_ends_all_sessions_of_a_person(enter, browse):
    first, second, user = enter("lin"), enter("lin"), User.objects.get(username="lin")
    assert browse("wang").post(f"/accounts/people/{user.pk}/end-sessions/").status_code == 302
    assert not is_in(first) and not is_in(second)
    assert AccessRecord.objects.filter(verb="accounts.end_sessions", account="wang", result_count=2).count() == 1
    assert not Session.objects.filter(session_key=first.cookies["sessionid"].value).exists()


def test_person_ends_his_other_sessions_and_keeps_the_present_one(enter):
    here, there = enter("lin"), enter("lin")
    assert "终止其他全部登录" in here.get("/accounts/mine/").content.decode()
    here.post(f"/accounts/people/{User.objects.get(username='lin').pk}/end-sessions/")
    assert is_in(here) and not is_in(there)


def test_session_of_another_person_is_not_found(enter):
    enter("zhao")
    theirs = SignedIn.objects.get(user__username="zhao")
    assert enter("lin").post(f"/accounts/sessions/{theirs.pk}/end/").status_code == 404
    assert SignedIn.objects.filter(pk=theirs.pk).exists()


def test_security_administrator_may_not_end_sessions(enter, browse):
    enter("lin")
    user = User.objects.get(username="lin")
    assert browse("feng").post(f"/accounts/people/{user.pk}/end-sessions/").status_code == 403


def test_unlocked_person_may_try_again_at_once(browse, enter):
    client = browse()
    for _n in range(5):
        client.post(SIGN_IN, {"username": "lin", "password": "wrong"})
    user = User.objects.get(username="lin")
    page = browse("wang").get(f"/accounts/people/{user.pk}/").content.decode()
    assert "已锁定至" in page and "解除锁定" in page
    assert browse("feng").post(f"/accounts/people/{user.pk}/unlock/").status_code == 403
    assert browse("wang").post(f"/accounts/people/{user.pk}/unlock/").status_code == 302
    assert is_in(enter("lin"))


def test_role_taken_away_in_the_middle_of_a_session_opens_nothing_any_more(enter, feng):
    actions.open_account(by=command(), username="wang2", display_name="汪洋", password="Erste-Losung-1")
    user = User.objects.get(username="wang2")
    appointment = actions.appoint(user, cast.department("donghu"), "issuing_head", by=command(), since=clock.today())
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    client = enter("wang2", "Erste-Losung-1")
    assert client.get("/accounts/mine/").context["actor"].role == "issuing_head"
    actions.end_appointment(appointment, by=feng, until=clock.today() - timedelta(days=1))
    assert client.get("/accounts/mine/").context["actor"].role == ""
    assert not user.groups.exists()


def test_appointment_is_over_at_midnight_of_shanghai_after_its_last_day(enter):
    today = clock.today()
    Appointment.objects.filter(user__username="lin").update(until=today)
    clock.move_to(clock.start_of(today + timedelta(days=1)) - timedelta(minutes=2))
    client = enter("lin")
    assert client.get("/accounts/mine/").context["actor"].role == "clerk"
    later(minutes=3)
    assert client.get("/accounts/mine/").context["actor"].appointment is None


def test_appointment_begins_at_midnight_of_shanghai(enter):
    tomorrow = clock.today() + timedelta(days=1)
    with past_the_rules():
        Appointment.objects.filter(user__username="lin").update(since=tomorrow)
    clock.move_to(clock.start_of(tomorrow) - timedelta(minutes=2))
    client = enter("lin")
    assert client.get("/accounts/mine/").context["actor"].appointment is None
    later(minutes=3)
    assert client.get("/accounts/mine/").context["actor"].role == "clerk"


def test_switch_to_an_appointment_of_somebody_else_or_of_the_past_is_not_found(enter):
    user = User.objects.get(username="lin")
    past = actions.appoint(user, cast.department("xihu"), "reviewer", by=command(), since=clock.today(),
                           until=clock.today())
    client = enter("lin")
    later(days=1)
    client = enter("lin", client=client)
    others = Appointment.objects.get(user__username="zhao")
    for pk in (past.pk, others.pk, "nonsense", ""):
        assert client.post("/accounts/switch/", {"appointment": pk}).status_code == 404
    assert AccessRecord.objects.filter(verb="switch", result="not_found", account="lin").count() == 4


def test_switch_changes_the_department_acted_for_and_is_recorded(enter):
    user = User.objects.get(username="lin")
    other = actions.appoint(user, cast.department("xihu"), "reviewer", by=command(), since=clock.today())
    client = enter("lin")
    assert client.post("/accounts/switch/", {"appointment": other.pk}).status_code == 302
    actor = client.get("/accounts/mine/").context["actor"]
    assert (actor.department.pk, actor.role) == (cast.department("xihu").pk, "reviewer")
    row = AccessRecord.objects.get(verb="switch")
    assert (row.role, row.object_label) == ("clerk", "lin reviewer 南昌市西湖区市场监督管理局")


def test_abolished_department_lets_nobody_act_for_it(enter, wang):
    client = enter("lin")
    actions.edit_department(cast.department("donghu"), by=wang, abolished_on=clock.today())
    assert client.get("/accounts/mine/").context["actor"].appointment is None


def test_clock_of_the_sessions_is_the_portals(enter):
    client = enter("lin")
    row = SignedIn.objects.get()
    clock.move_to(datetime(2030, 1, 1, tzinfo=row.started_at.tzinfo))
    assert not is_in(client)
