"""What is typed on the pages of the catalogue, and how rules are written as lines of text."""

import re

import pypinyin
from django import forms
from django.core.exceptions import ValidationError
from django.forms import RadioSelect, Textarea
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from catalogs import numbering, schema
from catalogs.layouts import LAYOUTS, OWN
from catalogs.models import Category, Concerns, HolderCategory, ItemKind, Matter, Retention, Sensitivity
from catalogs.states import STATES
from catalogs.uploads import LIMIT
from portal import clock, codes
from portal.accounts.models import Department, Level
from portal.fields import (
    BooleanField,
    ChoiceField,
    CodeField,
    DateField,
    FileField,
    IntegerField,
    LongTextField,
    ModelChoiceField,
    ModelMultipleChoiceField,
    MultipleChoiceField,
    TextField,
)
from portal.law.models import LegalBasis

ANY = [("", _lazy("全部"))]
DEFINING_LEVELS = [("national", _lazy("国家级")), ("province", _lazy("省级")), ("city", _lazy("市级")),
                   ("county", _lazy("县级"))]
TERM = re.compile(r"(?P<years>\d{1,3}|长期)\s*年?\s*(?:[|｜]\s*(?P<label>[^|｜]*?)\s*)?"
                  r"(?:[|｜]\s*(?P<first>\d{1,3})\s*-\s*(?P<last>\d{0,3})\s*)?")
ITEM_CODE = re.compile(r"(?P<key>[a-z][a-z0-9_]*)\s*[:：]\s*(?P<choice>[^=＝]+?)\s*[=＝]\s*(?P<code>\S+)")


class EntryFilter(forms.Form):
    """The filters of the catalogue's list; `state` comes from the tabs."""

    q = forms.CharField(label=_lazy("关键词"), required=False, max_length=60,
                        widget=forms.TextInput(attrs={"placeholder": _lazy("证照名称、类型代码、定义机构")}))
    category = forms.ChoiceField(label=_lazy("目录类别"), required=False, choices=[*ANY, *Category.choices])
    holder = forms.ChoiceField(label=_lazy("持证主体"), required=False, choices=[*ANY, *HolderCategory.choices])
    level = forms.ChoiceField(label=_lazy("定义级别"), required=False, choices=[*ANY, *DEFINING_LEVELS])
    state = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[
        ("", ""), *((key, state.label) for key, state in STATES.items())])


# --- rules as lines of text


def terms_as_text(validity: dict) -> str:
    """The terms of a validity rule, one a line: 5|床位不满 100 张|0-15."""
    lines = []
    for term in schema.terms_of(validity):
        parts = ["长期" if term["years"] is None else str(term["years"]), term.get("label") or ""]
        if term.get("ages"):
            first, last = term["ages"]
            parts.append(f"{first}-{'' if last is None else last}")
        lines.append("|".join(parts).rstrip("|"))
    return "\n".join(lines)


def terms_from_text(text: str) -> list[dict]:
    """The terms written one a line; raises ValidationError that names the line."""
    terms = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        found = TERM.fullmatch(line)
        if not found:
            raise ValidationError(
                _("第 %(n)d 行“%(line)s”写法有误，例如：5 或 长期|46 周岁以上|46-") % {"n": number, "line": line})
        ages = None
        if found["first"] is not None:
            ages = [int(found["first"]), int(found["last"]) if found["last"] else None]
        years = None if found["years"] == "长期" else int(found["years"])
        if years == 0:
            raise ValidationError(_("第 %(n)d 行的年数应大于 0。") % {"n": number})
        terms.append({"years": years, "label": found["label"] or "", "ages": ages})
    return terms


def item_codes_as_text(item_codes: dict) -> str:
    """The codes of choices in licence numbers, one a line: business_type：餐饮服务经营者=2."""
    return "\n".join(f"{key}：{choice}={code}" for key, table in item_codes.items() for choice, code in table.items())


def item_codes_from_text(text: str) -> dict:
    """The codes written one a line; raises ValidationError that names the line."""
    item_codes: dict[str, dict[str, str]] = {}
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        found = ITEM_CODE.fullmatch(line)
        if not found:
            raise ValidationError(
                _("第 %(n)d 行“%(line)s”写法有误，例如：business_type：餐饮服务经营者=2") % {"n": number, "line": line})
        item_codes.setdefault(found["key"], {})[found["choice"]] = found["code"]
    return item_codes


# --- a version's general data


class VersionForm(forms.Form):
    """Everything that a version says of itself but its items, face and matters; `values()` is for the actions."""

    VALIDITY = [("years", _lazy("固定年限（可分情形）")), ("long_term", _lazy("长期")),
                ("free", _lazy("由许可决定截止日期"))]
    PER = [("department", _lazy("按签发部门连续编号")), ("department_year", _lazy("按签发部门和年度编号")),
           ("holder", _lazy("由持证主体代码而来"))]

    name = TextField(label=_lazy("证照名称"), max_length=100, col="c8")
    category = ChoiceField(label=_lazy("目录类别"), choices=Category.choices, col="c4")
    holder_category = ChoiceField(label=_lazy("持证主体类型"), choices=HolderCategory.choices, col="c4")
    retention = ChoiceField(label=_lazy("保管期限"), choices=Retention.choices, col="c4")
    standard_version = TextField(label=_lazy("工程标准版本"), max_length=40, required=False, col="c4",
                                 help_text=_lazy("如 C0293-2024"))
    several_holders = BooleanField(label=_lazy("可有多个持证主体"), required=False, col="c6")
    unique_per_holder = BooleanField(label=_lazy("同一持证主体仅一件有效"), required=False, col="c6")
    issuing_body = TextField(label=_lazy("证照颁发机构"), max_length=100, col="c8",
                             help_text=_lazy("如 县级市场监督管理部门"))
    issuing_levels = MultipleChoiceField(label=_lazy("颁发机构级别"), choices=Level.choices, col="c4")
    validity_kind = ChoiceField(label=_lazy("有效期"), choices=VALIDITY, col="c6")
    max_years = IntegerField(label=_lazy("最长年数"), required=False, min_value=1, max_value=100, col="c6",
                             help_text=_lazy("仅用于“由许可决定截止日期”"))
    terms = LongTextField(
        label=_lazy("期限情形"), required=False, rows=3,
        help_text=_lazy("每行一种：年数或“长期”，可加说明和年龄段，以竖线分隔，如 5|未满 16 周岁|0-15"))
    pattern = CodeField(
        label=_lazy("编号格式"), max_length=100, upper=False, col="c6",
        help_text=_lazy("可用 {year} {division} {area} {serial:06d} {holder_code} 和设有代码的选项信息项"))
    per = ChoiceField(label=_lazy("编号范围"), choices=PER, col="c3")
    check = ChoiceField(label=_lazy("校验码"), required=False, col="c3",
                        choices=[("", _lazy("无")), ("mod_11_10", "MOD 11,10")])
    item_codes = LongTextField(label=_lazy("选项代码"), required=False, rows=3,
                               help_text=_lazy("每行一个：信息项技术名：选项=代码，如 business_type：餐饮服务经营者=2"))
    laws = MultipleChoiceField(label=_lazy("法律依据"), required=False)

    def __init__(self, *args, version=None, **kwargs):
        if version is not None:
            kwargs["initial"] = initial_of(version) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        bases = {basis.key: str(basis) for basis in LegalBasis.objects.order_by("title", "article")}
        for key in version.laws if version is not None else ():
            bases.setdefault(key, key)
        self.fields["laws"].choices = bases.items()

    def clean_terms(self):
        return terms_from_text(self.cleaned_data["terms"])

    def clean_item_codes(self):
        return item_codes_from_text(self.cleaned_data["item_codes"])

    def clean(self):
        data = super().clean()
        kind, terms = data.get("validity_kind"), data.get("terms")
        if kind == "years" and terms == []:
            self.add_error("terms", _("请至少写一种期限，例如 5"))
        if kind == "free" and any(term["years"] is not None for term in terms or []):
            self.add_error("terms", _("“由许可决定截止日期”的期限情形只能写“长期”（表示也可长期有效）"))
        if "pattern" in data and "item_codes" in data:
            for fault in numbering.pattern_faults(data):
                self.add_error("pattern", fault)
        return data

    def values(self) -> dict:
        """The fields of `actions.CONTENT` that this form gives."""
        data = self.cleaned_data
        kind = data["validity_kind"]
        terms = data["terms"] if kind != "long_term" else [{"years": None, "label": "", "ages": None}]
        return {
            **{name: data[name] for name in (
                "name", "category", "holder_category", "retention", "standard_version", "several_holders",
                "unique_per_holder", "issuing_body", "issuing_levels", "laws")},
            "validity": {
                "kind": kind, "terms": terms, "years": [t["years"] for t in terms if t["years"] is not None],
                "long_term": any(t["years"] is None for t in terms),
                "max_years": data["max_years"] if kind == "free" else None,
            },
            "number_rule": {name: data[name] for name in ("pattern", "per", "check", "item_codes")},
        }


def initial_of(version) -> dict:
    """A version's general data as VersionForm shows them."""
    rule, validity = version.number_rule, version.validity
    return {
        **{name: getattr(version, name) for name in (
            "name", "category", "holder_category", "retention", "standard_version", "several_holders",
            "unique_per_holder", "issuing_body", "issuing_levels", "laws")},
        "validity_kind": validity["kind"], "max_years": validity.get("max_years"),
        "terms": "" if validity["kind"] == "long_term" else terms_as_text(validity),
        "pattern": rule["pattern"], "per": rule.get("per", "department"), "check": rule.get("check", ""),
        "item_codes": item_codes_as_text(rule.get("item_codes") or {}),
    }


class EntryForm(VersionForm):
    """A new entry: the type's own data and the general data of its first version."""

    type_code = CodeField(label=_lazy("证照类型代码"), max_length=21, col="c6",
                          help_text=_lazy("定义机构统一社会信用代码（18 位）加 3 位顺序号"))
    defining_name = TextField(label=_lazy("证照定义机构"), max_length=100, col="c6")
    defining_level = ChoiceField(label=_lazy("定义机构级别"), choices=DEFINING_LEVELS, col="c6")
    not_secret = BooleanField(label=_lazy("该类证照的数据不涉及国家秘密（涉密类型不得进入目录）"))

    def clean_type_code(self):
        try:
            return codes.check_type_code(self.cleaned_data["type_code"])
        except codes.CodeError as error:
            raise ValidationError(str(error)) from error

    def entry(self) -> dict:
        """What `actions.create_entry` asks of the entry."""
        return {name: self.cleaned_data[name] for name in ("type_code", "name", "defining_name", "defining_level")}


# --- face items, face, matters


class ItemForm(forms.Form):
    """One face item; the technical name and the pinyin key may be left to be made of the label."""

    label = TextField(label=_lazy("名称"), max_length=40, col="c6", help_text=_lazy("照面上印出的名称"))
    kind = ChoiceField(label=_lazy("类型"), choices=ItemKind.choices, col="c3")
    max_length = IntegerField(label=_lazy("最大字数"), min_value=1, max_value=2000, initial=60, col="c3")
    key = CodeField(label=_lazy("技术名"), max_length=40, upper=False, required=False, col="c6",
                    help_text=_lazy("小写字母、数字、下划线；留空则按名称的拼音生成"))
    pinyin_key = CodeField(label=_lazy("拼音键"), max_length=40, required=False, col="c6",
                           help_text=_lazy("写入文件元数据，如 KZ_JYFW；留空则自动生成"))
    sensitivity = ChoiceField(label=_lazy("敏感级别"), choices=Sensitivity.choices, col="c6", initial="internal")
    concerns = ChoiceField(label=_lazy("涉及对象"), choices=Concerns.choices, col="c6")
    required = BooleanField(label=_lazy("必填"), required=False, initial=True, col="c6")
    public = BooleanField(label=_lazy("应公示"), required=False, col="c6")
    filled_from = ChoiceField(label=_lazy("取自"), required=False, col="c6",
                              choices=[("", _lazy("由采集岗填写")), *schema.FILLED_FROM.items()])
    choices = LongTextField(label=_lazy("选项"), required=False, rows=3, help_text=_lazy("仅用于“选项”类型，每行一个"))

    def __init__(self, *args, others=(), item=None, **kwargs):
        self.others = list(others)
        if item is not None:
            names = [name for name in self.base_fields if name != "choices"]
            kwargs["initial"] = {name: getattr(item, name) for name in names} | {"choices": "\n".join(item.choices)}
        super().__init__(*args, **kwargs)

    def clean_label(self):
        label = self.cleaned_data["label"]
        if schema.same_name(label) in {schema.same_name(other.label) for other in self.others}:
            raise ValidationError(_("本版本已有名为“%(label)s”的信息项") % {"label": label})
        return label

    def clean_choices(self):
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self):
        data = super().clean()
        initials = "".join(pypinyin.lazy_pinyin(data.get("label", ""), style=pypinyin.Style.FIRST_LETTER))
        initials = re.sub(r"[^a-z0-9]", "", initials.lower())[:30]
        base = initials if initials[:1].isalpha() else f"x{initials}"
        keys, pinyin_keys = {other.key for other in self.others}, {other.pinyin_key for other in self.others}
        data["key"] = data.get("key") or _free(base, keys | schema.RESERVED.keys())
        data["pinyin_key"] = data.get("pinyin_key") or _free(f"KZ_{base.upper()}", pinyin_keys)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", data["key"]):
            self.add_error("key", _("技术名由小写字母、数字、下划线组成，以字母开头"))
        elif data["key"] in keys:
            self.add_error("key", _("本版本已有技术名“%(key)s”的信息项") % {"key": data["key"]})
        if not schema.PINYIN_KEY.fullmatch(data["pinyin_key"]):
            self.add_error("pinyin_key", _("拼音键以 KZ_ 开头，其后为大写字母、数字、下划线"))
        elif data["pinyin_key"] in pinyin_keys:
            self.add_error("pinyin_key", _("本版本已有拼音键“%(key)s”的信息项") % {"key": data["pinyin_key"]})
        if data.get("kind") == ItemKind.CHOICE and not data.get("choices"):
            self.add_error("choices", _("请填写选项，每行一个"))
        if any(len(choice) > (data.get("max_length") or 0) for choice in data.get("choices") or []):
            self.add_error("max_length", _("有选项的字数超过最大字数"))
        if data.get("public") and data.get("sensitivity") == Sensitivity.SENSITIVE:
            self.add_error("public", _("敏感个人信息不得列为应公示"))
        return data


def _free(base: str, taken) -> str:
    return next(key for key in [base, *(f"{base}_{n}" for n in range(2, 999))] if key not in taken)


class LayoutForm(forms.Form):
    """The face: a bundled one, or markup and style of one's own."""

    layout = ChoiceField(label=_lazy("照面版式"), widget=RadioSelect,
                         choices=[*LAYOUTS.items(), (OWN, _lazy("自编版式"))])
    html = TextField(label=_lazy("版式结构"), required=False, strip=False,
                     widget=Textarea(attrs={"rows": 16, "class": "code", "spellcheck": "false", "cols": False}),
                     help_text=_lazy("只在选“自编版式”时保存；data-field 为信息项技术名或系统槽位"))
    css = TextField(label=_lazy("版式样式"), required=False, strip=False,
                    widget=Textarea(attrs={"rows": 12, "class": "code", "spellcheck": "false", "cols": False}),
                    help_text=_lazy("以 url(名称) 引用下方登记的底图，不得引用其他地址"))

    def clean(self):
        data = super().clean()
        if data.get("layout") == OWN:
            for name in ("html", "css"):
                data[name] = (data.get(name) or "").replace("\r\n", "\n")
                if not data[name].strip():
                    self.add_error(name, _("自编版式须填写结构和样式"))
        return data


class ImageForm(forms.Form):
    file = FileField(label=_lazy("底图文件"), max_bytes=LIMIT, accept=".png,.jpg,.jpeg",
                     help_text=_lazy("PNG 或 JPEG，不超过 5 MB；上传后重新编码，不保留拍摄信息"))


class MattersForm(forms.Form):
    matters = ModelMultipleChoiceField(label=_lazy("关联事项"), queryset=Matter.objects.none(), required=False)

    def __init__(self, *args, queryset, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["matters"].queryset = queryset
        self.fields["matters"].label_from_instance = lambda matter: f"{matter.code}　{matter.name}"


# --- steps


class ReasonForm(forms.Form):
    reason = LongTextField(label=_lazy("退回理由"), max_length=400)


class _NotPast(forms.Form):
    """Steps that count from a day on: today at the earliest."""

    def not_past(self, name: str):
        day = self.cleaned_data[name]
        if day < clock.today():
            raise ValidationError(_("不能早于今天（%(today)s）") % {"today": clock.today()})
        return day


class PublishForm(_NotPast):
    in_force_from = DateField(label=_lazy("启用日期"), col="c6",
                              help_text=_lazy("自这一天起按本版本签发，不能早于今天"))

    def clean_in_force_from(self):
        return self.not_past("in_force_from")


class WithdrawForm(_NotPast):
    in_force_until = DateField(label=_lazy("停用日期"), col="c6",
                               help_text=_lazy("自这一天起不再按本版本签发，不能早于今天"))
    ground = LongTextField(label=_lazy("撤回理由"), max_length=400)

    def clean_in_force_until(self):
        return self.not_past("in_force_until")


class IssuerForm(forms.Form):
    department = ModelChoiceField(label=_lazy("签发部门"), queryset=Department.objects.none())
    since = DateField(label=_lazy("起始日期"), col="c6")
    until = DateField(label=_lazy("截止日期"), col="c6", required=False, help_text=_lazy("留空表示不限期"))

    def __init__(self, *args, queryset, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = queryset
        self.fields["department"].empty_label = _("请选择")

    def clean(self):
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("截止日期早于起始日期"))
        return data


class EndForm(_NotPast):
    until = DateField(label=_lazy("最后一天"), col="c6", help_text=_lazy("这一天仍可签发，不能早于今天"))

    def clean_until(self):
        return self.not_past("until")


class GrantForm(forms.Form):
    """A right on the type: `whom` is role:<key> or person:<id>, among those of the department."""

    verb = ChoiceField(label=_lazy("权限"), col="c4",
                       choices=[("collect", _lazy("采集")), ("review", _lazy("审核")), ("sign", _lazy("签发"))])
    whom = ChoiceField(label=_lazy("授予"), col="c8")

    def __init__(self, *args, whom, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = whom


class MatterFilter(forms.Form):
    q = forms.CharField(label=_lazy("关键词"), required=False, max_length=60,
                        widget=forms.TextInput(attrs={"placeholder": _lazy("事项名称或编码")}))


class MatterForm(forms.Form):
    code = CodeField(label=_lazy("事项编码"), max_length=33, col="c6",
                     help_text=_lazy("基本编码 12 位、实施编码 31 位或业务办理项编码 33 位"))
    name = TextField(label=_lazy("事项名称"), max_length=200)
    department = ModelChoiceField(label=_lazy("实施部门"), queryset=Department.objects.none())

    def __init__(self, *args, queryset, matter=None, **kwargs):
        if matter is not None:
            kwargs["initial"] = {"code": matter.code, "name": matter.name, "department": matter.department_id}
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = queryset
        self.fields["department"].empty_label = _("请选择")
        if matter is not None:
            self.fields["code"].disabled = True

    def clean_code(self):
        if self.fields["code"].disabled:
            return self.cleaned_data["code"]
        try:
            code = codes.check_matter_code(self.cleaned_data["code"])
        except codes.CodeError as error:
            raise ValidationError(str(error)) from error
        if Matter.objects.filter(code=code).exists():
            raise ValidationError(_("该事项编码已登记"))
        return code
