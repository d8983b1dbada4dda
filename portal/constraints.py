"""Named CHECKs that tie data to its evidence, each with a sentence that the user can read when it refuses."""

from django.db import IntegrityError, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str] = {
    # raised by triggers, which name these as their constraint
    "workflow_pair": _("数据库拒绝：状态不能这样变更，请刷新页面后按流程办理。"),
    "append_only": _("数据库拒绝：该记录只能追加，不能修改或删除。"),
    "fixed_columns": _("数据库拒绝：登记后不能更改的内容被改动。"),
    "untrue_history": _("数据库拒绝：历史记录与所记的内容不符。"),
    "untrue_actor": _("数据库拒绝：记录中的账号、人员与岗位不相符。"),
    "untrue_time": _("数据库拒绝：记录的时间与数据库时间不符。"),
    "no_appointment": _("数据库拒绝：该人员当时没有办理此事的在任岗位。"),
    "appointment_past": _("数据库拒绝：已经过去的任职不能改写。"),
    "four_eyes": _("数据库拒绝：采集人不能审核或签发自己经手的办件。"),
    "finished": _("数据库拒绝：已办结或已审核通过的内容不能改写。"),
    "act_without_case": _("数据库拒绝：证照状态只能由已审核通过的办件变更。"),
    "made_without_case": _("数据库拒绝：证照及其文件只能由正在签发的办件产生。"),
    "one_lock": _("数据库拒绝：证照与其办件须一并锁定、一并解除锁定。"),
    "hand_missing": _("数据库拒绝：缺少经手人记录，不能变更状态。"),
    "published_version": _("数据库拒绝：已发布的目录版本不能修改或删除。"),
    "roles_apart": _("同一人不能兼任这两个岗位。"),
    "secret_type": _("数据库拒绝：涉及国家秘密的证照类型不得进入目录。"),
    "impossible_days": _("数据库拒绝：放假与调休上班的日期不成立，请核对。"),
    "no_successor": _("数据库拒绝：放假安排只由同一年另一份已确认的通知替代。"),
    "two_persons": _("数据库拒绝：须由两名不同人员办理。"),
}


def check(name: str, condition: Q, sentence) -> models.CheckConstraint:
    """A CHECK named `name`; `sentence` (lazy) is shown when the database refuses."""
    SENTENCES[name] = sentence
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=sentence)


def named(constraint, sentence):
    """Give any named constraint (unique, exclusion) its sentence; returns the constraint."""
    SENTENCES[constraint.name] = sentence
    constraint.violation_error_message = sentence
    return constraint


def paired(table: str, verb: str) -> models.CheckConstraint:
    """`<verb>_at` and `<verb>_by` are both set or both empty."""
    at, by = f"{verb}_at__isnull", f"{verb}_by__isnull"
    return check(
        f"{table}_{verb}_paired",
        Q(**{at: True, by: True}) | Q(**{at: False, by: False}),
        _("时间与经办人必须同时登记。"),
    )


def evidence(table: str, status: str, **needed) -> models.CheckConstraint:
    """A row in `status` has its evidence: each keyword is a look-up that must hold (approved_at__isnull=False)."""
    return check(
        f"{table}_{status}_evidence",
        ~Q(status=status) | Q(**needed),
        _("该状态缺少应有的办理记录（办理人、时间或依据）。"),
    )


def in_order(table: str, first: str, second: str) -> models.CheckConstraint:
    """`first` is not after `second` when both are set."""
    return check(
        f"{table}_{first}_{second}_order",
        Q(**{f"{first}__isnull": True}) | Q(**{f"{second}__isnull": True}) | Q(**{f"{first}__lte": F(second)}),
        _("日期先后颠倒，请核对。"),
    )


def sentence_of(error: IntegrityError) -> str:
    """The sentence for the constraint that refused, or a general one; never the database's own text."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    return str(SENTENCES.get(name, _("数据库拒绝了这次保存：数据与其他记录矛盾，请刷新后重试。")))
