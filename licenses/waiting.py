"""What waits for whom: the cases before clerk, reviewer and signer; suspected secrets, and who is named for them."""

from heapq import merge
from itertools import islice

from django.db.models import Exists, OuterRef, Q

from catalogs.policies import entries_open_to
from licenses.models import Case, Hand, License
from licenses.queries import OWN, reach_of
from licenses.states import CASE, CaseStatus
from portal.accounts.models import Appointment
from portal.accounts.roles import roles_with
from portal.vault.models import DataKey

READABLE = Exists(DataKey.objects.filter(pk=OuterRef("key_id")))  # a dossier whose key was destroyed waits for nobody
SHOWN = ("entry", "collected_by", "submitted_by", "approved_by", "returned_by")


def _of(actor, turn: str):
    """The cases of the department that wait for who has the `turn`, of the types for which the actor has that right.

    Locked ones wait for others. Those of a withdrawn type wait too: its licences can still be changed, and what cannot
    be issued any more must be ended.
    """
    rows = Case.objects.visible_to(actor).filter(
        READABLE, status__in=[status for status in CaseStatus if status.row.turn == turn],
        department=actor.department, locked_at__isnull=True, entry__in=entries_open_to(actor, turn))
    return rows.select_related(*SHOWN)


def drafts_of(actor):
    """The clerk's own drafts, the oldest first."""
    rows = _of(actor, "collect").filter(status__in=CASE.initial, collected_by=actor.user)
    return rows.order_by("collected_at", "pk")


def returned_to(actor):
    """What came back to the clerk who submitted it."""
    rows = _of(actor, "collect").exclude(status__in=CASE.initial).filter(submitted_by=actor.user)
    return rows.order_by("due_on", "returned_at")


def to_review(actor):
    """Submitted cases; `own` marks those that the actor collected and therefore cannot review."""
    return _with_own(_of(actor, "review"), actor).order_by("due_on", "submitted_at")


def to_sign(actor):
    """Approved cases, those with a problem among them; `own` as in `to_review`."""
    return _with_own(_of(actor, "sign"), actor).order_by("due_on", "approved_at")


def _with_own(rows, actor):
    own = Hand.objects.filter(case=OuterRef("pk"), person=actor.user, capacity="collect")
    return rows.annotate(own=Exists(own))


def next_for(actor, turn: str, after):
    """The next case that the actor can review or sign, other than `after`; None when nothing waits."""
    rows = {"review": to_review, "sign": to_sign}[turn](actor)
    return rows.filter(own=False).exclude(pk=after.pk).first()


# --- suspected secrets


def suspected(actor, limit: int) -> list:
    """Dossiers that are locked and not yet disposed of, the oldest lock first, at most `limit`: the licence or, before
    there is one, the case."""
    rows = (_suspected(actor, model).order_by("locked_at", "pk")[:limit] for model in (Case, License))
    return list(islice(merge(*rows, key=lambda row: row.locked_at), limit))


def count_suspected(actor) -> int:
    """How many there are."""
    return sum(_suspected(actor, model).count() for model in (Case, License))


def _suspected(actor, model):
    rows = model.objects.visible_to(actor).filter(READABLE, locked_at__isnull=False)
    return rows.filter(license=None) if model is Case else rows


def named_for(department) -> list:
    """The people who are to deal with suspected secrets of a department: its own and those of an area around it."""
    reaches = {role.key: reach_of(role.key) for role in roles_with("licenses.lock")}
    own = Q(department=department, role__in=[key for key, reach in reaches.items() if reach == OWN])
    around = Q(role__in=[key for key, reach in reaches.items() if reach != OWN])
    found = Appointment.objects.in_force().filter(own | around).select_related("user", "department").order_by("pk")
    return list(dict.fromkeys(
        one.user for one in found
        if reaches[one.role] == OWN or department.division.startswith(one.department.area)))
