"""What is said about a form while it is typed: rare characters, numbers that were changed, how much is filled in."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogs import schema
from licenses import contents
from portal import clock, formats
from portal.codes import HOLDER_CODE_TYPES, upgraded_from_15
from portal.pdf.fonts import undrawable

FIRST_IDEOGRAPH = 0x2E80
CHECKED_CODES = ("001", "111")  # code types that always have a check character


@dataclass(frozen=True)
class Remark:
    """A line beside the form; `kind` is ok (checked and right), note (worth a look) or bad (to be mended)."""

    kind: str
    text: str


def of(version, typed: dict, unprintable: list[tuple]) -> list[Remark]:
    """What is said beside the face: how much is filled in, and whether it can be printed.

    unprintable: (label of a field, why the face cannot print it).
    """
    items = schema.form_items(version)
    filled = sum(1 for item in items if str(typed["items"].get(item.key) or "").strip())
    left = [item.label for item in items if item.required and not str(typed["items"].get(item.key) or "").strip()]
    count = _("%(n)d 项照面信息已填 %(filled)d 项") % {"n": len(items), "filled": filled}
    if left:
        count += _("，还缺：%(labels)s") % {"labels": _("、").join(left)}
    found = [Remark("note" if left else "ok", count)]
    found += [Remark("bad", _("%(label)s：%(why)s") % {"label": label, "why": why}) for label, why in unprintable]
    texts = [h["name"] for h in typed["holders"]] + [str(typed["items"].get(item.key) or "") for item in items]
    found += [remark for text in dict.fromkeys(texts) for remark in _about_characters(text)]
    return found if len(found) > 1 else [*found, Remark("ok", _("全部字符均可印制"))]


def about(version, typed: dict, name: str) -> list[Remark]:
    """What is worth saying about one field that holds nothing wrong; `name` is that of its control."""
    part = name.split("-")
    if part[0] == "holders" and len(part) == 3 and part[1].isdecimal() and int(part[1]) < len(typed["holders"]):
        return _about_holder(typed["holders"][int(part[1])], part[2])
    if name in ("valid_from", "term", "valid_to"):
        return _about_period(version, typed)
    return _about_characters(str(typed["items"].get(name.removeprefix("items-")) or ""))


def _about_holder(holder: dict, part: str) -> list[Remark]:
    if part != "code":
        return _about_characters(holder["name"])
    kind = HOLDER_CODE_TYPES[holder["code_type"]]
    code = kind.check(holder["code"], clock.today())
    if kind.code == "111" and upgraded_from_15(holder["code"]):
        told = _("15 位旧号码，已按 19xx 年出生升为 18 位 %(code)s，照面和数据都用 18 位，请与证件核对。")
        return [Remark("note", told % {"code": code})]
    return [Remark("ok", _("校验码正确"))] if kind.code in CHECKED_CODES else []


def _about_period(version, typed: dict) -> list[Remark]:
    """The last day that follows from the beginning."""
    checked = contents.clean(version, typed).content
    start, end = checked["valid_from"], checked["valid_to"]
    if not start:
        return []
    until = formats.sentence(date.fromisoformat(end)) if end else _("长期")
    return [Remark("ok", _("有效期：%(start)s至%(end)s") % {
        "start": formats.sentence(date.fromisoformat(start)), "end": until})]


def _about_characters(text: str) -> list[Remark]:
    """Rare characters that can be printed: the clerk need not doubt them."""
    wrong = {character for character, _code, _kind in undrawable(text)}
    rare = [c for c in dict.fromkeys(text) if c not in wrong and _is_rare(c)]
    if not rare:
        return []
    return [Remark("note", ngettext(
        "含生僻字%(list)s，照面可以正常印制。", "含生僻字%(list)s，照面可以正常印制。", len(rare)) % {
            "list": _("、").join(_("“%(c)s”（U+%(code)04X）") % {"c": c, "code": ord(c)} for c in rare)})]


def _is_rare(character: str) -> bool:
    """An ideograph beyond the 6,763 of GB/T 2312, which every machine shows."""
    if ord(character) < FIRST_IDEOGRAPH or not character.isalpha():
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
