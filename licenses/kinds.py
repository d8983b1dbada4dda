"""Kinds of cases: every change of a licence is a case, so that four eyes and history exist for all of them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """`license_step`: the step of the licence that the case carries out; empty when the case issues a licence."""

    key: str
    label: Any
    license_step: str = ""


KINDS = {
    kind.key: kind
    for kind in (
        Kind("issue", _("新办")),
        Kind("suspend", _("暂扣"), "suspend"),
        Kind("restore", _("恢复"), "restore"),
        Kind("withdraw", _("撤回"), "withdraw"),
        Kind("annul", _("撤销"), "annul"),
        Kind("revoke", _("吊销"), "revoke"),
        Kind("cancel", _("注销"), "cancel"),
    )
}

KIND_CHOICES = [(kind.key, kind.label) for kind in KINDS.values()]
