"""The workflow of a catalogue version: drafted by one, published by another, then never changed; or discarded."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.workflow import Statuses, Step, Workflow


@dataclass(frozen=True)
class VersionRow:
    """What is to be known of a status of versions.

    tag: kind of tag it is shown with. making: the state of the entry (STATES) while a version of it is being made.
    published: whether such a version is or was in force, when its dates say how the entry stands.
    """

    tag: str
    making: str = ""
    published: bool = False


class Status(Statuses):
    DRAFT = "draft", VersionRow("", making="drafting"), _("草稿")
    SUBMITTED = "submitted", VersionRow("sign", making="submitted"), _("待发布")
    PUBLISHED = "published", VersionRow("ok", published=True), _("已发布")
    SUPERSEDED = "superseded", VersionRow("off", published=True), _("已被新版替代")
    WITHDRAWN = "withdrawn", VersionRow("off", published=True), _("已撤回")
    DISCARDED = "discarded", VersionRow("off"), _("已放弃")


IN_MAKING = tuple(status for status in Status if status.row.making)
ONCE_PUBLISHED = tuple(status for status in Status if status.row.published)
TAG_KINDS = {status.value: status.row.tag for status in Status}


@dataclass(frozen=True)
class EntryState:
    """How an entry stands by its versions: a word, and the kind of tag it is shown with."""

    label: Any
    tag: str


STATES = {
    "in_force": EntryState(_("现行"), "ok"), "planned": EntryState(_("待启用"), "todo"),
    "drafting": EntryState(_("编制中"), ""), "submitted": EntryState(_("待发布"), "sign"),
    "ended": EntryState(_("已停用"), "off"), "discarded": EntryState(_("已放弃"), "off"),
}
MAKING = (*(status.row.making for status in IN_MAKING), "discarded")
"""Of these, those that only whoever makes the catalogue sees."""

VERSION = Workflow(
    "catalogs.version", _("目录版本"), Status, table="catalogs_version", initial=(Status.DRAFT,),
    steps=[
        Step("submit", (Status.DRAFT,), Status.SUBMITTED, _("提交发布")),
        Step("discard", (Status.DRAFT,), Status.DISCARDED, _("放弃草稿")),
        Step("send_back", (Status.SUBMITTED,), Status.DRAFT, _("退回修改")),
        Step("publish", (Status.SUBMITTED,), Status.PUBLISHED, _("发布")),
        Step("supersede", (Status.PUBLISHED,), Status.SUPERSEDED, _("由新版替代")),
        Step("withdraw", (Status.PUBLISHED,), Status.WITHDRAWN, _("撤回目录版本")),
    ],
)
