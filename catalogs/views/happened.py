"""What happened to an entry and its versions, as lines of a timeline."""

from django.utils.translation import gettext as _

from catalogs.models import EntryGroupRight, EntryUserRight, IssuingRight, Version
from portal import formats
from portal.accounts.roles import ROLES
from portal.parts import Event

STEP_TAGS = {"publish": "ok", "send_back": "bad", "withdraw": "bad"}
SHOWN = 40


def of_version(version) -> list[Event]:
    """The steps and changes of one version, newest first."""
    rows = version.history.select_related("history_user").order_by("-history_date", "-history_id")
    return [_line(row, _version_title(row)) for row in rows[:SHOWN]]


def of_entry(entry, versions, department) -> list[Event]:
    """What happened to the entry, its visible versions, its issuers and the rights in a department, newest first."""
    lines = [(row.history_date, _line(row, _entry_title(row))) for row in entry.history.select_related("history_user")]
    rows = Version.history.filter(id__in=[version.pk for version in versions]).exclude(history_change_reason="edit")
    lines += [(row.history_date, _line(row, _numbered(row))) for row in rows.select_related("history_user")]
    issuers = IssuingRight.history.filter(entry=entry).select_related("history_user", "department")
    lines += [(row.history_date, _line(row, _issuer_title(row))) for row in issuers]
    if department is not None:
        lines += _rights(entry, department)
    return [line for _at, line in sorted(lines, key=lambda pair: pair[0], reverse=True)[:SHOWN]]


def _line(row, title: str) -> Event:
    ground = getattr(row, "ground", "") if row.history_change_reason in ("send_back", "withdraw") else ""
    return Event(title, at=row.history_date, person=row.history_user.display_name if row.history_user else "",
                 reason=ground, kind=STEP_TAGS.get(row.history_change_reason, ""))


def _version_title(row) -> str:
    until = formats.sentence(row.in_force_until) if row.in_force_until else ""
    return {
        "draft": _("编制草稿"), "edit": _("修改草稿"), "submit": _("提交发布"), "send_back": _("退回修改"),
        "discard": _("放弃草稿"),
        "publish": _("发布，自%(day)s起启用") % {
            "day": formats.sentence(row.in_force_from) if row.in_force_from else ""},
        "supersede": _("由新版替代，自%(day)s起停用") % {"day": until},
        "withdraw": _("撤回，自%(day)s起停用") % {"day": until},
    }.get(row.history_change_reason, row.history_change_reason or "")


def _entry_title(row) -> str:
    return {"create": _("建立目录条目"), "discard": _("放弃目录条目，类型代码可另行使用")}.get(
        row.history_change_reason, _("更改目录名称"))


def _numbered(row) -> str:
    return _("第 %(n)d 版：%(what)s") % {"n": row.number, "what": _version_title(row)}


def _issuer_title(row) -> str:
    sentence = _("授予%(department)s签发权限") if row.history_type == "+" else _("终止%(department)s签发权限")
    return sentence % {"department": row.department.name}


def _rights(entry, department) -> list:
    """Rights given and taken back in one department."""
    found = []
    own = EntryUserRight.history.filter(content_object=entry, department=department)
    for row in own.select_related("history_user", "user", "permission"):
        found.append((row.history_date, _line(row, _right_title(row, row.user.display_name))))
    by_role = EntryGroupRight.history.filter(content_object=entry, group__name__startswith=department.uscc + "/")
    for row in by_role.select_related("history_user", "group", "permission"):
        role = ROLES[row.group.name.rpartition("/")[2]].label
        found.append((row.history_date, _line(row, _right_title(row, role))))
    return found


def _right_title(row, whom) -> str:
    verb = {"collect_entry": _("采集"), "review_entry": _("审核"), "sign_entry": _("签发")}[row.permission.codename]
    sentence = _("收回%(whom)s的%(verb)s权限") if row.history_type == "-" else _("授予%(whom)s%(verb)s权限")
    return sentence % {"whom": whom, "verb": verb}
