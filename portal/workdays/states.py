"""The workflow of a year's holiday notice: entered by one person, in force by the confirmation of another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow import Step, Workflow


class Status(models.TextChoices):
    ENTERED = "entered", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    VOIDED = "voided", _("已作废")
    SUPERSEDED = "superseded", _("已由新通知替代")


TAG_KINDS = {"entered": "todo", "confirmed": "ok", "voided": "off", "superseded": "off"}

NOTICE = Workflow(
    "workdays.notice", _("放假安排"), Status, table="workdays_holidaynotice", initial=(Status.ENTERED,),
    steps=[
        Step("confirm", (Status.ENTERED,), Status.CONFIRMED, _("确认采用")),
        Step("void", (Status.ENTERED,), Status.VOIDED, _("作废")),
        Step("supersede", (Status.CONFIRMED,), Status.SUPERSEDED, _("由新通知替代")),
    ],
)
