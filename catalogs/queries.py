"""Which catalogue entries, versions and matters an actor may see, and which version is in force on a day."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from catalogs.states import IN_MAKING, ONCE_PUBLISHED, Status
from portal import clock
from portal.accounts.groups import name_of


def _of_entry(relation):
    """The rows of a model beneath Entry that belong to the entry of the outer query."""
    return relation.rel.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})


class EntryQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The catalogue is one for the province (A 4): every reader sees each entry that was ever published.

        What is still being drafted is seen by those who make and publish the catalogue.
        """
        if actor.may("catalogs.edit") or actor.may("catalogs.publish"):
            return self
        published = _of_entry(self.model.versions).filter(status__in=ONCE_PUBLISHED)
        return self.filter(Exists(published)) if actor.may("catalogs.read") else self.none()

    def standing(self):
        """Entries that were not discarded before a version of them was published."""
        return self.filter(discarded_at__isnull=True)

    def issued_by(self, department, on=None):
        """Entries that a department may issue on a day (today by default)."""
        return self.filter(Exists(_of_entry(self.model.issuers).in_force(on).filter(department=department)))

    def with_version_in_force(self, on=None):
        """Entries by which licences are issued on a day (today by default)."""
        return self.filter(Exists(_of_entry(self.model.versions).in_force(on)))

    def with_state(self, actor):
        """With `state` and `making` (of STATES; making may be empty): how an entry stands by the versions that the
        actor may see, and `current`, the id of the one in force, else of the one that is to be.
        """
        versions, today = _of_entry(self.model.versions).visible_to(actor).order_by("-number"), clock.today()
        in_force = versions.in_force(today)
        planned = versions.filter(status=Status.PUBLISHED, in_force_from__gt=today)
        return self.annotate(
            current=Coalesce(Subquery(in_force.values("pk")[:1]), Subquery(planned.values("pk")[:1])),
            making=Case(*(When(Exists(versions.filter(status=status)), then=Value(status.row.making))
                          for status in IN_MAKING), default=Value("")),
        ).annotate(state=Case(
            When(Exists(in_force), then=Value("in_force")), When(Exists(planned), then=Value("planned")),
            When(Exists(versions.filter(status__in=ONCE_PUBLISHED)), then=Value("ended")),
            When(~Q(making=""), then=F("making")), default=Value("discarded"),
        ))

    def described(self, category: str = "", holder_category: str = ""):
        """Entries with a version in force or being made that is of a category, for holders of a category."""
        wanted = {"category": category, "holder_category": holder_category}
        wanted = {name: value for name, value in wanted.items() if value}
        if not wanted:
            return self
        versions = _of_entry(self.model.versions)
        return self.filter(Exists(versions.in_force().filter(**wanted))
                           | Exists(versions.filter(status__in=IN_MAKING, **wanted)))

    def open_to(self, actor, verb: str):
        """Entries on which the actor holds the right to `verb` (collect, review, sign), himself or by his role.

        The right alone: `catalogs.policies.entries_for` asks for role and issuing department too.
        """
        right = {"permission__codename": f"{verb}_entry"}
        own = _of_entry(self.model.user_rights).filter(user=actor.user, department=actor.department, **right)
        by_role = _of_entry(self.model.group_rights).filter(
            group__name=name_of(actor.department, actor.role), **right)
        return self.filter(Exists(own) | Exists(by_role))


class IssuingRightQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Rights whose period covers a day (today by default)."""
        on = on or clock.today()
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)


class VersionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Published versions to every reader; drafts only to those who make or publish them."""
        if actor.may("catalogs.edit") or actor.may("catalogs.publish"):
            return self
        return self.filter(status__in=ONCE_PUBLISHED) if actor.may("catalogs.read") else self.none()

    def in_force(self, on=None):
        """Versions by which licences are issued on a day (today by default)."""
        on = on or clock.today()
        return self.filter(
            Q(in_force_until__isnull=True) | Q(in_force_until__gt=on),
            status__in=ONCE_PUBLISHED, in_force_from__lte=on,
        )


class MatterQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Matters are public."""
        return self if actor.user else self.none()

    def matching(self, words: str):
        """Matters whose name contains the words or whose code begins with them; all for none."""
        return self.filter(Q(name__icontains=words) | Q(code__startswith=words.upper())) if words else self
