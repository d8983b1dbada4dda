"""The workflow of destroying a key: ordered by one, carried out by the confirmation of another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow import Step, Workflow


class Status(models.TextChoices):
    ORDERED = "ordered", _("已提请")
    CARRIED_OUT = "carried_out", _("已销毁")
    REJECTED = "rejected", _("已驳回")


TAG_KINDS = {"ordered": "todo", "carried_out": "bad", "rejected": "off"}

DESTRUCTION = Workflow(
    "vault.destruction", _("密钥销毁"), Status, table="vault_destruction", initial=(Status.ORDERED,),
    steps=[
        Step("confirm", (Status.ORDERED,), Status.CARRIED_OUT, _("确认销毁")),
        Step("reject", (Status.ORDERED,), Status.REJECTED, _("驳回")),
    ],
)
