"""The lists of the catalogue: entries, matters, and what hangs on an entry or a version."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from catalogs import schema
from catalogs.states import STATES, TAG_KINDS
from portal.tables import ShortColumn, StatusColumn, Table, cell
from portal.templatetags.ui import tag


class Entries(Table):
    """Entries `with_state`, each shown by the version that `version_of` says."""

    caption = _lazy("证照目录")
    name = tables.Column(verbose_name=_lazy("证照名称 / 类型代码"), attrs=cell("lead"), orderable=True)
    defining = tables.Column(verbose_name=_lazy("定义机构"), accessor="defining_name", attrs=cell("full nowrap"))
    category = tables.Column(verbose_name=_lazy("类别"), attrs=cell("nowrap", _lazy("类别")), empty_values=())
    holder = tables.Column(verbose_name=_lazy("持证主体"), attrs=cell("nowrap", _lazy("持证主体")), empty_values=())
    validity = tables.Column(verbose_name=_lazy("有效期"), attrs=cell("", _lazy("有效期")), empty_values=())
    version = tables.Column(verbose_name=_lazy("版本"), attrs=cell("num", _lazy("版本")), empty_values=())
    state = tables.Column(verbose_name=_lazy("状态"), empty_values=())

    def __init__(self, entries, *, version_of, **kwargs):
        self.version_of = version_of
        super().__init__(entries, **kwargs)

    def render_name(self, record):
        return format_html('<a href="{}">{}</a><span class="sub code">{}</span>',
                           reverse("catalogs:entry", args=[record.pk]), record.name, record.type_code)

    def render_defining(self, record):
        return format_html('{}<span class="sub">{}</span>', record.defining_name, record.get_defining_level_display())

    def render_category(self, record):
        version = self.version_of(record)
        return version.get_category_display() if version else "—"

    def render_holder(self, record):
        version = self.version_of(record)
        return version.get_holder_category_display() if version else "—"

    def render_validity(self, record):
        version = self.version_of(record)
        return schema.validity_in_short(version.validity) if version else "—"

    def render_version(self, record):
        version = self.version_of(record)
        if version is None:
            return "—"
        since = _("自 %(day)s") % {"day": version.in_force_from} if version.in_force_from else ""
        return format_html('{}<span class="sub">{}</span>', _("第 %(n)d 版") % {"n": version.number}, since)

    def render_state(self, record):
        tags = [state for state in dict.fromkeys((record.state, record.making)) if state]
        return format_html_join(" ", "{}", ((tag(STATES[state].label, STATES[state].tag),) for state in tags))


class Matters(Table):
    caption = _lazy("事项清单")
    code = tables.Column(verbose_name=_lazy("事项编码"), orderable=True)
    name = tables.Column(verbose_name=_lazy("事项名称"), attrs=cell("lead"))
    department = tables.Column(verbose_name=_lazy("实施部门"), attrs=cell("full"))
    types = tables.Column(verbose_name=_lazy("关联证照"), attrs=cell("", _lazy("关联证照")), empty_values=())

    def __init__(self, data, *, may_edit, **kwargs):
        self.may_edit = may_edit
        super().__init__(data, **kwargs)

    def render_code(self, value, record):
        if not self.may_edit:
            return format_html('<span class="code">{}</span>', value)
        return format_html('<a class="code" href="{}">{}</a>', reverse("catalogs:matter", args=[record.pk]), value)

    def render_types(self, record):
        names = list(dict.fromkeys(version.name for version in record.linked))
        return _("、").join(names) or "—"


class Items(Table):
    """The face items of a version; with `links`, each leads to its form."""

    caption = _lazy("照面信息项")
    empty = _lazy("没有照面信息项")
    empty_hint = _lazy("请在下方增加信息项。")
    label = tables.Column(verbose_name=_lazy("名称 / 技术名"), attrs=cell("lead"))
    kind = tables.Column(verbose_name=_lazy("类型"), attrs=cell("nowrap", _lazy("类型")))
    sensitivity = tables.Column(verbose_name=_lazy("敏感级别"), attrs=cell("nowrap", _lazy("敏感级别")))
    concerns = tables.Column(verbose_name=_lazy("涉及"), attrs=cell("nowrap", _lazy("涉及")))
    source = tables.Column(verbose_name=_lazy("取值"), accessor="filled_from", attrs=cell("full"), empty_values=())

    def __init__(self, data, *, links=None, **kwargs):
        self.links = links
        super().__init__(data, **kwargs)

    def render_label(self, value, record):
        name = format_html('<a href="{}">{}</a>', reverse("catalogs:item", args=[self.links, record.key]),
                           value) if self.links else value
        return format_html('{}<span class="sub code">{}　{}</span>', name, record.key, record.pinyin_key)

    def render_kind(self, value, record):
        limit = _("最多 %(n)d 字") % {"n": record.max_length}
        needed = _("必填") if record.required else _("选填")
        return format_html('{}<span class="sub">{} · {}</span>', value, needed, limit)

    def render_sensitivity(self, value, record):
        return format_html('{}<span class="sub">{}</span>', value, _("应公示")) if record.public else value

    def render_source(self, record):
        if record.filled_from:
            return _("取自%(source)s") % {"source": schema.FILLED_FROM.get(record.filled_from, record.filled_from)}
        if not record.choices:
            return _("采集岗填写")
        return format_html('<details class="more"><summary>{}</summary>{}</details>',
                           _("%(n)d 个选项") % {"n": len(record.choices)}, _("、").join(record.choices))


class Versions(Table):
    caption = _lazy("目录版本")
    empty_hint = _lazy("尚未发布过版本。")
    number = tables.Column(verbose_name=_lazy("版本"))
    status = StatusColumn(verbose_name=_lazy("状态"), kinds=TAG_KINDS)
    in_force_from = ShortColumn(verbose_name=_lazy("启用日期"), label=_lazy("启用"))
    in_force_until = ShortColumn(verbose_name=_lazy("停用日期"), label=_lazy("停用"))
    drafted_by = tables.Column(verbose_name=_lazy("编制人"), attrs=cell("nowrap", _lazy("编制")))
    published_by = tables.Column(verbose_name=_lazy("发布人"), attrs=cell("nowrap", _lazy("发布")))

    def render_number(self, value, record):
        return format_html('<a href="{}">{}</a>', reverse("catalogs:version", args=[record.pk]),
                           _("第 %(n)d 版") % {"n": value})


class Issuers(Table):
    """The departments that issue a type; with `ends`, the right of each can be ended."""

    caption = _lazy("签发部门")
    empty = _lazy("还没有签发部门")
    empty_hint = _lazy("由目录管理部门的编制岗授予签发权限。")
    department = tables.Column(verbose_name=_lazy("签发部门"), attrs=cell("lead"))
    basis = tables.Column(verbose_name=_lazy("履职依据"), accessor="department__basis", attrs=cell("", _lazy("依据")))
    since = ShortColumn(verbose_name=_lazy("起始日期"), label=_lazy("起始"))
    until = ShortColumn(verbose_name=_lazy("截止日期"), label=_lazy("截止"))
    act = tables.Column(verbose_name=_lazy("操作"), attrs=cell("act"), empty_values=())

    def __init__(self, data, *, ends: bool, today, **kwargs):
        self.today = today
        super().__init__(data, exclude=() if ends else ("act",), **kwargs)

    def render_department(self, value):
        return format_html('{}<span class="sub code">{}</span>', value.name, value.uscc)

    def render_basis(self, record):
        department = record.department
        if not department.entrusted_by:
            return department.get_basis_display()
        return format_html('{}<span class="sub">{}</span>', department.get_basis_display(),
                           _("委托机关：%(body)s") % {"body": department.entrusted_by})

    def render_act(self, record):
        if record.until and record.until < self.today:
            return _("已截止")
        return format_html('<a href="{}">{}<span class="sr">：{}</span></a>',
                           reverse("catalogs:end_issuer", args=[record.entry_id, record.pk]), _("终止"),
                           record.department.name)
