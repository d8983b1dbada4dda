"""Years without a notice entered here: those that came with the system, and what is assumed of all others."""

from datetime import date, timedelta
from importlib.metadata import version

from borax.calendars.festivals2 import TermFestival
from borax.calendars.lunardate import LunarDate
from chinese_calendar import constants

from portal.workdays.counting import NEW_YEAR_REACHES, Basis, Source, Year

NAMES = {  # the library's names → those of the notices
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
SOURCE = Source(Basis.DELIVERED, f"chinesecalendar {version('chinesecalendar')}")


def _announced_for(on: date, holiday: str) -> int:
    """The year whose notice named a day: New Year's days of December stand in that of the next."""
    return on.year + (holiday == "New Year's Day" and on.month == 12 and on.day >= NEW_YEAR_REACHES)


def _years() -> dict[int, Year]:
    numbers = {on.year for on in constants.holidays}
    found = {number: Year(number, {}, {}, SOURCE) for number in numbers}
    for part, days in (("off", constants.holidays), ("make_up", constants.workdays)):
        for on, holiday in days.items():
            getattr(found[_announced_for(on, holiday)], part)[on] = NAMES[holiday]
    return found


DELIVERED = _years()
"""Number → Year for all years that chinesecalendar knows."""

LAST_YEAR = 2099
"""The last year that a notice is entered for: the next one, which is asked for its December, is the last assumed."""


def assumed(number: int) -> Year:
    """A year whose arrangement is not known: the statutory holidays alone, nothing exchanged.

    By 全国年节及纪念日放假办法 art. 2 as in force since 2025-01-01. What falls on a weekend is to be given on a
    working day, but which one only the notice says, so nothing is assumed of that. Lunar dates reach to 2100.
    """
    spring = LunarDate(number, 1, 1).to_solar_date()
    days = {
        "元旦": [date(number, 1, 1)],
        "春节": [spring + timedelta(days=n) for n in (-1, 0, 1, 2)],
        "清明节": [TermFestival(name="清明").at(number)],
        "劳动节": [date(number, 5, 1), date(number, 5, 2)],
        "端午节": [LunarDate(number, 5, 5).to_solar_date()],
        "中秋节": [LunarDate(number, 8, 15).to_solar_date()],
        "国庆节": [date(number, 10, n) for n in (1, 2, 3)],
    }
    return Year(number, {on: name for name, some in days.items() for on in some}, {}, Source(Basis.ASSUMED))


def year_of(number: int) -> Year:
    """A year as far as it is known without any notice entered here."""
    return DELIVERED.get(number) or assumed(number)
