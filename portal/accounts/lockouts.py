"""Who is locked out after failed sign-ins, from where, until when: read from the counter of django-axes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum

from portal import clock

LENGTH = timedelta(hours=settings.AXES_COOLOFF_TIME)


@dataclass(frozen=True)
class Lockout:
    """One name locked out from one address."""

    username: str
    address: str
    until: datetime


def present(**lookup) -> list[Lockout]:
    """The lock-outs that still last; lookup: fields of an attempt, such as username, ip_address."""
    counted = (
        AccessAttempt.objects.filter(attempt_time__gt=clock.now() - LENGTH, **lookup)
        .values("username", "ip_address").annotate(failures=Sum("failures_since_start"), latest=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT).order_by("username", "ip_address")
    )
    return [Lockout(row["username"], row["ip_address"] or "", row["latest"] + LENGTH) for row in counted]
