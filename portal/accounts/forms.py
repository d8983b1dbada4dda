"""What is typed in at sign-in and in keeping departments, people and appointments."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.fields import PasswordField, TextField


class SignInForm(forms.Form):
    """Name and password. What is typed as a name has any case and length: unknown names answer like wrong passwords."""

    username = TextField(label=_("登录名"), attrs={"autocomplete": "username", "autocapitalize": "none",
                                                "spellcheck": "false", "autofocus": True})
    password = PasswordField(label=_("密码"))


class PasswordForm(forms.Form):
    """A new password of one's own, given twice, and the old one."""

    old = PasswordField(label=_("当前密码"))
    new = PasswordField(label=_("新密码"), autocomplete="new-password",
                        help_text=_("至少 12 个字符，包含大写字母、小写字母、数字、符号中的三类；"
                                    "不含姓名、登录名、部门名称，不与最近 5 次用过的相同。"))
    again = PasswordField(label=_("再次输入新密码"), autocomplete="new-password")

    def clean_again(self):
        if "new" in self.cleaned_data and self.cleaned_data["again"] != self.cleaned_data["new"]:
            raise ValidationError(_("两次输入的新密码不一致"))
        return self.cleaned_data["again"]
