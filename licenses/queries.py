"""Which cases, licences and documents an actor may see: the only way to a list or an object."""

from django.db import models
from django.db.models import Q


class ScopedQuerySet(models.QuerySet):
    """Rows of a department: its own people see them; managing departments see those of their area (A 6)."""

    department = "department"
    locked = "locked_at__isnull"

    def visible_to(self, actor):
        if actor.department is None:
            return self.none()
        if actor.may("licenses.read"):
            rows = self.filter(**{self.department: actor.department})
        elif actor.may("licenses.oversee"):
            rows = self.filter(**{f"{self.department}__division__startswith": actor.department.area})
        elif actor.may("licenses.lock"):
            return self.filter(
                **{self.locked: False, f"{self.department}__division__startswith": actor.department.area}
            )
        else:
            return self.none()
        if actor.may("licenses.lock"):
            return rows
        # a suspected secret is seen only by the named people and by whoever locked it
        return rows.filter(Q(**{self.locked: True}) | Q(**{self.locked.replace("at__isnull", "by"): actor.user}))


class CaseQuerySet(ScopedQuerySet):
    pass


class LicenseQuerySet(ScopedQuerySet):
    pass


class OfLicenseQuerySet(ScopedQuerySet):
    """Rows that hang on a licence (versions)."""

    department = "license__department"
    locked = "license__locked_at__isnull"


class OfCaseQuerySet(ScopedQuerySet):
    """Rows that hang on a case (materials)."""

    department = "case__department"
    locked = "case__locked_at__isnull"
