"""Codes of licence types and matters, and the numbers of food licences."""

import re

from django.utils.translation import gettext_lazy as _

from portal.codes.text import CodeError, fold_code, require_digits, require_length
from portal.codes.uscc import check_uscc


def check_type_code(text: str) -> str:
    """The licence type code in `text`: the defining body's USCC and three digits, 21 characters.

    Raises CodeError; errors of the USCC part keep their own sentence.
    """
    code = fold_code(text)
    require_length(code, _("证照类型代码"), 21)
    check_uscc(code[:18])
    require_digits(code[18:], _("证照类型代码"), start=19)
    return code


def check_matter_code(text: str) -> str:
    """The matter code in `text`: basic (12 digits), implementation (31: USCC, level 1–6, basic code) or
    handling item (33: two more digits).

    Raises CodeError; errors of the USCC part keep their own sentence.
    """
    code = fold_code(text)
    label = _("事项编码")
    require_length(code, label, 12, 31, 33)
    if len(code) == 12:
        require_digits(code, label)
        return code
    check_uscc(code[:18])
    require_digits(code[18:], label, start=19)
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
    require_length(code, _("食品许可证编号"), 16)
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
