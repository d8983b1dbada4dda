"""The list of the access log."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal import formats
from portal.audit import describe, terms
from portal.audit.models import Result
from portal.paging import micros
from portal.tables import ShortColumn, Table, cell
from portal.templatetags.ui import tag

TAG_KINDS = {"ok": "ok", "refused": "bad", "not_found": "", "failed": "back"}

# Who acts when nobody has signed in.
WHO = {"public": _("公众（未登录）"), "system": _("后台任务"), "command": _("服务器命令行")}


def address_of(row) -> str:
    """The page of one row; it names the whole primary key, so that one partition is looked into."""
    return reverse("audit:row", args=[row.retention, micros(row.recorded_at), row.id])


def who(row) -> str:
    """Who acted, as lists show it."""
    return str(row.department_name or WHO.get(row.actor_kind) or row.person)


def what(row) -> str:
    """The object in words: its kind when it has no name."""
    return row.object_label or describe.kind_label(row.object_kind)


class LogRows(Table):
    caption = _("访问日志")
    empty = _("没有符合条件的记录")
    empty_hint = _("可以放宽日期或其他条件；没有任何条件时，列出最近 30 日的记录。")

    at = ShortColumn(verbose_name=_("时间"), seconds=True)
    account = tables.Column(verbose_name=_("访问主体"), attrs=cell("lead"), empty_values=())
    verb = tables.Column(verbose_name=_("行为"))
    object_label = tables.Column(verbose_name=_("对象"), attrs=cell("full"), empty_values=())
    case_number = tables.Column(verbose_name=_("事项与办件"), attrs=cell("full", _("依据")), empty_values=())
    result = tables.Column(verbose_name=_("结果"))
    detail = tables.Column(verbose_name=_("操作"), attrs=cell("act"), empty_values=())

    @property
    def row_header(self):
        return "account"

    def render_account(self, record):
        sub = " · ".join(filter(None, [record.person, record.account])) or record.address
        return format_html('{}<span class="sub">{}</span>', who(record), sub)

    def render_verb(self, value):
        return describe.label_of(value)

    def render_object_label(self, record):
        kind = describe.kind_label(record.object_kind) if record.object_label else ""
        detail = terms.in_words(record) or kind
        if record.result_count is not None:
            counted = _("%(n)s 条") % {"n": formats.amount(record.result_count)}
            detail = f"{detail} · {counted}" if detail else counted
        sub = format_html('<span class="sub">{}</span>', detail) if detail else ""
        return format_html("{}{}", what(record) or "—", sub)

    def render_case_number(self, record):
        lines = list(filter(None, [record.case_number, record.matter if record.matter != record.case_number else ""]))
        if not lines:
            return "—"
        sub = format_html('<span class="sub num">{}</span>', lines[1]) if len(lines) > 1 else ""
        return format_html('<span class="num">{}</span>{}', lines[0], sub)

    def render_result(self, value, record):
        return tag(Result(record.result).label, TAG_KINDS[record.result])

    def render_detail(self, record):
        return format_html('<a href="{}">{}<span class="sr"> {} {}</span></a>', address_of(record), _("详情"),
                           formats.full(record.at), who(record))

    def row_class(self, record):
        return "late" if record.result == "refused" else ""
