"""What a role answers: whether it carries a permission, and who has it when it does not."""

from django.utils.translation import gettext as _

from portal.accounts.roles import PERMISSIONS, roles_with
from portal.decisions import ALLOWED, Decision, denied


def permitted(actor, permission: str) -> Decision:
    """Whether the role acted under carries `permission`; says nothing about objects."""
    return ALLOWED if actor.may(permission) else lacking(permission)


def lacking(permission: str) -> Decision:
    """The no to an actor whose role does not carry `permission`; it names the roles that do."""
    return denied(_("“%(permission)s”由%(roles)s办理，您当前的岗位没有这项权限。") % {
        "permission": PERMISSIONS[permission],
        "roles": _("、").join(str(role.label) for role in roles_with(permission)),
    })
