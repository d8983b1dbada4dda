"""The roles and what each may do, on one page; docs/permissions.md is generated from it.

A role is held through an appointment (person × department × role × period). A permission says which verb a
role may attempt; the policies say on which objects. Change a rule here, run `manage.py generate_docs`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

PERMISSIONS = {
    "catalogs.read": _("查看证照目录"),
    "catalogs.edit": _("编制目录条目与版本"),
    "catalogs.publish": _("发布、撤回目录版本"),
    "catalogs.matters": _("维护事项清单"),
    "catalogs.grant": _("按证照类型授予采集、审核、签发权限"),
    "licenses.read": _("查看本部门证照与办件"),
    "licenses.collect": _("采集、提交办件"),
    "licenses.review": _("审核办件"),
    "licenses.sign": _("签发证照"),
    "licenses.oversee": _("查看本辖区证照与办件概况"),
    "licenses.use": _("依授权查验证照"),
    "licenses.reveal": _("说明理由后查看脱敏内容"),
    "licenses.lock": _("处置疑似涉密件"),
    "vault.order": _("提请销毁涉密数据密钥"),
    "vault.confirm": _("确认销毁涉密数据密钥"),
    "law.edit": _("维护法律依据"),
    "workdays.enter": _("录入放假安排通知"),
    "workdays.confirm": _("确认、作废放假安排"),
    "accounts.people": _("开立、停用账号，维护部门"),
    "accounts.appoint": _("任命与免除岗位"),
    "accounts.sessions": _("终止会话、解除锁定"),
    "accounts.second_factor": _("解除动态口令"),
    "audit.read": _("查阅访问日志"),
}


@dataclass(frozen=True)
class Role:
    """A post that a person is appointed to in a department.

    `plays`: what the department must do for the post to exist there (managing, issuing, using; empty: any).
    `second_factor`: signing in to this role needs a one-time code beside the password.
    """

    key: str
    label: str
    permissions: frozenset
    plays: str = ""
    second_factor: bool = False


def _role(key, label, *permissions, plays="", second_factor=False):
    return Role(key, label, frozenset(permissions), plays, second_factor)


ROLES = {
    role.key: role
    for role in (
        # issuing departments (A 8: named persons for collecting, reviewing, issuing)
        _role("clerk", _("采集岗"), "catalogs.read", "licenses.read", "licenses.collect", "licenses.reveal",
              plays="issuing"),
        _role("reviewer", _("审核岗"), "catalogs.read", "licenses.read", "licenses.review", "licenses.reveal",
              plays="issuing"),
        _role("signer", _("签发岗"), "catalogs.read", "licenses.read", "licenses.sign", "licenses.reveal",
              plays="issuing", second_factor=True),
        _role("issuing_head", _("签发部门负责人"), "catalogs.read", "licenses.read", "catalogs.grant",
              "licenses.lock", "vault.order", plays="issuing"),
        # managing departments (A 6, 9)
        _role("catalog_editor", _("目录编制岗"), "catalogs.read", "catalogs.edit", "catalogs.matters",
              "workdays.enter", plays="managing"),
        _role("catalog_publisher", _("目录发布岗"), "catalogs.read", "catalogs.publish", "law.edit",
              "workdays.confirm", plays="managing", second_factor=True),
        _role("supervisor", _("监督岗"), "catalogs.read", "licenses.oversee", plays="managing"),
        _role("secrecy_officer", _("保密岗"), "licenses.lock", "vault.confirm", plays="managing",
              second_factor=True),
        # using departments (A 14, 16)
        _role("user", _("用证岗"), "catalogs.read", "licenses.use", plays="using"),
        # three administrators apart 三员分立 (GB/T 22239 8.1.5)
        _role("system_admin", _("系统管理员"), "accounts.people", "accounts.sessions", plays="managing",
              second_factor=True),
        _role("security_admin", _("安全管理员"), "accounts.appoint", "accounts.second_factor", plays="managing",
              second_factor=True),
        _role("audit_admin", _("审计管理员"), "audit.read", plays="managing", second_factor=True),
    )
}

ROLE_CHOICES = [(role.key, role.label) for role in ROLES.values()]

ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})

# Pairs that one person may not hold in one department at the same time: the second pair of eyes would be the
# same pair. The rest is allowed, so that a bureau of two people can work: each case still needs two persons (Hand).
APART_IN_DEPARTMENT = (
    ("clerk", "signer"),
    ("catalog_editor", "catalog_publisher"),
    ("issuing_head", "clerk"),
)

# Pairs that one person may not hold at all, in whatever departments.
APART_EVERYWHERE = tuple(
    (admin, other)
    for admin in sorted(ADMINISTRATORS)
    for other in sorted(ROLES)
    if other != admin and (other not in ADMINISTRATORS or admin < other)
) + (("secrecy_officer", "issuing_head"),)


def permissions_of(role_key: str) -> frozenset:
    """The permissions of a role; an unknown role has none."""
    role = ROLES.get(role_key)
    return role.permissions if role else frozenset()


def roles_with(permission: str) -> list:
    """The roles that carry a permission, in the order of this page."""
    return [role for role in ROLES.values() if permission in role.permissions]
