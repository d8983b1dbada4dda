"""Unified social credit codes (GB 32100-2015) and the organisation codes in them (GB 11714)."""

import re
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from portal.codes.text import DIGITS, LETTERS, CodeError, fold_code, require_length

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_CODE_ALPHABET = DIGITS + LETTERS
_ORG_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOOKS_LIKE = {"I": "1", "O": "0", "S": "5", "Z": "2"}


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
    total = sum(w * _ORG_CODE_ALPHABET.index(c) for w, c in zip(_ORG_CODE_WEIGHTS, first8, strict=True))
    return "0123456789X0"[11 - total % 11]


def _uscc_check(first17: str) -> str:
    total = sum(w * USCC_ALPHABET.index(c) for w, c in zip(_WEIGHTS, first17, strict=True))
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
    require_length(code, _("统一社会信用代码"), 18)
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
    require_length(code, _("组织机构代码"), 9)
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
