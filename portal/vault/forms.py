"""What is asked of whoever orders, confirms or rejects that a key is destroyed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.fields import BooleanField, LongTextField, TextField


class OrderForm(forms.Form):
    """`words` stays as the stub when all else is gone, so it must name nobody."""

    words = TextField(label=_("销毁对象"), max_length=200,
                      help_text=_("销毁后作为存根保留：写编号和类别，不写姓名、证件号码和涉密内容"))
    ground = LongTextField(label=_("依据与理由"), max_length=400,
                           help_text=_("写明定密或删除的决定文书、依据的条款；不写涉密内容本身"))
    sworn = BooleanField(label=_("已核对销毁对象，知道销毁后任何人都不能恢复"))


class ConfirmForm(forms.Form):
    sworn = BooleanField(label=_("已核对销毁对象与依据，知道确认后立即销毁且不能恢复"))


class RejectForm(forms.Form):
    reason = LongTextField(label=_("驳回理由"), max_length=400)
