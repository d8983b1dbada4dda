"""Pages by key: lists too long to be counted or skipped through, newest first; page 500 costs what page 1 does."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q

from portal.tables import COUNT_LIMIT, PER_PAGE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(\d{1,17})-([0-9a-f]{32})", re.ASCII)
_PLACE = ("newer", "older")  # the parameters that say where in the list a page lies


@dataclass(frozen=True)
class Page:
    """Some rows of a list, newest first.

    `newest`, `newer` and `older` are the query strings of other pages, empty where there is none. `count` is exact up
    to the limit of all lists; `more` says that there are rows beyond it.
    """

    rows: Sequence
    newest: str
    newer: str
    older: str
    count: int
    more: bool


def page(rows, asked: Mapping, *, by: str, per_page: int = PER_PAGE) -> Page:
    """The page of a queryset that an address asks for; for nonsense there, the newest.

    by: the field with the instant that orders the list, together with the id. A page begins where its neighbour ended,
    so a row that is added meanwhile moves nothing. The other pages keep all else that is `asked`.
    """
    found, has_newer, has_older = _cut(rows, by, _read(asked.get("newer")), _read(asked.get("older")), per_page)
    counted = rows.order_by()[: COUNT_LIMIT + 1].count()
    return Page(
        rows=found, newest=address(asked) if has_newer else "",
        newer=address(asked, newer=_cursor(found[0], by)) if has_newer else "",
        older=address(asked, older=_cursor(found[-1], by)) if has_older else "",
        count=min(counted, COUNT_LIMIT), more=counted > COUNT_LIMIT,
    )


def address(asked: Mapping, **changed) -> str:
    """A list's query string with its place dropped, and what is `changed` (None: dropped)."""
    kept = {name: value for name, value in asked.items() if name not in _PLACE} | changed
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def micros(instant: datetime) -> int:
    """Microseconds since 1970: how an address names a row's instant exactly."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant(microseconds: int) -> datetime:
    """Reverse of `micros`. Raises OverflowError beyond the calendar."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _cut(rows, by: str, ahead, behind, per_page: int) -> tuple[list, bool, bool]:
    """The rows of a page, whether there are newer ones, whether there are older ones."""
    if ahead and not behind:
        found = list(_beyond(rows, by, ahead, newer=True)[: per_page + 1])
        if len(found) > per_page:
            return found[per_page - 1 :: -1], True, True
        # so near the top that it is the first page
    ordered = _beyond(rows, by, behind, newer=False) if behind else rows.order_by(f"-{by}", "-id")
    found = list(ordered[: per_page + 1])
    return found[:per_page], bool(behind and found), len(found) > per_page


def _beyond(rows, by: str, cursor, *, newer: bool):
    """Rows newer or older than a place, nearest first. The bare comparison is what an index and partitions know."""
    at, pk = cursor
    if newer:
        return rows.filter(Q(**{f"{by}__gt": at}) | Q(id__gt=pk), **{f"{by}__gte": at}).order_by(by, "id")
    return rows.filter(Q(**{f"{by}__lt": at}) | Q(id__lt=pk), **{f"{by}__lte": at}).order_by(f"-{by}", "-id")


def _cursor(row, by: str) -> str:
    return f"{micros(getattr(row, by))}-{row.id.hex}"


def _read(text):
    """(instant, id) out of an address; None for nothing or nonsense."""
    found = _CURSOR.fullmatch(text or "")
    try:
        return (instant(int(found[1])), UUID(found[2])) if found else None
    except OverflowError:
        return None
