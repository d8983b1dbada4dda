"""Whether values fit: every character drawable, every line inside its frame, smaller in three steps if need be.

A frame is the nearest block with a height of its own around a value, at last the page. A value that is wider than
its cell, takes more lines than its slot allows (`data-lines`), or has a line below the foot of its frame, spills.
For a full frame the rows first move together (the class `tight` on the page). Then the value, or those of the frame
that take several lines, are set in `fit-1`, `fit-2`, `fit-3`; what still spills is refused, before review and not at
the printer.
"""

from collections import Counter
from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

import weasyprint

from portal.pdf import fonts
from portal.pdf.engine import NO_IMAGES, lay_out
from portal.pdf.faces import Markup, image_name

SMALLEST = 3  # steps of size
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
    most: int  # so many lines its slot allows; 0 for any number
    below: float  # how far it reaches below its frame
    beyond: float  # how far it reaches beyond its cell to the right


class Spill(NamedTuple):
    """A frame that holds too much: the values to be made smaller, and the problem if that does not help.

    `low`: a line below its frame, which closer rows may mend.
    """

    shrink: tuple[str, ...]
    problem: Problem
    low: bool = False


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

    def walk(box, slot: tuple[str, int] | None, frame: tuple[int, float], right: float) -> None:
        slot = slot_of(box) or slot
        kind = type(getattr(box, "_box", box)).__name__
        if kind == "LineBox":
            below = box.position_y + box.height - frame[1]
            beyond = max((child.position_x + child.width for child in box.children), default=0) - right
            for key, most in {slot} if slot else {slot_of(child) for child in box.descendants()} - {None}:
                found.append(Line(key, frame[0], box.height, most, below, beyond))
        elif kind.endswith(("BlockBox", "CellBox", "FlexBox")):
            right = min(right, box.content_box_x() + box.width)
            if box.style["height"] != "auto":
                frame = (id(box), box.content_box_y() + box.height)
        for child in box.children:
            walk(child, slot, frame, right)

    for page in document.pages:
        box = page._page_box
        walk(box, None, (id(box), box.position_y + box.margin_height()), box.position_x + box.margin_width())
    return found


def slot_of(box) -> tuple[str, int] | None:
    """The slot whose value a box holds, and how many lines it allows (0: any number)."""
    if box.element is None or "data-field" not in box.element.attrib:
        return None
    most = box.element.get("data-lines", "")
    return box.element.get("data-field"), int(most) if most.isdecimal() else 0


def spills(document: weasyprint.Document) -> list[Spill]:
    """The frames, cells and slots that hold more than fits."""
    found, by_frame = [], {}
    for line in lines(document):
        by_frame.setdefault(line.frame, []).append(line)
    for inside in by_frame.values():
        count = Counter(line.key for line in inside)
        most = {line.key: line.most for line in inside if line.most}
        for line in inside:
            if line.beyond > SLACK:
                found.append(Spill((line.key,), Problem(line.key, "overflow", "1")))
        for key in most:
            if count[key] > most[key]:
                found.append(Spill((key,), Problem(key, "overflow", str(count[key] - most[key]))))
        lowest = max(inside, key=lambda line: line.below)
        if lowest.below > SLACK:
            [(longest, _)] = count.most_common(1)
            several = tuple(key for key, number in count.items() if number > 1) or tuple(count)
            over = ceil((lowest.below - SLACK) / lowest.height)
            found.append(Spill(several, Problem(longest, "overflow", str(over)), low=True))
    return found


def fit(
    markup: Markup, sheets: list[weasyprint.CSS], values: Mapping[str, str], images: Mapping[str, bytes]
) -> tuple[weasyprint.Document, list[Problem]]:
    """The changing layer laid out with the largest sizes that fit, and what does not fit even so."""
    fits: dict[str, int] = {}
    tight = False
    given = {image_name(key): content for key, content in images.items()} if images else NO_IMAGES
    while True:
        document = lay_out(markup.fill(values, images, fits, tight=tight), sheets, given)
        found = spills(document) or lost(document, markup, values)
        shrink = {key for spill in found if tight or not spill.low for key in spill.shrink}
        smaller = {key: fits.get(key, 0) + 1 for key in shrink if fits.get(key, 0) < SMALLEST}
        closer = not tight and any(spill.low for spill in found)
        if not smaller and not closer:
            break
        fits |= smaller
        tight = tight or closer
    first: dict[str, Problem] = {}
    for spill in found:
        first.setdefault(spill.problem.key, spill.problem)
    return document, list(first.values())


def lost(document: weasyprint.Document, markup: Markup, values: Mapping[str, str]) -> list[Spill]:
    """The longest of the values that did not come out on the pages they belong to at all, if there are any.

    It has pushed itself and what follows off the page.
    """
    there = {line.key for line in lines(document)} if len(document.pages) == markup.pages else set()
    gone = [key for key in sorted(markup.text_keys() - there) if (values.get(key) or "").strip()]
    if not gone:
        return []
    longest = max(gone, key=lambda key: len(values[key]))
    return [Spill((longest,), Problem(longest, "overflow", "1"), low=True)]
