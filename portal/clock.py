"""The only source of time: UTC instants, Shanghai days; the demo and the tests can move it, production refuses."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")

_offset = timedelta(0)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _offset


def today() -> date:
    """The present day as an office in China counts it."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The Shanghai day on which an aware instant falls."""
    return instant.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The instant at which a Shanghai day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def move_to(instant: datetime) -> None:
    """Let this process believe that it is `instant` (aware) and time runs on from there.

    Raises RuntimeError in production settings: records must never carry an invented time.
    """
    global _offset
    if not settings.CLOCK_MAY_MOVE:
        raise RuntimeError("the clock cannot be moved in production settings")
    _offset = instant - datetime.now(UTC)


def let_go() -> None:
    """Return to the real time."""
    global _offset
    _offset = timedelta(0)


@contextlib.contextmanager
def moved_to(instant: datetime):
    """`move_to` for the length of a block; the time before is restored."""
    global _offset
    before = _offset
    move_to(instant)
    try:
        yield
    finally:
        _offset = before
