"""Search terms behind an opaque id: the address of a result page holds no personal term."""

import json
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext as _

from portal import clock
from portal.audit.models import SearchMemo
from portal.crypto import fields
from portal.ids import new_id

LIFE = timedelta(hours=12)


def remember(actor, terms: dict):
    """Keep terms, sealed, for the session of `actor`; returns the opaque id for the address."""
    forget_old()
    memo_id = new_id()
    SearchMemo.objects.create(
        id=memo_id, session=actor.session, made_at=clock.now(),
        sealed_terms=fields.seal_secret(f"audit.search:{memo_id}", json.dumps(terms).encode()),
    )
    return memo_id


def recall(actor, memo_id) -> dict | None:
    """The terms of the actor's own session, or None when they are another's, too old or gone."""
    memo = SearchMemo.objects.filter(pk=memo_id, session=actor.session, made_at__gt=clock.now() - LIFE).first()
    return json.loads(fields.unseal_secret(f"audit.search:{memo.pk}", memo.sealed_terms)) if memo else None


def for_page(request, memo_id) -> dict | None:
    """The terms of a page of results; None, and a message that they must be typed again, when `recall` has none."""
    try:
        terms = recall(request.actor, UUID(str(memo_id)))
    except ValueError:
        terms = None
    if terms is None:
        messages.info(request, _("查询已过期，或不是本次登录所作的查询，请重新输入关键词。"))
    return terms


def forget_old() -> int:
    """Delete what is past its life; returns how many."""
    return SearchMemo.objects.filter(made_at__lte=clock.now() - LIFE).delete()[0]
