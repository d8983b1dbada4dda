"""What the building blocks of a page are made of: plain data that views hand to the tags of `ui`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Tab:
    """A link that loads a filtered list; `count` is shown as a number behind the label when given."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Tile:
    """A figure that matters; `kind` is '', red, amber or green, `url` leads to the list behind it."""

    label: str
    value: str
    note: str = ""
    kind: str = ""
    url: str = ""


@dataclass(frozen=True)
class Event:
    """A line of a timeline: something that happened, or is awaited.

    `kind` is '' (a plain event), ok (a step passed), now (in hand), next (awaited) or bad (refused, failed).
    `reason` is what was said with it, `changes` are the fields that it changed (each with label, old, new).
    """

    title: str
    at: date | datetime | None = None
    person: str = ""
    reason: str = ""
    kind: str = ""
    changes: Sequence = ()
