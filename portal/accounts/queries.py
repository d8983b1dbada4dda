"""Which departments, people and appointments an actor may see, and which appointments are in force."""

from django.db import models
from django.db.models import Q

from portal import clock


class DepartmentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Departments are public bodies: everyone signed in sees them."""
        return self if actor.user else self.none()

    def existing(self, on=None):
        """Departments that exist on a day (today by default)."""
        on = on or clock.today()
        return self.filter(Q(abolished_on__isnull=True) | Q(abolished_on__gt=on))


class UserQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Account administrators see all accounts; everyone else his own."""
        if actor.may("accounts.people") or actor.may("accounts.appoint") or actor.may("accounts.sessions"):
            return self
        return self.filter(pk=actor.user.pk) if actor.user else self.none()


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Account administrators see all; others those of the department acted for."""
        if actor.may("accounts.people") or actor.may("accounts.appoint"):
            return self
        return self.filter(department=actor.department) if actor.department else self.none()

    def in_force(self, on=None):
        """Appointments whose period covers a day (today by default), of active people in existing departments."""
        on = on or clock.today()
        return self.filter(
            Q(until__isnull=True) | Q(until__gte=on), since__lte=on, user__is_active=True
        ).filter(Q(department__abolished_on__isnull=True) | Q(department__abolished_on__gt=on))
