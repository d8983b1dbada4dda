"""Internal target days 内部办理时限: until when a submitted case should be decided. The office's own aim, no law's."""

from datetime import date, timedelta

import chinese_calendar

TARGET_WORKDAYS = 3


def target_of(day: date) -> date:
    """The day by which a case submitted on `day` should be done: so many working days later.

    Holidays and make-up days as published; a year whose notice is not known yet counts Monday to Friday.
    """
    left = TARGET_WORKDAYS
    while left:
        day += timedelta(days=1)
        left -= _is_workday(day)
    return day


def _is_workday(day: date) -> bool:
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5
