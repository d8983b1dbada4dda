"""A year's notice takes two persons, in code and in the database; only what is confirmed counts."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal import clock, desk
from portal.accounts.models import User
from portal.actor import acting_as
from portal.audit.models import AccessRecord
from portal.decisions import Conflict, Invalid, Refused
from portal.notices.models import Notice
from portal.workdays import actions
from portal.workdays.counting import Basis, add_workdays
from portal.workdays.desk import missing_years
from portal.workdays.known import calendar
from portal.workdays.models import HolidayNotice
from tests import cast
from tests.databases import past_the_rules
from tests.workdays import wordings

REAL = {"year": 2026, "number": wordings.NUMBER_2026, "issued_on": date(2025, 11, 4), "text": wordings.REAL_2026}
NEXT = {"year": 2027, "number": wordings.MADE_UP_NUMBER, "issued_on": date(2026, 11, 4),
        "text": wordings.MADE_UP_2027}


@pytest.fixture
def entered(sun):
    return actions.enter(by=sun, **REAL)


def rows(verb: str) -> int:
    return AccessRecord.objects.filter(verb=verb, result="ok").count()


def test_entered_notice_counts_for_nothing(sun):
    actions.enter(by=sun, **NEXT)
    assert not calendar().year(2027).announced


def test_confirmed_notice_is_what_counts_and_says_its_number(sun, li):
    done = actions.confirm(actions.enter(by=sun, **NEXT), by=li)
    assert (done.status, done.confirmed_by) == ("confirmed", li.user)
    year = calendar().year(2027)
    assert (year.source.basis, year.source.name) == (Basis.NOTICE, wordings.MADE_UP_NUMBER)
    found = add_workdays(calendar(), date(2027, 2, 3), 3)
    assert (found.due_on, found.provisional) == (date(2027, 2, 15), False)  # 4th, Saturday 13th made up, 15th


def test_notice_settles_the_last_days_of_the_year_before(sun, li):
    actions.confirm(actions.enter(by=sun, **NEXT), by=li)
    found = add_workdays(calendar(), date(2026, 12, 25), 4)
    assert (found.due_on, found.provisional) == (date(2026, 12, 30), False)  # Sunday 27th is worked


def test_each_step_leaves_one_log_row_and_one_history_row(entered, li):
    actions.confirm(entered, by=li)
    assert rows("workdays.holidaynotice.enter") == rows("workdays.notice.confirm") == 1
    assert list(entered.history.order_by("history_date").values_list("history_change_reason", flat=True)) == [
        "enter", "confirm"]


def test_later_notice_of_the_year_takes_the_place_of_the_first(entered, sun, li):
    actions.confirm(entered, by=li)
    changed = wordings.REAL_2026.replace("5日（周二）放假调休，共5天。5月9日（周六）上班", "4日（周一）放假，共4天")
    actions.confirm(actions.enter(by=sun, **REAL | {"number": "第二份", "text": changed}), by=li)
    entered.refresh_from_db()
    assert entered.status == "superseded"
    assert calendar().is_workday(date(2026, 5, 5)) and not calendar().is_workday(date(2026, 5, 9))


def test_second_notice_while_one_waits_is_a_conflict(entered, sun):
    with pytest.raises(Conflict) as refused:
        actions.enter(by=sun, **REAL)
    assert "待确认" in refused.value.decision.reason


@pytest.mark.parametrize(("change", "said"), [
    ({"text": "元旦放假"}, "没有读到"), ({"year": 2025}, "请核对年份"),
    ({"issued_on": date(2100, 1, 1)}, "不能晚于今天"),
])
def test_notice_that_cannot_be_is_invalid(sun, change, said):
    with pytest.raises(Invalid) as invalid:
        actions.enter(by=sun, **REAL | change)
    assert said in invalid.value.decision.reason


def test_year_whose_neighbours_no_calendar_knows_is_refused_by_the_database(sun):
    with pytest.raises(Conflict) as refused:
        actions.enter(by=sun, **NEXT | {"year": 2100, "text": wordings.without_weekdays()})
    assert "2099" in refused.value.decision.reason


@pytest.mark.parametrize("username", ["lin", "li", "wang", "jiang"])
def test_entering_without_the_right_is_refused_once(as_actor, username):
    with pytest.raises(Refused):
        actions.enter(by=as_actor(username), **REAL)
    assert AccessRecord.objects.filter(account=username, result="refused").count() == 1


@pytest.mark.parametrize("username", ["lin", "sun", "wang", "jiang"])
def test_confirming_without_the_right_is_refused_once(as_actor, entered, username):
    with pytest.raises(Refused):
        actions.confirm(entered, by=as_actor(username))
    assert AccessRecord.objects.filter(account=username, result="refused").count() == 1
    assert not HolidayNotice.objects.filter(status="confirmed").exists()


def below_the_site(username: str, role: str):
    """A person of the cast at the managing department of a city, in a system that the province runs."""
    return acting_as(cast.also(User.objects.get(username=username), cast.department("city"), role))


def test_managing_department_of_a_city_does_not_change_the_calendar_of_the_province(sun, li):
    editor, publisher = below_the_site("jiang", "catalog_editor"), below_the_site("qian", "catalog_publisher")
    with pytest.raises(Refused) as refused:
        actions.enter(by=editor, **NEXT)
    assert "江西省本级的管理部门" in refused.value.decision.reason
    notice = actions.enter(by=sun, **NEXT)
    for act in (lambda: actions.confirm(notice, by=publisher), lambda: actions.void(notice, by=publisher, reason="x")):
        with pytest.raises(Refused, match="江西省本级的管理部门"):
            act()
    assert tasks(publisher, "holiday_notices") == tasks(editor, "holiday_years") == []
    assert not calendar().year(2027).announced


def test_city_keeps_the_calendar_of_a_system_of_its_own(settings, sun):
    settings.SITE = {**settings.SITE, "tier": "city", "area": "360100"}
    assert actions.enter(by=below_the_site("jiang", "catalog_editor"), **NEXT).status == "entered"
    with pytest.raises(Refused, match="南昌市本级的管理部门"):
        actions.enter(by=sun, **REAL)


def as_publisher(user):
    """The same person under an appointment that he may not have beside the other."""
    with past_the_rules():
        return acting_as(cast.also(user, user.appointments.get().department, "catalog_publisher"))


def test_whoever_entered_it_does_not_confirm_it_under_another_post(entered, sun):
    with pytest.raises(Refused) as refused:
        actions.confirm(entered, by=as_publisher(sun.user))
    assert "录入人" in refused.value.decision.reason


def test_voided_notice_counts_for_nothing_and_its_writer_is_told(sun, li):
    notice = actions.enter(by=sun, **NEXT)
    done = actions.void(notice, by=li, reason="与原文不符")
    assert (done.status, done.voided_because) == ("voided", "与原文不符")
    assert Notice.objects.filter(event="workdays_voided", to_user=sun.user).count() == 1
    assert not calendar().year(2027).announced
    with pytest.raises(Conflict):
        actions.confirm(notice, by=li)


def test_whoever_entered_it_may_void_it_and_enter_it_anew(entered, sun):
    actions.void(entered, by=sun, reason="贴错年份")
    assert not Notice.objects.filter(event="workdays_voided").exists()
    assert actions.enter(by=sun, **REAL).status == "entered"


@pytest.mark.parametrize("reason", ["", "  "])
def test_voiding_without_a_reason_is_invalid(entered, li, reason):
    with pytest.raises(Invalid):
        actions.void(entered, by=li, reason=reason)


# --- past the code, with the web role's SQL

def confirmed_by(user, **more) -> dict:
    return {"status": "confirmed", "confirmed_by": user, "confirmed_at": clock.now(), **more}


@pytest.mark.parametrize("changes", [
    {"text": "x"}, {"off": {}}, {"make_up": {}}, {"year": 2027}, {"number": "x"}, {"issued_on": date(2020, 1, 1)},
    {"status": "superseded"}, {"confirmed_at": clock.now()},
])
def test_database_refuses_to_change_what_was_entered(entered, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayNotice.objects.filter(pk=entered.pk).update(**changes)


@pytest.mark.parametrize("username", ["sun", "lin", "wang"])
def test_database_refuses_confirmation_by_the_writer_or_without_the_post(as_actor, entered, username):
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayNotice.objects.filter(pk=entered.pk).update(**confirmed_by(as_actor(username).user))


def test_database_refuses_confirmation_by_the_writer_even_with_the_post(entered, sun):
    as_publisher(sun.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayNotice.objects.filter(pk=entered.pk).update(**confirmed_by(sun.user))


def test_database_refuses_confirmation_without_a_person(entered):
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayNotice.objects.filter(pk=entered.pk).update(status="confirmed")


def test_database_refuses_another_answer_after_the_first(entered, li, chu):
    actions.confirm(entered, by=li)
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayNotice.objects.filter(pk=entered.pk).update(confirmed_by=chu.user)


@pytest.mark.parametrize("answer", [{}, {"status": "confirmed"}])
def test_database_refuses_a_notice_by_somebody_else_or_confirmed_from_the_start(li, sun, answer):
    given = REAL | {"off": {}, "make_up": {}, "entered_at": clock.now(), "entered_by": li.user}
    if answer:
        given |= {"entered_by": sun.user, "confirmed_by": li.user, "confirmed_at": clock.now(), **answer}
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayNotice.objects.create(**given)


@pytest.mark.parametrize("days", [
    {"off": {"xx": "元旦"}}, {"off": {"2026-02-30": "春节"}}, {"off": {"2026-1-1": "元旦"}}, {"off": {"2026-01-01": 1}},
    {"off": ["2026-01-01"]}, {"off": {"2027-01-01": "元旦"}}, {"make_up": {"2026-01-05": "元旦"}},
    {"off": {"2026-01-04": "元旦"}, "make_up": {"2026-01-04": "元旦"}}, {"make_up": {"9": "元旦"}},
], ids=str)
def test_database_refuses_days_that_no_notice_can_name(sun, days):
    given = REAL | {"off": {}, "make_up": {}, "entered_at": clock.now(), "entered_by": sun.user}
    with pytest.raises(IntegrityError, match="cannot be the days"), transaction.atomic():
        HolidayNotice.objects.create(**given | days)
    assert HolidayNotice.objects.create(**given)


def voided_by(user, **more) -> dict:
    return {"status": "voided", "voided_by": user, "voided_at": clock.now(), "voided_because": "x", **more}


def test_database_refuses_to_void_without_the_post_or_at_another_time(entered, lin, sun):
    rows = HolidayNotice.objects.filter(pk=entered.pk)
    long_ago = clock.start_of(cast.SINCE) - timedelta(days=1)
    for change in (voided_by(lin.user), voided_by(sun.user, voided_at=long_ago),
                   voided_by(sun.user, confirmed_by=lin.user, confirmed_at=clock.now())):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    assert rows.update(**voided_by(sun.user))


def test_database_refuses_at_the_end_that_a_notice_gives_way_to_none(entered, li):
    actions.confirm(entered, by=li)
    with pytest.raises(IntegrityError, match="gives way only"), transaction.atomic(), connection.cursor() as cursor:
        HolidayNotice.objects.filter(pk=entered.pk).update(status="superseded")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_database_refuses_to_delete_a_notice(entered):
    with pytest.raises(DatabaseError), transaction.atomic():
        entered.delete()


# --- the desk

def tasks(actor, key: str):
    return [task for queue in desk.queues_for(actor) if queue.key == key for task in queue.tasks(actor, 10)]


def test_notice_waits_on_the_desk_of_whoever_confirms(entered, li, sun):
    assert [task.number for task in tasks(li, "holiday_notices")] == [wordings.NUMBER_2026]
    assert tasks(sun, "holiday_notices") == []


@pytest.mark.parametrize(("day", "years"), [
    (date(2026, 11, 14), []), (date(2026, 11, 15), [2027]), (date(2027, 1, 2), [2027]),
    (date(2027, 12, 1), [2027, 2028]),
])
def test_year_that_should_be_there_by_now_is_missing(db, day, years):
    with clock.moved_to(clock.start_of(day) + timedelta(hours=9)):
        assert missing_years() == years


def test_missing_year_stands_on_the_desk_until_it_is_entered(sun, li):
    with clock.moved_to(clock.start_of(date(2026, 12, 1)) + timedelta(hours=9)):
        assert "2027" in tasks(sun, "holiday_years")[0].title
        notice = actions.enter(by=sun, **NEXT)
        assert tasks(sun, "holiday_years") == []
        actions.void(notice, by=sun, reason="贴错")
        assert len(tasks(sun, "holiday_years")) == 1
