"""Hands: who had a hand in a case and in which capacity; the database holds four eyes on these rows."""

from licenses.models import Hand
from portal import clock


def lay(case, by, capacity: str) -> None:
    """Note that a person collected, reviewed or signed a case; noted once.

    The database refuses a capacity that four eyes forbid to this person.
    """
    Hand.objects.get_or_create(case=case, person=by.user, capacity=capacity, defaults={"at": clock.now()})


def collected(case, user) -> bool:
    """Whether a person had a hand in collecting a case, whatever his role is now."""
    return Hand.objects.filter(case=case, person=user, capacity="collect").exists()
