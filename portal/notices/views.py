"""The inbox of officers: what they were told, the unread first."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import F
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.audit import log
from portal.audit.facts import Facts
from portal.notices import actions
from portal.notices.models import Notice
from portal.notices.send import text_of
from portal.parts import Tab
from portal.tables import PER_PAGE, BoundedPaginator


@dataclass(frozen=True)
class Message:
    """A notice as the inbox shows it."""

    notice: Notice
    text: str
    at: datetime
    unread: bool
    to: str


@require_GET
def inbox(request):
    """The actor's messages and those to his department, the unread first; `?show=unread` leaves the others out."""
    only_unread = request.GET.get("show") == "unread"
    mine = Notice.objects.visible_to(request.actor).select_related("to_department", "read_by")
    unread = mine.filter(read_at__isnull=True)
    rows = (unread if only_unread else mine).order_by(F("read_at").desc(nulls_first=True), "-made_at", "-id")
    page = log.disclose(
        "list", by=request.actor, about=Facts("notices.notice"),
        load=lambda: BoundedPaginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        shown=lambda found: [n.pk for n in found], result_count=len,
    )
    tabs = [Tab(_("全部消息"), "?", not only_unread),
            Tab(_("未读"), "?show=unread", only_unread, unread.count())]
    return render(request, "notices/inbox.html", {
        "page": page, "messages_shown": [_message(n) for n in page], "tabs": tabs, "some_unread": tabs[1].count,
    })


def _message(notice) -> Message:
    return Message(notice, text_of(notice), notice.made_at, notice.read_at is None,
                   str(notice.to_department or ""))


@require_POST
def read(request, pk):
    """Mark a message as read and lead to what it is about."""
    notice = log.reach(request.actor, Notice.objects.all(), "notices.read", pk=pk)
    actions.mark_read(notice, by=request.actor)
    here = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, require_https=request.is_secure())
    return redirect(notice.url if notice.url and here else "notices:inbox")


@require_POST
def read_all(request):
    """Mark everything in the inbox as read."""
    n = actions.mark_all_read(by=request.actor)
    messages.success(request, ngettext("已将 %(n)d 条消息标为已读。", "已将 %(n)d 条消息标为已读。", n) % {"n": n})
    return redirect("notices:inbox")
