"""What is asked of whoever enters or voids a year's holiday notice."""

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.fields import DateField, IntegerField, LongTextField, TextField
from portal.workdays.known import last_year
from portal.workdays.wording import Unreadable, read


class NoticeForm(forms.Form):
    """The wording is read at once: what cannot be read is told at its field."""

    year = IntegerField(label=_("年份"), min_value=2004, max_value=last_year, col="c4")
    number = TextField(label=_("文号"), max_length=60, col="c4", help_text=_("例如：国办发明电〔2025〕7号"))
    issued_on = DateField(label=_("发布日期"), col="c4")
    text = LongTextField(label=_("通知条文"), max_length=4000, rows=14,
                         help_text=_("粘贴国务院办公厅通知的全部条文（“一、元旦：…”至“七、国庆节：…”）；"
                                     "通知只改动个别节日的，粘贴改动后的全年条文"))

    def clean_issued_on(self):
        day = self.cleaned_data["issued_on"]
        if day > clock.today():
            raise forms.ValidationError(now_("发布日期不能晚于今天。"))
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("text") and cleaned.get("year"):
            try:
                read(cleaned["text"], cleaned["year"])
            except Unreadable as error:
                self.add_error("text", str(error))
        return cleaned


class VoidForm(forms.Form):
    reason = TextField(label=_("作废理由"), max_length=200)
