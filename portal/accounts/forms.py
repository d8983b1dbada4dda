"""What is typed in at sign-in and in keeping departments, people and appointments: form, not rights."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal import clock, divisions
from portal.accounts.confirming import OwnPasswordForm
from portal.accounts.departments import level_of
from portal.accounts.models import Basis, Department, User
from portal.accounts.roles import ROLE_CHOICES
from portal.codes import CodeError, check_uscc
from portal.fields import (
    BooleanField,
    ChoiceField,
    CodeField,
    DateField,
    LongTextField,
    ModelChoiceField,
    PasswordField,
    TextField,
)


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


class SetUpForm(OwnPasswordForm):
    """The first code of a new device, and the password again."""

    token = forms.CharField(widget=forms.HiddenInput)
    code = CodeField(label=_("验证器显示的 6 位数字"), col="c6",
                     attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    field_order = ["token", "code", "password"]


# --- people

class PeopleFilters(forms.Form):
    """Which accounts to list."""

    STATES = [
        ("", _("全部")), ("active", _("启用")), ("inactive", _("已停用")),
        ("unappointed", _("无在任岗位")), ("locked", _("锁定中")),
    ]

    q = forms.CharField(label=_("姓名、登录名或工号"), required=False, max_length=60)
    department = forms.ModelChoiceField(Department.objects.all(), label=_("任职部门"), required=False,
                                        empty_label=_("全部部门"))
    role = forms.ChoiceField(label=_("岗位"), choices=[("", _("全部岗位")), *ROLE_CHOICES], required=False)
    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)


class PersonForm(forms.Form):
    """A person's name and staff number."""

    display_name = TextField(label=_("姓名"), max_length=60, col="c6")
    staff_number = TextField(label=_("工号"), max_length=30, required=False, col="c6")


class AccountForm(PersonForm):
    """A new account."""

    username = TextField(label=_("登录名"), max_length=40, col="c6", attrs={"autocapitalize": "none", "class": "code"},
                         help_text=_("2 至 40 个小写字母、数字、点或横线，开立后不能更改。"))
    field_order = ["display_name", "username", "staff_number"]

    def clean_username(self):
        name = self.cleaned_data["username"].lower()
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,39}", name):
            raise ValidationError(_("登录名应为 2 至 40 个小写字母、数字、点、横线，以字母或数字开头"))
        if User.objects.filter(username=name).exists():
            raise ValidationError(_("登录名“%(name)s”已有人使用，请另取一个") % {"name": name})
        return name


class ReasonForm(forms.Form):
    """Why."""

    reason = LongTextField(label=_("理由"), max_length=300,
                           help_text=_("记入账号历史与访问日志，例如“调离”“手机丢失，已当面核实”。"))


class GuardedReasonForm(ReasonForm, OwnPasswordForm):
    """Why, and one's own password again."""

    field_order = ["reason", "password"]


# --- appointments

class AppointmentFilters(forms.Form):
    """Which appointments to list."""

    STATES = [
        ("current", _("在任")), ("ending", _("30 日内到期")), ("future", _("尚未开始")), ("past", _("已结束")),
        ("all", _("全部")),
    ]

    department = forms.ModelChoiceField(Department.objects.all(), label=_("部门"), required=False,
                                        empty_label=_("全部部门"))
    role = forms.ChoiceField(label=_("岗位"), choices=[("", _("全部岗位")), *ROLE_CHOICES], required=False)
    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)


class AppointForm(OwnPasswordForm):
    """Who holds which role from when to when, by which document."""

    department = ModelChoiceField(Department.objects.none(), label=_("部门"), col="c8", empty_label=_("请选择"))
    role = ChoiceField(label=_("岗位"), choices=[("", _("请选择")), *ROLE_CHOICES], col="c4")
    since = DateField(label=_("起始日期"), col="c4")
    until = DateField(label=_("截止日期"), required=False, col="c4", help_text=_("含当日；不填为长期。"))
    document = TextField(label=_("任命文件"), max_length=100, required=False, col="c4",
                         help_text=_("文件名称或文号。"))
    field_order = ["department", "role", "since", "until", "document", "password"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.existing()

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("截止日期不能早于起始日期"))
        elif until and until < clock.today():
            self.add_error("until", _("截止日期已经过去"))


class EndForm(GuardedReasonForm):
    """When an appointment ends, and why."""

    NOW, ON = "now", "on"

    when = ChoiceField(label=_("何时免除"), widget=forms.RadioSelect, initial=NOW,
                       choices=[(NOW, _("立即停止，今天起不再有效")), (ON, _("到指定日期为止"))])
    until = DateField(label=_("最后一日"), required=False, col="c6",
                      help_text=_("含当日；选择“到指定日期为止”时填写。"))
    field_order = ["when", "until", "reason", "password"]

    def clean(self):
        if self.cleaned_data.get("when") != self.ON:
            return
        until = self.cleaned_data.get("until")
        if not until and "until" not in self.errors:
            self.add_error("until", _("请填写最后一日"))
        elif until and until < clock.today():
            self.add_error("until", _("最后一日不能早于今天；今天就停止的，请选择“立即停止”"))


# --- departments

def _division_choices():
    cities = [d for d in divisions.DIVISIONS.values() if d.level != "county"]
    return [("", _("请选择"))] + [
        (d.name, [(d.code, f"{d.name} {d.code}"),
                  *((c.code, f"{c.name} {c.code}") for c in divisions.children(d.code) if c.level == "county")])
        for d in cities
    ]


class DepartmentForm(forms.Form):
    """What is registered of a department; its level follows from the division."""

    name = TextField(label=_("名称"), max_length=100, col="c8")
    short_name = TextField(label=_("简称"), max_length=30, required=False, col="c4")
    uscc = CodeField(label=_("统一社会信用代码"), col="c6", help_text=_("18 位，登记后不能更改。"))
    division = ChoiceField(label=_("行政区划"), choices=_division_choices, col="c6")
    parent = ModelChoiceField(Department.objects.all(), label=_("上级部门"), required=False, col="c12",
                              empty_label=_("无（本系统最上级）"))
    managing = BooleanField(label=_("管理部门：编制目录、监督管理"), required=False, col="c12")
    issuing = BooleanField(label=_("签发部门：制作、签发证照"), required=False, col="c12")
    using = BooleanField(label=_("使用部门：依授权使用证照"), required=False, col="c12")
    basis = ChoiceField(label=_("履职依据"), choices=Basis.choices, col="c12")
    entrusted_by = TextField(label=_("委托机关"), max_length=100, required=False, col="c6")
    entrusted_since = DateField(label=_("委托起始"), required=False, col="c3")
    entrusted_until = DateField(label=_("委托截止"), required=False, col="c3")
    abolished_on = DateField(label=_("撤并日期"), required=False, col="c6",
                             help_text=_("自该日起部门不再存在，其岗位同时失效。"))

    def __init__(self, *args, registered=None, **kwargs):
        super().__init__(*args, **kwargs)
        if registered:
            self.fields["uscc"].disabled = True
            self.fields["parent"].queryset = Department.objects.exclude(pk=registered.pk)
        else:
            del self.fields["abolished_on"]

    def clean_uscc(self):
        try:
            return check_uscc(self.cleaned_data["uscc"])
        except CodeError as error:
            raise ValidationError(str(error)) from error

    def clean(self):
        data = self.cleaned_data
        if not any(data.get(part) for part in ("managing", "issuing", "using")):
            self.add_error("managing", _("管理、签发、使用至少勾选一项"))
        if data.get("basis") == Basis.ENTRUSTED:
            for name in ("entrusted_by", "entrusted_since"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("受委托的组织须登记委托机关与委托起始日期"))
            if data.get("entrusted_since") and data.get("entrusted_until") and \
                    data["entrusted_until"] < data["entrusted_since"]:
                self.add_error("entrusted_until", _("截止日期不能早于起始日期"))
        elif any(data.get(name) for name in ("entrusted_by", "entrusted_since", "entrusted_until")):
            self.add_error("entrusted_by", _("履职依据不是“依法受委托的组织”的，不填委托机关与日期"))
        if data.get("division"):
            data["level"] = level_of(data["division"])
        return data
