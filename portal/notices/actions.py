"""Reading messages: one, or all that wait."""

from django.db import transaction

from portal import clock
from portal.audit import log
from portal.audit.facts import Facts
from portal.notices.models import Notice


def mark_read(notice, *, by) -> None:
    """Note that the actor has read a message; one to a department is read for all its people. Silent when read."""
    with transaction.atomic():
        changed = _unread(by).filter(pk=notice.pk).update(read_at=clock.now(), read_by=by.user)
        if changed:
            log.record("notices.read", by=by, about=notice)


def mark_all_read(*, by) -> int:
    """Note that the actor has read everything in his inbox; returns how many were unread."""
    with transaction.atomic():
        changed = _unread(by).update(read_at=clock.now(), read_by=by.user)
        log.record("notices.read", by=by, about=Facts("notices.notice"), result_count=changed)
    return changed


def _unread(actor):
    return Notice.objects.visible_to(actor).filter(read_at__isnull=True)
