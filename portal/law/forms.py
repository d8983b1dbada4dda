"""The form of one version of a legal basis."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.fields import ChoiceField, DateField, LongTextField, TextField
from portal.law.models import BasisStatus


class BasisForm(forms.Form):
    title = TextField(label=gettext_lazy("名称"), max_length=120)
    article = TextField(label=gettext_lazy("条款"), max_length=40, required=False, col="c6")
    status = ChoiceField(label=gettext_lazy("效力"), choices=BasisStatus.choices, col="c6",
                         help_text=gettext_lazy("没有核对过公布文本的，选“待核对”"))
    since = DateField(label=gettext_lazy("施行日期"), required=False, col="c6")
    until = DateField(label=gettext_lazy("失效日期"), required=False, col="c6",
                      help_text=gettext_lazy("施行的最后一日；未废止的留空"))
    summary = LongTextField(label=gettext_lazy("要点"), max_length=400, required=False)
    source = TextField(label=gettext_lazy("出处"), max_length=200, required=False,
                       help_text=gettext_lazy("公布文本的网址、文号或公报期号"))
    reason = TextField(label=gettext_lazy("修改依据"), max_length=200,
                       help_text=gettext_lazy("为什么这样改，记入修改记录"))

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("失效日期早于施行日期，请核对"))
        if cleaned.get("status") == BasisStatus.IN_FORCE and not since and "since" not in self.errors:
            self.add_error("since", _("现行有效的依据须填施行日期"))
        return cleaned
