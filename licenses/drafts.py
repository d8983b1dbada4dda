"""Drafts: what is typed before submission, sealed, saved as often as the clerk types, without history."""

from django.db import transaction
from django.utils.translation import gettext as _

from licenses import contents, hands
from licenses.models import Case, CaseDraft
from licenses.states import FILLED_IN
from portal import clock
from portal.decisions import Conflict, denied
from portal.vault.keys import seal_json, unseal_json


class Stale(Conflict):
    """Somebody saved since the page was opened; `draft` is what is there now."""

    def __init__(self, draft, about):
        self.draft = draft
        super().__init__(denied(_(
            "%(person)s已在另一窗口保存了本件的新内容。您刚才填写的内容仍在页面上，请复制需要的内容后打开最新的草稿再改。"
        ) % {"person": draft.saved_by if draft else _("他人")}), about=about)


def load(case) -> tuple[dict, int]:
    """Content as typed so far and its revision; a returned case starts from what was submitted."""
    draft = CaseDraft.objects.filter(case=case).first()
    if draft:
        return _unseal(case, draft)["typed"], draft.rev
    return (contents.unseal(case) if case.sealed_content else dict(contents.EMPTY)), _first_revision(case)


def _first_revision(case) -> int:
    """Revisions never come again: a page left open since before a submission is noticed after it was sent back."""
    return 10_000 * case.history.filter(history_change_reason="submit").count()


def save(case, typed: dict, rev: int, *, by, page: str = "") -> CaseDraft:
    """Keep what is typed as the next revision after `rev`, the one that the page was made from.

    The caller has asked `can_edit`. `page` names the page that saves: one page does not collide with itself when two
    of its requests overlap. Raises Stale when another page saved since, Conflict when the case was submitted
    meanwhile: nothing is overwritten, and the caller keeps what was typed.
    """
    with transaction.atomic():
        fresh = Case.objects.select_for_update().get(pk=case.pk)
        if fresh.status not in FILLED_IN:
            raise Conflict(denied(_("办件已提交，刚才的修改没有保存。")), about=case)
        draft = CaseDraft.objects.filter(case=case).select_related("saved_by").first()
        now_at = draft.rev if draft else _first_revision(case)
        if now_at != rev and not (draft and page and _unseal(case, draft)["page"] == page):
            raise Stale(draft, case)
        return keep(case, typed, by=by, page=page)


def keep(case, typed: dict, *, by, page: str = "") -> CaseDraft:
    """Make what is given the draft, whatever was there; who types counts as having collected."""
    draft = CaseDraft.objects.filter(case=case).first() or CaseDraft(case=case, rev=_first_revision(case))
    draft.sealed = seal_json(case.key_id, f"licenses.draft:{case.pk}", {"typed": typed, "page": page})
    draft.rev, draft.saved_at, draft.saved_by = draft.rev + 1, clock.now(), by.user
    draft.save()
    hands.lay(case, by, "collect")
    _show_in_lists(case, typed)
    return draft


def _show_in_lists(case, typed: dict) -> None:
    """Let lists name the draft by its masked holders; these columns have no history."""
    names, codes = contents.masked_holders(typed)
    Case.objects.filter(pk=case.pk).update(shown_holders=names[:400], shown_codes=codes[:200])


def _unseal(case, draft) -> dict:
    return unseal_json(case.key_id, f"licenses.draft:{case.pk}", draft.sealed)


def discard(case) -> None:
    """Drop the draft: what was submitted is the content now."""
    CaseDraft.objects.filter(case=case).delete()
