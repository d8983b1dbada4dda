"""The calendar as it is known now: confirmed notices first, then what came with the system, then what is assumed."""

from portal.workdays.counting import Calendar, Year
from portal.workdays.delivered import year_of
from portal.workdays.models import HolidayNotice
from portal.workdays.states import Status


def calendar(*, instead: Year | None = None) -> Calendar:
    """All days by what is known now; one query. `instead` stands in for its year, to show what it would change."""
    notices = HolidayNotice.objects.filter(status=Status.CONFIRMED).order_by("year")
    years = {notice.year: notice.arrangement for notice in notices}
    if instead:
        years[instead.number] = instead
    return Calendar(lambda number: years.get(number) or year_of(number))
