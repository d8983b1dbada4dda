"""The demo province: chapters that apps register and `manage.py demo` plays in order, through the real steps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyotp

from portal import clock

PASSWORD = "Gan-Po-2026-demo"

_chapters: list["Chapter"] = []


@dataclass(frozen=True)
class Chapter:
    """A part of the story: play(stage) acts through the apps' own actions; `once` ones make the first licence.

    done() says that the database has it already, so that a demo that was broken off goes on where it was.
    """

    order: int
    title: str
    play: Callable
    once: bool
    done: Callable


@dataclass
class Stage:
    """What chapters hand on: departments and appointments by key, notes printed at the end, where the first PDF is."""

    say: Callable[[str], Any]
    departments: dict = field(default_factory=dict)
    appointments: dict = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    pdf: Any = None


def one_time_code(secret: str) -> str:
    """The code that an authenticator with `secret` shows now, by the portal's clock."""
    return pyotp.TOTP(secret).at(clock.now())


def chapter(order: int, title: str, *, once: bool = False, done: Callable = lambda: False):
    """Register a function as a chapter; those marked `once` are also played by `--once`."""

    def register(play):
        _chapters.append(Chapter(order, title, play, once, done))
        return play

    return register


def chapters(*, once: bool) -> list[Chapter]:
    """All chapters in order, or only those that lead to the first licence."""
    return sorted((c for c in _chapters if c.once or not once), key=lambda c: c.order)
