"""How personal data look to those who need not see them whole: names, codes, addresses, face items."""

import re
import unicodedata
from collections.abc import Callable

from portal import codes, divisions

HIDDEN = "****"
INTERPUNCT = "·"

# An ID number inside a longer one: a province, a plausible birth date; the check character may be misread.
# The look-ahead lets it begin anywhere in a run of digits.
_EMBEDDED_ID = re.compile(
    r"(?=((?:" + "|".join(sorted(codes.ID_PROVINCES)) + r")[0-9]{4}(?:18|19|20)[0-9]{2}"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]))"
)


def _characters(text: str) -> list[str]:
    """`text` cut into characters as they are seen: a mark or variation selector stays with its base."""
    seen: list[str] = []
    for point in text:
        if seen and unicodedata.category(point).startswith("M"):
            seen[-1] += point
        else:
            seen.append(point)
    return seen


def _ends(text: str, head: int, tail: int) -> str:
    """`text` with all but its first `head` and last `tail` characters starred; all starred unless at least
    as many are hidden as are shown."""
    characters = _characters(text)
    hidden = len(characters) - head - tail
    if hidden < head + tail:
        return "*" * len(characters)
    return "".join(characters[:head]) + "*" * hidden + "".join(characters[-tail:])


def mask_name(text: str) -> str:
    """A personal name masked: 张*, 张*明; of four and more characters the first and last stay, and every `·`.

    A single character is starred. Empty stays empty.
    """
    characters = _characters(text.strip())
    keep_last = len(characters) > 2
    last = len(characters) - 1
    return "".join(
        character
        if character == INTERPUNCT or (index == 0 and last > 0) or (index == last and keep_last)
        else "*"
        for index, character in enumerate(characters)
    )


def mask_id_number(text: str) -> str:
    """An ID number as lists show it: first six and last four (360102********0031), so that the birth date is
    hidden; anything that is not 18 long shows its first and last character at most."""
    return f"{text[:6]}********{text[-4:]}" if len(text) == 18 else _ends(text, 1, 1)


def mask_code(type_code: str, code: str) -> str:
    """A holder's code masked as its type (HOLDER_CODE_TYPES) asks.

    Codes of organisations are public and stay whole, but a sole trader's (92…) points to a person and is
    masked like an ID number, and so is an ID number that stands as an organisation's other code (099). Codes of
    natural persons, and of unknown types, are masked.
    """
    if type_code == "001":
        return mask_id_number(code) if codes.is_sole_trader(code) else code
    if type_code == "099":
        return mask_license_number(code)
    return mask_id_number(code) if type_code == "111" else _ends(code, 2, 2)


def mask_license_number(text: str) -> str:
    """A licence number, masked from where an ID number begins in it (driving licence, disability card …);
    other numbers stay whole. What follows the ID number (class, grade) is starred too."""
    found = _EMBEDDED_ID.search(text)
    if not found:
        return text
    start, end = found.span(1)
    return text[:start] + mask_id_number(text[start:end]) + "*" * (len(text) - end)


def mask_holder_name(type_code: str, code: str, name: str) -> str:
    """A holder's name masked as the type of his code asks: names of natural persons are masked, names of
    organisations are public. A sole trader's is public too, unless it is as short as a personal name (he
    trades under his own)."""
    kind = codes.HOLDER_CODE_TYPES.get(type_code)
    if kind is None or kind.holder == codes.NATURAL:
        return mask_name(name)
    of_a_person = codes.is_sole_trader(code) if type_code == "001" else mask_code(type_code, code) != code
    return mask_name(name) if of_a_person and (len(name) <= 4 or INTERPUNCT in name) else name


def mask_phone(text: str) -> str:
    """A telephone number masked: 138****0000; a landline keeps its area code and last two digits."""
    digits = re.sub(r"[\s()（）-]", "", codes.fold_code(text))
    if re.fullmatch(r"1[0-9]{10}", digits):
        return f"{digits[:3]}****{digits[-4:]}"
    landline = re.fullmatch(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))[0-9]{5,6}([0-9]{2})", digits)
    if landline:
        return f"{landline[1]}-****{landline[2]}"
    return HIDDEN if digits else ""


def mask_address(text: str) -> str:
    """An address down to its district or county, the rest starred; what is not recognised is starred whole.

    Only names from the table of divisions are shown, so a street that looks like a district never is.
    """
    address = text.strip()
    return divisions.recognised_prefix(address) + HIDDEN if address else ""


def mask_date(text: str) -> str:
    """A date masked to its year: 1990-**-**."""
    found = re.match(r"[0-9]{4}(?![0-9])", text.strip())
    return f"{found[0]}-**-**" if found else HIDDEN


def _hide(text: str) -> str:
    return HIDDEN if text else ""


_MASKS: dict[str, Callable[[str], str]] = {
    "person_name": mask_name,
    "id_number": mask_id_number,
    "code": lambda text: _ends(text, 2, 2),
    "phone": mask_phone,
    "address": mask_address,
    "date": mask_date,
}
_STRICT_MASKS: dict[str, Callable[[str], str]] = {
    "person_name": lambda text: _characters(text)[0] + "**" if len(text) > 1 else "*",
    "id_number": lambda text: _ends(text, 1, 1),
}


def mask_value(kind: str, text: str) -> str:
    """`text` masked as the type of its face item asks (person_name, id_number, code, phone, address, date);
    every other type is hidden whole, in four stars that do not tell its length. Empty stays empty."""
    return _MASKS.get(kind, _hide)(text) if text else ""


def mask_item(sensitivity: str, kind: str, text: str) -> str:
    """A face item's value as shown without a reveal, by its sensitivity.

    public, internal: whole (who may see internal data is the caller's question). personal: `mask_value`.
    sensitive, and anything unknown: a name's first character, an ID number's first and last, else nothing.
    """
    if sensitivity in ("public", "internal"):
        return text
    if sensitivity == "personal":
        return mask_value(kind, text)
    return _STRICT_MASKS.get(kind, _hide)(text) if text else ""
