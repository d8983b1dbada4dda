"""How much of a case one request gets to see, in clear or masked, and passes for what belongs to a logged page."""

import functools
import io
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from PIL import Image

from catalogs import schema
from licenses import contents, documents, drafts, policies, reading
from licenses.models import Case
from licenses.states import FILLED_IN
from portal import clock
from portal.audit import log
from portal.pdf.faces import take_apart
from portal.pdf.pictures import page_image
from portal.vault.keys import Destroyed

RELATED = ("entry", "version", "department", "matter", "license", "collected_by", "submitted_by", "approved_by",
           "opened_by", "issued_by", "locked_by", "rejected_by", "returned_by", "withdrawn_by")
SHOWN_FOR = 600  # seconds that a reveal with a reason lasts
FACE_WIDTH = 1056


@dataclass(frozen=True)
class Sight:
    """A case as one page shows it.

    `clear`: whether its content is shown unmasked. `words`: whether the reasons given with decisions are. `lost` is
    the sentence that stands in place of a destroyed content.
    """

    case: Case
    content: dict
    clear: bool
    words: bool
    lost: str = ""

    @functools.cached_property
    def settled(self) -> dict:
        """The content as submitted; of what is only typed so far, as it would be."""
        typed = self.case.status in FILLED_IN and not self.lost
        return contents.as_submitted(self.case.version, self.content) if typed else self.content

    @property
    def groups(self) -> list:
        """What the case says, item by item; where it is masked nothing else is in it."""
        groups = [] if self.lost else reading.lines(self.case.version, self.settled)
        return groups if self.clear else [(heading, [line.masked for line in lines]) for heading, lines in groups]

    @property
    def has_face(self) -> bool:
        """Whether there is a face to be drawn: cases of a change of status have none."""
        return self.clear and not self.lost and self.case.kind_row.makes_document


def open_case(request, pk, *, verb: str = "view", policy=None) -> Sight:
    """The case for showing it; one log row is written that names what the page shows in clear.

    Raises NotFound outside the actor's scope and Refused by `policy`, both recorded.
    """
    actor, seen = request.actor, {}

    def look(case):
        seen["clear"] = bool(policies.can_see_content(actor, case)) or _revealed(request, case)
        seen["content"], seen["lost"] = content_of(case)
        seen["words"] = not seen["lost"] and (seen["clear"] or bool(policies.can_see_words(actor, case)))
        if seen["lost"]:
            return ()
        said = [seen["content"]] if seen["clear"] else []
        if said and case.status in FILLED_IN and case.sealed_content is not None:
            said.append(contents.unseal(case))  # what is typed is shown beside what was submitted
        content = sorted({key for one in said for key in reading.fields_of(case.version, one)})
        return content + (["opinion"] if seen["words"] and case.sealed_opinion else [])

    case = log.open_object(actor, Case.objects.all(), verb, policy=policy, fields=look, related=RELATED, pk=pk)
    return Sight(case, **seen)


def content_of(case) -> tuple[dict, str]:
    """What a case says now (typed or submitted), and the sentence when its key was destroyed."""
    try:
        if case.status in FILLED_IN:
            return drafts.load(case)[0], ""
        return contents.unseal(case) or dict(contents.EMPTY), ""
    except Destroyed as destroyed:
        return dict(contents.EMPTY), destroyed.sentence


# --- passes


def pass_for(request, pk, *, revealed: float = 0) -> str:
    """Lets the pictures of a page be fetched without rows of their own: the row of the page stands for them.

    `revealed` is the moment of the reveal with a reason that the page goes by: a pass made from a pass lasts no longer.
    """
    return signing.dumps([str(pk), request.actor.session, revealed], salt="licenses.sight")


def _passed(request, pk) -> tuple[bool, float]:
    """Whether the address carries a pass of this session for the object, and the moment of the reveal in it."""
    try:
        given = signing.loads(request.GET.get("pass", ""), salt="licenses.sight", max_age=settings.SESSION_ABSOLUTE_AGE)
    except signing.BadSignature:
        return False, 0
    holds = given[:2] == [str(pk), request.actor.session]
    return holds, given[2] if holds else 0


def holds_pass(request, pk) -> bool:
    """Whether the address carries a pass of this session for the object."""
    return _passed(request, pk)[0]


def revealed_at(request, *pks) -> float:
    """When one of the objects was revealed to this session with a reason; 0 when it was not or SHOWN_FOR is over."""
    latest = max(_passed(request, pk)[1] for pk in pks)
    return latest if clock.now().timestamp() - latest < SHOWN_FOR else 0


def _revealed(request, case) -> bool:
    """Whether the content of a finished case was revealed to this session with a reason, a few minutes ago."""
    return bool(revealed_at(request, case.pk)) and bool(policies.can_reveal(request.actor, case))


def open_part(request, queryset, pk, *, policy, under=None, related=()):
    """An object behind a picture of a page: with the page's pass no row is written, without it one is.

    `under` is what the pass is for, if not the object itself.
    """
    if not holds_pass(request, under or pk):
        return log.open_object(request.actor, queryset, "view", policy=policy, related=related, pk=pk)
    return log.reach(request.actor, queryset, "view", policy=policy, related=related, pk=pk)


# --- pictures of the face


def face_pages(version) -> list[tuple[int, int, int]]:
    """(page, width, height) of the pictures of a version's face."""
    return _proportions(schema.face_source(version))


@functools.lru_cache(maxsize=64)
def _proportions(source) -> list[tuple[int, int, int]]:
    """Measured once per face: the layout of a page must not jump when its picture arrives."""
    drawn = documents.blank(source)
    pages = []
    for page in range(take_apart(source).pages):
        size = Image.open(io.BytesIO(page_image(drawn, page, width=FACE_WIDTH))).size
        pages.append((page, *size))
    return pages
