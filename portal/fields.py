"""Form fields of the house: Chinese messages that read well, codes and dates as people type them, one look.

A field takes two arguments more than Django's: `col`, its width on the twelve-column grid (c12 c8 c6 c4 c3),
and `attrs`, HTML attributes of its control.
"""

import re
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

_LINES = ("text", "number", "email", "url", "tel", "search", "password", "date", "datetime", "time", "file")
_CLASS_OF = {
    **{f"django/forms/widgets/{widget}.html": "input" for widget in _LINES},
    "django/forms/widgets/select.html": "select",
    "django/forms/widgets/textarea.html": "area",
}


class Renderer(TemplatesSetting):
    """Draws forms with the project's templates and gives every control its class, whoever made the field.

    `{{ form }}` draws all fields on the grid, `{{ form.name.as_field_group }}` one with label and messages.
    """

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"

    def render(self, template_name, context, request=None):
        css = _CLASS_OF.get(template_name)
        if css:
            widget = context["widget"]
            classes = " ".join(filter(None, [css, widget["attrs"].get("class")]))
            context = {**context, "widget": {**widget, "attrs": {**widget["attrs"], "class": classes}}}
        return super().render(template_name, context, request)


def fold(text: str) -> str:
    """A code as it is kept: without white space and invisible characters, full-width ones made half-width.

    That is digits, letters, `－` and `．`. For codes and dates only: a name's characters are what they are.
    """
    return _INVISIBLE.sub("", text).translate(_NARROW)


_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_NARROW = {
    wide: wide - 0xFEE0
    for wide in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), ord("－"), ord("．")]
}


class _House:
    """What the fields below share: width, control attributes, messages that name the field."""

    ask = _("请填写{label}")
    ask_unnamed = _("请填写此项")
    texts: dict = {}

    def __init__(self, *args, col: str = "c12", attrs: dict | None = None, **kwargs):
        label = kwargs.get("label")
        required = format_lazy(self.ask, label=label) if label else self.ask_unnamed
        own = {"required": required, **self.texts}
        kwargs["error_messages"] = {**own, **(kwargs.get("error_messages") or {})}
        super().__init__(*args, **kwargs)
        self.col = col
        self.widget.attrs.update(attrs or {})


class TextField(_House, forms.CharField):
    """A name or any other text: kept as typed but for white space around it.

    The control has no `maxlength`: browsers cut pasted text silently, a message loses nothing.
    """

    texts = {
        "max_length": _("最多 %(limit_value)d 个字，现有 %(show_value)d 个字，请缩短"),
        "min_length": _("至少 %(limit_value)d 个字，现有 %(show_value)d 个字"),
        "null_characters_not_allowed": _("含有无法保存的字符，请重新输入"),
    }

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        attrs.pop("minlength", None)
        return attrs


class LongTextField(TextField):
    """A text of several lines: an opinion, a reason, a list of items."""

    def __init__(self, *args, rows: int = 3, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "cols": False}))
        super().__init__(*args, **kwargs)


class PasswordField(TextField):
    """A password: never trimmed, never sent back; `autocomplete` is `current-password` or `new-password`."""

    def __init__(self, *args, autocomplete: str = "current-password", **kwargs):
        kwargs.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": autocomplete}))
        super().__init__(*args, strip=False, **kwargs)


class CodeField(TextField):
    """A code or number, see `fold`; in capitals unless `upper` is False."""

    texts = {
        **TextField.texts,
        "max_length": _("最多 %(limit_value)d 位，现有 %(show_value)d 位，请核对"),
        "min_length": _("至少 %(limit_value)d 位，现有 %(show_value)d 位，请核对"),
    }

    def __init__(self, *args, upper: bool = True, attrs: dict | None = None, **kwargs):
        self.upper = upper
        control = {"class": "code", "autocomplete": "off", "spellcheck": "false", **(attrs or {})}
        super().__init__(*args, attrs=control, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        value = fold(value)
        return value.upper() if self.upper else value


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""What a day is between: no slip beyond a calendar's ends, and days before and after can be counted."""


class DateField(_House, forms.DateField):
    """A day from FIRST_DAY to LAST_DAY: takes 2026-11-23, 20261123, 2026/11/23, 2026.11.23 and 2026年11月23日.

    It shows the first of these. A text field on purpose: typing eight digits is quicker than a picker, and a
    browser's own picker speaks the browser's language, not the page's.
    """

    texts = {
        "invalid": _("请输入日期，例如 2026-11-23 或 20261123"), "no_such_day": _("日期不存在，请核对"),
        "far_day": _("日期须在 %(first)s 至 %(last)s 之间，请核对"),
    }

    _FORMS = re.compile(
        r"(?P<y>\d{4})(?:(?P<m>\d\d)(?P<d>\d\d)|([-/.])(?P<m2>\d\d?)\4(?P<d2>\d\d?)|年(?P<m3>\d\d?)月(?P<d3>\d\d?)日?)",
        re.ASCII,
    )

    def __init__(self, *args, attrs: dict | None = None, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d"))
        control = {"class": "date num", "inputmode": "numeric", "autocomplete": "off", **(attrs or {})}
        super().__init__(*args, attrs=control, **kwargs)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        found = self._FORMS.fullmatch(fold(str(value)))
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        year, *rest = (int(digits) for digits in found.group("y", "m", "d", "m2", "d2", "m3", "d3") if digits)
        try:
            return date(year, *rest)
        except ValueError:
            raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from None

    def validate(self, value):
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            ends = {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
            raise ValidationError(self.error_messages["far_day"], code="far_day", params=ends)


class _Number(_House):
    texts = {
        "invalid": _("请输入数字"),
        "min_value": _("不能小于 %(limit_value)s"),
        "max_value": _("不能大于 %(limit_value)s"),
    }

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "num", "autocomplete": "off"}))
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        return super().to_python(fold(value) if isinstance(value, str) else value)


class IntegerField(_Number, forms.IntegerField):
    """A whole number, typed into a text field: wheels and arrow keys change number fields unnoticed."""

    texts = {**_Number.texts, "invalid": _("请输入整数")}

    def widget_attrs(self, widget):
        return {"inputmode": "numeric"}


class DecimalField(_Number, forms.DecimalField):
    """A decimal number, typed into a text field."""

    texts = {
        **_Number.texts,
        "max_digits": _("最多 %(max)s 位数字"),
        "max_decimal_places": _("最多 %(max)s 位小数"),
        "max_whole_digits": _("小数点前最多 %(max)s 位"),
    }

    def widget_attrs(self, widget):
        return {"inputmode": "decimal"}


class _Choice(_House):
    ask = _("请选择{label}")
    ask_unnamed = _("请选择一项")
    texts = {
        "invalid_choice": _("所选的项目不存在或不可用，请重新选择"),
        "invalid_list": _("提交的内容不完整，请重新选择"),
        "invalid_pk_value": _("所选的项目不存在或不可用，请重新选择"),
    }


class ChoiceField(_Choice, forms.ChoiceField):
    """One of a few; `widget=forms.RadioSelect` shows them all at once."""


class TypedChoiceField(_Choice, forms.TypedChoiceField):
    """One of a few, turned into another type by `coerce`."""


class MultipleChoiceField(_Choice, forms.MultipleChoiceField):
    """Any of a few, as check boxes."""

    widget = forms.CheckboxSelectMultiple


class ModelChoiceField(_Choice, forms.ModelChoiceField):
    """One row of a queryset, which must be what the actor may see."""


class ModelMultipleChoiceField(_Choice, forms.ModelMultipleChoiceField):
    """Any rows of a queryset, which must be what the actor may see."""

    widget = forms.CheckboxSelectMultiple


class BooleanField(_House, forms.BooleanField):
    """A check box; required means that it must be ticked."""

    ask = _("请勾选“{label}”")
    ask_unnamed = _("请勾选此项")


class EmailField(_House, forms.EmailField):
    """An e-mail address."""

    texts = {**TextField.texts, "invalid": _("请输入电子邮箱地址，例如 name@example.gov.cn")}


class FileField(_House, forms.FileField):
    """A file to upload, not empty and of at most `max_bytes`.

    `accept` is what the browser's dialog offers ('.pdf,.jpg,.png'); what the file is, the vault checks.
    """

    ask = _("请上传{label}")
    ask_unnamed = _("请选择要上传的文件")
    texts = {
        "invalid": _("没有收到文件，请重新选择"),
        "missing": _("没有收到文件，请重新选择"),
        "empty": _("文件是空的（0 字节），请重新选择"),
        "max_length": _("文件名最多 %(max)d 个字，现有 %(length)d 个字，请改短"),
        "too_large": _("文件不能超过 %(limit)s，所选文件为 %(size)s"),
    }

    def __init__(self, *args, max_bytes: int | None = None, accept: str = "", **kwargs):
        self.max_bytes = max_bytes
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": accept} if accept else {}))
        super().__init__(*args, **kwargs)

    def to_python(self, data):
        file = super().to_python(data)
        if file and self.max_bytes and file.size > self.max_bytes:
            sizes = {"limit": filesizeformat(self.max_bytes), "size": filesizeformat(file.size)}
            raise ValidationError(self.error_messages["too_large"], code="too_large", params=sizes)
        return file
