"""What is sealed: holders, typed face items and validity; how it is cleaned, checked, sealed and printed on the face.

Content is a JSON object: {"holders": [{"code_type", "code", "name"}], "items": {key: text}, "valid_from": ISO day or
"", "valid_to": ISO day or "" (长期), "term": index of the chosen validity term}. What is issued adds "number",
"identifier", "issued_on", "issuer".
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from catalogs import schema
from catalogs.models import HolderCategory
from portal import clock
from portal.codes import HOLDER_CODE_TYPES, CodeError, check_holder_code, clean_name
from portal.formats import whole
from portal.masking import mask_code, mask_holder_name
from portal.pdf.drawing import drawable, problems
from portal.vault.keys import canonical, plain_key, seal_json, unseal_json

LONG_TERM = "长期"  # as printed; a licence's face is Chinese whatever the reader's language
EMPTY = {"holders": [], "items": {}, "valid_from": "", "valid_to": "", "term": 0}


@dataclass(frozen=True)
class Checked:
    """Cleaned content and what is wrong with it: field → sentence. Fields are `holders.<n>.<part>`, `items.<key>`,
    `valid_from`, `valid_to`; the sentence says how to mend it."""

    content: dict
    errors: dict


def check(version, raw: dict, *, on: date | None = None) -> Checked:
    """Clean content for submission by a catalogue version, or say what is wrong; never raises on what was typed.

    Whatever is there is also tried on the face: characters without a glyph, values that do not fit. Of a field that
    is wrong in itself only that is said.
    """
    checked = clean(version, raw, on=on)
    return Checked(checked.content, _face_errors(version, checked.content) | checked.errors)


def unprintable(version, raw: dict) -> dict:
    """Of what is typed so far, what the face cannot print though it is right in itself: field → sentence."""
    checked = clean(version, raw)
    found = _face_errors(version, checked.content)
    return {field: sentence for field, sentence in found.items() if field not in checked.errors}


def as_submitted(version, raw: dict) -> dict:
    """What is typed so far in the form that a submission has, the end of its validity derived.

    So that the two can be compared. What is wrong stays as typed, and so does a beginning that is left to the day of
    submission; the end is None where it does not follow yet.
    """
    if "ground" in raw:
        return raw
    checked = clean(version, raw)
    found, typed = dict(checked.content), raw.get("valid_from")
    if "valid_from" in checked.errors or not typed:
        found["valid_from"] = typed
    if checked.errors.keys() & {"valid_from", "valid_to"}:
        found["valid_to"] = raw.get("valid_to") or None
    return found


def clean(version, raw: dict, *, on: date | None = None) -> Checked:
    """As `check`, without trying the face: quick enough to be asked while somebody types."""
    on = on or clock.today()
    holders, errors = _holders(version, raw.get("holders") or [], on)
    items, item_errors = schema.clean_values(version, raw.get("items") or {}, on)
    errors |= {f"items.{key}": sentence for key, sentence in item_errors.items()}
    start, end, term, date_errors = _validity(version, raw, on)
    errors |= date_errors
    content = {"holders": holders, "items": items, "valid_from": start, "valid_to": end, "term": term}
    return Checked(content, errors)


def check_change(typed: dict) -> Checked:
    """The ground and decision document of a change of status; the rest is the licence's issued content."""
    errors = {}
    for key, most, ask in (("ground", 400, _("请写明依据与理由。")), ("document", 100, _("请填写决定文书文号。"))):
        text = str(typed.get(key) or "").strip()
        if not text:
            errors[key] = ask
        elif len(text) > most:
            errors[key] = _("最多 %(most)d 字，现为 %(length)d 字，请精简。") % {"most": most, "length": len(text)}
        typed = typed | {key: text}
    return Checked(typed, errors)


def _holders(version, given: list, on: date):
    holders, errors = [], {}
    given = [h for h in given if any(str(v).strip() for k, v in h.items() if k != "code_type")]
    if not given:
        return [], {"holders.0.code": _("请填写持证主体的代码与名称。")}
    needed = holders_needed(version)
    if len(given) < needed:
        errors[f"holders.{len(given)}.code"] = _("该证照须填写 %(n)d 个持证主体，请补充。") % {"n": needed}
    if len(given) > 1 and not version.several_holders:
        errors["holders.1.code"] = _("该证照只能有一个持证主体，请删除多余的持证主体。")
    for n, holder in enumerate(given):
        clean = {"code_type": str(holder.get("code_type") or ""), "code": "", "name": ""}
        kind = HOLDER_CODE_TYPES.get(clean["code_type"])
        if kind and version.holder_category not in (kind.holder, HolderCategory.BOTH):
            errors[f"holders.{n}.code_type"] = _("该证照的持证主体类型为“%s”，请选择相应的代码类型。") % (
                version.get_holder_category_display())
        for part, clean_part in (
            ("code", lambda text, t=clean["code_type"]: check_holder_code(t, text, on)), ("name", clean_name),
        ):
            try:
                clean[part] = clean_part(str(holder.get(part) or ""))
            except CodeError as error:
                clean[part] = str(holder.get(part) or "")
                errors.setdefault(f"holders.{n}.{part}", str(error))
        holders.append(clean)
    if len({(h["code_type"], h["code"]) for h in holders}) < len(holders):
        errors.setdefault(f"holders.{len(holders) - 1}.code", _("两个持证主体的代码相同，请核对。"))
    return holders, errors


def holders_needed(version) -> int:
    """How many holders the face names one by one (the two of a marriage); one otherwise."""
    places = [int(item.filled_from[-1]) for item in version.items.all() if item.filled_from[-1:].isdecimal()]
    return max(places, default=1)


def _validity(version, raw: dict, on: date):
    errors = {}
    start = _day(raw.get("valid_from")) or (on if not raw.get("valid_from") else None)
    if start is None:
        return "", "", 0, {"valid_from": _("日期“%s”不存在，请按 2026-11-24 的格式填写。") % raw["valid_from"]}
    chosen = _day(raw.get("valid_to"))
    if raw.get("valid_to") and chosen is None:
        errors["valid_to"] = _("日期“%s”不存在，请按 2026-11-24 的格式填写；长期有效请留空。") % raw["valid_to"]
    term = whole(raw.get("term"))
    try:
        end = schema.end_of_validity(version.validity, start, term=term, chosen=chosen)
    except ValueError as error:
        return start.isoformat(), str(raw.get("valid_to") or ""), term, {"valid_to": str(error)} | errors
    if end and end < start:
        errors["valid_to"] = _("有效期截止日期早于起始日期，请核对。")
    return start.isoformat(), end.isoformat() if end else "", term, errors


def _day(text) -> date | None:
    try:
        return date.fromisoformat(str(text or "").strip()[:10])
    except ValueError:
        return None


def _face_errors(version, content: dict) -> dict:
    """What cannot be printed: characters without a glyph, values that do not fit their box."""
    source, values = schema.face_source(version), face_values(version, content)
    found = problems(source, values)
    if found and found[0].kind != "overflow":  # whether the rest fits is asked with stand-ins for those characters
        found += problems(source, {key: drawable(text) for key, text in values.items()})
    told = {}
    for problem in found:
        field = _field_of(version, problem.key, content["holders"])
        told.setdefault(field, str(PRINTING[problem.kind] % problem.detail))
    return told


PRINTING = {
    "no_glyph": _lazy("“%s”没有可用字形，无法印制，请核对用字；确为本人用字的，请联系管理部门补充字库。"),
    "private_use": _lazy("“%s”是私用区字符，在别处会显示成其他字，请改用国家标准编码的字。"),
    "control": _lazy("含有不可见的控制字符（%s），请删除后重新输入。"),
    "overflow": _lazy("内容过长，照面容纳不下（约超出 %s 行或字），请精简文字。"),
}


def _field_of(version, slot: str, holders: list) -> str:
    """The field whose value a slot of the face prints; of all holders in one slot, the one with the longest."""
    source = slot
    for item in version.items.all():
        if item.key == slot:
            if not item.filled_from:
                return f"items.{slot}"
            source = item.filled_from
    if not source.startswith("holder"):
        return "valid_from"
    part = "code" if "code" in source else "name"
    longest = max(range(len(holders)), key=lambda n: len(holders[n][part]), default=0)
    return f"holders.{int(source[-1]) - 1 if source[-1].isdecimal() else longest}.{part}"


def face_values(version, content: dict) -> dict:
    """The text of every slot of the face. What comes only with issuing (number, identifier) may still be empty."""
    system = _system_values(version, content)
    values = dict(system)
    for item in version.items.all():
        values[item.key] = (
            system.get(item.filled_from, "") if item.filled_from
            else _printed(item, content["items"].get(item.key) or "")
        )
    return values


def _system_values(version, content: dict) -> dict:
    holders = content["holders"]
    start, end = _day(content.get("valid_from")), _day(content.get("valid_to"))
    unknown = content.get("valid_to") is None  # in a preview: the end is not settled yet
    until = chinese_day(end) if end else "" if unknown else LONG_TERM
    values = {
        "license_name": version.name,
        "license_number": content.get("number", ""),
        "number": content.get("number", ""),
        "identifier": content.get("identifier", ""),
        "holder_name": "、".join(h["name"] for h in holders),
        "holder_code": "、".join(h["code"] for h in holders),
        "issuer": content.get("issuer", ""),
        "issued_on": chinese_day(_day(content.get("issued_on"))),
        "valid_from": chinese_day(start),
        "valid_to": until,
        "valid_until": until,
        "validity": f"{chinese_day(start)}至{until}" if end or unknown else LONG_TERM,
        "verify_note": "也可在电子证照核验页面上传本文件查验。",
    }
    for n, holder in enumerate(holders, 1):
        values[f"holder_name_{n}"], values[f"holder_code_{n}"] = holder["name"], holder["code"]
    return values


def _printed(item, text: str) -> str:
    day = _day(text) if item.kind == "date" else None
    return chinese_day(day) if day else text


def chinese_day(day: date | None) -> str:
    """2026年11月24日, as faces and sentences say it; empty for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def masked_holder(holder: dict) -> tuple[str, str]:
    """Name and code of a holder as lists and pages show them: those of natural persons and sole traders are masked."""
    code_type, code = holder["code_type"], holder["code"]
    return mask_holder_name(code_type, code, holder["name"]), mask_code(code_type, code)


def masked_holders(content: dict) -> tuple[str, str]:
    """Names and codes of the holders as lists show them, joined with 、."""
    pairs = [masked_holder(holder) for holder in content["holders"]]
    return "、".join(name for name, _code in pairs), "、".join(code for _name, code in pairs)


def seal(case, content: dict) -> bytes:
    """Content sealed under the dossier's key and bound to the case."""
    return seal_json(case.key_id, f"licenses.case.content:{case.pk}", content)


def unseal(case) -> dict:
    """The submitted content of a case; raises Unreadable or Destroyed."""
    return unseal_json(case.key_id, f"licenses.case.content:{case.pk}", case.sealed_content)


def seal_issued(license_version, key_id, content: dict) -> bytes:
    """Issued content sealed and bound to the licence's version."""
    return seal_json(key_id, f"licenses.version.content:{license_version.pk}", content)


def unseal_issued(license_version) -> dict:
    """The issued content of a licence version; raises Unreadable or Destroyed."""
    return unseal_json(license_version.license.key_id, f"licenses.version.content:{license_version.pk}",
                       license_version.sealed_content)


def digest(case, content: dict) -> bytes:
    """Keyed digest of content and the catalogue version it was made by: what the reviewer approved is signed.

    Keyed with the dossier's key, since content has little entropy and the digest outlives it.
    """
    text = canonical([str(case.version_id), content])
    return hmac.digest(plain_key(case.key_id), text, hashlib.sha256)
