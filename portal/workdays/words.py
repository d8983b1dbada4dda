"""What the calendar says of days, years and calculations, in words."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal import formats
from portal.workdays.counting import Basis, Calculation, Day, Run, Source, Why, runs

HOLIDAYS = {
    "元旦": _("元旦"), "春节": _("春节"), "清明节": _("清明节"), "劳动节": _("劳动节"), "端午节": _("端午节"),
    "中秋节": _("中秋节"), "国庆节": _("国庆节"), "抗战胜利纪念日": _("抗战胜利纪念日"),
}

WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
"""Heads of the columns of a month."""


def holiday(name: str) -> str:
    """The name of a holiday, or of several in one paragraph (国庆节、中秋节), in the reader's language."""
    return now_("、").join(str(HOLIDAYS.get(part, part)) for part in name.split("、"))


def reason(day: Day | Run) -> str:
    """Why a day is worked or not: 春节放假, 周末, 国庆节调休上班."""
    if day.why == Why.HOLIDAY:
        return now_("%(holiday)s放假") % {"holiday": holiday(day.holiday)}
    if day.why == Why.STATUTORY:
        return now_("%(holiday)s（法定节日）") % {"holiday": holiday(day.holiday)}
    if day.why == Why.MAKE_UP:
        return now_("%(holiday)s调休上班") % {"holiday": holiday(day.holiday)}
    return now_("周末") if day.why == Why.WEEKEND else now_("工作日")


def source(of: Source) -> str:
    """Where a year's days come from."""
    if of.basis == Basis.NOTICE:
        return of.name
    if of.basis == Basis.DELIVERED:
        return now_("随系统提供（%(package)s）") % {"package": of.name}
    return now_("尚未公布或尚未录入，暂按周末与法定节日推算")


def span(first: date, last: date) -> str:
    """`2026-02-15` or `2026-02-15 至 2026-02-23`."""
    return formats.iso(first) if first == last else now_("%(first)s 至 %(last)s") % {
        "first": formats.iso(first), "last": formats.iso(last)}


@dataclass(frozen=True)
class Line:
    """Days of a calculation that were passed over, or worked at a weekend: which, how many, why and by what."""

    days: str
    length: int
    reason: str
    source: str


def lines(days) -> list[Line]:
    """Days of a calculation as lines, those in a row for the same reason together."""
    return [Line(span(run.first, run.last), run.length, reason(run),
                 source(run.source) if run.holiday else "") for run in runs(days)]


@dataclass(frozen=True)
class Shown:
    """A calculation as `workdays/calculation.html` draws it.

    due_on: what was written down, calculated or not. standing: how that stands today, of what is still open.
    """

    due_on: date
    calculation: Calculation | None
    standing: formats.Deadline | None

    @property
    def heading(self) -> str:
        """What was counted."""
        return ngettext("%(n)d 个内部目标工作日", "%(n)d 个内部目标工作日", self.calculation.number) % {
            "n": self.calculation.number}

    @property
    def skipped(self) -> list[Line]:
        """What was passed over."""
        return lines(self.calculation.skipped)

    @property
    def made_up(self) -> list[Line]:
        """What counted although it lies on a weekend."""
        return lines(self.calculation.worked_at_weekends)

    @property
    def why_provisional(self) -> str:
        """What may still change it; empty when nothing may."""
        years = self.calculation.awaits if self.calculation else ()
        said = now_("%(years)s 年放假安排尚未公布或尚未录入，本时限为暂定，按周末与法定节日推算；通知确认采用后重算。")
        return said % {"years": now_("、").join(map(str, years))} if years else ""

    @property
    def counted_otherwise(self) -> date | None:
        """The day that counting gives today when it is another than what was written down."""
        found = self.calculation and self.calculation.due_on
        return found if found != self.due_on else None
