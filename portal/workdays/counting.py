"""Whether a day is worked, and how periods are counted in such days: pure, without Django and without database.

The rules: the day of the event is not counted (Civil Code art. 201), the period ends with the end of its last day, and
a last day that is a holiday is followed by the next working day (art. 203); periods of licensing are in working days,
without holidays (Administrative Licensing Law art. 82). Which days are holidays or made up for, the notice of each
year says; until it is out, a result is provisional.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)

NEW_YEAR_REACHES = 29
"""From this day of December on, the notice of the next year has its say (30 December 2018 was off by that of 2019)."""


class Basis(StrEnum):
    """What a year's days are taken from."""

    NOTICE = "notice"  # entered here from the notice and confirmed by a second person
    DELIVERED = "delivered"  # came with the system
    ASSUMED = "assumed"  # not announced: weekends and the statutory holidays alone


@dataclass(frozen=True)
class Source:
    """Where a year's days come from; `name` is the notice's number or the package with its version."""

    basis: Basis
    name: str = ""


@dataclass(frozen=True)
class Year:
    """The days that the arrangement for a year names, each with its holiday; they may begin in December before.

    off: days without work. make_up: days of a weekend that are worked in exchange.
    """

    number: int
    off: Mapping[date, str]
    make_up: Mapping[date, str]
    source: Source

    @property
    def announced(self) -> bool:
        """Whether this is the arrangement itself, not what is assumed before it is known."""
        return self.source.basis != Basis.ASSUMED


class Why(StrEnum):
    """Why a day is worked or not."""

    WEEKDAY = "weekday"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    STATUTORY = "statutory"  # a holiday by law, in a year whose arrangement is not known


WORKED = frozenset({Why.WEEKDAY, Why.MAKE_UP})


@dataclass(frozen=True)
class Day:
    """A day and why it is worked or not; `awaits` is the year whose notice may still change that, if any."""

    on: date
    why: Why
    holiday: str
    source: Source
    awaits: int | None = None

    @property
    def worked(self) -> bool:
        """Whether it is a working day."""
        return self.why in WORKED


class Calendar:
    """All days, out of year_of(number) → Year, which is asked once for each year."""

    def __init__(self, year_of: Callable[[int], Year]):
        self._year_of = year_of
        self._years: dict[int, Year] = {}

    def year(self, number: int) -> Year:
        """The arrangement for a year, announced or assumed."""
        if number not in self._years:
            self._years[number] = self._year_of(number)
        return self._years[number]

    def day(self, on: date) -> Day:
        """What is known of a day."""
        year = self.year(on.year)
        awaits = None if year.announced else on.year
        if on.month == 12:
            following = self.year(on.year + 1)
            if on in following.off or on in following.make_up:
                year, awaits = following, None
            elif on.day >= NEW_YEAR_REACHES and awaits is None and not following.announced:
                awaits = on.year + 1
        if on in year.off:
            return Day(on, Why.HOLIDAY if year.announced else Why.STATUTORY, year.off[on], year.source, awaits)
        if on in year.make_up:
            return Day(on, Why.MAKE_UP, year.make_up[on], year.source, awaits)
        return Day(on, Why.WEEKDAY if on.weekday() < 5 else Why.WEEKEND, "", year.source, awaits)

    def is_workday(self, on: date) -> bool:
        """Whether a day is worked."""
        return self.day(on).worked


@dataclass(frozen=True)
class Calculation:
    """A period with every day that it passed through, from the day after `started_on` to the last one.

    number: of working days, or of calendar days when not `in_workdays`.
    """

    started_on: date
    number: int
    in_workdays: bool
    days: tuple[Day, ...]

    @property
    def due_on(self) -> date:
        """The last day of the period."""
        return self.days[-1].on

    @property
    def ends_at(self) -> datetime:
        """The end of the last day: midnight in Shanghai, aware. What happens at this instant is late."""
        return datetime.combine(self.due_on + ONE_DAY, datetime.min.time(), SHANGHAI)

    @property
    def skipped(self) -> tuple[Day, ...]:
        """The days that were passed over; of a period in calendar days, those by which its end moved."""
        return tuple(day for day in self.days[0 if self.in_workdays else self.number - 1:] if not day.worked)

    @property
    def worked_at_weekends(self) -> tuple[Day, ...]:
        """The days of weekends that counted, because they make up for a holiday."""
        return tuple(day for day in self.days if day.why == Why.MAKE_UP) if self.in_workdays else ()

    @property
    def awaits(self) -> tuple[int, ...]:
        """The years whose notices may still change the result."""
        days = self.days if self.in_workdays else self.days[self.number - 1:]
        return tuple(sorted({day.awaits for day in days if day.awaits}))

    @property
    def provisional(self) -> bool:
        """Whether a notice that is not out yet may still change the result."""
        return bool(self.awaits)


def day_of(start: date | datetime) -> date:
    """The Shanghai day of an aware instant, or the day itself. Raises ValueError for a time without a zone."""
    if not isinstance(start, datetime):
        return start
    if start.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return start.astimezone(SHANGHAI).date()


def add_workdays(calendar: Calendar, start: date | datetime, number: int) -> Calculation:
    """The period of `number` working days that an event at `start` sets off; the day of the event does not count.

    Raises ValueError when the number is below one, or the instant has no zone.
    """
    first, passed, left = day_of(start), [], _positive(number)
    while left:
        passed.append(calendar.day((passed[-1].on if passed else first) + ONE_DAY))
        left -= passed[-1].worked
    return Calculation(first, number, True, tuple(passed))


def add_days(calendar: Calendar, start: date | datetime, number: int) -> Calculation:
    """The period of `number` calendar days after an event at `start`; an end that is not worked moves on.

    Raises ValueError when the number is below one, or the instant has no zone.
    """
    first = day_of(start)
    passed = [calendar.day(first + n * ONE_DAY) for n in range(1, _positive(number) + 1)]
    while not passed[-1].worked:
        passed.append(calendar.day(passed[-1].on + ONE_DAY))
    return Calculation(first, number, False, tuple(passed))


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError("a period has at least one day")
    return number


def workdays_between(calendar: Calendar, after: date, until: date) -> int:
    """How many working days lie after `after` up to and with `until`; negative when `until` is past."""
    if until < after:
        return -workdays_between(calendar, until, after)
    return sum(calendar.is_workday(after + n * ONE_DAY) for n in range(1, (until - after).days + 1))


@dataclass(frozen=True)
class Run:
    """Days in a row that are what they are for the same reason."""

    first: date
    last: date
    why: Why
    holiday: str
    source: Source

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def runs(days: Iterable[Day]) -> list[Run]:
    """Days in order, those that follow each other for the same reason taken together."""
    def kept_together(numbered):
        n, day = numbered
        return day.on.toordinal() - n, day.why, day.holiday, day.source

    found = []
    for (_place, why, holiday, source), group in groupby(enumerate(days), kept_together):
        row = [day.on for _n, day in group]
        found.append(Run(row[0], row[-1], why, holiday, source))
    return found
