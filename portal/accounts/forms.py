"""What is typed in at sign-in and in keeping departments, people and appointments."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.fields import CodeField, PasswordField, TextField


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


class CodeForm(forms.Form):
    """A one-time code or a recovery code."""

    code = CodeField(label=_("动态口令或恢复码"), attrs={"autocomplete": "one-time-code", "autofocus": True},
                     help_text=_("打开手机上的验证器，输入当前的 6 位数字；手机不在身边的，输入一个未用过的恢复码。"))


class SetUpForm(forms.Form):
    """The first code of a new device, and the password again."""

    token = forms.CharField(widget=forms.HiddenInput)
    code = CodeField(label=_("验证器显示的 6 位数字"), attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    password = PasswordField(label=_("登录密码"), help_text=_("再次确认是您本人操作。"))


class OwnPasswordForm(forms.Form):
    """One's own password again, before an act that matters."""

    password = PasswordField(label=_("您的登录密码"), help_text=_("再次确认是您本人操作。"))
