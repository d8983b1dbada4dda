"""One row of the access log in words: every column, the canonical entry and its digest."""

import json
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal import formats
from portal.accounts.roles import ROLES
from portal.audit import describe, terms
from portal.audit.models import Result, Retention
from portal.audit.tables import TAG_KINDS, WHO, what, who


class Row:
    """A row as its page shows it: groups of (label, value), nothing left out."""

    def __init__(self, record):
        self.record = record

    @property
    def title(self) -> str:
        """What was done."""
        return describe.label_of(self.record.verb)

    @property
    def sub(self) -> str:
        """When, and who."""
        return f"{formats.full(self.record.at)} · {who(self.record)}"

    @property
    def result(self) -> str:
        """How it ended."""
        return str(Result(self.record.result).label)

    @property
    def result_kind(self) -> str:
        """The kind of tag for it."""
        return TAG_KINDS[self.record.result]

    @property
    def actor(self) -> list:
        """Who acted, as it was at that time."""
        r = self.record
        return [
            (_("访问主体"), WHO.get(r.actor_kind) or _("人员")), (_("人员"), r.person), (_("账号"), r.account),
            (_("部门"), f"{r.department_name} {r.department}".strip()),
            (_("岗位"), ROLES[r.role].label if r.role in ROLES else r.role), (_("任职标识"), r.appointment),
            (_("代行"), r.substitute_for), (_("地址"), r.address), (_("会话摘要"), r.session),
            (_("请求编号"), r.request_id),
        ]

    @property
    def act(self) -> list:
        """What was done, to what, on what ground, with which result."""
        r = self.record
        return [
            (_("行为"), f"{self.title}（{r.verb}）"), (_("对象"), what(r)),
            (_("对象类别"), f"{describe.kind_label(r.object_kind)}（{r.object_kind}）" if r.object_kind else ""),
            (_("对象标识"), r.object_id), (_("证照类型代码"), r.license_type), (_("签发部门代码"), r.issuer),
            (_("事项"), r.matter), (_("办件编号"), r.case_number), (_("使用方式"), r.mode),
            (_("授权方"), r.authority), (_("明文展示的信息项"), _("、").join(r.fields)),
            (_("检索条件"), terms.in_words(r)), (_("结果条数"), r.result_count),
            (_("结果"), f"{self.result}（{r.result}）"), (_("说明"), r.reason),
        ]

    @property
    def proof(self) -> list:
        """By what the row can be held to: both times, transaction, digests."""
        r = self.record
        return [
            (_("业务时间"), _precise(r.at)), (_("数据库入库时间"), _precise(r.recorded_at)),
            (_("保存类别"), Retention(r.retention).label), (_("数据库事务号"), r.txid), (_("记录标识"), r.id),
            (_("格式版本"), r.version), (_("记录摘要（SHA-256）"), bytes(r.leaf).hex()),
            (_("异常事实"), json.dumps(r.anomaly, ensure_ascii=False) if r.anomaly else ""),
        ]

    @cached_property
    def lists(self) -> list:
        """Columns that hold several values: (label, values)."""
        r = self.record
        return [
            (_("所写历史行的摘要"), [bytes(d).hex() for d in r.history]),
            (_("持证主体盲索引"), [bytes(h).hex() for h in r.holders]),
            (_("检索条件盲索引"), [bytes(t).hex() for t in r.terms]),
            (_("列表所展示的对象"), r.shown),
        ]

    @property
    def entry(self) -> str:
        """The canonical bytes that the digest was taken over; they are UTF-8 text."""
        return bytes(self.record.entry).decode()


def _precise(instant) -> str:
    """Shanghai time with microseconds."""
    return f"{formats.full(instant)}.{instant:%f}"


def neighbours(record) -> list:
    """Where to look further: (label, address) of the log about the same person and the same object."""
    found = []
    if record.account:
        found.append((_("该账号的记录"), {"person": record.account}))
    if record.object_id:
        found.append((_("该对象的记录"), {"object": record.object_id}))
    if record.case_number:
        found.append((_("该办件的记录"), {"case_number": record.case_number}))
    return [(label, f"{reverse('audit:list')}?{urlencode(asked)}") for label, asked in found]
