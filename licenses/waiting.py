"""Which cases wait for whom: what clerk, reviewer and signer have before them."""

from django.db.models import Exists, OuterRef

from catalogs.policies import entries_open_to
from licenses.models import Case, Hand

SHOWN = ("entry", "collected_by", "submitted_by", "approved_by", "returned_by")


def _of(actor, verb: str):
    """The cases of the department whose types the actor may collect, review or sign; locked ones wait for others.

    Those of a withdrawn type too: its licences can still be changed, and what cannot be issued any more must be ended.
    """
    rows = Case.objects.visible_to(actor).filter(
        department=actor.department, locked_at__isnull=True, entry__in=entries_open_to(actor, verb))
    return rows.select_related(*SHOWN)


def drafts_of(actor):
    """The clerk's own drafts, the oldest first."""
    return _of(actor, "collect").filter(status="draft", collected_by=actor.user).order_by("collected_at", "pk")


def returned_to(actor):
    """What came back to the clerk who submitted it."""
    return _of(actor, "collect").filter(status="returned", submitted_by=actor.user).order_by("due_on", "returned_at")


def to_review(actor):
    """Submitted cases; `own` marks those that the actor collected and therefore cannot review."""
    return _with_own(_of(actor, "review").filter(status="submitted"), actor).order_by("due_on", "submitted_at")


def to_sign(actor):
    """Approved cases, those with a problem among them; `own` as in `to_review`."""
    return _with_own(_of(actor, "sign").filter(status="approved"), actor).order_by("due_on", "approved_at")


def _with_own(rows, actor):
    own = Hand.objects.filter(case=OuterRef("pk"), person=actor.user, capacity="collect")
    return rows.annotate(own=Exists(own))


def next_for(actor, verb: str, after):
    """The next case that the actor can review or sign, other than `after`; None when nothing waits."""
    rows = {"review": to_review, "sign": to_sign}[verb](actor)
    return rows.filter(own=False).exclude(pk=after.pk).first()
