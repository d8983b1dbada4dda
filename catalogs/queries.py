"""Which catalogue entries, versions and matters an actor may see, and which version is in force on a day."""

from django.db import models
from django.db.models import Q

from portal import clock


class EntryQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The catalogue is one for the province (A 4): every role that reads it sees all entries."""
        return self if actor.may("catalogs.read") else self.none()

    def issued_by(self, department):
        """Entries that a department may issue today."""
        today = clock.today()
        return self.filter(
            Q(issuers__until__isnull=True) | Q(issuers__until__gte=today),
            issuers__department=department, issuers__since__lte=today,
        ).distinct()


class VersionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Published versions to every reader; drafts only to those who make or publish them."""
        if actor.may("catalogs.edit") or actor.may("catalogs.publish"):
            return self
        return self.exclude(status__in=["draft", "submitted"]) if actor.may("catalogs.read") else self.none()

    def in_force(self, on=None):
        """Versions by which licences are issued on a day (today by default)."""
        on = on or clock.today()
        return self.filter(
            Q(in_force_until__isnull=True) | Q(in_force_until__gt=on),
            status__in=["published", "superseded"], in_force_from__lte=on,
        )


class MatterQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Matters are public."""
        return self if actor.user else self.none()
