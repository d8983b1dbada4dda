"""A year laid out for people: its months as weeks of days, its holidays one by one, and what a notice would change."""

import calendar as weeks_of
from dataclasses import dataclass
from datetime import date, timedelta

from portal.workdays.counting import Calendar, Day, Run, Why, Year, runs


@dataclass(frozen=True)
class Month:
    """A month: its weeks from Monday to Sunday, with None outside of it."""

    first: date
    weeks: list[list[Day | None]]

    @property
    def workdays(self) -> int:
        """How many of its days are worked."""
        return sum(day.worked for week in self.weeks for day in week if day)


def months(calendar: Calendar, year: int) -> list[Month]:
    """The twelve months of a year."""
    layout = weeks_of.Calendar()
    return [
        Month(date(year, n, 1), [[calendar.day(on) if on.month == n else None for on in week]
                                 for week in layout.monthdatescalendar(year, n)])
        for n in range(1, 13)
    ]


@dataclass(frozen=True)
class Holiday:
    """One holiday of a year: the days off in rows that follow each other, and the days that make up for it."""

    name: str
    off: list[Run]
    make_up: list[date]

    @property
    def length(self) -> int:
        """How many days off."""
        return sum(run.length for run in self.off)


def holidays(calendar: Calendar, year: Year) -> list[Holiday]:
    """The holidays that the arrangement for a year names, in order."""
    off, make_up = _by_name(year.off), _by_name(year.make_up)
    return [Holiday(name, runs(calendar.day(on) for on in days), make_up.get(name, [])) for name, days in off.items()]


def _by_name(days) -> dict[str, list[date]]:
    named: dict[str, list[date]] = {}
    for on, name in sorted(days.items()):
        named.setdefault(name, []).append(on)
    return named


@dataclass(frozen=True)
class Difference:
    """A day that one calendar works and the other does not."""

    before: Day
    after: Day


def differences(before: Calendar, after: Calendar, year: int) -> list[Difference]:
    """The days, from the December before a year to its end, on whose work two calendars do not agree."""
    first, last = date(year - 1, 12, 1), date(year, 12, 31)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    pairs = (Difference(before.day(on), after.day(on)) for on in every)
    return [pair for pair in pairs if pair.before.worked != pair.after.worked]


def unnamed(calendar: Calendar, statutory: Year) -> list[Day]:
    """Statutory holidays of a year that the calendar lets people work: a sign that the wording was misread."""
    return [day for on in sorted(statutory.off) if (day := calendar.day(on)).why != Why.HOLIDAY]
