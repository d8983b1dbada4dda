"""Citizen identification numbers (GB 11643-1999): checks, birth date, sex."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from portal.codes.text import CodeError, fold_code, require_digits, require_length

ID_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
MAX_AGE = 150
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def _id_check(first17: str) -> str:
    return _CHECKS[sum(w * int(c) for w, c in zip(_WEIGHTS, first17, strict=True)) % 11]


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
    require_length(code, label, 18, 15)
    old = len(code) == 15
    require_digits(code if old else code[:17], label)
    if not old and code[17] not in _CHECKS:
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
