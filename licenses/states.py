"""The workflows of a case 办件 and of a licence: the tables from which engine, database and docs/states.md are made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow import Step, Workflow


class CaseStatus(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("退回修改")
    APPROVED = "approved", _("待签发")
    ISSUED = "issued", _("已签发")
    REJECTED = "rejected", _("不予签发")
    WITHDRAWN = "withdrawn", _("已撤件")


# In a case that changes a licence nothing is issued.
CHANGE_LABELS = {"approved": _("待办结"), "issued": _("已办结")}

CASE_TAG_KINDS = {
    "draft": "", "submitted": "todo", "returned": "back", "approved": "sign", "issued": "ok", "rejected": "bad",
    "withdrawn": "off",
}

CASE = Workflow(
    "licenses.case", _("办件"), CaseStatus, table="licenses_case", initial=(CaseStatus.DRAFT,),
    steps=[
        Step("submit", (CaseStatus.DRAFT, CaseStatus.RETURNED), CaseStatus.SUBMITTED, _("提交审核")),
        Step("adopt_version", (CaseStatus.DRAFT, CaseStatus.RETURNED), "", _("套用新版目录")),
        Step("recall", (CaseStatus.SUBMITTED,), CaseStatus.DRAFT, _("撤回提交")),
        Step("send_back", (CaseStatus.SUBMITTED, CaseStatus.APPROVED), CaseStatus.RETURNED, _("退回修改")),
        Step("reject", (CaseStatus.SUBMITTED,), CaseStatus.REJECTED, _("不予签发")),
        Step("approve", (CaseStatus.SUBMITTED,), CaseStatus.APPROVED, _("审核通过")),
        Step("withdraw", (CaseStatus.DRAFT, CaseStatus.RETURNED, CaseStatus.SUBMITTED), CaseStatus.WITHDRAWN,
             _("撤件")),
        Step("issue", (CaseStatus.APPROVED,), CaseStatus.ISSUED, _("签发")),
        Step("carry_out", (CaseStatus.APPROVED,), CaseStatus.ISSUED, _("办结")),
        Step("begin_review", (CaseStatus.SUBMITTED,), "", _("开始审核")),
        Step("note_problem", (CaseStatus.APPROVED,), "", _("登记签发问题")),
        Step("lock", tuple(CaseStatus), "", _("锁定（疑似涉密）")),
        Step("unlock", tuple(CaseStatus), "", _("解除锁定")),
    ],
)


class LicenseStatus(models.TextChoices):
    """What an authority has done to a licence; expiry is derived from the dates by `licenses.status`."""

    EFFECTIVE = "effective", _("有效")
    SUSPENDED = "suspended", _("暂扣")
    WITHDRAWN = "withdrawn", _("撤回")
    ANNULLED = "annulled", _("撤销")
    REVOKED = "revoked", _("吊销")
    CANCELLED = "cancelled", _("注销")
    REPLACED = "replaced", _("已换发")


_ALIVE = (LicenseStatus.EFFECTIVE, LicenseStatus.SUSPENDED)

LICENSE = Workflow(
    "licenses.license", _("证照"), LicenseStatus, table="licenses_license", initial=(LicenseStatus.EFFECTIVE,),
    steps=[
        Step("suspend", (LicenseStatus.EFFECTIVE,), LicenseStatus.SUSPENDED, _("暂扣")),
        Step("restore", (LicenseStatus.SUSPENDED,), LicenseStatus.EFFECTIVE, _("恢复")),
        Step("withdraw", _ALIVE, LicenseStatus.WITHDRAWN, _("撤回")),
        Step("annul", _ALIVE, LicenseStatus.ANNULLED, _("撤销")),
        Step("revoke", _ALIVE, LicenseStatus.REVOKED, _("吊销")),
        # 撤回 撤销 吊销 lead on to 注销 (Administrative Licensing Law art. 70)
        Step("cancel", (*_ALIVE, LicenseStatus.WITHDRAWN, LicenseStatus.ANNULLED, LicenseStatus.REVOKED),
             LicenseStatus.CANCELLED, _("注销")),
        Step("replace", _ALIVE, LicenseStatus.REPLACED, _("换发替代")),
        Step("lock", tuple(LicenseStatus), "", _("锁定（疑似涉密）")),
        Step("unlock", tuple(LicenseStatus), "", _("解除锁定")),
    ],
)
