"""What was looked for, in words: a row of the log keeps keys and values, free of any language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portal.accounts.roles import ROLE_CHOICES
from portal.audit.describe import GROUPS
from portal.audit.log import KEYED
from portal.audit.models import Result

LABELS = {
    "person": _lazy("人员或账号"), "group": _lazy("行为"), "result": _lazy("结果"), "department": _lazy("部门"),
    "object": _lazy("对象"), "license_type": _lazy("证照类型代码"), "issuer": _lazy("签发部门代码"),
    "case_number": _lazy("办件编号"), "holder": _lazy("持证主体"), "type": _lazy("证照类型"), "status": _lazy("状态"),
    "state": _lazy("状态"), "role": _lazy("岗位"),
}
_CHOICES = {"group": dict(GROUPS), "result": dict(Result.choices), "role": dict(ROLE_CHOICES)}


def name_values(key: str, choices) -> None:
    """Say what the values of a term are called, for apps whose terms have values of their own."""
    _CHOICES.setdefault(key, {}).update(choices)


def in_words(row) -> str:
    """The search terms of a row in the reader's language; a row of an older format shows what was written then."""
    if row.version < KEYED:
        return row.terms_masked
    asked = dict(line.partition("=")[::2] for line in row.terms_masked.split("\n"))
    since, until = asked.pop("since", ""), asked.pop("until", "")
    words = [_("期间 %(since)s 至 %(until)s") % {"since": since or _("最早"), "until": until or _("现在")}
             ] if since or until else []
    for key, value in asked.items():
        words.append(" ".join(str(part) for part in (LABELS.get(key), _CHOICES.get(key, {}).get(value, value)) if part))
    return _("；").join(word for word in words if word)
