"""Numbers: one counter row per series, locked only while a number is taken; every number is accounted for."""

from django.utils.translation import gettext_lazy as _

from catalogs.numbering import NumberRule
from licenses.models import Counter, Number
from portal import clock, divisions
from portal.codes import CodeError


def next_value(series: str) -> int:
    """The next value of a series, 1 first; the counter's row stays locked until the transaction ends."""
    Counter.objects.get_or_create(series=series)
    counter = Counter.objects.select_for_update().get(series=series)
    value, counter.next = counter.next, counter.next + 1
    counter.save(update_fields=["next"])
    return value


def case_number(department) -> str:
    """A case number such as 360102-20261124-0007, counted per department and day."""
    day = clock.today()
    value = next_value(f"case/{department.uscc}/{day:%Y%m%d}")
    return f"{department.division}-{day:%Y%m%d}-{department.uscc[12:16]}{value:04d}"


def reserve(case) -> dict:
    """Take a value for the licence that a case will issue: {"series", "value", "year", "serial"}; kept in the book.

    `serial` is the identifier's: year and counter, so that it never shows a person's number.
    """
    rule, year = _rule(case), clock.today().year
    series = f"license/{case.entry.type_code}/{case.department.uscc}" + (f"/{year}" if "year" in rule.per else "")
    value = next_value(series)
    return {"series": series, "value": value, "year": year, "serial": f"{year}{value:08d}"}


def text_of(case, content: dict, reservation: dict) -> str:
    """The licence number of a reservation, by the catalogue version's rule: the same each time it is asked for.

    Raises CodeError with a sentence when the rule cannot make a number out of the content.
    """
    division = case.department.division
    known = divisions.DIVISIONS.get(division)
    try:
        return _rule(case).number(
            year=reservation["year"], division=division, area=known.name if known else division,
            serial=reservation["value"], holder_code=content["holders"][0]["code"], values=content["items"],
        )
    except (KeyError, ValueError, IndexError) as error:
        raise CodeError("number_rule", _("编号规则无法生成证照编号，请目录管理部门核对编号规则。")) from error


def enter_in_book(case, reservation: dict, text: str) -> None:
    """Enter a reserved number in the number book; one made of a holder's code stands there without its text.

    Asked again (the case was sent back meanwhile) the text follows what the case says now.
    """
    Number.objects.update_or_create(
        series=reservation["series"], value=reservation["value"],
        defaults={"text": "" if shows_a_person(case) else text},
        create_defaults={"case": case, "reserved_at": clock.now(), "text": "" if shows_a_person(case) else text},
    )


def shows_a_person(case) -> bool:
    """Whether the licence number is made of the holder's code and must be masked like it."""
    return "holder_code" in _rule(case).pattern


def _rule(case) -> NumberRule:
    return NumberRule(**case.version.number_rule)


def mark_used(case) -> None:
    """The reserved number of a case became a licence."""
    Number.objects.filter(case=case, used_at__isnull=True, void_at__isnull=True).update(used_at=clock.now())


def void(case, reason: str) -> None:
    """The reserved number of a case will never be used."""
    Number.objects.filter(case=case, used_at__isnull=True, void_at__isnull=True).update(
        void_at=clock.now(), void_reason=reason
    )
