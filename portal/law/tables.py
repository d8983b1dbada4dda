"""The list of legal bases."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock
from portal.law.standing import standing
from portal.tables import Table, cell
from portal.templatetags.ui import tag


class Bases(Table):
    caption = gettext_lazy("法律依据")

    title = tables.Column(verbose_name=gettext_lazy("名称与条款"), attrs=cell("lead"))
    status = tables.Column(verbose_name=gettext_lazy("效力"), attrs=cell("nowrap"))
    since = tables.Column(verbose_name=gettext_lazy("施行日期"), attrs=cell("num", gettext_lazy("施行")))
    summary = tables.Column(verbose_name=gettext_lazy("要点"), attrs=cell("full"))

    def render_title(self, record):
        return format_html('<a href="{}">{}</a>{}', reverse("law:page", args=[record.key]), record.title,
                           format_html('<span class="sub">{}</span>', record.article) if record.article else "")

    def render_status(self, record):
        found = standing(record, clock.today())
        return tag(found.label, found.kind)

    def render_since(self, value, record):
        until = format_html('<span class="sub">{}</span>', _("至 %s") % record.until) if record.until else ""
        return format_html("{}{}", value.isoformat(), until)
