"""Internal target days 内部办理时限: until when a submitted case should be decided. The office's own aim, no law's."""

from datetime import date, datetime

from licenses.kinds import KINDS
from licenses.models import Case
from licenses.states import OPEN
from portal import clock, formats, history
from portal.audit import log
from portal.workdays.counting import NEW_YEAR_REACHES, Calculation, Calendar, add_workdays
from portal.workdays.known import calendar
from portal.workdays.words import Shown


def target_of(started: datetime | date, kind: str) -> date:
    """The day by which a case of `kind`, first submitted at `started`, should be decided."""
    return _count(calendar(), started, kind).due_on


def _count(known: Calendar, started, kind: str) -> Calculation:
    return add_workdays(known, started, KINDS[kind].workdays)


def first_submitted(case) -> datetime | None:
    """When a case was submitted for the first time: its target runs on while it is sent back."""
    rows = case.history.filter(history_change_reason="submit").order_by("history_date", "history_id")
    return rows.values_list("submitted_at", flat=True).first()


def shown(case) -> Shown | None:
    """The target day of a case with how it was counted, for `workdays/calculation.html`; None without one."""
    if not case.due_on:
        return None
    known, started = calendar(), first_submitted(case)
    return Shown(
        case.due_on, _count(known, started, case.kind) if started else None,
        formats.deadline(case.due_on, clock.now(), known) if case.status_row.turn else None,
    )


def recount(notice, *, by) -> None:
    """Count the targets of open cases anew, now that a year's notice is in the calendar.

    Runs in the transaction of the confirmation. What stood before stays in the history of the case; each case that
    changes has its own log row.
    """
    known = calendar()
    named = [*notice.arrangement.off, *notice.arrangement.make_up, date(notice.year - 1, 12, NEW_YEAR_REACHES)]
    touched = Case.objects.filter(status__in=OPEN, due_on__gte=min(named), due_on__year__lte=notice.year + 1)
    for case in touched.select_for_update().order_by("pk"):
        started = first_submitted(case)
        due_on = _count(known, started, case.kind).due_on if started else case.due_on
        if due_on == case.due_on:
            continue
        case.due_on = due_on
        with history.collecting() as digests:
            history.save(case, by=by, reason="recount", update_fields=["due_on"])
        log.record("licenses.case.recount", by=by, about=case, history=digests, reason=notice.number)
