"""The kinds of code by which a holder is known (GB/T 36903 Annex A, as read in code that implements it)."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from portal.codes.id_number import check_id_number
from portal.codes.text import CodeError, fold_code
from portal.codes.uscc import check_org_code, check_uscc

FREE_CODE_MAX_LENGTH = 64


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
