"""What a case 办件 and a licence can stand at, one row per status, and the steps between: tables for all else.

Engine, database triggers and docs/states.md are made from the workflows; queues, tabs, tags, policies and the public
check read the rows.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.workflow import Statuses, Step, Workflow


@dataclass(frozen=True)
class CaseRow:
    """What is to be known of a status of cases.

    tag: kind of tag it is shown with. place: where the stepper stands; beyond its end all is done. turn: the right
    (collect, review, sign) of those who are to act, empty once the case has ended. awaited: what they are to do.
    label_of_change: the label where the case issues nothing but changes a licence.
    For the head of the case's page: alert is the kind of notice, by whom and when it came to this, in words (told,
    told_of_change), and said_with the step with which the reasons were given. The who and when are the columns
    `<status>_by` and `<status>_at`.
    """

    tag: str
    place: int
    turn: str = ""
    awaited: Any = ""
    label_of_change: Any = ""
    alert: str = ""
    told: Any = ""
    told_of_change: Any = ""
    said_with: str = ""


class CaseStatus(Statuses):
    """Key, row and label of each status."""

    DRAFT = "draft", CaseRow("", 1, turn="collect", awaited=_("提交审核")), _("草稿")
    SUBMITTED = "submitted", CaseRow("todo", 2, turn="review", awaited=_("审核")), _("待审核")
    RETURNED = "returned", CaseRow(
        "back", 1, turn="collect", awaited=_("修改后提交"),
        alert="warn", told=_("%(by)s于 %(at)s 退回修改"), said_with="send_back"), _("退回修改")
    # what is awaited of an approved case is the last step of its kind
    APPROVED = "approved", CaseRow("sign", 3, turn="sign", label_of_change=_("待办结")), _("待签发")
    ISSUED = "issued", CaseRow(
        "ok", 5, label_of_change=_("已办结"),
        alert="good", told=_("%(by)s于 %(at)s 签发"), told_of_change=_("%(by)s于 %(at)s 办结")), _("已签发")
    REJECTED = "rejected", CaseRow(
        "bad", 2, label_of_change=_("不予办理"), alert="bad", told=_("%(by)s于 %(at)s 决定不予签发"),
        told_of_change=_("%(by)s于 %(at)s 决定不予办理"), said_with="reject"), _("不予签发")
    WITHDRAWN = "withdrawn", CaseRow(
        "off", 2, told=_("%(by)s于 %(at)s 撤件"), said_with="withdraw"), _("已撤件")

    def label_in(self, *, makes_document: bool):
        """The label in a case that issues a document, or in one that only changes a licence."""
        return self.label if makes_document else self.row.label_of_change or self.label

    def told_in(self, *, makes_document: bool):
        """By whom and when it came to this (%(by)s, %(at)s); empty for a status that says nothing of itself."""
        return self.row.told if makes_document else self.row.told_of_change or self.row.told


OPEN = tuple(status for status in CaseStatus if status.row.turn)
FILLED_IN = tuple(status for status in CaseStatus if status.row.turn == "collect")
"""The statuses in which something is still awaited, and those of them in which the content is typed."""

CASE = Workflow(
    "licenses.case", _("办件"), CaseStatus, table="licenses_case", initial=(CaseStatus.DRAFT,),
    steps=[
        Step("submit", FILLED_IN, CaseStatus.SUBMITTED, _("提交审核")),
        Step("adopt_version", FILLED_IN, "", _("套用新版目录")),
        Step("recall", (CaseStatus.SUBMITTED,), CaseStatus.DRAFT, _("撤回提交")),
        Step("send_back", (CaseStatus.SUBMITTED, CaseStatus.APPROVED), CaseStatus.RETURNED, _("退回修改")),
        Step("reject", (CaseStatus.SUBMITTED,), CaseStatus.REJECTED, _("不予签发")),
        Step("approve", (CaseStatus.SUBMITTED,), CaseStatus.APPROVED, _("审核通过")),
        Step("withdraw", (*FILLED_IN, CaseStatus.SUBMITTED), CaseStatus.WITHDRAWN, _("撤件")),
        Step("issue", (CaseStatus.APPROVED,), CaseStatus.ISSUED, _("签发")),
        Step("carry_out", (CaseStatus.APPROVED,), CaseStatus.ISSUED, _("办结")),
        Step("begin_review", (CaseStatus.SUBMITTED,), "", _("开始审核")),
        Step("note_problem", (CaseStatus.APPROVED,), "", _("登记签发问题")),
        Step("lock", tuple(CaseStatus), "", _("锁定（疑似涉密）")),
        Step("unlock", tuple(CaseStatus), "", _("解除锁定")),
    ],
)


@dataclass(frozen=True)
class Told:
    """How a licence's status is told: in a word, with a kind of tag; to a checker with a verdict and what it means.

    verdict: good, warn or bad, how the public check shows it.
    """

    label: Any
    tag: str
    verdict: str
    advice: Any


@dataclass(frozen=True)
class LicenseRow:
    """What is to be known of a status of licences.

    told: how it is told; None where the dates say how the licence stands (BY_DATES). ends: whether nothing but
    cancelling can follow, and the licence never counts again. leads_to_cancelling: whether the cancellation still has
    to follow (Administrative Licensing Law art. 70); a checker is then told both.
    """

    told: Told | None
    ends: bool = True
    leads_to_cancelling: bool = False


class LicenseStatus(Statuses):
    """What an authority has done to a licence; expiry is derived from the dates by `licenses.status`."""

    EFFECTIVE = "effective", LicenseRow(None, ends=False), _("有效")
    SUSPENDED = "suspended", LicenseRow(Told(
        _("暂扣中"), "back", "warn",
        _("证照是真的，但正在暂扣期间，不能使用。恢复后可再次查验。")), ends=False), _("暂扣")
    WITHDRAWN = "withdrawn", LicenseRow(Told(
        _("已撤回"), "bad", "bad", _("许可已被撤回，证照不能再使用。")), leads_to_cancelling=True), _("撤回")
    ANNULLED = "annulled", LicenseRow(Told(
        _("已撤销"), "bad", "bad", _("许可已被撤销，证照不能再使用。")), leads_to_cancelling=True), _("撤销")
    REVOKED = "revoked", LicenseRow(Told(
        _("已吊销"), "bad", "bad", _("证照已被吊销，不能再使用。")), leads_to_cancelling=True), _("吊销")
    CANCELLED = "cancelled", LicenseRow(Told(
        _("已注销"), "off", "warn", _("证照已办理注销，不能再使用。"))), _("注销")
    REPLACED = "replaced", LicenseRow(Told(
        _("已换发，原版本失效"), "off", "warn",
        _("这是换发之前的证照，不能再使用。请持证人出示新的证照。"))), _("已换发")


ALIVE = tuple(status for status in LicenseStatus if not status.row.ends)
"""The statuses in which the dates still count: such a licence expires."""

BY_DATES = {
    "valid": Told(_("有效"), "ok", "good", _("证照由所示机关签发，现在有效。请再核对照面内容与持证人是否相符。")),
    "not_yet_valid": Told(_("尚未生效"), "sign", "warn", _("证照是真的，但有效期还没有开始，现在不能使用。")),
    "expired": Told(
        _("已过有效期"), "off", "warn", _("证照是真的，但有效期已过，不能再使用。请持证人向签发部门申请延续或换发。")),
}
"""What the dates say of a licence that counts; only the first lets it be used."""

LICENSE = Workflow(
    "licenses.license", _("证照"), LicenseStatus, table="licenses_license", initial=(LicenseStatus.EFFECTIVE,),
    steps=[
        Step("suspend", (LicenseStatus.EFFECTIVE,), LicenseStatus.SUSPENDED, _("暂扣")),
        Step("restore", (LicenseStatus.SUSPENDED,), LicenseStatus.EFFECTIVE, _("恢复")),
        Step("withdraw", ALIVE, LicenseStatus.WITHDRAWN, _("撤回")),
        Step("annul", ALIVE, LicenseStatus.ANNULLED, _("撤销")),
        Step("revoke", ALIVE, LicenseStatus.REVOKED, _("吊销")),
        # 撤回 撤销 吊销 lead on to 注销 (Administrative Licensing Law art. 70)
        Step("cancel", (*ALIVE, *(status for status in LicenseStatus if status.row.leads_to_cancelling)),
             LicenseStatus.CANCELLED, _("注销")),
        Step("replace", ALIVE, LicenseStatus.REPLACED, _("换发替代")),
        Step("lock", tuple(LicenseStatus), "", _("锁定（疑似涉密）")),
        Step("unlock", tuple(LicenseStatus), "", _("解除锁定")),
    ],
)
