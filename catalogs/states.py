"""The workflow of a catalogue version: drafted by one, published by another, then never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow import Step, Workflow


class Status(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待发布")
    PUBLISHED = "published", _("已发布")
    SUPERSEDED = "superseded", _("已被新版替代")
    WITHDRAWN = "withdrawn", _("已撤回")


TAG_KINDS = {"draft": "", "submitted": "sign", "published": "ok", "superseded": "off", "withdrawn": "off"}

VERSION = Workflow(
    "catalogs.version", _("目录版本"), Status, table="catalogs_version", initial=(Status.DRAFT,),
    steps=[
        Step("submit", (Status.DRAFT,), Status.SUBMITTED, _("提交发布")),
        Step("send_back", (Status.SUBMITTED,), Status.DRAFT, _("退回修改")),
        Step("publish", (Status.SUBMITTED,), Status.PUBLISHED, _("发布")),
        Step("supersede", (Status.PUBLISHED,), Status.SUPERSEDED, _("由新版替代")),
        Step("withdraw", (Status.PUBLISHED,), Status.WITHDRAWN, _("撤回目录版本")),
    ],
)
