"""The holidays of a year and its notices as lists."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from portal import formats
from portal.tables import ShortColumn, StatusColumn, Table, cell
from portal.workdays import words
from portal.workdays.states import TAG_KINDS


class Holidays(Table):
    """Holidays of a year (`sheet.Holiday`)."""

    caption = _("节日列表")
    name = Column(verbose_name=_("节日"), attrs=cell("lead"))
    off = Column(verbose_name=_("放假"), attrs=cell("num", _("放假")))
    length = Column(verbose_name=_("天数"), attrs=cell("num", _("天数")))
    make_up = Column(verbose_name=_("调休上班"), attrs=cell("num", _("上班")), empty_values=(None,))

    def render_name(self, value):
        return words.holiday(value)

    def render_off(self, value):
        return format_html_join("", "<div>{}</div>", ((words.span(run.first, run.last),) for run in value))

    def render_make_up(self, value):
        if not value:
            return "—"
        return format_html_join("", "<div>{}{}</div>", (
            (on.isoformat(), now_("（%(weekday)s）") % {"weekday": formats.weekday(on)}) for on in value))


class Differences(Table):
    """Days that a notice would change (`sheet.Difference`)."""

    caption = _("改变的日子")
    empty = _("与现行日历没有差异")
    empty_hint = _("确认采用后，工作日不变，来源改为本通知。")
    day = Column(accessor="after__on", verbose_name=_("日期"), attrs=cell("num"))
    weekday = Column(accessor="after__on", verbose_name=_("星期"), attrs=cell("nowrap", _("星期")))
    before = Column(verbose_name=_("现行"), attrs=cell("", _("现行")))
    after = Column(verbose_name=_("采用后"), attrs=cell("", _("采用后")))

    def render_day(self, value):
        return value.isoformat()

    def render_weekday(self, value):
        return formats.weekday(value)

    def render_before(self, value):
        return words.reason(value)

    def render_after(self, value):
        return words.reason(value)


class Notices(Table):
    """The notices that were entered for a year."""

    caption = _("通知列表")
    empty = _("没有录入通知")
    empty_hint = _("国务院办公厅一般在上一年十一月公布；由目录编制岗录入，目录发布岗确认。")
    number = Column(verbose_name=_("文号"), attrs=cell("lead"))
    issued_on = Column(verbose_name=_("发布日期"), attrs=cell("num", _("发布")))
    status = StatusColumn(verbose_name=_("状态"), kinds=TAG_KINDS)
    entered_at = ShortColumn(verbose_name=_("录入时间"), label=_("录入"))
    entered_by = Column(verbose_name=_("录入人"), attrs=cell("nowrap", _("录入人")))
    confirmed_by = Column(verbose_name=_("确认人"), attrs=cell("nowrap", _("确认人")))

    def render_number(self, value, record):
        return format_html('<a href="{}">{}</a>', reverse("workdays:notice", args=[record.pk]), value)

    def render_issued_on(self, value):
        return value.isoformat()
