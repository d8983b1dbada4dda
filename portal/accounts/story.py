"""What became of an account, a department or an appointment: history rows of several tables as one timeline."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from portal import history
from portal.accounts.models import SecondFactor
from portal.parts import Event

TITLES = {
    "open_account": _("开立账号"), "edit_account": _("修改账号资料"), "deactivate": _("停用账号"),
    "reactivate": _("恢复启用"), "change_password": _("本人修改密码"), "reset_password": _("重置密码"),
    "set_up_second_factor": _("启用动态口令"), "replace_second_factor": _("更换动态口令设备"),
    "remove_second_factor": _("解除动态口令"), "appoint": _("任命"), "end_appointment": _("免除"),
    "add_department": _("登记部门"), "edit_department": _("修改部门"),
}
HIDDEN = ("deactivated_by", "ended_by", "appointed_by", "created_by", "confirmed_at", "is_superuser")


def of_account(user) -> list[Event]:
    """Everything that happened to a person's account, second factor and appointments, newest first."""
    entries = _titled(user) + _titled(SecondFactor(user=user))
    for appointment in user.appointments.select_related("department"):
        entries += _titled(appointment, about=str(appointment))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def of_department(department) -> list[Event]:
    """What was registered of a department and when it changed, newest first."""
    return _titled(department)


def _titled(obj, about: str = "") -> list[Event]:
    entries = history.timeline(obj, TITLES, hide=HIDDEN)
    return [replace(entry, title=_("%(what)s：%(about)s") % {"what": entry.title, "about": about}) if about else entry
            for entry in entries]
