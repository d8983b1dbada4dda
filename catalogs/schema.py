"""What a catalogue version asks of a licence: face, items and their values, validity; how two versions differ."""

import re
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from catalogs import numbering
from catalogs.models import Category, HolderCategory, ItemKind, Retention, Version
from catalogs.states import IN_MAKING
from portal import clock, codes
from portal.accounts.models import Level
from portal.decisions import ALLOWED, Decision, denied
from portal.history import Change
from portal.masking import mask_item
from portal.pdf.faces import NAME, PHOTO, SYSTEM_SLOTS, TEXT, FaceSource, Item

KEPT_SOURCES = 64  # of published versions, per process
# The system slot that prints what `FaceItem.filled_from` names.
SYSTEM_SLOT_OF = {
    "number": "license_number", "holder_name": "holder_name", "holder_code": "holder_code", "issuer": "issuer",
    "issued_on": "issued_on", "valid_from": "valid_from", "valid_until": "valid_to", "validity": "validity",
}
FILLED_FROM = {
    "number": _lazy("证照编号"), "holder_name": _lazy("持证主体"), "holder_code": _lazy("持证主体代码"),
    "holder_name_1": _lazy("第一持证主体"), "holder_code_1": _lazy("第一持证主体代码"),
    "holder_name_2": _lazy("第二持证主体"), "holder_code_2": _lazy("第二持证主体代码"),
    "issuer": _lazy("颁发机构"), "issued_on": _lazy("颁发日期"), "valid_from": _lazy("有效期起始"),
    "valid_until": _lazy("有效期截止"), "validity": _lazy("有效期"),
}
# Keys with a meaning of their own: what an item so named is filled from; None: no item is named so.
RESERVED = (dict.fromkeys(SYSTEM_SLOTS) | {source: source for source in FILLED_FROM}
            | {slot: source for source, slot in SYSTEM_SLOT_OF.items()})
PINYIN_KEY = re.compile(r"KZ_[A-Z][A-Z0-9_]*")  # keys without KZ_ are those of the file's own metadata
PLACED = re.compile(r'data-field="([^"]*)"')


# --- version and face


def version_in_force(entry, on: date) -> Version | None:
    """The version of an entry by which licences are issued on a day, or None."""
    return entry.versions.in_force(on).first()


@dataclass(frozen=True)
class Standing:
    """How a version stands today: whether one goes on by it; else the one in force, if any, and how that differs."""

    decision: Decision
    newer: Version | None = None
    changes: tuple[Change, ...] = ()


def standing_of(version) -> Standing:
    """Whether a version is still the one in force."""
    current = version_in_force(version.entry, clock.today())
    if current is None:
        return Standing(denied(none_in_force(version.entry)))
    if current.pk == version.pk:
        return Standing(ALLOWED)
    return Standing(denied(_("目录版本已更新为第 %(number)d 版，须由采集岗核对差异、套用新版后提交审核。") % {
        "number": current.number}), current, tuple(difference(version, current)))


def none_in_force(entry) -> str:
    """The sentence that a licence type has no version in force, so that nothing can be opened or issued."""
    return _("“%(entry)s”目前没有生效的目录版本，不能办理。") % {"entry": entry}


def face_source(version) -> FaceSource:
    """The face of a version, ready for portal.pdf; kept per process once the version can no longer change."""
    return _source(version) if version.status in IN_MAKING else _kept_source(version)


@lru_cache(maxsize=KEPT_SOURCES)
def _kept_source(version) -> FaceSource:
    return _source(version)


def _source(version) -> FaceSource:
    return source_of(version.layout_html, version.layout_css, list(version.images.all()), list(version.items.all()))


def source_of(html: str, css: str, images, items) -> FaceSource:
    """A face out of its parts: BaseImages and FaceItems, saved or not.

    An item whose value the face already prints in a system slot (the licence number) is left out of the list of
    items; one that the list prints stands there under the key of what it is filled from, so that the list does not
    add holder or validity a second time.
    """
    placed = set(PLACED.findall(html))
    return FaceSource(
        html=html, css=css, images={image.name: bytes(image.content) for image in images},
        items=tuple(
            Item(_key_on_face(item, placed), item.label, _kind_on_face(item))
            for item in items
            if item.key in placed or SYSTEM_SLOT_OF.get(item.filled_from) not in placed
        ),
    )


def _key_on_face(item, placed) -> str:
    return item.filled_from if item.filled_from in SYSTEM_SLOT_OF and item.key not in placed else item.key


def _kind_on_face(item) -> str:
    if item.kind == ItemKind.PHOTO:
        return PHOTO
    named = item.kind == ItemKind.PERSON_NAME or item.filled_from.startswith("holder_name")
    return NAME if named else TEXT


def form_items(version) -> list:
    """The face items that a clerk fills in, in order; the others come from the licence itself."""
    return [item for item in version.items.all() if not item.filled_from]


def same_name(label: str) -> str:
    """A label as it is compared: two that differ only in width or blanks are one name."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", label))


# --- values


def clean_values(version, raw: dict, today: date) -> tuple[dict, dict]:
    """The typed values in canonical form and what is wrong with them: key → text, key → sentence.

    Every form item has a value, "" when nothing was typed; dates are ISO days, codes folded, choices as listed,
    photos the id of the material. A value that is refused is given back as typed. Keys that the version does not
    have are dropped. `today` is a Shanghai day. Length is counted in code points.
    """
    values, errors = {}, {}
    for item in form_items(version):
        typed = str(raw.get(item.key) or "")
        try:
            values[item.key] = clean_value(item, typed, today)
        except ValueError as error:
            values[item.key], errors[item.key] = typed, str(error)
    return values, errors


def clean_value(item, typed: str, today: date) -> str:
    """One typed value in canonical form; raises ValueError with a sentence that says how to mend it."""
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        if item.required:
            raise ValueError(_("请填写“%(label)s”。") % {"label": item.label})
        return ""
    _refuse_controls(item, text)
    text = CLEANERS.get(item.kind, _plain)(item, text, today)
    if item.kind != ItemKind.PHOTO and len(text) > item.max_length:
        raise ValueError(_("“%(label)s”最多 %(limit)d 字，现为 %(length)d 字，请精简。") % {
            "label": item.label, "limit": item.max_length, "length": len(text),
        })
    return text


def _refuse_controls(item, text: str) -> None:
    allowed = "\n" if item.kind == ItemKind.LONG_TEXT else ""
    for position, character in enumerate(text, 1):
        if character not in allowed and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            raise ValueError(_("“%(label)s”第 %(position)d 个字是不可见的控制字符，请删除后重新录入。") % {
                "label": item.label, "position": position,
            })


def _plain(_item, text: str, _today) -> str:
    return text


def _code(item, text: str, _today) -> str:
    return codes.check_uscc(text) if item.pinyin_key == "KZ_TYSHXYDM" else codes.fold_code(text)


def _day(item, text: str, _today) -> str:
    found = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", codes.fold_code(text))
    try:
        return date(*map(int, found.groups())).isoformat()
    except (AttributeError, ValueError):
        raise ValueError(_("“%(label)s”的日期“%(typed)s”不存在，请按 2026-11-24 的格式填写。") % {
            "label": item.label, "typed": text,
        }) from None


def _choice(item, text: str, _today) -> str:
    if text not in item.choices:
        raise ValueError(_("“%(label)s”只能从所列选项中选择。") % {"label": item.label})
    return text


def _number(item, text: str, _today) -> str:
    number = codes.fold_code(text).replace(",", "")
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", number):
        raise ValueError(_("“%(label)s”应为数字，请核对。") % {"label": item.label})
    return number


def _id_number(_item, text: str, today: date) -> str:
    """A citizen's number where it has its length, else a passport or permit number."""
    folded = codes.fold_code(text)
    kind = "111" if len(folded) in (15, 18) or not re.fullmatch(r"[A-Z0-9]{5,17}", folded) else "414"
    return codes.check_holder_code(kind, folded, today)


def _phone(item, text: str, _today) -> str:
    phone = re.sub(r"[()（）]", "", codes.fold_code(text))
    if not re.fullmatch(r"1[3-9][0-9]{9}|(0[0-9]{2,3}-?)?[0-9]{7,8}(-[0-9]{1,6})?|[48]00-?[0-9]{3}-?[0-9]{4}", phone):
        raise ValueError(_("“%(label)s”应为 11 位手机号码或带区号的固定电话，请核对。") % {"label": item.label})
    return phone


def _photo(item, text: str, _today) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise ValueError(_("请为“%(label)s”选择一张已上传的照片。") % {"label": item.label}) from None


CLEANERS: dict[str, Callable] = {
    ItemKind.CODE: _code, ItemKind.DATE: _day, ItemKind.CHOICE: _choice, ItemKind.NUMBER: _number,
    ItemKind.PERSON_NAME: lambda _item, text, _today: codes.clean_name(text),
    ItemKind.ID_NUMBER: _id_number, ItemKind.PHONE: _phone, ItemKind.PHOTO: _photo,
}


def mask_values(version, values: dict) -> dict:
    """The values of a version's items as shown without a reveal, by the sensitivity of each; other keys are dropped."""
    return {
        item.key: mask_item(item.sensitivity, item.kind, str(values[item.key] or ""))
        for item in version.items.all() if item.key in values
    }


# --- validity


def terms_of(validity: dict) -> list[dict]:
    """The terms of a validity rule: {"years": n or None for 长期, "label", "ages"}; a free rule may have none."""
    if "terms" in validity:
        return validity["terms"]
    if validity["kind"] == "long_term":
        return [{"years": None, "label": "", "ages": None}]
    return [{"years": years, "label": "", "ages": None} for years in validity.get("years", [])]


def term_choices(validity: dict) -> list[tuple[int, str]]:
    """The terms as a select shows them: (index, '5 年（未满 16 周岁）')."""
    return [(index, _term_label(term)) for index, term in enumerate(terms_of(validity))]


def _term_label(term: dict) -> str:
    length = _("长期") if term["years"] is None else _("%(years)d 年") % {"years": term["years"]}
    return _("%(length)s（%(label)s）") % {"length": length, "label": term["label"]} if term.get("label") else length


def validity_label(validity: dict) -> str:
    """A validity rule in words."""
    terms = _("；").join(label for _index, label in term_choices(validity))
    if validity["kind"] != "free":
        return terms
    if validity.get("max_years"):
        limit = _("由许可决定，最长 %(years)d 年") % {"years": validity["max_years"]}
        return limit + (_("；") + terms if terms else "")
    return _("由许可决定") + (_("，或") + terms if terms else "")


def validity_in_short(validity: dict) -> str:
    """The lengths that a validity rule knows, without the cases they belong to."""
    if validity["kind"] == "free":
        return _("由许可决定")
    return _(" / ").join(dict.fromkeys(_term_label({"years": term["years"]}) for term in terms_of(validity)))


def end_of_validity(validity: dict, start: date, *, term: int = 0, chosen: date | None = None) -> date | None:
    """The last day of a licence that holds from `start` (included); None for 长期.

    term: index into the terms of the rule. chosen: the end that the decision names, for a rule of kind free; None
    there means 长期 if the rule allows it. A period of years ends the day before the same date: from 2026-11-24
    five years end 2031-11-23; where that date is missing (29 February) with the last day of the month (Civil Code
    art. 202). Raises ValueError with a sentence.
    """
    terms = terms_of(validity)
    if validity["kind"] == "free":
        return _chosen_end(validity, start, chosen)
    if not 0 <= term < len(terms):
        raise ValueError(_("请选择有效期。"))
    years = terms[term]["years"]
    return None if years is None else years_on(start, years) - timedelta(days=1)


def _chosen_end(validity: dict, start: date, chosen: date | None) -> date | None:
    if chosen is None:
        if any(term["years"] is None for term in terms_of(validity)):
            return None
        raise ValueError(_("请填写有效期截止日期。"))
    if chosen < start:
        raise ValueError(_("有效期截止日期早于起始日期，请核对。"))
    limit = validity.get("max_years")
    if limit and chosen > years_on(start, limit) - timedelta(days=1):
        raise ValueError(_("有效期最长 %(years)d 年，截止日期不得晚于 %(last)s。") % {
            "years": limit, "last": years_on(start, limit) - timedelta(days=1),
        })
    return chosen


def years_on(day: date, years: int) -> date:
    """The same date so many years on; for 29 February the first of March where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


# --- differences


def difference(old, new) -> list[Change]:
    """What changed from one version to another, as label, old and new text; empty when nothing did."""
    pairs = [
        (_("证照名称"), old.name, new.name),
        (_("目录类别"), Category(old.category).label, Category(new.category).label),
        (_("持证主体类型"), HolderCategory(old.holder_category).label, HolderCategory(new.holder_category).label),
        (_("可有多个持证主体"), _yes(old.several_holders), _yes(new.several_holders)),
        (_("同一持证主体仅一件有效"), _yes(old.unique_per_holder), _yes(new.unique_per_holder)),
        (_("证照颁发机构"), old.issuing_body, new.issuing_body),
        (_("颁发机构级别"), _levels(old), _levels(new)),
        (_("有效期规则"), validity_label(old.validity), validity_label(new.validity)),
        (_("编号规则"), numbering.in_words(old.number_rule), numbering.in_words(new.number_rule)),
        (_("保管期限"), Retention(old.retention).label, Retention(new.retention).label),
        (_("工程标准版本"), old.standard_version, new.standard_version),
        (_("关联事项"), _listed(old.matters), _listed(new.matters)),
        (_("法律依据"), _("、").join(old.laws), _("、").join(new.laws)),
    ]
    changes = [Change(label, str(before), str(after)) for label, before, after in pairs if before != after]
    return changes + _item_differences(old, new) + _layout_differences(old, new)


def _yes(value: bool) -> str:
    return _("是") if value else _("否")


def _levels(version) -> str:
    return _("、").join(str(Level(level).label) for level in version.issuing_levels)


def _listed(related) -> str:
    return _("、").join(sorted(str(row) for row in related.all()))


def describe_item(item) -> str:
    """A face item in words, without its label."""
    parts = [
        ItemKind(item.kind).label, _("最多 %(n)d 字") % {"n": item.max_length},
        _("必填") if item.required else _("选填"), item.get_sensitivity_display(),
        _("涉及%(whom)s") % {"whom": item.get_concerns_display()},
    ]
    if item.public:
        parts.append(_("应公示"))
    if item.filled_from:
        parts.append(_("取自%(source)s") % {"source": FILLED_FROM.get(item.filled_from, item.filled_from)})
    if item.choices:
        parts.append(_("选项：%(choices)s") % {"choices": _("、").join(item.choices)})
    return _("；").join(str(part) for part in parts)


def _item_differences(old, new) -> list[Change]:
    before, after = ({item.key: item for item in version.items.all()} for version in (old, new))
    changes = []
    for key in [*before, *(key for key in after if key not in before)]:
        texts = [f"{found[key].label}（{key}）：{describe_item(found[key])}" if key in found else ""
                 for found in (before, after)]
        if texts[0] != texts[1]:
            label = (after.get(key) or before[key]).label
            changes.append(Change(_("照面信息项“%(label)s”") % {"label": label}, *texts))
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        changes.append(Change(_("照面信息项顺序"), _in_order(before), _in_order(after)))
    return changes


def _in_order(items: dict) -> str:
    return _("、").join(item.label for item in items.values())


def _layout_differences(old, new) -> list[Change]:
    changes = []
    if old.layout != new.layout:
        changes.append(Change(_("照面版式"), old.layout, new.layout))
    for label, before, after in (
        (_("版式结构"), old.layout_html, new.layout_html), (_("版式样式"), old.layout_css, new.layout_css),
    ):
        if before != after:
            lengths = (_("原文 %(n)d 字") % {"n": len(before)}, _("改后 %(n)d 字") % {"n": len(after)})
            changes.append(Change(label, *lengths))
    images = [_("、").join(sorted(f"{image.name}（{image.sha256[:8]}）" for image in version.images.all()))
              for version in (old, new)]
    if images[0] != images[1]:
        changes.append(Change(_("证照底图"), *images))
    return changes
