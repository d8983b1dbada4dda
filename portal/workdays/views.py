"""Pages of the working-day calendar: a year for everybody, notices entered by one person and confirmed by another."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import clock, formats
from portal.audit import log
from portal.audit.facts import Facts
from portal.decisions import Conflict
from portal.parts import Tab
from portal.web import needs
from portal.workdays import actions, sheet, words
from portal.workdays.counting import Calendar, Year
from portal.workdays.delivered import DELIVERED, assumed
from portal.workdays.forms import NoticeForm, VoidForm
from portal.workdays.known import calendar, last_year
from portal.workdays.models import HolidayNotice
from portal.workdays.policies import can_enter
from portal.workdays.states import NOTICE, TAG_KINDS, Status
from portal.workdays.tables import Differences, Holidays, Notices


@require_GET
def current(request):
    """The present year."""
    return _year(request, clock.today().year)


@require_GET
def year(request, number):
    """One year by months, its holidays with their source, and the notices entered for it."""
    if not min(DELIVERED) <= number <= last_year():
        raise Http404
    return _year(request, number)


def _year(request, number):
    known, entered = log.disclose("view", by=request.actor, about=Facts("workdays.year", str(number), str(number)),
                                  load=lambda: (calendar(), _notices_of(request.actor, number)))
    return render(request, "workdays/year.html", _sheet(known, known.year(number)) | {
        "notices": Notices(entered, prefix="notices-"), "may_enter": can_enter(request.actor),
        "enter_url": f"{reverse('workdays:enter')}?year={number}", "today": clock.today(),
        "tabs": [Tab(str(n), reverse("workdays:year", args=[n]), n == number)
                 for n in range(number - 1, number + 2) if min(DELIVERED) <= n <= last_year()],
    })


def _notices_of(actor, number: int) -> list:
    return list(HolidayNotice.objects.visible_to(actor).filter(year=number).select_related(
        "entered_by", "confirmed_by"))


def _sheet(known: Calendar, arrangement: Year) -> dict:
    """What the pages of a year and of a notice show of its days."""
    months = sheet.months(known, arrangement.number)
    return {
        "year": arrangement.number, "announced": arrangement.announced, "source": words.source(arrangement.source),
        "months": months, "workdays": sum(month.workdays for month in months),
        "holidays": Holidays(sheet.holidays(known, arrangement), prefix="holidays-"),
        "weekdays": list(zip(WEEKDAYS.values(), words.WEEKDAYS, strict=True)),
    }


@require_http_methods(["GET", "POST"])
@needs("workdays.enter")
def enter(request):
    """The form of a year's notice."""
    log.require(can_enter(request.actor), by=request.actor, verb="workdays.holidaynotice.enter")
    form = NoticeForm(request.POST or None, initial={"year": request.GET.get("year", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter(by=request.actor, **form.cleaned_data)
        except Conflict as conflict:
            log.record_refusal(conflict, by=request.actor)
            form.add_error("year", conflict.decision.reason)
        else:
            messages.success(request, _("已录入，请对照原文核对下列日期；由另一人确认后采用。"))
            return redirect("workdays:notice", made.pk)
    return render(request, "workdays/enter.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def notice(request, pk):
    """One notice: its wording beside what was read from it, what it would change, and the way to an answer."""
    return _notice(request, _opened(request, pk), VoidForm())


def _opened(request, pk):
    return log.open_object(request.actor, HolidayNotice.objects.all(), "view", pk=pk,
                           related=("entered_by", "confirmed_by", "voided_by"))


def _notice(request, found, form, status=200):
    proposed = calendar(instead=found.arrangement)
    return render(request, "workdays/notice.html", _sheet(proposed, found.arrangement) | {
        "notice": found, "tag_kind": TAG_KINDS[found.status], "facts": _facts(found), "form": form,
        "open": found.status == Status.ENTERED, "today": clock.today(),
        "differences": Differences(sheet.differences(calendar(), proposed, found.year),
                                   prefix="differences-"),
        "unnamed": [(day.on, words.holiday(assumed(found.year).off[day.on]))
                    for day in sheet.unnamed(proposed, assumed(found.year))],
        "can_confirm": NOTICE.decide("confirm", request.actor, found),
        "can_void": NOTICE.decide("void", request.actor, found),
    }, status=status)


def _facts(found) -> list:
    rows = [(_("年份"), found.year), (_("文号"), found.number), (_("发布日期"), found.issued_on.isoformat()),
            (_("录入"), _signed(found.entered_by, found.entered_at))]
    if found.confirmed_at:
        rows.append((_("确认"), _signed(found.confirmed_by, found.confirmed_at)))
    if found.voided_at:
        rows += [(_("作废"), _signed(found.voided_by, found.voided_at)), (_("作废理由"), found.voided_because)]
    return rows


def _signed(person, instant) -> str:
    return f"{person}  {formats.full(instant)}"


@require_POST
def confirm(request, pk):
    """Take a notice into the calendar."""
    found = log.reach(request.actor, HolidayNotice.objects.all(), "workdays.notice.confirm", pk=pk)
    done = actions.confirm(found, by=request.actor)
    messages.success(request, _("已采用 %(number)s，%(year)d 年工作日历随之更新。") % {
        "number": done.number, "year": done.year})
    return redirect("workdays:year", done.year)


@require_POST
def void(request, pk):
    """Do not take a notice, with a reason."""
    found = log.reach(request.actor, HolidayNotice.objects.all(), "workdays.notice.void", pk=pk)
    form = VoidForm(request.POST)
    if not form.is_valid():
        NOTICE.require("void", found, by=request.actor)
        return _notice(request, _opened(request, pk), form, status=422)
    actions.void(found, by=request.actor, reason=form.cleaned_data["reason"])
    messages.success(request, _("已作废，没有更改日历。"))
    return redirect("workdays:notice", pk)
