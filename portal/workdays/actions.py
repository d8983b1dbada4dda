"""A year's holiday notice: entered by one person, confirmed or voided by another; a later one takes its place."""

from django.utils.translation import gettext as _

from portal import clock
from portal.audit import log
from portal.decisions import Invalid, denied
from portal.notices.send import Recipient, tell
from portal.workdays import policies
from portal.workdays.models import HolidayNotice
from portal.workdays.states import NOTICE, Status
from portal.workdays.wording import Unreadable, read
from portal.workflow import start


def enter(*, by, year: int, number: str, issued_on, text: str) -> HolidayNotice:
    """Enter the notice `number` of the day `issued_on`, whose wording is `text`; its days are read from that.

    Raises Refused, Invalid with a sentence for wording that cannot be read, Conflict when one waits for this year.
    """
    verb = "workdays.holidaynotice.enter"
    log.require(policies.can_enter(by), by=by, verb=verb)
    if issued_on > clock.today():
        raise Invalid(denied(_("发布日期不能晚于今天。")), verb=verb)
    try:
        found = read(text, year)
    except Unreadable as error:
        raise Invalid(denied(str(error)), verb=verb) from error
    return start(
        HolidayNotice, by=by, reason="enter", verb=verb, year=year, number=number, issued_on=issued_on, text=text,
        off=_stored(found.off), make_up=_stored(found.make_up), entered_at=clock.now(), entered_by=by.user,
    )


def _stored(days: dict) -> dict:
    return {on.isoformat(): holiday for on, holiday in sorted(days.items())}


@NOTICE.action("confirm", policy=policies.can_confirm)
def confirm(notice, *, by):
    """Take the notice into the calendar; one that stood for the year before is superseded."""
    for before in HolidayNotice.objects.filter(year=notice.year, status=Status.CONFIRMED):
        supersede(before, by=by)
    notice.confirmed_at, notice.confirmed_by = clock.now(), by.user


@NOTICE.action("void", policy=policies.can_void)
def void(notice, *, by, reason: str):
    """Do not take it, with a reason; nothing counts by it."""
    if not reason.strip():
        raise Invalid(denied(_("请写明作废理由。")))
    notice.voided_at, notice.voided_by, notice.voided_because = clock.now(), by.user, reason.strip()
    if notice.entered_by_id != by.user.pk:
        tell(Recipient(user=notice.entered_by), "workdays_voided", url=f"/workdays/notices/{notice.pk}/",
             facts={"year": notice.year, "number": notice.number})


@NOTICE.action("supersede", policy=policies.can_supersede)
def supersede(notice, *, by):
    """Give way to a later notice of the same year, which is being confirmed."""
