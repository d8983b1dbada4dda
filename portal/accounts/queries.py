"""Which departments, people, appointments and sessions an actor may see, and which of them are in force."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal import clock


class DepartmentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Departments are public bodies: everyone signed in sees them."""
        return self if actor.user else self.none()

    def existing(self, on=None):
        """Departments that exist on a day (today by default)."""
        on = on or clock.today()
        return self.filter(Q(abolished_on__isnull=True) | Q(abolished_on__gt=on))


    def matching(self, text: str):
        """Departments whose name or short name contains `text`, or whose code begins with it."""
        return self.filter(Q(name__contains=text) | Q(short_name__contains=text) | Q(uscc__startswith=text.upper()))


class UserQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Account administrators see all accounts; everyone else his own."""
        if actor.may("accounts.people") or actor.may("accounts.appoint") or actor.may("accounts.sessions"):
            return self
        return self.filter(pk=actor.user.pk) if actor.user else self.none()


    def unappointed(self):
        """Active accounts that hold no appointment in force: nobody can work under them."""
        on = clock.today()
        held = Q(appointments__since__lte=on) & (Q(appointments__until__isnull=True) | Q(appointments__until__gte=on))
        lasting = Q(appointments__department__abolished_on__isnull=True) | Q(
            appointments__department__abolished_on__gt=on)
        return self.filter(is_active=True).exclude(pk__in=self.model.objects.filter(held & lasting).values("pk"))


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Account administrators see all; others their own and those of the department acted for."""
        if actor.may("accounts.people") or actor.may("accounts.appoint"):
            return self
        if not actor.user:
            return self.none()
        mine = Q(user=actor.user)
        return self.filter(mine | Q(department=actor.department) if actor.department else mine)

    def in_force(self, on=None):
        """Appointments whose period covers a day (today by default), of active people in existing departments."""
        on = on or clock.today()
        return self.filter(
            Q(until__isnull=True) | Q(until__gte=on), since__lte=on, user__is_active=True
        ).filter(Q(department__abolished_on__isnull=True) | Q(department__abolished_on__gt=on))

    def ending(self, within=30):
        """Appointments in force that end within so many days."""
        return self.in_force().filter(until__lte=clock.today() + timedelta(days=within))

    def overlapping(self, since, until=None):
        """Appointments whose period shares a day with `since` to `until` (both included, None: open)."""
        rows = self.filter(Q(until__isnull=True) | Q(until__gte=since))
        rows = rows.exclude(until__lt=F("since"))
        return rows.filter(since__lte=until) if until else rows


class SignedInQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those who end sessions see all; everyone else his own."""
        if actor.may("accounts.sessions"):
            return self
        return self.filter(user=actor.user) if actor.user else self.none()

    def alive(self):
        """Sessions that are neither idle for too long nor too old."""
        now = clock.now()
        return self.filter(
            seen_at__gt=now - timedelta(seconds=settings.SESSION_IDLE_AGE),
            started_at__gt=now - timedelta(seconds=settings.SESSION_ABSOLUTE_AGE),
        )
