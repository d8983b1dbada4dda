"""What happened to an entry and its versions, as lines of a timeline."""

from django.utils.translation import gettext as _

from catalogs.models import EntryGroupRight, EntryUserRight, IssuingRight, Version
from catalogs.policies import VERB_LABELS
from catalogs.states import VERSION
from portal import formats, history
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
    lines = [_line(row, _entry_title(row)) for row in entry.history.select_related("history_user")]
    rows = Version.history.filter(id__in=[version.pk for version in versions]).exclude(history_change_reason="edit")
    lines += [_line(row, _numbered(row)) for row in rows.select_related("history_user")]
    issuers = IssuingRight.history.filter(entry=entry).select_related("history_user", "department")
    lines += [_line(row, _issuer_title(row)) for row in issuers]
    if department is not None:
        lines += _rights(entry, department)
    return sorted(lines, key=lambda line: line.at, reverse=True)[:SHOWN]


def _line(row, title) -> Event:
    step = row.history_change_reason
    ground = getattr(row, "ground", "") if step in ("send_back", "withdraw") else ""
    return history.line(row, title, reason=ground, kind=STEP_TAGS.get(step, ""))


def _version_title(row) -> str:
    """What was done with a version, and from which day it counts or no longer counts."""
    step = row.history_change_reason
    if step not in VERSION.steps:
        return {"draft": _("编制草稿"), "edit": _("修改草稿")}.get(step, step or "")
    sentence = {"publish": _("%(act)s，自%(day)s起启用"), "supersede": _("%(act)s，自%(day)s起停用"),
                "withdraw": _("%(act)s，自%(day)s起停用")}.get(step, "%(act)s")
    day = row.in_force_from if step == "publish" else row.in_force_until
    return sentence % {"act": VERSION.steps[step].label, "day": formats.sentence(day) if day else ""}


def _entry_title(row) -> str:
    return {"create": _("建立目录条目"), "discard": _("放弃目录条目，类型代码可另行使用")}.get(
        row.history_change_reason, _("更改目录名称"))


def _numbered(row) -> str:
    return _("第 %(n)d 版：%(what)s") % {"n": row.number, "what": _version_title(row)}


def _issuer_title(row) -> str:
    sentence = _("授予%(department)s签发权限") if row.history_type == "+" else _("终止%(department)s签发权限")
    return sentence % {"department": row.department.name}


def _rights(entry, department) -> list[Event]:
    """Rights given and taken back in one department."""
    own = EntryUserRight.history.filter(content_object=entry, department=department)
    found = [_line(row, _right_title(row, row.user.display_name))
             for row in own.select_related("history_user", "user", "permission")]
    by_role = EntryGroupRight.history.filter(content_object=entry, group__name__startswith=department.uscc + "/")
    return found + [_line(row, _right_title(row, ROLES[row.group.name.rpartition("/")[2]].label))
                    for row in by_role.select_related("history_user", "group", "permission")]


def _right_title(row, whom) -> str:
    verb = VERB_LABELS[row.permission.codename.removesuffix("_entry")]()
    sentence = _("收回%(whom)s的%(verb)s权限") if row.history_type == "-" else _("授予%(whom)s%(verb)s权限")
    return sentence % {"whom": whom, "verb": verb}
