"""Counting in working days, whatever the day and the number."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.workdays.counting import (
    SHANGHAI,
    Calendar,
    add_days,
    add_workdays,
    runs,
    workdays_between,
)
from portal.workdays.delivered import assumed, year_of

CALENDAR = Calendar(year_of)
DAYS = st.dates(date(2004, 1, 1), date(2035, 12, 31))
NUMBERS = st.integers(1, 70)
some = settings(max_examples=150, deadline=None)


@some
@given(st.dates(date(2004, 1, 1), date(2026, 12, 31)))
def test_day_is_worked_when_the_library_says_so(day):
    assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day)


@some
@given(DAYS, NUMBERS)
def test_period_holds_as_many_working_days_and_ends_on_one(start, number):
    found = add_workdays(CALENDAR, start, number)
    every = [start + timedelta(days=n) for n in range(1, (found.due_on - start).days + 1)]
    assert [day.on for day in found.days] == every
    assert sum(map(CALENDAR.is_workday, every)) == number and CALENDAR.is_workday(found.due_on)
    assert len(found.skipped) == len(every) - number
    assert workdays_between(CALENDAR, start, found.due_on) == number


@some
@given(DAYS, NUMBERS, NUMBERS)
def test_periods_one_after_another_make_one_period(start, first, second):
    middle = add_workdays(CALENDAR, start, first).due_on
    assert add_workdays(CALENDAR, middle, second).due_on == add_workdays(CALENDAR, start, first + second).due_on


@some
@given(DAYS, st.integers(0, 40), NUMBERS)
def test_later_event_never_ends_earlier(start, later, number):
    after = start + timedelta(days=later)
    assert add_workdays(CALENDAR, start, number).due_on <= add_workdays(CALENDAR, after, number).due_on


@some
@given(DAYS, st.integers(0, 86_399), NUMBERS)
def test_hour_of_the_event_does_not_matter(day, second, number):
    instant = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(seconds=second)
    assert add_workdays(CALENDAR, instant.astimezone(UTC), number) == add_workdays(CALENDAR, day, number)


@some
@given(DAYS, st.integers(-60, 60))
def test_count_between_two_days_is_the_same_forth_and_back(day, shift):
    other = day + timedelta(days=shift)
    assert workdays_between(CALENDAR, day, other) == -workdays_between(CALENDAR, other, day)


@some
@given(DAYS, NUMBERS)
def test_period_in_calendar_days_moves_only_over_days_without_work(start, number):
    found = add_days(CALENDAR, start, number)
    nominal = start + timedelta(days=number)
    assert CALENDAR.is_workday(found.due_on)
    moved = [nominal + timedelta(days=n) for n in range((found.due_on - nominal).days)]
    assert not any(map(CALENDAR.is_workday, moved)) and [day.on for day in found.skipped] == moved


@some
@given(DAYS, NUMBERS)
def test_runs_hold_every_day_once_and_neighbours_differ(start, number):
    days = add_workdays(CALENDAR, start, number).days
    found = runs(days)
    assert sum(run.length for run in found) == len(days)
    assert all(left.last + timedelta(days=1) == right.first for left, right in zip(found, found[1:], strict=False))
    assert all((left.why, left.holiday, left.source) != (right.why, right.holiday, right.source)
               for left, right in zip(found, found[1:], strict=False))


@some
@given(st.integers(2025, 2100))
def test_assumed_year_has_thirteen_days_and_fewer_when_two_meet(number):
    """Mid-Autumn may fall on National Day (2028); nothing else can."""
    year = assumed(number)
    meets = date(number, 10, 1) <= max(on for on, name in year.off.items() if name in ("中秋节", "国庆节"))
    assert len(year.off) in ((12, 13) if meets else (13,)) and not year.make_up and not year.announced
    assert all(on.year == number for on in year.off)
