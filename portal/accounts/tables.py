"""Lists of people and appointments."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django_tables2 import A, Column

from portal.tables import ShortColumn, Table, cell
from portal.templatetags.ui import due, tag


class PeopleTable(Table):
    """Accounts, each with the appointments in force in `current`."""

    caption = _("人员列表")
    display_name = Column(verbose_name=_("姓名"), linkify=("accounts:person", {"pk": A("pk")}), attrs=cell("lead"))
    username = Column(verbose_name=_("登录名"), attrs=cell("code", _("登录名")))
    staff_number = Column(verbose_name=_("工号"), attrs=cell("num", _("工号")))
    current = Column(verbose_name=_("在任岗位"), attrs=cell("full"), empty_values=(None, ()))
    last_sign_in = ShortColumn(verbose_name=_("最近登录"))
    is_active = Column(verbose_name=_("状态"))

    def render_current(self, value):
        if not value:
            return format_html('<span class="muted">{}</span>', now_("无在任岗位"))
        return format_html_join("", "<div>{} · {}</div>", ((a.department.name, a.role_label) for a in value))

    def render_is_active(self, record):
        if not record.is_active:
            return tag(now_("已停用"), "off")
        return tag(now_("锁定中"), "back") if record.username in self.locked else tag(now_("启用"), "ok")

    def __init__(self, data, locked=(), **kwargs):
        self.locked = locked
        super().__init__(data, **kwargs)


def state_of(appointment, today):
    """Where an appointment stands on a day: (label, kind of tag)."""
    if appointment.until and appointment.until < appointment.since:
        return now_("已撤回"), "off"
    if appointment.since > today:
        return now_("尚未开始"), ""
    if appointment.until and appointment.until < today:
        return now_("已结束"), "off"
    if not appointment.user.is_active:
        return now_("账号停用"), "back"
    return now_("在任"), "ok"


class AppointmentTable(Table):
    """Appointments of many people."""

    caption = _("任职列表")
    person = Column(accessor="user", verbose_name=_("姓名"), linkify=("accounts:person", {"pk": A("user__pk")}),
                    attrs=cell("lead"))
    role = Column(accessor="role_label", verbose_name=_("岗位"))
    department = Column(verbose_name=_("部门"), attrs=cell("full"))
    since = Column(verbose_name=_("起始日期"), attrs=cell("num", _("起始")))
    until = Column(verbose_name=_("截止日期"), attrs=cell("nowrap", _("截止")), empty_values=())
    state = Column(verbose_name=_("状态"), empty_values=())
    document = Column(verbose_name=_("任命文件"), attrs=cell("", _("文件")))

    def __init__(self, data, today, **kwargs):
        self.today = today
        super().__init__(data, **kwargs)

    def render_since(self, value):
        return value.isoformat()

    def render_until(self, value, record):
        if value is None:
            return now_("长期")
        running = record.since <= self.today <= value
        return format_html('<span class="num">{}</span> {}', value.isoformat(),
                           due(self.standing(value)) if running and (value - self.today).days <= 30 else "")

    def render_state(self, record):
        return tag(*state_of(record, self.today))


class OwnAppointments(AppointmentTable):
    """Appointments of one person; with `ends`, each that can still end has the way to it."""

    caption = _("任职")
    empty = _("没有任职")
    empty_hint = _("岗位由安全管理员任命；没有在任岗位的账号登录后不能办理任何事项。")
    act = Column(verbose_name=_("操作"), empty_values=(), attrs=cell("act"))

    class Meta:
        exclude = ("person",)
        sequence = ("role", "department", "since", "until", "state", "document", "act")

    def __init__(self, data, today, ends=False, **kwargs):
        self.ends = ends
        super().__init__(data, today, exclude=() if ends else ("act",), **kwargs)

    def render_act(self, record):
        if record.until and record.until < self.today:
            return ""
        return format_html('<a class="btn btn-sm" href="{}">{}<span class="sr">：{}</span></a>',
                           reverse("accounts:end_appointment", args=[record.pk]), now_("免除"), record)
