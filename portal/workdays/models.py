"""HolidayNotice: a year's holidays and make-up working days as the State Council announced them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.audit.facts import Facts
from portal.constraints import check, evidence, named, paired
from portal.history import track
from portal.ids import new_id
from portal.workdays import states
from portal.workdays.counting import Basis, Source, Year
from portal.workdays.queries import HolidayNoticeQuerySet


class HolidayNotice(models.Model):
    """What one notice arranges for a year; `text` is its wording, from which `off` and `make_up` were read.

    off, make_up: ISO day → holiday. What was entered never changes: a wrong one is voided and entered anew.
    """

    database_changes = ("status", "confirmed_at", "confirmed_by", "voided_at", "voided_by", "voided_because")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.CharField(_("文号"), max_length=60)
    issued_on = models.DateField(_("发布日期"))
    text = models.TextField(_("通知条文"), max_length=4000)
    off = models.JSONField(_("放假"))
    make_up = models.JSONField(_("调休上班"))
    status = models.CharField(_("状态"), max_length=10, choices=states.Status.choices, default=states.Status.ENTERED)
    entered_at = models.DateTimeField(_("录入时间"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+",
                                   verbose_name=_("录入人"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True,
                                     related_name="+", verbose_name=_("确认人"))
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    voided_because = models.CharField(_("作废理由"), max_length=200, blank=True)
    history = track()

    objects = HolidayNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("放假安排")
        ordering = ["-year", "-entered_at", "-id"]
        constraints = [
            paired("holiday_notice", "confirmed"), paired("holiday_notice", "voided"),
            evidence("holiday_notice", "confirmed", confirmed_at__isnull=False),
            evidence("holiday_notice", "superseded", confirmed_at__isnull=False),
            evidence("holiday_notice", "voided", voided_at__isnull=False),
            check("holiday_notice_two_persons", Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
                  _("录入人与确认人须为两名不同人员。")),
            check("holiday_notice_year_range", Q(year__gte=2004, year__lte=2099), _("年份须在 2004 至 2099 之间。")),
            named(models.UniqueConstraint(fields=["year"], condition=Q(status="entered"),
                                          name="holiday_notice_one_entered"),
                  _("该年的放假安排已有一份待确认，请先确认或作废。")),
            named(models.UniqueConstraint(fields=["year"], condition=Q(status="confirmed"),
                                          name="holiday_notice_one_confirmed"),
                  _("该年已有一份采用的放假安排。")),
        ]

    def __str__(self):
        return self.number

    @property
    def arrangement(self) -> Year:
        """Its days, as the calendar counts with them."""
        off, make_up = ({date.fromisoformat(on): holiday for on, holiday in days.items()}
                        for days in (self.off, self.make_up))
        return Year(self.year, off, make_up, Source(Basis.NOTICE, self.number))

    def log_facts(self):
        return Facts("workdays.holidaynotice", str(self.pk), f"{self.year} {self.number}")
