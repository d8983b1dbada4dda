"""The list of orders to destroy a key."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.tables import ShortColumn, StatusColumn, Table, cell
from portal.vault.states import TAG_KINDS


class Destructions(Table):
    caption = _("密钥销毁")
    empty = _("没有销毁提请")
    empty_hint = _("签发部门负责人从办件或证照页面提请；提请之后在这里由保密岗确认。")

    subject = tables.Column(verbose_name=_("销毁对象"), attrs=cell("lead"))
    department = tables.Column(verbose_name=_("所属部门"), attrs=cell("full"))
    status = StatusColumn(verbose_name=_("状态"), kinds=TAG_KINDS)
    ordered_at = ShortColumn(verbose_name=_("提请时间"), label=_("提请"))
    ordered_by = tables.Column(verbose_name=_("提请人"), attrs=cell("nowrap", _("提请人")))

    def render_subject(self, value, record):
        return format_html('<a href="{}">{}</a>', reverse("vault:page", args=[record.pk]), value)
