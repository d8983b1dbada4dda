"""Whether values fit: every character drawable, every line inside its frame, smaller in two steps if need be.

A frame is the nearest block with a height of its own around a value, at last the page. A value that is wider than
its cell, or a line below the foot of its frame, spills. The values of the frame that take several lines are then
set in `fit-1`, then in `fit-2`; what still spills is refused, before review and not at the printer.
"""

from collections import Counter
from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

import weasyprint

from portal.pdf import fonts
from portal.pdf.engine import NO_IMAGES, lay_out
from portal.pdf.faces import Markup, image_name

SMALLEST = 2  # steps of size
SLACK = 0.5  # CSS pixels that rounding may cost


class Problem(NamedTuple):
    """Why a value cannot be printed.

    `kind`: "no_glyph" (`detail` is "字 U+XXXX, …"), "private_use", "control" ("U+XXXX, …"; see fonts.undrawable) or
    "overflow" (`detail` is about how many lines are too many, "1" also for a value that must stay on one line).
    """

    key: str
    kind: str
    detail: str


class DoesNotFit(Exception):
    """A value cannot be drawn in its place; `problems` says which and why."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(f"{key}: {kind} {detail}" for key, kind, detail in problems))
        self.problems = problems


class Line(NamedTuple):
    """One laid-out line of a value: where it ends, and where it may end (CSS pixels)."""

    key: str
    frame: int
    height: float
    below: float  # how far it reaches below its frame
    beyond: float  # how far it reaches beyond its cell to the right


class Spill(NamedTuple):
    """A frame that holds too much: the values to be made smaller, and the problem if that does not help."""

    shrink: tuple[str, ...]
    problem: Problem


def glyph_problems(values: Mapping[str, str]) -> list[Problem]:
    """The values with characters that must not be printed."""
    found = []
    for key, text in values.items():
        by_kind: dict[str, list[str]] = {}
        for character, code, kind in fonts.undrawable(text or ""):
            by_kind.setdefault(kind, []).append(f"{character if kind == 'no_glyph' else ''} {code}".strip())
        found += [Problem(key, kind, ", ".join(characters)) for kind, characters in by_kind.items()]
    return found


def lines(document: weasyprint.Document) -> list[Line]:
    """Every line of every value, with its distance to the edges that it must not pass."""
    found: list[Line] = []

    def walk(box, key: str | None, frame: tuple[int, float], right: float) -> None:
        key = slot_key(box) or key
        kind = type(getattr(box, "_box", box)).__name__
        if kind == "LineBox":
            below = box.position_y + box.height - frame[1]
            beyond = max((child.position_x + child.width for child in box.children), default=0) - right
            for name in {key} if key else {slot_key(child) for child in box.descendants()} - {None}:
                found.append(Line(name, frame[0], box.height, below, beyond))
        elif kind.endswith(("BlockBox", "CellBox", "FlexBox")):
            right = min(right, box.content_box_x() + box.width)
            if box.style["height"] != "auto":
                frame = (id(box), box.content_box_y() + box.height)
        for child in box.children:
            walk(child, key, frame, right)

    for page in document.pages:
        box = page._page_box
        walk(box, None, (id(box), box.position_y + box.margin_height()), box.position_x + box.margin_width())
    return found


def slot_key(box) -> str | None:
    """The slot whose value a box holds."""
    return box.element.get("data-field") if box.element is not None else None


def spills(document: weasyprint.Document) -> list[Spill]:
    """The frames and cells that hold more than fits."""
    found, by_frame = [], {}
    for line in lines(document):
        by_frame.setdefault(line.frame, []).append(line)
    for inside in by_frame.values():
        count = Counter(line.key for line in inside)
        for line in inside:
            if line.beyond > SLACK:
                found.append(Spill((line.key,), Problem(line.key, "overflow", "1")))
        lowest = max(inside, key=lambda line: line.below)
        if lowest.below > SLACK:
            [(longest, _)] = count.most_common(1)
            several = tuple(key for key, number in count.items() if number > 1) or tuple(count)
            over = ceil((lowest.below - SLACK) / lowest.height)
            found.append(Spill(several, Problem(longest, "overflow", str(over))))
    return found


def fit(
    markup: Markup, sheets: list[weasyprint.CSS], values: Mapping[str, str], images: Mapping[str, bytes]
) -> tuple[weasyprint.Document, list[Problem]]:
    """The changing layer laid out with the largest sizes that fit, and what does not fit even so."""
    fits: dict[str, int] = {}
    given = {image_name(key): content for key, content in images.items()} if images else NO_IMAGES
    for step in range(SMALLEST + 1):
        document = lay_out(markup.fill(values, images, fits), sheets, given)
        found = spills(document)
        if not found:
            break
        fits.update({key: step + 1 for spill in found for key in spill.shrink})
    problems = [spill.problem for spill in found] or lost(document, markup, values)
    return document, list(dict.fromkeys(problems))


def lost(document: weasyprint.Document, markup: Markup, values: Mapping[str, str]) -> list[Problem]:
    """The values that did not come out on the pages they belong to at all."""
    if len(document.pages) != markup.pages:
        return [Problem("", "overflow", "1")]
    there = {line.key for line in lines(document)}
    gone = [key for key in sorted(markup.text_keys()) if (values.get(key) or "").strip() and key not in there]
    return [Problem(key, "overflow", "1") for key in gone]
