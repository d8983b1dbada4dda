"""What the verbs and kinds of the access log mean in words: the log itself keeps only their technical names.

A verb is a plain one ('view'), a step of a workflow ('licenses.case.approve'), or a kind with a word
('accounts.add_department', 'licenses.material.add').
"""

import functools
import operator

from django.apps import apps
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.workflow import Workflow

READ, FILE, REVEAL, STEP, SESSION, RIGHTS, CONFIG, KEYS, OTHER = (
    "read", "file", "reveal", "step", "session", "rights", "config", "keys", "other")

GROUPS = {
    READ: _("查看与检索"),
    FILE: _("预览、下载、打印与导出"),
    REVEAL: _("查看脱敏内容"),
    STEP: _("办理步骤"),
    SESSION: _("登录与会话"),
    RIGHTS: _("账号、岗位与权限"),
    CONFIG: _("目录、依据与设置"),
    KEYS: _("保密与密钥"),
    OTHER: _("其他"),
}

# The word by which a verb ends, whatever it is done to: (group, label).
WORDS = {
    "view": (READ, _("查看")), "list": (READ, _("查看列表")), "search": (READ, _("检索")),
    "page": (READ, _("打开页面")),
    "verify": (READ, _("核验")), "check": (READ, _("核验")),
    "preview": (FILE, _("预览")), "download": (FILE, _("下载")), "print": (FILE, _("打印")),
    "file": (FILE, _("查看文件")),
    "reveal": (REVEAL, _("查看脱敏内容")),
    "sign_in": (SESSION, _("登录")), "sign_in_failed": (SESSION, _("登录失败")),
    "locked_out": (SESSION, _("账号被锁定")), "sign_out": (SESSION, _("退出登录")),
    "session_ended": (SESSION, _("会话结束")), "switch": (SESSION, _("切换岗位")),
    "second_factor": (SESSION, _("动态口令验证")), "second_factor_failed": (SESSION, _("动态口令错误")),
    "change_password": (SESSION, _("修改密码")), "set_up_second_factor": (SESSION, _("启用动态口令")),
    "recovery_code": (SESSION, _("使用备用码")),
    "renew_recovery_codes": (SESSION, _("重新生成备用码")),
    "add_department": (RIGHTS, _("登记部门")), "edit_department": (RIGHTS, _("修改部门")),
    "open_account": (RIGHTS, _("开立账号")), "edit_account": (RIGHTS, _("修改账号")),
    "deactivate": (RIGHTS, _("停用账号")), "reactivate": (RIGHTS, _("启用账号")),
    "reset_password": (RIGHTS, _("重置密码")), "unlock": (RIGHTS, _("解除锁定")),
    "end_sessions": (RIGHTS, _("终止会话")), "remove_second_factor": (RIGHTS, _("停用动态口令")),
    "appoint": (RIGHTS, _("任命岗位")), "end_appointment": (RIGHTS, _("免除岗位")),
    "grant_right": (RIGHTS, _("授予权限")),
    "revoke_right": (RIGHTS, _("收回权限")), "confirm_password": (SESSION, _("再次验证密码")),
    "give_issuing_right": (CONFIG, _("设定签发部门")), "end_issuing_right": (CONFIG, _("终止签发部门")),
    "show_code": (SESSION, _("显示动态口令")), "change": (CONFIG, _("更改")),
    "draft": (STEP, _("起草")),
    "enter": (CONFIG, _("录入通知")), "recount": (STEP, _("重算办理时限")),
    "load": (CONFIG, _("装入参考数据")), "add_version": (CONFIG, _("新增版本")),
    "correct": (CONFIG, _("更改")),
    "rotate_keys": (KEYS, _("轮换主密钥")), "order": (KEYS, _("提请销毁密钥")),
    "open": (STEP, _("新建")), "create": (STEP, _("新建")), "add": (STEP, _("添加")), "edit": (STEP, _("修改")),
    "remove": (STEP, _("移除")), "copy": (STEP, _("复制")),
    "read": (READ, _("标为已读")), "act": (OTHER, _("操作")),
}

# Steps in these apps are no handling of a case, and have a group of their own.
STEPS_OF = {"catalogs.": CONFIG, "law.": CONFIG, "workdays.": CONFIG, "vault.": KEYS}

# Kinds of objects that are not models.
KINDS = {
    "portal.desk": _("工作台"),
    "vault.subject": _("案卷密钥"),
    "workdays.year": _("工作日历"),
    "audit.accessrecord": _("访问日志"),
    "accounts.user": _("人员"),
}


def label_of(verb: str) -> str:
    """A verb in the reader's language, such as “办件·审核通过”; a verb that nothing describes stays as it is."""
    found = _steps().get(verb)
    if found:
        return _joined(*found)
    kind, _dot, word = verb.partition(":")[0].rpartition(".")
    if word not in WORDS:
        return verb
    return _joined(kind_label(kind) if kind and kind not in _app_labels() else "", WORDS[word][1])


def group_of(verb: str) -> str:
    """The key of the group that a verb belongs to."""
    if verb in _locks():
        return KEYS
    word = verb.partition(":")[0].rpartition(".")[2]
    group = STEP if verb in _steps() else WORDS.get(word, (OTHER, ""))[0]
    if group != STEP:
        return group
    return next((of for app, of in STEPS_OF.items() if verb.startswith(app)), STEP)


def in_group(group: str) -> Q:
    """The rows whose verb belongs to a group."""
    steps, locks = Q(verb__in=list(_steps())), Q(verb__in=_locks())
    if group == OTHER:
        return ~(steps | _ends_with([word for word, (of, _label) in WORDS.items() if of != OTHER]))
    words = _ends_with([word for word, (of, _label) in WORDS.items() if of == group]) & ~steps
    taken = (steps & ~locks) | (_ends_with([word for word, (of, _label) in WORDS.items() if of == STEP]) & ~steps)
    elsewhere = [(Q(verb__startswith=app), of) for app, of in STEPS_OF.items()]
    if group == STEP:
        return taken & ~functools.reduce(operator.or_, [app for app, _of in elsewhere])
    for app, of in elsewhere:
        if of == group:
            words |= taken & app
    return words | locks if group == KEYS else words


def kind_label(kind: str) -> str:
    """A kind of object in the reader's language: the name of its model."""
    if kind in KINDS:
        return str(KINDS[kind])
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def _ends_with(words: list) -> Q:
    found = Q(verb__in=words)
    for word in words:
        found |= Q(verb__endswith=f".{word}")
    return found | Q(verb__startswith="page:") if "page" in words else found


@functools.cache
def _steps() -> dict[str, tuple]:
    """Every verb that the engine writes → what it is a step of, and the step."""
    found: dict[str, tuple[str | Promise, ...]] = {}
    for workflow in Workflow.registry.values():
        for step in workflow.steps.values():
            found[f"{workflow.name}.{step.name}"] = (workflow.label, step.label)
            found[f"{workflow.name}.{step.name}.prepare"] = (workflow.label, step.label, _("预备"))
    return found


@functools.cache
def _locks() -> list[str]:
    """The verbs of locking and unlocking what may be a secret, whatever it is."""
    return [verb for verb in _steps() if verb.split(".")[2] in ("lock", "unlock")]


@functools.cache
def _app_labels() -> frozenset:
    return frozenset(config.label for config in apps.get_app_configs())


def _joined(*parts) -> str:
    return "·".join(str(part) for part in parts if part)
