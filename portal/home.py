"""The home page: the officer's desk with what waits for him by deadline; and the health check."""

from dataclasses import dataclass
from datetime import time

import django_tables2 as tables
from django.db import connection
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock, desk, formats
from portal.audit import log
from portal.audit.facts import Facts
from portal.parts import Tab, Tile
from portal.tables import DueColumn, ShortColumn, Table, cell
from portal.templatetags.ui import tag
from portal.web import open_to_public
from portal.workdays.known import calendar

LIMIT = 200
"""Tasks taken from each queue, the nearest deadlines first; what is beyond them is said, not hidden."""

PER_PAGE = 50
DUE_KINDS = ("late", "today", "soon")


@dataclass(frozen=True)
class Line:
    """A queue on the desk: its tasks with the nearest deadlines, how each of these stands, and how many it has in all.

    kinds: of each task late, today, soon, ok, or nothing without a deadline.
    """

    queue: desk.Queue
    tasks: list
    kinds: list[str]
    count: int

    @property
    def beyond(self) -> int:
        """How many of its tasks are not on the desk."""
        return max(0, self.count - len(self.tasks))


def gather(actor, days) -> list[Line]:
    """The queues of an actor with what waits in them; `days` is the calendar that the deadlines are counted by."""
    lines, now = [], clock.now()
    for queue in desk.queues_for(actor):
        tasks = list(queue.tasks(actor, LIMIT))
        kinds = [formats.deadline(task.due, now, days).kind if task.due else "" for task in tasks]
        lines.append(Line(queue, tasks, kinds, queue.count(actor)))
    return lines


def by_deadline(task) -> tuple:
    """Sorts tasks: the nearest deadline first, a day without an hour at its end, no deadline last."""
    if task.due is None:
        return (1,)
    at = task.due.astimezone(clock.SHANGHAI).time() if hasattr(task.due, "hour") else time.max
    return (0, formats.day_of(task.due), at)


class Tasks(Table):
    """What waits for the actor, out of whatever queues."""

    caption = gettext_lazy("待办列表")
    empty = gettext_lazy("这里没有待办")
    empty_hint = gettext_lazy("请看其他标签，或点“全部待办”。")

    number = tables.Column(verbose_name=gettext_lazy("编号"), empty_values=())
    title = tables.Column(verbose_name=gettext_lazy("办理对象"), attrs=cell("lead"))
    kind = tables.Column(verbose_name=gettext_lazy("类型"), attrs=cell("full"))
    status = tables.Column(verbose_name=gettext_lazy("状态"))
    since = ShortColumn(verbose_name=gettext_lazy("到达时间"), label=gettext_lazy("到达"))
    due = DueColumn(verbose_name=gettext_lazy("办理期限"), label=gettext_lazy("期限"))
    handler = tables.Column(verbose_name=gettext_lazy("经办人"), attrs=cell("nowrap", gettext_lazy("经办")))
    verb = tables.Column(verbose_name=gettext_lazy("操作"), attrs=cell("act"))

    def render_number(self, record):
        note = format_html('<span class="sub">{}</span>', record.note) if record.note else ""
        name = format_html('<a class="code" href="{}">{}</a>', record.url, record.number) if record.number else (
            format_html('<a href="{}">{}</a>', record.url, record.kind))
        return format_html("{}{}", name, note)

    def render_title(self, value, record):
        sub = format_html('<span class="sub num">{}</span>', record.subtitle) if record.subtitle else ""
        return format_html("{}{}", value, sub)

    def render_status(self, value, record):
        return tag(value, record.status_kind)

    def render_verb(self, value, record):
        return format_html('<a href="{}">{}<span class="sr"> {}</span></a>', record.url, value,
                           record.number or record.title)

    def row_class(self, record):
        return self.urgent(record.due)


def home(request):
    """What waits for the actor, by deadline: one table out of all his queues, narrowed by `?queue=` and `?due=`."""
    days = calendar()
    lines = log.disclose(
        "list", by=request.actor, about=Facts("portal.desk"), load=lambda: gather(request.actor, days),
        shown=lambda found: [t.number for line in found for t in line.tasks if t.number],
        result_count=lambda found: sum(len(line.tasks) for line in found),
    )
    chosen = next((line for line in lines if line.queue.key == request.GET.get("queue")), None)
    due = request.GET.get("due") if request.GET.get("due") in DUE_KINDS else ""
    shown = [task for line in ([chosen] if chosen else lines)
             for task, kind in zip(line.tasks, line.kinds, strict=True) if due in ("", kind)]
    return render(request, "portal/home.html", {
        "lines": lines, "tabs": _tabs(lines, chosen, due), "tiles": _tiles(lines), "due": due,
        "total": sum(line.count for line in lines), "beyond": [line for line in lines if line.beyond],
        "table": Tasks(sorted(shown, key=by_deadline), days=days).paged(request, PER_PAGE),
        "actions": list(desk.panels_for(desk.HOME_ACTIONS, request.actor, None)),
        "panels": list(desk.panels_for(desk.HOME, request.actor, None)),
        "places": _places(request),
    })


def _tabs(lines, chosen, due) -> list[Tab]:
    """All that waits, and each queue; a filter by deadline has a tab of its own while it is on."""
    tabs = [Tab(_("全部待办"), "?", chosen is None and not due, sum(line.count for line in lines))]
    tabs += [Tab(line.queue.label, f"?queue={line.queue.key}", line is chosen and not due, line.count)
             for line in lines]
    if due:
        words = {"late": _("已逾期"), "today": _("今日到期"), "soon": _("两个工作日内到期")}
        tabs.append(Tab(words[due], f"?due={due}", True))
    return tabs


def _tiles(lines) -> list[Tile]:
    """The figures that the queues themselves give; where a queue was cut off, “at least”."""
    kinds = [kind for line in lines for kind in line.kinds]
    cut = any(line.beyond and all(kind in DUE_KINDS for kind in line.kinds) for line in lines)

    def tile(label, kind, note, color):
        n = kinds.count(kind)
        return Tile(label, f"{formats.amount(n)}{'+' if cut and n else ''}", note, color if n else "", f"?due={kind}")

    return [
        tile(_("已逾期"), "late", _("件，请优先办理") if "late" in kinds else _("件"), "red"),
        tile(_("今日到期"), "today", _("件"), "amber"),
        tile(_("两个工作日内到期"), "soon", _("件"), ""),
        Tile(_("全部待办"), formats.amount(sum(line.count for line in lines)), _("件"),
             "" if kinds else "green", "?"),
    ]


def _places(request) -> list[dict]:
    """Where an officer without tasks may go on: the lines of his own menu but the desk itself."""
    here = reverse("home")
    return [item for _group, items in desk.menu_for(request.actor, request.path) for item in items
            if item["url"] != here]


@open_to_public
def health(request):
    """200 with {"status": "ok"} when the database answers, 503 when it does not; nothing else is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


health.without_database = lambda request: JsonResponse({"status": "no database"}, status=503)


desk.register(desk.MenuItem(
    gettext_lazy("办理"), gettext_lazy("工作台"), "home", "inbox", lambda actor: actor.user is not None,
    count=lambda actor: sum(q.count(actor) for q in desk.queues_for(actor)), order=0,
))
