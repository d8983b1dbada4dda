"""The clock: UTC instants, Shanghai days, moved only outside production."""

from datetime import UTC, date, datetime

import pytest

from portal import clock


def test_day_of_an_instant_is_the_day_in_shanghai():
    assert clock.day_of(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)
    assert clock.day_of(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)


def test_start_of_a_day_is_sixteen_o_clock_utc_of_the_day_before():
    assert clock.start_of(date(2026, 11, 24)) == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def test_moved_clock_runs_on_and_returns():
    then = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    with clock.moved_to(then):
        assert (clock.now() - then).total_seconds() < 5
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5


def test_moving_the_clock_in_production_is_refused(settings):
    settings.CLOCK_MAY_MOVE = False
    with pytest.raises(RuntimeError):
        clock.move_to(datetime(2026, 3, 1, tzinfo=UTC))
