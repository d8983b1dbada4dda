"""Drafts: what is typed before submission, sealed, saved as often as the clerk types, without history."""

from django.db import transaction
from django.utils.translation import gettext as _

from licenses import content
from licenses.models import CaseDraft
from portal import clock
from portal.decisions import Conflict, denied
from portal.vault.keys import seal_json, unseal_json


def load(case) -> tuple[dict, int]:
    """Content as typed so far and its revision; a returned case starts from what was submitted."""
    draft = CaseDraft.objects.filter(case=case).first()
    if draft:
        return unseal_json(case.key_id, f"licenses.draft:{case.pk}", draft.sealed), draft.rev
    return (content.unseal(case) if case.sealed_content else dict(content.EMPTY)), 0


def save(case, typed: dict, rev: int, *, by) -> CaseDraft:
    """Keep what is typed as revision `rev` + 1.

    The caller has asked `can_edit`. Raises Conflict when another tab or person saved since `rev` was read: nothing
    of theirs is overwritten, and the caller keeps what was typed on the page.
    """
    with transaction.atomic():
        type(case)._base_manager.select_for_update().get(pk=case.pk)
        draft = CaseDraft.objects.filter(case=case).select_related("saved_by").first()
        if (draft.rev if draft else 0) != rev:
            raise Conflict(denied(_(
                "%(person)s已在另一窗口保存了本件的新内容。您刚才填写的内容仍在页面上，请复制需要的内容后刷新页面再改。"
            ) % {"person": draft.saved_by if draft else _("他人")}), about=case)
        draft = draft or CaseDraft(case=case, rev=0)
        draft.sealed = seal_json(case.key_id, f"licenses.draft:{case.pk}", typed)
        draft.rev, draft.saved_at, draft.saved_by = rev + 1, clock.now(), by.user
        draft.save()
    return draft


def discard(case) -> None:
    """Drop the draft: what was submitted is the content now."""
    CaseDraft.objects.filter(case=case).delete()
