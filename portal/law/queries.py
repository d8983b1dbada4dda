"""Which legal bases an actor may see, and which version of one counts on a day."""

from django.db import models
from django.db.models import Q


class LegalBasisQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Law is public: everyone signed in reads it."""
        return self if actor.user else self.none()

    def matching(self, text: str):
        """Those whose name, article or summary contains `text`."""
        return self.filter(Q(title__contains=text) | Q(article__contains=text) | Q(summary__contains=text))
