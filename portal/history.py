"""What rows looked like: tracking by django-simple-history, digests for the access log, timelines with differences."""

import contextlib
import contextvars
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords
from simple_history.signals import post_create_historical_record

from portal import clock
from portal.formats import full
from portal.ids import new_id
from portal.parts import Event

_collected: contextvars.ContextVar[list | None] = contextvars.ContextVar("history_rows", default=None)


def track(**options) -> HistoricalRecords:
    """History of a model: append-only rows with UUID keys, so that those of several cities can meet."""
    return HistoricalRecords(
        history_id_field=models.UUIDField(default=new_id),
        history_change_reason_field=models.TextField(null=True),
        **options,
    )


def save(obj, *, by, reason: str = "", **options):
    """Save a tracked object with who did it, when by the portal's clock, and why; returns it."""
    obj._history_user = by.user
    obj._history_date = clock.now()
    obj._change_reason = reason
    obj.save(**options)
    return obj


@contextlib.contextmanager
def collecting():
    """A list that receives the digest of every history row written within the block."""
    rows: list[bytes] = []
    token = _collected.set(rows)
    try:
        yield rows
    finally:
        _collected.reset(token)


def _collect(sender, history_instance=None, **_rest):
    rows = _collected.get()
    if rows is not None:
        rows.append(digest(history_instance))


# The library's own announcement that it wrote a row: the only way to learn which rows a step wrote.
post_create_historical_record.connect(_collect, dispatch_uid="portal.history")


def digest(row) -> bytes:
    """SHA-256 over the columns of a history row, the same when computed again from the database."""
    columns = {f.attname: _text(getattr(row, f.attname)) for f in row._meta.concrete_fields}
    return hashlib.sha256(json.dumps(columns, sort_keys=True, ensure_ascii=False).encode()).digest()


def _text(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return str(value)


@dataclass(frozen=True)
class Change:
    """One field that changed; values as shown to people."""

    label: str
    old: str
    new: str


def line(row, title, **said) -> Event:
    """A history row as a line of a timeline: when and by whom; `said` is what else there is to say (parts.Event)."""
    person = row.history_user.display_name if row.history_user else ""
    return Event(str(title), at=row.history_date, person=person, **said)


def timeline(obj, titles: dict, *, hide=()) -> list[Event]:
    """The history of an object, newest first, each row with its differences from the one before.

    A row's reason is the name of what was done, found in `titles`, and after a colon why. `hide` names fields that
    are not shown (encrypted, technical).
    """
    rows = list(obj.history.select_related("history_user").order_by("history_date", "history_id"))
    events = []
    for before, row in zip([None, *rows], rows, strict=False):
        verb, _colon, why = (row.history_change_reason or "").partition(": ")
        changes = _changes(before, row, hide) if before else ()
        events.append(line(row, titles.get(verb, verb), reason=why, changes=changes))
    return events[::-1]


def _changes(before, row, hide) -> tuple:
    changes = []
    for column in row.instance_type._meta.concrete_fields:
        left_out = column.primary_key or isinstance(column, models.BinaryField) or not hasattr(row, column.attname)
        if left_out or column.name in hide:
            continue
        old, new = _shown(before, column), _shown(row, column)
        if old != new:
            changes.append(Change(str(column.verbose_name), old, new))
    return tuple(changes)


def _shown(row, column) -> str:
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    value = getattr(row, column.name if column.is_relation else column.attname)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return full(value)
    return "" if value is None else str(value)
