"""What accounts shows on the desk: menu lines, and for the security administrator what needs appointing."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal import desk
from portal.accounts import policies
from portal.accounts.models import Appointment, User

ADMINISTRATION, BODIES = _("系统管理"), _("机构与岗位")


def _keeps(actor) -> bool:
    return bool(policies.can_see_accounts(actor))


def _reads(actor) -> bool:
    return not _keeps(actor)


def _appoints(actor) -> bool:
    return actor.may("accounts.appoint")


def _ending_tasks(actor, limit):
    rows = Appointment.objects.ending().select_related("user", "department").order_by("until", "id")[:limit]
    return [
        desk.Task(
            number=row.user.username, url=reverse("accounts:person", args=[row.user_id]), title=row.user.display_name,
            subtitle=str(row.department), kind=str(row.role_label), status=gettext("即将到期"), status_kind="todo",
            since=row.appointed_at, due=row.until, handler="", verb=gettext("查看任职"),
        )
        for row in rows
    ]


def _unappointed_tasks(actor, limit):
    rows = User.objects.unappointed().order_by("created_at", "id")[:limit]
    return [
        desk.Task(
            number=row.username, url=reverse("accounts:person", args=[row.pk]), title=row.display_name,
            subtitle=gettext("没有在任岗位，登录后不能办理任何事项"), kind=gettext("账号"), status=gettext("待任命"),
            status_kind="todo", since=row.created_at, due=None, handler="", verb=gettext("任命岗位"),
        )
        for row in rows
    ]


desk.register(
    desk.MenuItem(ADMINISTRATION, _("人员"), "accounts:people", "users", _keeps, order=80),
    desk.MenuItem(ADMINISTRATION, _("任职"), "accounts:appointments", "calendar", _keeps, order=81),
    desk.MenuItem(ADMINISTRATION, _("部门"), "accounts:departments", "building", _keeps, order=82),
    desk.MenuItem(ADMINISTRATION, _("岗位权限"), "accounts:roles", "shield", _keeps, order=83),
    desk.MenuItem(BODIES, _("本部门岗位"), "accounts:own_department", "users",
                  lambda actor: _reads(actor) and bool(actor.department), order=90),
    desk.MenuItem(BODIES, _("部门"), "accounts:departments", "building", _reads, order=91),
    desk.MenuItem(BODIES, _("岗位权限"), "accounts:roles", "shield", _reads, order=92),
    desk.Queue("appointments_ending", _("30 日内到期的任职"), _appoints,
               lambda actor: Appointment.objects.ending().count(), _ending_tasks, order=80),
    desk.Queue("accounts_unappointed", _("待任命的账号"), _appoints,
               lambda actor: User.objects.unappointed().count(), _unappointed_tasks, order=81),
)
