"""How the working-day calendar shows itself: its menu line, notices to confirm, years that nobody has entered."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.desk import MenuItem, Queue, Task, register
from portal.workdays.known import calendar
from portal.workdays.models import HolidayNotice
from portal.workdays.policies import can_enter, may_confirm
from portal.workdays.states import Status

EXPECTED_BY = (11, 15)
"""Month and day by which the next year's notice is usually out (2024: 12 November, 2025: 4 November)."""


def missing_years() -> list[int]:
    """The years whose arrangement should be in the calendar by now and is not."""
    today = clock.today()
    wanted = [today.year, today.year + 1] if (today.month, today.day) >= EXPECTED_BY else [today.year]
    entered = set(HolidayNotice.objects.filter(status=Status.ENTERED).values_list("year", flat=True))
    known = calendar()
    return [number for number in wanted if number not in entered and not known.year(number).announced]


def _to_confirm(actor):
    return HolidayNotice.objects.filter(status=Status.ENTERED).exclude(entered_by=actor.user)


def _confirming(actor, limit: int) -> list[Task]:
    return [
        Task(number=one.number, url=reverse("workdays:notice", args=[one.pk]),
             title=_("%(year)d 年放假安排") % {"year": one.year}, subtitle="", kind=str(_("放假安排")),
             status=one.get_status_display(), status_kind="todo", since=one.entered_at, due=None,
             handler=str(one.entered_by), verb=str(_("核对")))
        for one in _to_confirm(actor).select_related("entered_by")[:limit]
    ]


def _entering(_actor, limit: int) -> list[Task]:
    return [
        Task(number="", url=f"{reverse('workdays:enter')}?year={number}",
             title=_("%(year)d 年放假安排尚未录入") % {"year": number}, subtitle=str(_("跨入该年的时限均为暂定")),
             kind=str(_("放假安排")), status=str(_("未录入")), status_kind="back", since=None,
             due=date(number, 1, 1), handler="", verb=str(_("录入")))
        for number in missing_years()[:limit]
    ]


register(
    MenuItem(_("依据"), _("工作日历"), "workdays:current", "calendar", lambda actor: actor.user is not None, order=71),
    Queue("holiday_notices", _("待确认放假安排"), lambda actor: bool(may_confirm(actor)),
          lambda actor: _to_confirm(actor).count(), _confirming, order=70),
    Queue("holiday_years", _("待录入放假安排"), lambda actor: bool(can_enter(actor)),
          lambda actor: len(missing_years()), _entering, order=71),
)
