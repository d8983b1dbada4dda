"""Kinds of cases: every change of a licence is a case, so that four eyes and history exist for all of them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from licenses.states import CASE, LICENSE, CaseStatus


@dataclass(frozen=True)
class Kind:
    """What is to be known of a kind of cases; a new kind is a new row of KINDS.

    makes_document: whether it ends with a signed file; then the face's content is filled in, drawn and issued. Else
    ground and decision document are. changes_existing: whether it is about a licence that there is already; then it
    names that licence, and one licence has one such case at a time. license_step: the step that the licence takes
    when the case is carried out, if any. meaning: when this is the right kind, for whoever chooses. workdays: the
    office's own aim, in working days from submission to decision (licenses.deadlines); no law's.
    """

    key: str
    label: Any
    makes_document: bool
    changes_existing: bool
    license_step: str = ""
    meaning: Any = ""
    workdays: int = 3

    @property
    def last_step(self) -> str:
        """The step of the case by which it is done."""
        return "issue" if self.makes_document else "carry_out"

    @property
    def last_word(self):
        """That step in a word: 签发, 办结."""
        return CASE.steps[self.last_step].label

    @property
    def refusal_word(self):
        """What a decision against the applicant is called, as the status that it leads to: 不予签发, 不予办理."""
        return CaseStatus.REJECTED.label_in(makes_document=self.makes_document)

    def word_for(self, step: str):
        """What a step of the case is called in this kind."""
        return self.refusal_word if step == "reject" else CASE.steps[step].label

    @property
    def stages(self) -> list:
        """The stages of such a case in words; `place` of a status counts them."""
        return [_("采集"), _("审核"), *((_("签发"),) if self.makes_document else ()), _("办结")]


def _act(step: str, meaning, workdays: int) -> Kind:
    """The kind that only does something to a licence: a step of its, under the step's name.

    The working days are few: whoever must not rely on the licence any more should learn it soon.
    """
    return Kind(step, LICENSE.steps[step].label, makes_document=False, changes_existing=True, license_step=step,
                meaning=meaning, workdays=workdays)


KINDS = {
    kind.key: kind
    for kind in (
        Kind("issue", _("新办"), makes_document=True, changes_existing=False),
        _act("suspend", _("行政处罚：在一定期限内不得使用（行政处罚法）。"), 1),
        _act("restore", _("暂扣期满或整改合格，恢复效力。"), 1),
        _act("withdraw", _("所依据的法律或客观情况变化（行政许可法第八条）。"), 2),
        _act("annul", _("违法准予或以不正当手段取得（行政许可法第六十九条）。"), 2),
        _act("revoke", _("行政处罚：终止其资格（行政处罚法）。"), 2),
        _act("cancel", _("依法办理终止手续（行政许可法第七十条）；撤回、撤销、吊销之后也须注销。"), 2),
    )
}

KIND_CHOICES = [(kind.key, kind.label) for kind in KINDS.values()]
NEW = [kind.key for kind in KINDS.values() if not kind.changes_existing]
"""The kinds by which a licence comes to be."""
