"""Telling: one function by which every app tells a recipient of an event, by the event's template."""

from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.loader import get_template

from portal import clock
from portal.notices.models import Notice
from portal.vault.keys import seal_json, unseal_json


@dataclass(frozen=True)
class Recipient:
    """Exactly one of the three. `holder` is a holder's id: how he is reached is the channel's matter."""

    user: Any = None
    department: Any = None
    holder: Any = None


def tell(recipient: Recipient, event: str, *, facts=None, personal=None, key=None, url="") -> Notice:
    """Record a message in the present transaction.

    event: names the template `notices/<event>.txt`. facts: JSON values without personal data. personal: JSON
    values sealed under `key` (a DataKey). url: path of the page where the recipient can act.
    """
    notice = Notice(
        event=event, facts=facts or {}, key=key, url=url, made_at=clock.now(),
        to_user=recipient.user, to_department=recipient.department, to_holder=recipient.holder,
        channel="register" if recipient.holder else "inbox",
    )
    if personal:
        notice.sealed_facts = seal_json(key.pk, f"notices.notice:{notice.pk}", personal)
    notice.save(force_insert=True)
    return notice


def text_of(notice: Notice, *, with_personal: bool = False) -> str:
    """The message as plain text in the reader's language.

    Personal facts come in only when asked for; the caller has logged it.
    """
    facts = dict(notice.facts)
    if with_personal and notice.sealed_facts:
        facts |= unseal_json(notice.key_id, f"notices.notice:{notice.pk}", notice.sealed_facts)
    template = get_template(f"notices/{notice.event}.txt").template
    return template.render(Context({"facts": facts}, autoescape=False)).strip()
