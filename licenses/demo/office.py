"""Office hours of the demo: when its people are at their desks, and what time it is so many minutes of work later."""

from datetime import UTC, date, datetime, time, timedelta

from portal import clock
from portal.workdays.counting import Calendar
from portal.workdays.delivered import year_of

OPENS, NOON, REOPENS, CLOSES = time(8, 30), time(12), time(14), time(17, 30)
# The clock runs on while a step is computed, so the last minutes before a door closes are left free.
_HALF = 210 - 10
DAY = 2 * _HALF
"""Minutes of work in a working day."""


_CALENDAR = Calendar(year_of)  # nobody has entered a notice yet when the demo begins


def is_workday(day: date) -> bool:
    """Whether offices are open, by the calendar that the system brings along."""
    return _CALENDAR.is_workday(day)


def is_open(instant: datetime) -> bool:
    """Whether an aware instant lies within office hours of a working day, Shanghai time."""
    local = instant.astimezone(clock.SHANGHAI)
    return is_workday(local.date()) and (OPENS <= local.time() < NOON or REOPENS <= local.time() < CLOSES)


def workdays(first: date, last: date) -> list[date]:
    """The working days from `first` to `last`, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_workday(day)]


def workday_before(day: date, count: int = 1) -> date:
    """The working day so many working days before `day`."""
    while count:
        day -= timedelta(days=1)
        count -= is_workday(day)
    return day


def moment(day: date, minute: int = 0) -> datetime:
    """The instant of a working day after so many minutes of work, 0 to DAY."""
    opens, minute = (OPENS, minute) if minute <= _HALF else (REOPENS, minute - _HALF)
    return _on(day, opens) + timedelta(minutes=minute)


def _on(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.SHANGHAI).astimezone(UTC)


def later(instant: datetime, minutes: int = 0) -> datetime:
    """The instant after so many minutes of work; with none, `instant` itself or the next opening of the door."""
    day = clock.day_of(instant)
    while True:
        for opens in (OPENS, REOPENS) if is_workday(day) else ():
            start, ends = max(instant, _on(day, opens)), _on(day, opens) + timedelta(minutes=_HALF)
            if start + timedelta(minutes=minutes) <= ends:
                return start + timedelta(minutes=minutes)
            minutes -= max((ends - start) // timedelta(minutes=1), 0)
        day += timedelta(days=1)


def latest_start(now: datetime, minutes: int) -> datetime:
    """The last instant from which so many minutes of work of one day, at most DAY, had passed by `now`."""
    day = clock.day_of(now)
    if not is_workday(day) or moment(day, minutes) > now:
        return moment(workday_before(day), DAY - minutes)
    return moment(day, max(minute for minute in range(DAY - minutes + 1) if moment(day, minute + minutes) <= now))
