"""The codes of persons, organisations, licence types and matters: how each is written and checked."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

NAME_MAX_LENGTH = 200
FREE_CODE_MAX_LENGTH = 64

DIGITS = "0123456789"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORG_CODE_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORG_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
ID_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
MAX_AGE = 150

_LOOKS_LIKE = {"I": "1", "O": "0", "S": "5", "Z": "2"}
_FULL_WIDTH = {ord(c) + 0xFEE0: c for c in "-." + ORG_CODE_ALPHABET + ORG_CODE_ALPHABET[10:].lower()}
_ASCII_UPPER = {lower: lower - 32 for lower in range(ord("a"), ord("z") + 1)}


class CodeError(ValueError):
    """Why a code or name is refused: `str()` is a sentence in the user's language that says how to mend it.

    `code` names the reason for programs (empty, length, letter, character, division, date, future, age,
    province, org_check, check, both_checks, form, type, control, too_long); the sentence is translated
    when it is shown, not when it is raised.
    """

    def __init__(self, code: str, message, **params):
        super().__init__(code)
        self.code = code
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


# --- folding and names


def fold_code(text: str) -> str:
    """`text` as codes are stored: full-width letters, digits, `－` and `．` made half-width, spaces and
    invisible format characters out, ASCII letters upper-case. For codes only, never for names."""
    kept = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")
    return kept.translate(_FULL_WIDTH).translate(_ASCII_UPPER)


def clean_name(text: str) -> str:
    """A person's or organisation's name as it is stored: trimmed, otherwise exactly as typed.

    Keeps U+00B7, rare and private-use characters; never normalises, because NFKC folds ideographs that are
    distinct in names. Counts code points, 200 at most. Raises CodeError for an empty name, a control or
    invisible character, or one that is too long.
    """
    name = text.strip()
    if not name:
        raise CodeError("empty", _("请填写姓名或名称。"))
    for position, character in enumerate(name, 1):
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            raise CodeError(
                "control",
                _("姓名或名称第 %(position)d 个字是不可见的控制字符（%(point)s），请删除后重新录入。"),
                position=position,
                point=f"U+{ord(character):04X}",
            )
    if len(name) > NAME_MAX_LENGTH:
        raise CodeError(
            "too_long",
            _("姓名或名称最长 %(limit)d 字，现为 %(length)d 字，请核对。"),
            limit=NAME_MAX_LENGTH,
            length=len(name),
        )
    return name


def private_use_characters(text: str) -> list[str]:
    """The private-use characters in `text`, in order: kept as given, but the clerk is to be warned of them,
    because they look different on every machine (GB 18030 registers often hold rare names there)."""
    return [c for c in text if unicodedata.category(c) == "Co"]


def _require_length(text: str, label, *lengths: int) -> None:
    if not text:
        raise CodeError("empty", _("请填写%(label)s。"), label=label)
    if len(text) not in lengths:
        raise CodeError(
            "length",
            _("%(label)s应为 %(expected)s 位，现为 %(length)d 位，请核对是否漏录或多录。"),
            label=label,
            expected=" / ".join(str(n) for n in lengths),
            length=len(text),
        )


def _require_digits(text: str, label, start: int = 1) -> None:
    """Refuse the first character of `text` that is no ASCII digit; `start` is the position of text[0]."""
    for position, character in enumerate(text, start):
        if character not in DIGITS:
            raise CodeError(
                "character",
                _("%(label)s第 %(position)d 位“%(character)s”应为数字，请核对。"),
                label=label,
                position=position,
                character=character,
            )


# --- unified social credit code (GB 32100-2015) and organisation code (GB 11714)


class UsccKind(StrEnum):
    """What kind of body the first two characters of a unified social credit code say it is."""

    ORGAN = "organ"
    INSTITUTION = "institution"
    MASS_ORGANISATION = "mass_organisation"
    ASSOCIATION = "association"
    PRIVATE_NON_ENTERPRISE = "private_non_enterprise"
    FOUNDATION = "foundation"
    ENTERPRISE = "enterprise"
    SOLE_TRADER = "sole_trader"
    COOPERATIVE = "cooperative"
    RURAL_COLLECTIVE = "rural_collective"
    OTHER = "other"

    @property
    def label(self):
        """The kind in the user's language (lazy)."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    UsccKind.ORGAN: _("机关"),
    UsccKind.INSTITUTION: _("事业单位"),
    UsccKind.MASS_ORGANISATION: _("群众团体"),
    UsccKind.ASSOCIATION: _("社会团体"),
    UsccKind.PRIVATE_NON_ENTERPRISE: _("民办非企业单位"),
    UsccKind.FOUNDATION: _("基金会"),
    UsccKind.ENTERPRISE: _("企业"),
    UsccKind.SOLE_TRADER: _("个体工商户"),
    UsccKind.COOPERATIVE: _("农民专业合作社"),
    UsccKind.RURAL_COLLECTIVE: _("农村集体经济组织"),
    UsccKind.OTHER: _("其他组织"),
}
_KINDS = {
    "11": UsccKind.ORGAN,
    "12": UsccKind.INSTITUTION,
    "13": UsccKind.MASS_ORGANISATION,
    "51": UsccKind.ASSOCIATION,
    "52": UsccKind.PRIVATE_NON_ENTERPRISE,
    "53": UsccKind.FOUNDATION,
    "91": UsccKind.ENTERPRISE,
    "92": UsccKind.SOLE_TRADER,
    "93": UsccKind.COOPERATIVE,
    "N1": UsccKind.RURAL_COLLECTIVE,
    "N2": UsccKind.RURAL_COLLECTIVE,
    "N3": UsccKind.RURAL_COLLECTIVE,
}


def _org_code_check(first8: str) -> str:
    total = sum(w * ORG_CODE_ALPHABET.index(c) for w, c in zip(ORG_CODE_WEIGHTS, first8, strict=True))
    return "0123456789X0"[11 - total % 11]


def _uscc_check(first17: str) -> str:
    total = sum(w * USCC_ALPHABET.index(c) for w, c in zip(USCC_WEIGHTS, first17, strict=True))
    return USCC_ALPHABET[-total % 31]


def _require_uscc_alphabet(code: str) -> None:
    for position, character in enumerate(code, 1):
        if character in USCC_ALPHABET:
            continue
        if character in "IOSVZ":
            hint = _LOOKS_LIKE.get(character)
            message = (
                _(
                    "统一社会信用代码不使用字母 %(character)s（第 %(position)d 位），"
                    "可能是数字 %(hint)s，请核对。"
                )
                if hint
                else _("统一社会信用代码不使用字母 %(character)s（第 %(position)d 位），请核对。")
            )
            raise CodeError("letter", message, character=character, position=position, hint=hint)
        raise CodeError(
            "character",
            _("统一社会信用代码第 %(position)d 位“%(character)s”不是数字或大写字母，请核对。"),
            position=position,
            character=character,
        )


def check_uscc(text: str) -> str:
    """The unified social credit code in `text`, 18 upper-case characters.

    Both layers are checked: character 18 (GB 32100-2015) and the organisation code in 9–17 (GB 11714).
    Raises CodeError with a sentence of its own for empty, length, each forbidden letter (I O S V Z), other
    characters, the division in 3–8, and for one or both of the checks.
    """
    code = fold_code(text)
    _require_length(code, _("统一社会信用代码"), 18)
    _require_uscc_alphabet(code)
    if not all(c in DIGITS for c in code[2:8]):
        raise CodeError(
            "division", _("统一社会信用代码第 3 至 8 位是行政区划代码，应全部为数字，请核对。")
        )
    org_check, check = _org_code_check(code[8:16]), _uscc_check(code[:17])
    if code[16] != org_check and code[17] != check:
        raise CodeError(
            "both_checks",
            _(
                "统一社会信用代码第 17 位组织机构校验码和第 18 位校验码都不符，"
                "第 9 至 17 位中多半录错一位，请对照原件逐位核对。"
            ),
        )
    if code[17] != check:
        raise CodeError(
            "check",
            _(
                "按前 17 位计算，统一社会信用代码第 18 位校验码应为 %(expected)s，"
                "现为 %(found)s，请对照原件逐位核对。"
            ),
            expected=check,
            found=code[17],
        )
    if code[16] != org_check:
        raise CodeError(
            "org_check",
            _(
                "统一社会信用代码中的组织机构代码（第 9 至 17 位）不符："
                "第 17 位应为 %(expected)s，现为 %(found)s，请核对。"
            ),
            expected=org_check,
            found=code[16],
        )
    return code


def make_uscc(first17: str) -> str:
    """`first17` with its check character appended: for demo data and tests, never to mend a misread one."""
    return first17 + _uscc_check(first17)


def make_org_code(first8: str) -> str:
    """The 9-character organisation code that begins with `first8`: for demo data and tests."""
    return first8 + _org_code_check(first8)


def uscc_kind(code: str) -> UsccKind:
    """The kind of body that a canonical unified social credit code belongs to; OTHER for rarer registers."""
    return _KINDS.get(code[:2], UsccKind.OTHER)


def is_sole_trader(code: str) -> bool:
    """Whether a canonical code is a sole trader's (92…): his code and name point to a natural person."""
    return uscc_kind(code) is UsccKind.SOLE_TRADER


def check_org_code(text: str) -> str:
    """The organisation code in `text` (8 characters and its check, with or without hyphen), 9 characters.

    Raises CodeError for empty, length, character or check (GB 11714).
    """
    code = fold_code(text).replace("-", "")
    _require_length(code, _("组织机构代码"), 9)
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        raise CodeError(
            "character", _("组织机构代码前 8 位应为数字或大写字母，第 9 位应为数字或 X，请核对。")
        )
    expected = _org_code_check(code[:8])
    if code[8] != expected:
        raise CodeError(
            "check",
            _("组织机构代码第 9 位校验码应为 %(expected)s，现为 %(found)s，请核对。"),
            expected=expected,
            found=code[8],
        )
    return code


# --- citizen identification number (GB 11643-1999)


def _id_check(first17: str) -> str:
    return ID_CHECKS[sum(w * int(c) for w, c in zip(ID_WEIGHTS, first17, strict=True)) % 11]


def make_id(first17: str) -> str:
    """`first17` digits with the check character of an ID number appended: for demo data and tests."""
    return first17 + _id_check(first17)


def upgraded_from_15(text: str) -> bool:
    """Whether `text` is an old 15-digit number, which `check_id_number` upgrades: the clerk must be told,
    because the century (19) is assumed and the number printed on the document is another one."""
    return bool(re.fullmatch(r"[0-9]{15}", fold_code(text)))


def check_id_number(text: str, today: date) -> str:
    """The citizen identification number in `text`, 18 characters, `x` made `X`, 15 digits upgraded to 18.

    Checks the province prefix, that the birth date is real, not after `today` (a Shanghai day) and at most
    150 years back, and the check character. The six-digit area need not exist today: codes are retired.
    Raises CodeError (empty, length, character, province, date, future, age, check). Ask `upgraded_from_15`
    whether the number was upgraded.
    """
    code = fold_code(text)
    label = _("公民身份号码")
    _require_length(code, label, 18, 15)
    old = len(code) == 15
    _require_digits(code if old else code[:17], label)
    if not old and code[17] not in ID_CHECKS:
        raise CodeError(
            "character", _("公民身份号码第 18 位“%(found)s”应为数字或 X，请核对。"), found=code[17]
        )
    if code[:2] not in ID_PROVINCES:
        raise CodeError(
            "province", _("公民身份号码前两位“%(found)s”不是省级行政区划代码，请核对。"), found=code[:2]
        )
    if old:
        code = make_id(f"{code[:6]}19{code[6:]}")
    _require_plausible_birth(code[6:14], today)
    expected = _id_check(code[:17])
    if code[17] != expected:
        raise CodeError(
            "check",
            _(
                "按前 17 位计算，公民身份号码第 18 位校验码应为 %(expected)s，"
                "现为 %(found)s，请对照原件逐位核对。"
            ),
            expected=expected,
            found=code[17],
        )
    return code


def _require_plausible_birth(digits: str, today: date) -> None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise CodeError(
            "date", _("公民身份号码中的出生日期“%(found)s”不是真实日期，请核对。"), found=digits
        ) from None
    if born > today:
        raise CodeError(
            "future", _("公民身份号码中的出生日期 %(found)s 晚于今天，请核对。"), found=born.isoformat()
        )
    if (today.year - born.year, today.month, today.day) > (MAX_AGE, born.month, born.day):
        raise CodeError(
            "age",
            _("按公民身份号码中的出生日期 %(found)s 计算已超过 %(limit)d 岁，请核对。"),
            found=born.isoformat(),
            limit=MAX_AGE,
        )


def birth_date(code: str) -> date:
    """The birth date in a canonical ID number."""
    return date(int(code[6:10]), int(code[10:12]), int(code[12:14]))


def sex(code: str) -> str:
    """男 or 女 by digit 17 of a canonical ID number, as it is printed on licences."""
    return "男" if int(code[16]) % 2 else "女"


# --- holder codes (GB/T 36903 Annex A, list as read in code: standards.md §3.1)

NATURAL, ORGANISATION = "natural", "organisation"


def _check_free(text: str, today: date) -> str:
    code = fold_code(text)
    if not code:
        raise CodeError("empty", _("请填写证件号码。"))
    if len(code) > FREE_CODE_MAX_LENGTH:
        raise CodeError(
            "too_long",
            _("证件号码最长 %(limit)d 位，现为 %(length)d 位，请核对。"),
            limit=FREE_CODE_MAX_LENGTH,
            length=len(code),
        )
    if any(unicodedata.category(c)[0] == "C" for c in code):
        raise CodeError("control", _("证件号码中有不可见字符，请删除后重新录入。"))
    return code


def _check_other_organisation(text: str, today: date) -> str:
    """Free, but what is written in the unmistakable form of an organisation code must be a right one."""
    code = _check_free(text, today)
    return check_org_code(code) if re.fullmatch(r"[0-9A-Z]{8}-[0-9A-Z]", code) else code


def _pattern(expression: str, sentence) -> Callable[[str, date], str]:
    def check(text: str, today: date) -> str:
        code = _check_free(text, today)
        if not re.fullmatch(expression, code):
            raise CodeError("form", sentence)
        return code

    return check


_PASSPORT = _pattern(r"[A-Z0-9]{5,17}", _("护照号应为 5 至 17 位字母或数字，请核对。"))


@dataclass(frozen=True)
class HolderCodeType:
    """A kind of code by which a holder is known.

    `holder`: natural or organisation. `check(text, today)` returns the canonical code or raises CodeError.
    """

    code: str
    label: object
    holder: str
    check: Callable[[str, date], str]


HOLDER_CODE_TYPES = {
    kind.code: kind
    for kind in (
        HolderCodeType("001", _("统一社会信用代码"), ORGANISATION, lambda text, today: check_uscc(text)),
        HolderCodeType("099", _("其他法人或其他组织有效证件代码"), ORGANISATION, _check_other_organisation),
        HolderCodeType("111", _("公民身份号码"), NATURAL, check_id_number),
        HolderCodeType("114", _("中国人民解放军军官证编号"), NATURAL, _check_free),
        HolderCodeType("115", _("中国人民武装警察部队警官证编号"), NATURAL, _check_free),
        HolderCodeType("118", _("中国人民解放军士兵证编号"), NATURAL, _check_free),
        HolderCodeType("119", _("中国人民武装警察部队士兵证编号"), NATURAL, _check_free),
        HolderCodeType("120", _("中国人民解放军文职人员证编号"), NATURAL, _check_free),
        HolderCodeType("122", _("中国人民武装警察部队文职人员证编号"), NATURAL, _check_free),
        HolderCodeType("411", _("外交护照号"), NATURAL, _PASSPORT),
        HolderCodeType("412", _("公务护照号"), NATURAL, _PASSPORT),
        HolderCodeType("413", _("公务普通护照号"), NATURAL, _PASSPORT),
        HolderCodeType("414", _("普通护照号"), NATURAL, _PASSPORT),
        HolderCodeType(
            "511",
            _("台湾居民来往大陆通行证号码"),
            NATURAL,
            _pattern(r"[0-9]{8}([0-9]{2})?", _("台湾居民来往大陆通行证号码应为 8 位或 10 位数字，请核对。")),
        ),
        HolderCodeType(
            "516",
            _("港澳居民来往内地通行证号码"),
            NATURAL,
            _pattern(
                r"[HM][0-9]{8}([0-9]{2})?",
                _("港澳居民来往内地通行证号码应为字母 H 或 M 加 8 位或 10 位数字，请核对。"),
            ),
        ),
        HolderCodeType("999", _("其他自然人有效证件代码"), NATURAL, _check_free),
    )
}


def check_holder_code(type_code: str, text: str, today: date) -> str:
    """The canonical holder code in `text`, checked as `type_code` (a key of HOLDER_CODE_TYPES) asks.

    `today` is a Shanghai day. Raises CodeError, also for an unknown type code (reason `type`).
    """
    kind = HOLDER_CODE_TYPES.get(type_code)
    if kind is None:
        raise CodeError("type", _("持证主体代码类型“%(found)s”不在代码表中，请重新选择。"), found=type_code)
    return kind.check(text, today)


# --- licence types, matters, food licence numbers


def check_type_code(text: str) -> str:
    """The licence type code in `text`: the defining body's USCC and three digits, 21 characters.

    Raises CodeError; errors of the USCC part keep their own sentence.
    """
    code = fold_code(text)
    _require_length(code, _("证照类型代码"), 21)
    check_uscc(code[:18])
    _require_digits(code[18:], _("证照类型代码"), start=19)
    return code


def check_matter_code(text: str) -> str:
    """The matter code in `text`: basic (12 digits), implementation (31: USCC, level 1–6, basic code) or
    handling item (33: two more digits).

    Raises CodeError; errors of the USCC part keep their own sentence.
    """
    code = fold_code(text)
    label = _("事项编码")
    _require_length(code, label, 12, 31, 33)
    if len(code) == 12:
        _require_digits(code, label)
        return code
    check_uscc(code[:18])
    _require_digits(code[18:], label, start=19)
    if code[18] not in "123456":
        raise CodeError(
            "character", _("事项编码第 19 位“%(found)s”是层级，应为 1 至 6，请核对。"), found=code[18]
        )
    return code


def make_implementation_code(uscc: str, level: int, basic: str) -> str:
    """The 31-character code of basic matter `basic` (12 digits) as carried out by department `uscc`;
    `level` is 2 provincial, 3 city, 4 county."""
    return f"{uscc}{level}{basic}"


def mod_11_10(digits: str) -> str:
    """The check digit of ISO/IEC 7064 MOD 11,10 over a string of digits."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def check_food_license_number(text: str) -> str:
    """The number of a food business (JY) or food production (SC) licence: the letters and 14 digits.

    The last digit is compared with MOD 11,10: all of eight production numbers and four of six business
    numbers that were found published obey it. A wrong one is worth a question, it does not prove an error.
    Raises CodeError (empty, length, form, check).
    """
    code = fold_code(text)
    _require_length(code, _("食品许可证编号"), 16)
    if not re.fullmatch(r"(JY|SC)[0-9]{14}", code):
        raise CodeError("form", _("食品许可证编号应为 JY 或 SC 加 14 位数字，请核对。"))
    expected = mod_11_10(code[2:15])
    if code[15] != expected:
        raise CodeError(
            "check",
            _("食品许可证编号最后一位校验码应为 %(expected)s，现为 %(found)s，请核对。"),
            expected=expected,
            found=code[15],
        )
    return code
