"""Destroying a data key: ordered by one person, confirmed or rejected by another."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from portal import clock
from portal.audit import log
from portal.decisions import Invalid, denied
from portal.notices.send import Recipient, tell
from portal.vault import files, policies
from portal.vault.keys import delete_key, is_destroyed
from portal.vault.models import Destruction
from portal.vault.states import DESTRUCTION
from portal.workflow import start


def order(subject, *, by, words: str, ground: str) -> Destruction:
    """Order that the key of `subject` (vault.subjects.Subject) is destroyed.

    words: what is destroyed, without personal data; it stays when all else is gone. ground: legal basis and reason.
    Raises Refused without the right, Invalid for a key that is gone, Conflict when an order is open already.
    """
    log.require(policies.can_order(by, subject), by=by, verb="vault.order")
    if is_destroyed(subject.key_id):
        raise Invalid(denied(_("该案卷的密钥已经销毁，无需再次提请。")), verb="vault.order")
    return start(
        Destruction, by=by, reason="order", verb="vault.order", key_id=subject.key_id, url=subject.url,
        department=subject.department, subject=words, ground=ground, ordered_at=clock.now(), ordered_by=by.user,
    )


@DESTRUCTION.action("confirm", policy=policies.can_confirm)
def confirm(destruction, *, by):
    """Delete the key: what lay under it is unreadable from this commit on, in every copy; then its files go."""
    destruction.confirmed_at, destruction.confirmed_by = clock.now(), by.user
    destruction.save(update_fields=["confirmed_at", "confirmed_by"])  # the database looks for two persons in the row
    delete_key(destruction.pk)
    transaction.on_commit(partial(files.remove_all, destruction.key_id))
    _tell(destruction, "destruction_carried_out")


@DESTRUCTION.action("reject", policy=policies.can_reject)
def reject(destruction, *, by, reason: str):
    """Refuse the order with a reason; nothing is destroyed."""
    if not reason.strip():
        raise Invalid(denied(_("请写明驳回理由。")))
    destruction.rejected_at, destruction.rejected_by = clock.now(), by.user
    destruction.rejected_because = reason.strip()
    _tell(destruction, "destruction_rejected")


def _tell(destruction, event: str) -> None:
    tell(Recipient(user=destruction.ordered_by), event, facts={"subject": destruction.subject},
         url=f"/vault/{destruction.pk}/")
