"""Which cases, licences and documents an actor may see: the only way to a list or an object."""

from django.db import models

from portal.accounts.roles import permissions_of

OWN, AREA, LOCKED = "own", "area", "locked"
REACHES = {"licenses.read": OWN, "licenses.oversee": AREA, "licenses.lock": LOCKED}
"""How far a permission lets its holder see: the own department's, the area's, of the area what is locked (A 6)."""


def reach_of(role: str) -> str:
    """How far a role sees cases and licences, by the first of REACHES that it carries; empty when it sees none."""
    held = permissions_of(role)
    return next((reach for permission, reach in REACHES.items() if permission in held), "")


class ScopedQuerySet(models.QuerySet):
    """Rows of a department: whoever reaches it sees them."""

    department = "department"
    locked = "locked_at__isnull"

    def visible_to(self, actor):
        reach = reach_of(actor.role)
        if not reach:
            return self.none()
        if reach == OWN:
            rows = self.filter(**{self.department: actor.department})
        else:
            rows = self.filter(**{f"{self.department}__division__startswith": actor.department.area})
        if reach == LOCKED:
            return rows.filter(**{self.locked: False})
        if actor.may("licenses.lock"):
            return rows
        # a suspected secret is seen only by the named people: whoever locked it and is not one of them sees it no more
        return rows.filter(**{self.locked: True})


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
