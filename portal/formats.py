"""How instants, days, deadlines, counts and differences are written out for people; times are Shanghai's."""

from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal import clock
from portal.workdays.counting import Calendar, workdays_between

SOON = 2
"""Working days before a deadline from which its chip warns."""

ALIKE = 0.4
"""Share of common characters below which two values are shown as wholly replaced: confetti helps nobody."""


def day_of(when: date | datetime) -> date:
    """The Shanghai day of an aware instant; a plain date is returned as it is."""
    return clock.day_of(when) if isinstance(when, datetime) else when


def time_of(when: datetime, seconds: bool = False) -> str:
    """The Shanghai time of an aware instant: `15:42` or `15:42:18`."""
    return when.astimezone(clock.SHANGHAI).strftime("%H:%M:%S" if seconds else "%H:%M")


def iso(when: date | datetime) -> str:
    """`2026-11-23`, for forms and exports."""
    return day_of(when).isoformat()


def full(when: datetime) -> str:
    """`2026-11-23 15:42:18`, for facts that may have to be proved: signatures, log rows."""
    return f"{iso(when)} {time_of(when, seconds=True)}"


def short(when: date | datetime, now: datetime, seconds: bool = False) -> str:
    """`11-23 15:42` (`11-23` of a date) for dense lists; the year in front once it is not `now`'s."""
    day = day_of(when)
    text = day.isoformat() if day.year != day_of(now).year else day.strftime("%m-%d")
    return f"{text} {time_of(when, seconds)}" if isinstance(when, datetime) else text


def sentence(when: date | datetime) -> str:
    """`2026年11月23日` for sentences and faces (`23 November 2026` in English)."""
    day = day_of(when)
    if (get_language() or "").startswith("en"):
        return f"{day.day} {MONTHS[day.month]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(when: date | datetime) -> str:
    """`星期一`, in the reader's language."""
    return str(WEEKDAYS[day_of(when).weekday()])


@dataclass(frozen=True)
class Deadline:
    """How a deadline stands: `kind` (late, today, soon, ok, done) chooses the colour, `words` say it."""

    kind: str
    words: str


def deadline(when: date | datetime, now: datetime, calendar: Calendar, *, done: bool = False) -> Deadline:
    """How the deadline `when` stands at the instant `now`: in working days, the day of `now` not counted.

    `done` says that nothing is waited for any more.
    """
    if done:
        return Deadline("done", _("已办结"))
    day, today = day_of(when), day_of(now)
    if day == today:
        if not isinstance(when, datetime):
            return Deadline("today", _("今日"))
        passed = when < now
        text = _("今日 %(time)s 已过") if passed else _("今日 %(time)s")
        return Deadline("late" if passed else "today", text % {"time": time_of(when)})
    left = workdays_between(calendar, today, day)
    if day < today:
        n = max(1, -left)
        return Deadline("late", ngettext("逾期 %(n)d 个工作日", "逾期 %(n)d 个工作日", n) % {"n": n})
    words = ngettext("剩 %(n)d 个工作日", "剩 %(n)d 个工作日", left) % {"n": left}
    return Deadline("soon" if left <= SOON else "ok", words)


def amount(n: int) -> str:
    """`11,462`."""
    return f"{n:,}"


@dataclass(frozen=True)
class Piece:
    """A run of characters, and whether the other text lacks it."""

    text: str
    changed: bool


def differences(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """What was removed from `old` and what was added in `new`, both as runs of characters in order.

    Texts that have little in common are given as one changed run each.
    """
    match = SequenceMatcher(None, old, new, autojunk=False)
    if match.ratio() < ALIKE:
        return _whole(old), _whole(new)
    removed, added = [], []
    for operation, i1, i2, j1, j2 in match.get_opcodes():
        changed = operation != "equal"
        if i2 > i1:
            removed.append(Piece(old[i1:i2], changed))
        if j2 > j1:
            added.append(Piece(new[j1:j2], changed))
    return removed, added


def _whole(text: str) -> list[Piece]:
    return [Piece(text, True)] if text else []


def whole(text, otherwise: int = 0) -> int:
    """The number that an address or a form gives: at most nine digits; anything else counts as `otherwise`."""
    text = str(text or "")
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise
