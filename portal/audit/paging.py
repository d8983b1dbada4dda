"""Pages of the access log by keyset: the log is too large to be counted or skipped through."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from portal.tables import COUNT_LIMIT

PER_PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(\d{1,17})-([0-9a-f]{32})", re.ASCII)


@dataclass(frozen=True)
class Page:
    """Rows, newest first; `newer` and `older` are the cursors of the neighbouring pages, empty where there is none.

    `count` is exact up to the limit of all lists; `more` says that there are rows beyond it.
    """

    rows: Sequence
    newer: str
    older: str
    count: int
    more: bool


def micros(instant: datetime) -> int:
    """Microseconds since 1970: how an address names a row's instant exactly."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant(microseconds: int) -> datetime:
    """Reverse of `micros`."""
    return _EPOCH + timedelta(microseconds=microseconds)


def cursor_of(row) -> str:
    """Where a row stands in the order of the log."""
    return f"{micros(row.recorded_at)}-{row.id.hex}"


def read_cursor(text: str):
    """(instant, id) of a cursor, or None for anything else."""
    found = _CURSOR.fullmatch(text or "")
    return (instant(int(found[1])), UUID(found[2])) if found else None


def page(rows, *, older_than: str = "", newer_than: str = "", per_page: int = PER_PAGE) -> Page:
    """A page of a queryset of log rows: the newest, or the neighbour of a cursor; a broken cursor gives the newest."""
    ahead, behind = read_cursor(newer_than), read_cursor(older_than)
    if ahead:
        found = list(rows.beyond(ahead, newer=True)[: per_page + 1])
        further, shown = len(found) > per_page, found[:per_page][::-1]
        newer, older = further, bool(shown)
    else:
        ordered = rows.beyond(behind, newer=False) if behind else rows.order_by("-recorded_at", "-id")
        found = list(ordered[: per_page + 1])
        further, shown = len(found) > per_page, found[:per_page]
        newer, older = bool(behind and shown), further
    counted = rows.order_by()[: COUNT_LIMIT + 1].count()
    return Page(shown, cursor_of(shown[0]) if newer else "", cursor_of(shown[-1]) if older else "",
                min(counted, COUNT_LIMIT), counted > COUNT_LIMIT)
