"""The officer's desk 工作台: extension points by which apps show themselves to a shell that knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from portal.workflow import Workflow


@dataclass(frozen=True)
class MenuItem:
    """A line of the side menu. shown(actor) → bool; count(actor) → int or None; `group` is the heading."""

    group: Any
    label: Any
    url_name: str
    icon: str
    shown: Callable
    count: Callable | None = None
    order: int = 50


@dataclass(frozen=True)
class Task:
    """One row of a queue: a piece of work that waits for the actor.

    `note` is what is to be known before it is opened, such as that the actor cannot decide it. `status_kind` is a
    kind of the tag component (todo, sign, back, bad, ok, off or empty).
    """

    number: str
    url: str
    title: str
    subtitle: str
    kind: str
    status: str
    status_kind: str
    since: datetime | None
    due: Any
    handler: str
    verb: str
    note: str = ""


@dataclass(frozen=True)
class Queue:
    """Work of one sort waiting for an actor: count(actor) → int, tasks(actor, limit) → Tasks by deadline."""

    key: str
    label: Any
    shown: Callable
    count: Callable
    tasks: Callable
    order: int = 50


@dataclass(frozen=True)
class Place:
    """Where on a page panels of upper apps may stand; the page's app names it, once, in its `desk.py`."""

    name: str


@dataclass(frozen=True)
class Search:
    """The search in the head of pages: where `q` is posted and what may be typed. shown(actor) → bool."""

    label: Any
    placeholder: Any
    url_name: str
    shown: Callable


HOME, HOME_ACTIONS = Place("home"), Place("home.actions")


@dataclass(frozen=True)
class Panel:
    """A block that an upper app shows on a lower app's page; context(actor, obj) → dict, or None to stay away."""

    place: Place
    template: str
    context: Callable
    order: int = 50


@dataclass(frozen=True)
class FollowUp:
    """function(obj, by=actor) runs inside the transaction of the step `workflow.step` of another app."""

    workflow: str
    step: str
    function: Callable


_menu: list[MenuItem] = []
_queues: list[Queue] = []
_panels: list[Panel] = []
_searches: list[Search] = []
_unread: list[Callable] = []


def register_unread(count: Callable) -> None:
    """count(actor) → int feeds the bell in the head."""
    _unread.append(count)


def register(*things) -> None:
    """Called by each app's `desk.py` when it is discovered."""
    for thing in things:
        if isinstance(thing, FollowUp):
            Workflow.registry[thing.workflow].follow(thing.step, thing.function)
        else:
            {MenuItem: _menu, Queue: _queues, Panel: _panels, Search: _searches}[type(thing)].append(thing)


def menu_for(actor, path: str) -> list[tuple[Any, list[dict]]]:
    """The side menu of an actor: (group label, lines) with the line of `path` marked current."""
    groups: dict[Any, list[dict]] = {}
    for item in sorted(_menu, key=lambda i: i.order):
        if not item.shown(actor):
            continue
        url = reverse(item.url_name)
        count = item.count(actor) if item.count else None
        groups.setdefault(item.group, []).append({
            "label": item.label, "url": url, "icon": item.icon, "count": count, "hot": bool(count),
            "current": False,
        })
    lines = [line for lines in groups.values() for line in lines]
    here = [line for line in lines if path == line["url"] or (line["url"] != "/" and path.startswith(line["url"]))]
    if here:  # of /cases/ and /cases/new/ the nearer one
        max(here, key=lambda line: len(line["url"]))["current"] = True
    return list(groups.items())


def unread_for(actor) -> int:
    """How many notices the actor has not read; asked of the function that the notices app registered."""
    return sum(count(actor) for count in _unread) if actor.user else 0


def search_for(actor) -> Search | None:
    """The search in an actor's head, if any: the first that is shown to him."""
    return next((search for search in _searches if search.shown(actor)), None)


def queues_for(actor) -> list[Queue]:
    """The queues of an actor, in order."""
    return sorted((q for q in _queues if q.shown(actor)), key=lambda q: q.order)


def panels_for(place: Place, actor, obj) -> Iterable[tuple[str, dict]]:
    """(template, context) of every panel that has something to show at a place for this object."""
    for panel in sorted((p for p in _panels if p.place == place), key=lambda p: p.order):
        context = panel.context(actor, obj)
        if context is not None:
            yield panel.template, context
