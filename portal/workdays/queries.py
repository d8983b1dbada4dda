"""Which notices an actor may see: the calendar is everybody's."""

from django.db import models


class HolidayNoticeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Everyone signed in."""
        return self if actor.user else self.none()
