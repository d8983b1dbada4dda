"""The calendar as it is known now: confirmed notices first, then what came with the system, then what is assumed."""

from portal import clock
from portal.workdays.counting import Calendar, Year
from portal.workdays.delivered import LAST_YEAR, year_of
from portal.workdays.models import HolidayNotice
from portal.workdays.states import Status


def calendar(*, instead: Year | None = None) -> Calendar:
    """All days by what is known now; one query. `instead` stands in for its year, to show what it would change."""
    notices = HolidayNotice.objects.filter(status=Status.CONFIRMED).order_by("year")
    years = {notice.year: notice.arrangement for notice in notices}
    if instead:
        years[instead.number] = instead
    return Calendar(lambda number: years.get(number) or year_of(number))


def last_year() -> int:
    """The last year that is shown and entered: a notice comes out in the year before its own."""
    return min(clock.today().year + 2, LAST_YEAR)
