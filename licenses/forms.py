"""Forms of the case screens: fields that follow the catalogue version, the opening of a case, reasons, filters."""

import re
import uuid

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from catalogs import schema
from catalogs.models import HolderCategory
from licenses import contents
from licenses.models import ReturnReason
from portal import clock, formats
from portal.codes import HOLDER_CODE_TYPES
from portal.fields import (
    BooleanField,
    ChoiceField,
    CodeField,
    DateField,
    LongTextField,
    ModelChoiceField,
    MultipleChoiceField,
    TextField,
)
from portal.formats import whole

MOST_HOLDERS = 10
USUAL_CODES = ("001", "111")  # first in the list
HOLDER_PARTS = ("code_type", "code", "name")
WIDE = {"long_text", "address", "photo"}
TEMPLATE = "licenses/case_field.html"


# --- what is typed


def typed_from(post, version) -> dict:
    """Content as typed out of the posted fields of a CaseForm; nothing is refused, dates are put in ISO form."""
    rows = sorted({int(found[1]) for name in post if (found := re.fullmatch(r"holders-(\d{1,2})-\w+", name))})
    return {
        "holders": [
            {part: str(post.get(f"holders-{row}-{part}", "")) for part in HOLDER_PARTS} for row in rows[:MOST_HOLDERS]
        ],
        "items": {
            item.key: _as_day(str(post.get(f"items-{item.key}", "")), item.kind == "date")
            for item in schema.form_items(version)
        },
        "valid_from": _as_day(str(post.get("valid_from", ""))),
        "valid_to": _as_day(str(post.get("valid_to", ""))),
        "term": whole(post.get("term")),
    }


def _as_day(text: str, is_date: bool = True) -> str:
    """A day as people type it in ISO form; anything else as it is."""
    try:
        day = DateField().to_python(text.strip()) if is_date else None
    except ValidationError:
        day = None
    return day.isoformat() if day else text


def field_of(key: str) -> str:
    """The form field of a key of `contents.Checked.errors`: items.premises → items-premises."""
    return key.replace(".", "-")


class CaseForm(forms.Form):
    """What a clerk types for a licence. Judging is the content's business: `errors` are those of the refused step.

    `photos` are the materials of the case that a photo item can show, `check_url` is where a field is checked as soon
    as it is left, `unprintable` is what contents.unprintable() found.
    """

    def __init__(self, case, typed: dict, *, errors=None, photos=(), check_url: str = "", not_secret: bool = False,
                 said=(), unprintable=None):
        self.case, self.version, self.typed = case, case.version, typed
        self._found, self._photos, self._check_url = errors or {}, photos, check_url
        self.needed = contents.holders_needed(self.version)
        self.rows = rows = max(self.needed, len(typed["holders"]))
        usual = _code_types(self.version)[0][0]
        super().__init__(data=_flat(typed, rows, usual) | {"not_secret": "on" if not_secret else ""})
        for row in range(rows):
            self._add_holder(row)
        for item in schema.form_items(self.version):
            self.fields[f"items-{item.key}"] = self._field_for(item, typed["items"].get(item.key, ""))
        self._add_period()
        self.fields["materials"] = forms.FileField(label=_("材料"), required=False)
        self.fields["not_secret"] = BooleanField(
            label=_("本件不涉密：所填内容和所附材料不涉及国家秘密"),
            help_text=_("涉密件不得在本系统办理；拿不准的请先不要提交，按保密规定请示。"))
        self.fields["valid_from"].said = said
        self.unprintable = self._told_at_fields(unprintable or {})
        self._put_focus()

    def full_clean(self):
        """Take over what the step found; the fields themselves refuse nothing."""
        self.cleaned_data, self._errors = {}, ErrorDict(renderer=self.renderer)
        for key, sentence in self._found.items():
            name = field_of(key) if field_of(key) in self.fields else NON_FIELD_ERRORS
            self._errors.setdefault(name, self.error_class(renderer=self.renderer)).append(sentence)

    def _told_at_fields(self, unprintable: dict) -> list[tuple]:
        """Put every sentence at its field, and give them back as (label, sentence)."""
        found = []
        for key, sentence in unprintable.items():
            field = self.fields.get(field_of(key), self.fields["valid_from"])
            field.unprintable = sentence
            found.append((field.label, sentence))
        return found

    def told_fields(self) -> list:
        """The fields that have room for what is said about them while they are typed."""
        return [self[name] for name, field in self.fields.items() if field.template_name == TEMPLATE]

    def holder_rows(self) -> list[list]:
        """The fields of each holder: code type, code, name."""
        return [[self[f"holders-{row}-{part}"] for part in HOLDER_PARTS] for row in range(self.rows)]

    def item_fields(self) -> list:
        """The face items."""
        return [self[name] for name in self.fields if name.startswith("items-")]

    def period_fields(self) -> list:
        """From when and how long."""
        return [self[name] for name in ("valid_from", "term", "valid_to") if name in self.fields]

    def _add_holder(self, row: int) -> None:
        self.fields[f"holders-{row}-code_type"] = ChoiceField(
            label=_("代码类型"), choices=_code_types(self.version), col="c4")
        self.fields[f"holders-{row}-code"] = CodeField(
            label=_("代码"), col="c8", upper=False, template_name=TEMPLATE, attrs=self._checked(f"holders-{row}-code"),
            help_text=_("字母自动转为大写；15 位身份证号码自动升为 18 位"))
        self.fields[f"holders-{row}-name"] = TextField(
            label=_("名称（姓名）"), template_name=TEMPLATE, attrs=self._checked(f"holders-{row}-name"))

    def _field_for(self, item, value: str):
        """The field of a face item, by its kind."""
        name = f"items-{item.key}"
        common = {"label": item.label, "required": item.required, "col": _width(item)}
        if item.kind == "choice":
            known = _with_value(item.choices, value)
            return ChoiceField(choices=[("", _("请选择")), *((choice, choice) for choice in known)], **common)
        if item.kind == "photo":
            return self._photo_field(item, value, common)
        common |= {"template_name": TEMPLATE, "attrs": self._checked(name)}
        if item.kind == "long_text":
            used = format_html('<span id="used-{}">{}</span>', name, len(value))
            room = format_html(_("已用 {} 字，照面可容 {} 字"), used, item.max_length)
            return LongTextField(help_text=room, **common)
        if item.kind == "date":
            return DateField(help_text=_("可直接输入 20261123"), **common)
        if item.kind in ("code", "id_number", "phone"):
            return CodeField(upper=False, **common)
        return TextField(**common)

    def _photo_field(self, item, value: str, common: dict):
        choices = [(str(m.pk), m.label) for m in self._photos]
        known = [value] if value and value not in dict(choices) else []
        missing = [(key, _("（已移除的照片）")) for key in known]
        return ChoiceField(
            choices=[("", _("请选择或上传照片")), *choices, *missing], template_name="licenses/case_photo_field.html",
            **common)

    def _add_period(self) -> None:
        rule = self.version.validity
        today = formats.iso(clock.today())
        self.fields["valid_from"] = DateField(
            label=_("有效期起始"), required=False, col="c6", template_name=TEMPLATE, attrs=self._checked("valid_from"),
            help_text=_("不填为提交审核当日，例如 %(day)s") % {"day": today})
        terms = schema.term_choices(rule)
        self.only_term = terms[0][1] if len(terms) == 1 and rule["kind"] != "free" else ""
        if rule["kind"] == "free":
            open_ended = any(term["years"] is None for term in schema.terms_of(rule))
            self.fields["valid_to"] = DateField(
                label=_("有效期截止"), required=not open_ended, col="c6", template_name=TEMPLATE,
                attrs=self._checked("valid_to"),
                help_text=_("长期有效的请留空") if open_ended else schema.validity_label(rule))
        elif not self.only_term:
            self.fields["term"] = ChoiceField(
                label=_("期限"), choices=terms, col="c6", template_name=TEMPLATE, attrs=self._checked("term"),
                help_text=_("有效期截止日期由起始日期推算"))

    def _checked(self, name: str) -> dict:
        """Attributes that have a field checked when it is left."""
        if not self._check_url:
            return {}
        return {"hx-post": self._check_url, "hx-trigger": "change", "hx-target": f"#said-{name}",
                "hx-swap": "innerHTML", "hx-include": "closest form", "hx-sync": "this:replace"}

    def _put_focus(self) -> None:
        """The caret goes to the first field that is still to be filled in; errors have their summary for that."""
        if self._found:
            return
        for name, field in self.fields.items():
            if field.required and name != "not_secret" and self.data.get(name) in ("", None):
                field.widget.attrs["autofocus"] = True
                return


def _flat(typed: dict, rows: int, usual: str) -> dict:
    """Typed content as the data of a form's fields; `usual` is the code type of a row in which nothing is typed."""
    flat = {key: typed.get(key) for key in ("valid_from", "valid_to", "term")}
    flat |= {f"items-{key}": value for key, value in typed["items"].items()}
    for row in range(rows):
        holder = typed["holders"][row] if row < len(typed["holders"]) else {}
        flat |= {f"holders-{row}-{part}": holder.get(part, "") for part in HOLDER_PARTS}
        flat[f"holders-{row}-code_type"] = holder.get("code_type") or usual
    return flat


def _width(item) -> str:
    return "c12" if item.kind in WIDE or (item.kind == "text" and item.max_length > 40) else "c6"


def _with_value(choices, value: str) -> list:
    """The choices, and what was chosen from an older list: it is shown and refused, not silently changed."""
    return [*choices, *([value] if value and value not in choices else [])]


def _code_types(version) -> list:
    """The code types that fit the holders of a version, the usual ones first."""
    fitting = [kind for kind in HOLDER_CODE_TYPES.values()
               if version.holder_category in (kind.holder, HolderCategory.BOTH)]
    return [(kind.code, kind.label) for kind in sorted(fitting, key=lambda kind: kind.code not in USUAL_CODES)]


class ChangeWords(forms.Form):
    """Why a licence's status is changed: on what ground, by which decision; how long, contents.check_change says."""

    ground = LongTextField(label=_lazy("依据与理由"), rows=4,
                           help_text=_lazy("写明事实与法律依据；随办件归档，注销等状态会对外显示依据"))
    document = TextField(label=_lazy("决定文书文号"), col="c8")


class ChangeForm(ChangeWords):
    """What a clerk types in a case that changes a licence's status: as CaseForm, it judges nothing."""

    materials = forms.FileField(label=_lazy("材料"), required=False)
    not_secret = BooleanField(label=_lazy("本件不涉密：所填内容和所附材料不涉及国家秘密"))

    def __init__(self, typed: dict, *, errors=None, not_secret: bool = False):
        self._found = errors or {}
        super().__init__(data={"ground": typed.get("ground", ""), "document": typed.get("document", ""),
                               "not_secret": "on" if not_secret else ""})

    full_clean = CaseForm.full_clean


# --- opening a case


class OpenForm(forms.Form):
    """Matter and acceptance number of a new case, and which earlier case it starts from."""

    matter = ModelChoiceField(label=_lazy("事项"), queryset=None, empty_label=None)
    acceptance_number = CodeField(label=_lazy("受理编号"), max_length=40, upper=False,
                                  help_text=_lazy("受理系统给出的编号，与受理材料一致"))
    copy_from = ChoiceField(label=_lazy("从以往办件复制"), required=False, col="c8")
    with_holders = BooleanField(label=_lazy("连同持证主体一起复制"), required=False)

    def __init__(self, *args, version, earlier, **kwargs):
        super().__init__(*args, **kwargs)
        matters = version.matters.all()
        self.fields["matter"].queryset = matters
        if not matters:
            del self.fields["matter"]
        self.fields["copy_from"].choices = [("", _("不复制，从空白填起")), *(
            (str(case.pk), _("%(number)s %(holders)s（%(status)s）") % {
                "number": case.number, "holders": case.shown_holders, "status": case.get_status_display()})
            for case in earlier)]
        if not earlier:
            del self.fields["copy_from"], self.fields["with_holders"]
        self.fields["acceptance_number"].widget.attrs["autofocus"] = True

    def clean_acceptance_number(self):
        number = self.cleaned_data["acceptance_number"]
        if not number.isprintable():
            raise ValidationError(_("受理编号中有不可见字符，请删除后重新输入"))
        return number

    def clean_copy_from(self):
        chosen = self.cleaned_data["copy_from"]
        return uuid.UUID(chosen) if chosen else None


class OpenChangeForm(ChangeWords):
    """Which change of a licence's status a case is opened for, and why."""

    kind = ChoiceField(label=_lazy("变更类别"), widget=forms.RadioSelect)
    field_order = ["kind"]

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.key, f"{kind.label}：{kind.meaning}") for kind in kinds]


def copied(source: dict, version, *, with_holders: bool) -> dict:
    """What a new case takes over of an earlier one: no photos, no dates, holders only if asked for."""
    photos = {item.key for item in version.items.all() if item.kind == "photo"}
    return contents.EMPTY | {
        "holders": source["holders"] if with_holders else [],
        "items": {key: value for key, value in source["items"].items() if key not in photos},
        "term": source.get("term", 0),
    }


# --- decisions


class WordsForm(forms.Form):
    """Why something is done: own words."""

    reason = LongTextField(label=_lazy("理由"), max_length=1000, rows=4)

    def __init__(self, *args, ask=None, hint: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
        if ask:
            self.fields["reason"].label = ask
        self.fields["reason"].widget.attrs["autofocus"] = True


class SendBackForm(forms.Form):
    """Why a case is sent back: stock sentences, own words, or both."""

    stock = MultipleChoiceField(label=_lazy("常用理由"), required=False)
    own = LongTextField(label=_lazy("补充说明"), max_length=1000, required=False, rows=3,
                        help_text=_lazy("写清在哪一项、怎么改；采集岗会在表单上方看到"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stock"].choices = [(str(row.pk), row.text) for row in ReturnReason.objects.all()]

    def clean(self):
        cleaned = super().clean()
        texts = dict(self.fields["stock"].choices)
        lines = [texts[pk] for pk in cleaned.get("stock", ())] + [cleaned.get("own", "").strip()]
        cleaned["reason"] = "\n".join(line for line in lines if line)
        if not cleaned["reason"] and not self.errors:
            self.add_error("own", _("请勾选常用理由，或写明退回理由"))
        return cleaned


# --- lists


class CaseFilters(forms.Form):
    """The filters of the case list beside its tabs."""

    q = TextField(label=_lazy("关键词"), required=False, max_length=100,
                  attrs={"placeholder": _lazy("办件编号、受理编号、持证主体名称或代码")})
    entry = ChoiceField(label=_lazy("证照类型"), required=False)
    state = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, types, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [("", _("全部类型")), *types]
