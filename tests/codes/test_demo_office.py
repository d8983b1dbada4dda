"""The people of the demo work in office hours, and nothing happens to a licence that its type does not know."""

from datetime import UTC, date, datetime, timedelta

import pytest

from catalogs.reference import BY_KEY
from licenses.demo import endings, office
from licenses.demo.casework import CHANGE, LAST_BEGIN, WHOLE
from licenses.demo.story import COURSES
from licenses.kinds import KINDS
from portal import clock


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


# A month with the Spring Festival in it, at every hour and at minutes that wander.
ANY_TIME = [datetime(2026, 1, 30, tzinfo=UTC) + timedelta(minutes=61 * n, seconds=7 * n) for n in range(24 * 30)]


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-11-24T08:29", False), ("2026-11-24T08:30", True), ("2026-11-24T11:59", True),
        ("2026-11-24T12:00", False), ("2026-11-24T14:00", True), ("2026-11-24T17:30", False),
        ("2026-11-22T10:00", False),  # a Sunday
        ("2026-10-01T10:00", False),  # National Day, a Thursday
        ("2026-02-14T10:00", True),  # a Saturday that makes up for the Spring Festival
    ],
)  # fmt: skip
def test_office_is_open_on_working_days_but_for_the_noon(instant, expected):
    assert office.is_open(shanghai(instant)) is expected


def test_year_without_a_published_notice_has_working_days_from_monday_to_friday():
    assert office.workdays(date(2090, 1, 1), date(2090, 1, 9)) == [date(2090, 1, day) for day in (2, 3, 4, 5, 6, 9)]


def test_working_days_before_a_day_leave_out_the_weekend():
    assert office.workday_before(date(2026, 11, 23)) == date(2026, 11, 20)
    assert office.workday_before(date(2026, 11, 22), 2) == date(2026, 11, 19)


def test_every_minute_of_a_working_day_lies_in_office_hours_and_follows_the_one_before():
    moments = [office.moment(date(2026, 11, 24), minute) for minute in range(office.DAY + 1)]
    assert all(office.is_open(found) for found in moments)
    assert moments == sorted(set(moments))


@pytest.mark.parametrize(
    ("instant", "minutes", "expected"),
    [
        ("2026-11-24T09:00", 0, "2026-11-24T09:00"),
        ("2026-11-24T09:00", 30, "2026-11-24T09:30"),
        ("2026-11-24T11:45", 10, "2026-11-24T14:05"),
        ("2026-11-27T17:15", 10, "2026-11-30T08:35"),
        ("2026-11-28T23:00", 0, "2026-11-30T08:30"),
        ("2026-11-24T03:00", 400, "2026-11-24T17:20"),
    ],
)
def test_work_goes_on_when_the_office_opens_again(instant, minutes, expected):
    assert office.later(shanghai(instant), minutes) == shanghai(expected)


def test_minutes_of_work_always_end_in_office_hours():
    for minutes in (0, 5, 60, 380):
        assert all(office.is_open(office.later(instant, minutes)) for instant in ANY_TIME)


@pytest.mark.parametrize("minutes", [CHANGE, WHOLE])
def test_work_begun_at_the_latest_start_is_done_the_same_day_and_not_in_the_future(minutes):
    for now in ANY_TIME:
        begun = office.latest_start(now, minutes)
        done = office.later(begun, minutes)
        assert office.is_open(begun) and office.is_open(done)
        assert done <= now
        assert clock.day_of(begun) == clock.day_of(done)


def test_case_that_begins_at_the_last_minute_is_issued_the_same_day():
    begun = office.moment(date(2026, 11, 24), LAST_BEGIN)
    assert clock.day_of(office.later(begun, WHOLE)) == date(2026, 11, 24)


def test_every_type_says_what_may_happen_to_it_by_acts_that_there_are():
    assert set(endings.ACTS) == set(BY_KEY)
    for acts in endings.ACTS.values():
        assert {KINDS[act].license_step for act in acts} == set(acts)
        assert all(acts.values())


@pytest.mark.parametrize(
    ("license_type", "act"),
    [
        ("marriage_certificate", "revoke"), ("marriage_certificate", "withdraw"), ("marriage_certificate", "cancel"),
        ("teacher_certificate", "withdraw"), ("birth_certificate", "cancel"), ("food_business_license", "suspend"),
    ],
)  # fmt: skip
def test_act_that_a_type_does_not_know_gives_no_course(license_type, act):
    assert endings.course(license_type, (act,)) == []


def test_marriage_certificate_is_cancelled_only_after_the_annulment_of_the_marriage():
    course = endings.course("marriage_certificate", ("annul", "cancel"))
    assert [act for act, _ground in course] == ["annul", "cancel"]
    assert "人民法院" in course[0][1]


@pytest.mark.parametrize("acts", [acts for _count, acts in COURSES])
def test_every_course_of_the_story_fits_some_types(acts):
    fitting = [key for key in BY_KEY if endings.course(key, acts)]
    assert len(fitting) >= 3
    assert all([act for act, _ground in endings.course(key, acts)] == list(acts) for key in fitting)
