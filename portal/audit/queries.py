"""Reading the access log: who may, in which period, about whom, and a page at a time without counting it all."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

DRIFT = timedelta(days=1)
"""How far the database's clock and ours may differ; a period reaches that much further when partitions are chosen."""


class AccessRecordQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The audit administrator reads the whole log; nobody else reads any of it here."""
        return self if actor.may("audit.read") else self.none()

    def in_period(self, since, until):
        """Rows of acts in [since, until), aware instants; either may be None.

        The table is partitioned by the database's own time, which only a moved clock (demo, tests) leaves behind. A
        row whose own time is another, however it came in, is found by that of the database.
        """
        if settings.CLOCK_MAY_MOVE:
            return self.filter(_within("at", since, until))
        near = _within("recorded_at", since and since - DRIFT, until and until + DRIFT)
        return self.filter(near, _within("at", since, until) | _within("recorded_at", since, until))

    def about_holder(self, index: bytes):
        """Rows about a holder, or of a search for him, by his blind index."""
        return self.filter(Q(holders__contains=[index]) | Q(terms__contains=[index]))

    def about_object(self, text: str):
        """Rows about an object, or of a list that showed it, by its key; by its name, rows about it."""
        return self.filter(Q(object_id=text) | Q(object_label__icontains=text) | Q(shown__contains=[text]))

    def by_person(self, text: str):
        """Rows of an account or of persons whose name contains `text`."""
        return self.filter(Q(account=text) | Q(person__contains=text))

    def of_department(self, text: str):
        """Rows of a department by its code, or by a part of the name it had then."""
        return self.filter(Q(department=text.upper()) | Q(department_name__contains=text))


def _within(name: str, since, until) -> Q:
    """The condition that the instant in a column lies in [since, until)."""
    return Q(**{f"{name}__gte": since} if since else {}, **{f"{name}__lt": until} if until else {})
