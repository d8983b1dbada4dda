"""The lists of licences and of cases."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from licenses.states import OPEN
from licenses.status import statuses_at
from portal import formats
from portal.tables import DueColumn, ShortColumn, Table, cell
from portal.templatetags.ui import tag


class Licenses(Table):
    """Licences with their status of today; names and numbers of persons are masked."""

    caption = _("证照列表")
    empty = _("没有符合条件的证照")
    empty_hint = _("请核对关键词（编号、代码须完整，姓名或名称可以只输一部分），或放宽筛选条件。")

    shown_number = tables.Column(verbose_name=_("证照编号"))
    shown_holders = tables.Column(verbose_name=_("持证主体"), attrs=cell("lead"))
    entry = tables.Column(verbose_name=_("证照类型"), attrs=cell("full"))
    status = tables.Column(verbose_name=_("状态"))
    issued_at = ShortColumn(verbose_name=_("签发时间"), label=_("签发"))
    valid_to = tables.Column(verbose_name=_("有效期至"), attrs=cell("num", _("有效期至")), empty_values=())
    department = tables.Column(verbose_name=_("签发部门"), attrs=cell("", _("签发部门")))

    def __init__(self, rows: list, *, with_department: bool, **kwargs):
        self.statuses = statuses_at(rows)
        super().__init__(rows, exclude=() if with_department else ("department",), **kwargs)

    def render_shown_number(self, value, record):
        lock = format_html('<span class="sub">{}</span>', _("疑似涉密，已锁定")) if record.locked_at else ""
        url = reverse("licenses:license", args=[record.pk])
        return format_html('<a class="code" href="{}">{}</a>{}', url, value, lock)

    def render_shown_holders(self, value, record):
        names, codes = value.split("、"), record.shown_codes.split("、")
        pairs = zip(names, codes, strict=False) if len(names) == len(codes) else [(value, record.shown_codes)]
        return format_html_join("", '{}<span class="sub">{}</span>', pairs)

    def render_status(self, record):
        status = self.statuses[record.pk]
        return tag(status.label, status.kind)

    def render_valid_to(self, record):
        return formats.iso(record.valid_to) if record.valid_to else _("长期")

    def render_department(self, value):
        return value.short_name or value.name


class Cases(Table):
    """Cases by number; names and codes of persons are masked, deadlines stand only with what is still open."""

    caption = _("办件列表")
    empty = _("没有符合条件的办件")
    empty_hint = _("请核对关键词（编号、代码须完整，姓名或名称可以只输一部分），或换一个状态标签。")

    number = tables.Column(verbose_name=_("办件编号 / 受理编号"))
    shown_holders = tables.Column(verbose_name=_("持证主体"), attrs=cell("lead"), empty_values=())
    entry = tables.Column(verbose_name=_("证照类型"), attrs=cell("full"))
    status = tables.Column(verbose_name=_("状态"))
    submitted_at = ShortColumn(verbose_name=_("提交时间"), label=_("提交"))
    due_on = DueColumn(verbose_name=_("内部办理时限"), label=_("时限"))
    handler = tables.Column(verbose_name=_("采集人"), attrs=cell("nowrap", _("采集")), accessor="collected_by")
    department = tables.Column(verbose_name=_("签发部门"), attrs=cell("", _("签发部门")))

    def __init__(self, rows: list, *, with_department: bool, **kwargs):
        super().__init__(rows, exclude=() if with_department else ("department",), **kwargs)

    def render_number(self, value, record):
        lines = [record.acceptance_number] if record.acceptance_number else []
        lines += [_("疑似涉密，已锁定")] if record.locked_at else []
        subs = format_html_join("", '<span class="sub">{}</span>', ((line,) for line in lines))
        url = reverse("licenses:case", args=[record.pk])
        return format_html('<a class="code" href="{}">{}</a>{}', url, value, subs)

    def render_shown_holders(self, value, record):
        if not value:
            return format_html('<span class="muted">{}</span>', _("（尚未填写）"))
        return format_html('{}<span class="sub num">{}</span>', value, record.shown_codes)

    def render_entry(self, value, record):
        if not record.kind_row.changes_existing:
            return value.name
        return format_html('{}<span class="sub">{}</span>', value.name, record.kind_label)

    def render_status(self, record):
        note = format_html('<span class="sub">{}</span>', _("签发未成功")) if record.problem else ""
        return format_html("{}{}", tag(record.status_label, record.status_row.tag), note)

    def render_due_on(self, value, record, column):
        if record.status in OPEN:
            return column.render(value, self)
        return formats.short(value, self.now)

    def render_department(self, value):
        return value.short_name or value.name

    def row_class(self, record):
        return self.urgent(record.due_on) if record.status in OPEN else ""
