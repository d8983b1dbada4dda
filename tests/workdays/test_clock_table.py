"""The clock table: deadlines counted by hand from the notices, one line each; the notices' own dates beside it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.workdays.counting import Calendar, Why, add_days, add_workdays
from portal.workdays.delivered import DELIVERED, assumed

# Only what stood in the notices up to that of 2026, so that no later release of the library moves a provisional line.
CALENDAR = Calendar(lambda number: (DELIVERED.get(number) if number <= 2026 else None) or assumed(number))

# event (the day itself is not counted) · working days → last day of the period; "?": provisional
WORKDAYS = """
2024-12-31 二  1 → 2025-01-02 四    New Year's Day alone is off
2024-12-30 一  3 → 2025-01-03 五    over the year's end
2025-01-01 三  1 → 2025-01-02 四    an event on a holiday
2025-01-24 五  1 → 2025-01-26 日    a Sunday that makes up for Spring Festival
2025-01-24 五  2 → 2025-01-27 一    the day after it
2025-01-24 五  3 → 2025-02-05 三    and over the festival
2025-01-25 六  1 → 2025-01-26 日    an event on a Saturday, the next day is worked
2025-01-27 一  1 → 2025-02-05 三    the eve's eve
2025-01-27 一  4 → 2025-02-08 六    ends on a Saturday that is made up
2025-01-27 一  5 → 2025-02-10 一    passes over it and its Sunday
2025-01-30 四  1 → 2025-02-05 三    an event within the festival
2025-02-07 五  1 → 2025-02-08 六    Friday, then a worked Saturday
2025-02-08 六  1 → 2025-02-10 一    an event on the worked Saturday itself
2025-04-03 四  1 → 2025-04-07 一    Qingming from Friday to Sunday
2025-04-02 三  3 → 2025-04-08 二    with a day before it
2025-04-25 五  1 → 2025-04-27 日    a Sunday made up for Labour Day
2025-04-25 五  4 → 2025-04-30 三    the last day before it
2025-04-30 三  1 → 2025-05-06 二    over Labour Day
2025-04-29 二  5 → 2025-05-09 五    the Saturday after it stays free
2025-05-30 五  1 → 2025-06-03 二    Dragon Boat Festival from Saturday to Monday
2025-05-29 四  3 → 2025-06-04 三    with a day before it
2025-09-26 五  1 → 2025-09-28 日    a Sunday made up for National Day
2025-09-26 五  5 → 2025-10-10 五    Sunday counts, eight days do not
2025-09-30 二  1 → 2025-10-09 四    over National Day and Mid-Autumn
2025-09-30 二  3 → 2025-10-11 六    ends on a Saturday that is made up
2025-09-30 二  4 → 2025-10-13 一    passes over its Sunday
2025-10-06 一  1 → 2025-10-09 四    an event on Mid-Autumn
2025-10-11 六  1 → 2025-10-13 一    an event on the worked Saturday
2025-12-31 三  1 → 2026-01-04 日    year's end: three days off, Sunday worked
2025-12-31 三  2 → 2026-01-05 一    and the Monday after
2025-12-29 一  3 → 2026-01-04 日    two days of the old year
2025-12-30 二 20 → 2026-01-28 三    twenty working days over the year's end
2026-02-12 四  1 → 2026-02-13 五    before Spring Festival
2026-02-12 四  2 → 2026-02-14 六    a Saturday that makes up for it
2026-02-12 四  3 → 2026-02-24 二    over nine days off
2026-02-13 五  1 → 2026-02-14 六    Friday, then a worked Saturday
2026-02-14 六  1 → 2026-02-24 二    an event on the worked Saturday
2026-02-14 六  5 → 2026-02-28 六    ends on the second worked Saturday
2026-02-14 六  6 → 2026-03-02 一    passes over its Sunday
2026-02-17 二  1 → 2026-02-24 二    an event on the first day of the lunar year
2026-02-06 五 10 → 2026-02-27 五    ten days over the festival
2026-02-27 五  1 → 2026-02-28 六    the last of February is a worked Saturday
2026-02-28 六  1 → 2026-03-02 一    into March
2026-04-03 五  1 → 2026-04-07 二    Qingming from Saturday to Monday
2026-04-02 四  2 → 2026-04-07 二    with a day before it
2026-04-30 四  1 → 2026-05-06 三    over Labour Day
2026-04-30 四  4 → 2026-05-09 六    ends on a Saturday that is made up
2026-04-30 四  5 → 2026-05-11 一    passes over its Sunday
2026-06-18 四  1 → 2026-06-22 一    Dragon Boat Festival from Friday to Sunday
2026-09-18 五  1 → 2026-09-20 日    a Sunday made up long before National Day
2026-09-18 五  6 → 2026-09-28 一    counts it and passes over Mid-Autumn
2026-09-24 四  1 → 2026-09-28 一    over Mid-Autumn
2026-09-24 四  5 → 2026-10-09 五    over both festivals
2026-09-30 三  1 → 2026-10-08 四    over National Day
2026-09-30 三  3 → 2026-10-10 六    ends on a Saturday that is made up
2026-09-30 三  4 → 2026-10-12 一    passes over its Sunday
2026-10-09 五  1 → 2026-10-10 六    Friday, then a worked Saturday
2026-03-11 三  3 → 2026-03-16 一    a plain weekend
2026-03-14 六  1 → 2026-03-16 一    an event on a plain Saturday
2026-03-15 日  1 → 2026-03-16 一    an event on a plain Sunday
2026-07-01 三 20 → 2026-07-29 三    four plain weeks
2024-02-28 三  1 → 2024-02-29 四    a leap day is worked
2024-02-29 四  1 → 2024-03-01 五    an event on the leap day
2024-02-28 三  3 → 2024-03-04 一    over the leap day and a weekend
2024-02-08 四  1 → 2024-02-09 五    New Year's Eve of 2024 was worked by the notice
2024-02-09 五  1 → 2024-02-18 日    over the festival to a worked Sunday
2023-02-28 二  1 → 2023-03-01 三    February of a common year
2018-12-28 五  1 → 2018-12-29 六    a worked Saturday of December by the notice of the next year
2018-12-28 五  2 → 2019-01-02 三    New Year's days that begin in December
2020-01-23 四  1 → 2020-02-03 一    Spring Festival of 2020 as prolonged
2026-12-25 五  1 → 2026-12-28 一    before the notice of 2027: still certain
2026-12-25 五  2 → 2026-12-29 二 ?  from 29 December on the next notice may have its say
2026-12-31 四  1 → 2027-01-04 一 ?  New Year's Day is a holiday by law
2026-12-28 一  5 → 2027-01-05 二 ?  over the year's end
2026-12-18 五 10 → 2027-01-04 一 ?  ten days over the year's end
2027-02-04 四  1 → 2027-02-09 二 ?  Spring Festival by law alone: the eve and three days
2027-02-03 三  3 → 2027-02-10 三 ?  with a day before it
2027-04-02 五  1 → 2027-04-06 二 ?  Qingming by the sun's place: 5 April
2027-04-30 五  1 → 2027-05-03 一 ?  Labour Day on a weekend: what is given for it, only the notice says
2027-06-08 二  1 → 2027-06-10 四 ?  Dragon Boat Festival by the moon: 9 June
2027-09-14 二  1 → 2027-09-16 四 ?  Mid-Autumn by the moon: 15 September
2027-09-30 四  1 → 2027-10-04 一 ?  three days of National Day by law
2028-02-28 一  1 → 2028-02-29 二 ?  the leap day of a year that nobody has announced
"""

# event · calendar days → last day: an end that is not worked moves on (Civil Code art. 203)
CALENDAR_DAYS = """
2026-03-05 四 15 → 2026-03-20 五    ends on a Friday
2026-03-06 五 15 → 2026-03-23 一    ends on a Saturday
2026-03-07 六 15 → 2026-03-23 一    ends on a Sunday
2026-02-04 三 10 → 2026-02-14 六    ends on a Saturday that is worked
2026-02-05 四 10 → 2026-02-24 二    ends on the first day of Spring Festival
2025-09-20 六 15 → 2025-10-09 四    ends within National Day
2026-04-20 一 11 → 2026-05-06 三    ends on Labour Day
2024-01-30 二 30 → 2024-02-29 四    ends on the leap day
2026-11-28 六 30 → 2026-12-28 一    the last days that are certain
2026-12-01 二 30 → 2026-12-31 四 ?  year's end
2026-12-02 三 30 → 2027-01-04 一 ?  ends on New Year's Day
"""


def lines(table: str) -> list:
    return [pytest.param(line, id=line[:30].strip()) for line in table.strip().splitlines()]


def read(line: str) -> tuple[date, int, date, bool]:
    """(event, number, last day, provisional); the weekdays of the line must be right, or the line is."""
    start, weekday, number, _arrow, due, due_weekday, mark = (line + " .").split()[:7]
    start, due = date.fromisoformat(start), date.fromisoformat(due)
    assert (weekday, due_weekday) == ("一二三四五六日"[start.weekday()], "一二三四五六日"[due.weekday()])
    return start, int(number), due, mark == "?"


@pytest.mark.parametrize("line", lines(WORKDAYS))
def test_period_in_working_days_ends_on_the_day_of_the_table(line):
    start, number, due, provisional = read(line)
    found = add_workdays(CALENDAR, start, number)
    assert (found.due_on, found.provisional) == (due, provisional)


@pytest.mark.parametrize("line", lines(CALENDAR_DAYS))
def test_period_in_calendar_days_ends_on_the_day_of_the_table(line):
    start, number, due, provisional = read(line)
    found = add_days(CALENDAR, start, number)
    assert (found.due_on, found.provisional) == (due, provisional)


def test_table_has_the_cases_that_were_asked_for():
    assert len(lines(WORKDAYS)) >= 60


# --- what the notices say, day by day

NOTICES = {
    2025: ("01-01..01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
           "01-26 02-08 04-27 09-28 10-11"),
    2026: ("01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
           "01-04 02-14 02-28 05-09 09-20 10-10"),
}


@pytest.mark.parametrize("year", NOTICES)
def test_days_that_are_delivered_are_those_of_the_notice(year):
    spans, worked = NOTICES[year]
    off = set()
    for span in spans.split():
        first, last = (date.fromisoformat(f"{year}-{day}") for day in span.split(".."))
        off |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    assert set(DELIVERED[year].off) == off
    assert set(DELIVERED[year].make_up) == {date.fromisoformat(f"{year}-{day}") for day in worked.split()}


@pytest.mark.parametrize(("day", "why", "holiday"), [
    ("2026-02-14", Why.MAKE_UP, "春节"), ("2026-02-15", Why.HOLIDAY, "春节"), ("2026-02-24", Why.WEEKDAY, ""),
    ("2026-03-01", Why.WEEKEND, ""), ("2027-02-05", Why.STATUTORY, "春节"), ("2018-12-30", Why.HOLIDAY, "元旦"),
    ("2018-12-29", Why.MAKE_UP, "元旦"), ("2026-04-05", Why.HOLIDAY, "清明节"),
])
def test_day_says_why_it_is_worked_or_not(day, why, holiday):
    found = CALENDAR.day(date.fromisoformat(day))
    assert (found.why, found.holiday) == (why, holiday)


# --- instants and ends

@pytest.mark.parametrize(("instant", "due"), [
    (datetime(2026, 2, 13, 15, 59, 59, tzinfo=UTC), "2026-02-14"),  # one second before midnight in Shanghai
    (datetime(2026, 2, 13, 16, 0, tzinfo=UTC), "2026-02-24"),  # midnight: Saturday the 14th, which does not count
])
def test_event_belongs_to_its_day_in_shanghai(instant, due):
    assert add_workdays(CALENDAR, instant, 1).due_on.isoformat() == due


def test_period_ends_with_the_end_of_its_last_day():
    assert add_workdays(CALENDAR, date(2026, 3, 11), 3).ends_at == datetime(2026, 3, 16, 16, tzinfo=UTC)


def test_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        add_workdays(CALENDAR, datetime(2026, 2, 13), 1)


@pytest.mark.parametrize("count", [add_workdays, add_days])
@pytest.mark.parametrize("number", [0, -1])
def test_period_of_no_days_is_refused(count, number):
    with pytest.raises(ValueError, match="at least one"):
        count(CALENDAR, date(2026, 3, 11), number)


def test_result_waits_for_the_years_that_are_not_announced_and_names_them():
    assert add_workdays(CALENDAR, date(2026, 12, 25), 200).awaits == (2027,)
    assert add_workdays(CALENDAR, date(2026, 12, 25), 270).awaits == (2027, 2028)
