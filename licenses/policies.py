"""Who may do what with a case, a licence, a material: every answer is a Decision with its sentence."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from catalogs.policies import may
from licenses import hands
from licenses.states import FILLED_IN, OPEN
from portal.accounts.permissions import lacking
from portal.decisions import ALLOWED, Decision, denied


def _own(actor, obj) -> Decision:
    """The object is the actor's department's own business."""
    if actor.department is None or obj.department_id != actor.department.pk:
        return denied(_("该件由%(department)s办理，只有该部门人员可以操作。") % {"department": obj.department})
    return ALLOWED


def _unlocked(obj) -> Decision:
    if obj.locked_at:
        return denied(_("该件因疑似涉密已锁定，须由保密岗处置后才能继续办理。"))
    return ALLOWED


def _may(verb: str, actor, case) -> Decision:
    return _own(actor, case) & _unlocked(case) & may(actor, verb, case.entry)


def _no_hand(actor, case, act) -> Decision:
    """The actor has not collected the case, whatever his role is now; `act` is the word for what he is not to do."""
    if hands.collected(case, actor.user):
        return denied(_("您采集或提交过本件，不能%(act)s：须由另一人%(act)s（四眼原则）。") % {"act": act})
    return ALLOWED


def can_see_content(actor, case) -> Decision:
    """See what a case says in clear without asking: whoever works on it, while it is being worked on.

    That is the people of the department with a right on this type, and, of a locked case, those named for secrets.
    """
    if case.locked_at:
        return ALLOWED if actor.may("licenses.lock") else denied(_("该件因疑似涉密已锁定，内容仅指定人员可见。"))
    decision = _own(actor, case)
    if not decision:
        return decision
    if case.status not in OPEN:
        return denied(_("办件已办结，个人信息按脱敏显示；确需查看的，请说明理由后查看。"))
    return _works_on(actor, case.entry)


def _works_on(actor, entry) -> Decision:
    if any(may(actor, verb, entry) for verb in ("collect", "review", "sign")):
        return ALLOWED
    return denied(_("您不办理这类证照，个人信息按脱敏显示。"))


def can_see_words(actor, obj) -> Decision:
    """See the reasons that were given with a decision on a case, or with the lock of a licence: whoever works on such
    cases, also after the case has ended."""
    if obj.locked_at:
        return can_see_content(actor, obj)
    return _own(actor, obj) & _works_on(actor, obj.entry)


def can_start(actor, entry) -> Decision:
    """Open a new case of a licence type."""
    return may(actor, "collect", entry)


def can_edit(actor, case) -> Decision:
    """Type into a draft or a returned case: clerks of the department with the right for this type."""
    if case.status not in FILLED_IN:
        return denied(_("办件已提交，不能再修改；需要修改时请先撤回提交或由审核岗退回。"))
    return _may("collect", actor, case)


def can_submit(actor, case) -> Decision:
    """Submit for review; who submits counts as having collected."""
    return _may("collect", actor, case)


def can_recall(actor, case) -> Decision:
    """Take a submission back before the reviewer has opened it; only whoever submitted."""
    if case.opened_at:
        return denied(_("审核岗已于%(at)s开始审核，不能撤回提交；请联系审核岗退回。") % {
            "at": _moment(case.opened_at)})
    if actor.user is None or case.submitted_by_id != actor.user.pk:
        return denied(_("只有提交人本人可以撤回提交。"))
    return _may("collect", actor, case)


def can_review(actor, case) -> Decision:
    """Approve or reject: a reviewer with the right for this type who did not collect the case (A 8)."""
    return _may("review", actor, case) & _no_hand(actor, case, _("审核"))


def can_begin_review(actor, case) -> Decision:
    """Begin the review of a case that nobody has opened yet: whoever may review it."""
    if case.opened_at:
        return denied(_("本件已开始审核。"))
    return can_review(actor, case)


def can_send_back(actor, case) -> Decision:
    """Send back for correction: the reviewer before approval, the signer after."""
    if case.status_row.turn != "sign":
        return can_review(actor, case)
    if actor.may("licenses.review") and not actor.may("licenses.sign"):
        return denied(_("本件已审核通过，转签发岗；现在只有签发岗可以退回修改。"))
    return can_sign(actor, case)


def can_withdraw(actor, case) -> Decision:
    """End a case that has not been approved at the applicant's wish."""
    return _may("collect", actor, case)


def can_sign(actor, case) -> Decision:
    """Issue or carry out: a signer with the right for this type who did not collect the case."""
    return _may("sign", actor, case) & _no_hand(actor, case, case.kind_row.last_word)


def can_change(actor, license) -> Decision:
    """Open a case that changes a licence: clerks of its department with the right for the type."""
    return _may("collect", actor, license)


def can_lock(actor, obj) -> Decision:
    """Lock as a suspected secret: anyone who sees it, at once (A 26); only those named for secrets see it then."""
    if obj.locked_at:
        return denied(_("该件已经锁定。"))
    return ALLOWED if actor.user else denied(_("请先登录。"))


def can_unlock(actor, obj) -> Decision:
    """Lift the lock: the persons named for secrets, but for him of them who locked it."""
    if not obj.locked_at:
        return denied(_("该件没有锁定。"))
    if not actor.may("licenses.lock"):
        return lacking("licenses.lock")
    if obj.locked_by_id == actor.user.pk:
        return denied(_("解除锁定须由锁定人以外的人员办理。"))
    return ALLOWED


def can_reveal(actor, obj) -> Decision:
    """See masked items in clear, with a reason: people of the issuing department who work on the licence."""
    if not actor.may("licenses.reveal"):
        return lacking("licenses.reveal")
    return _own(actor, obj) & _unlocked(obj)


def can_download(actor, license) -> Decision:
    """Fetch the signed file: people of the issuing department."""
    return can_reveal(actor, license)


def _moment(instant) -> str:
    return f"{localtime(instant):%m-%d %H:%M}"
