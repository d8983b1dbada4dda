"""Which orders to destroy a key an actor may see."""

from django.db import models


class DestructionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The department whose head orders, and whoever confirms for the area that it lies in."""
        if actor.may("vault.order"):
            return self.filter(department=actor.department)
        if actor.may("vault.confirm"):
            return self.filter(department__division__startswith=actor.department.area)
        return self.none()
