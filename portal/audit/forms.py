"""The filters of the access log."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock, codes
from portal.audit.describe import GROUPS, in_group
from portal.audit.models import Result
from portal.fields import ChoiceField, CodeField, DateField, TextField

DAYS = 30
"""How far back the log is shown when no period is asked for."""


class LogFilters(forms.Form):
    """What the log is narrowed by; all of it may stand in the address, a holder may not (see HolderForm)."""

    since = DateField(label=gettext_lazy("日期"), required=False)
    until = DateField(label=gettext_lazy("至"), required=False)
    person = TextField(label=gettext_lazy("人员或账号"), required=False, max_length=60)
    group = ChoiceField(label=gettext_lazy("行为"), required=False,
                        choices=[("", gettext_lazy("全部")), *GROUPS.items()])
    result = ChoiceField(label=gettext_lazy("结果"), required=False,
                         choices=[("", gettext_lazy("全部")), *Result.choices])
    department = TextField(label=gettext_lazy("访问部门"), required=False, max_length=100)
    object = TextField(label=gettext_lazy("对象"), required=False, max_length=120)
    license_type = CodeField(label=gettext_lazy("证照类型代码"), required=False, max_length=21)
    issuer = CodeField(label=gettext_lazy("签发部门代码"), required=False, max_length=18)
    case_number = CodeField(label=gettext_lazy("办件编号"), required=False, max_length=40)

    MORE = ("department", "object", "license_type", "issuer", "case_number")

    def __init__(self, asked):
        """`asked` is the address; without any day in it, the last ones are filled in."""
        self.asked = {name: asked.get(name, "") for name in self.base_fields}
        self.is_narrowing = any(self.asked.values())
        if not self.asked["since"] and not self.asked["until"]:
            self.asked["since"] = (clock.today() - timedelta(days=DAYS)).isoformat()
        super().__init__(self.asked)
        for name in self.MORE:  # they stand outside the form's element, beside the other details
            self.fields[name].widget.attrs["form"] = "log-filters"

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("截止日期早于起始日期，请核对"))
        return cleaned

    def narrow(self, rows):
        """The rows of a queryset that match; the days are both included."""
        asked = self.cleaned_data
        since, until = asked["since"], asked["until"]
        rows = rows.in_period(since and clock.start_of(since), until and clock.start_of(until + timedelta(days=1)))
        for field, by in (("person", "by_person"), ("department", "of_department"), ("object", "about_object")):
            if asked.get(field):
                rows = getattr(rows, by)(asked[field])
        for field in ("result", "license_type", "issuer", "case_number"):
            if asked.get(field):
                rows = rows.filter(**{field: asked[field]})
        return rows.filter(in_group(asked["group"])) if asked.get("group") else rows

    @property
    def more_is_used(self) -> bool:
        """Whether one of the filters behind “更多条件” is on."""
        return any(self.asked[name] for name in self.MORE)


class HolderForm(forms.Form):
    """A holder's code to look for in the log; posted, since it must not stand in an address."""

    code_type = ChoiceField(label=gettext_lazy("代码类型"),
                            choices=[(t.code, t.label) for t in codes.HOLDER_CODE_TYPES.values()], initial="111")
    code = CodeField(label=gettext_lazy("持证主体代码"), max_length=60)

    def clean(self):
        cleaned = super().clean()
        if "code" in cleaned and "code_type" in cleaned:
            try:
                cleaned["code"] = codes.check_holder_code(cleaned["code_type"], cleaned["code"], clock.today())
            except codes.CodeError as error:
                self.add_error("code", str(error))
        return cleaned
