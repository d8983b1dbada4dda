"""The licence identifier (证照标识): its six parts, its check character and how it is read and written."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.codes import CodeError, check_type_code, check_uscc, fold_code

ROOT = "1.2.156.3005.2"
MAX_VERSION = 999

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class IdentifierError(CodeError):
    """Why a text is no licence identifier; `code` is one of empty, parts, root, type_code, issuer, serial,
    version, check; `str()` is a sentence for the user."""


@dataclass(frozen=True)
class Identifier:
    """A licence identifier taken apart; `str()` puts it together.

    `type_code` 21 characters, `issuer` the issuing body's USCC (on import also a six-digit division),
    `serial` 1–32 digits and upper-case letters, `version` 1–999, `check` the MOD 37,36 character.
    """

    root: str
    type_code: str
    issuer: str
    serial: str
    version: int
    check: str

    def __str__(self) -> str:
        return f"{self.root}.{self.type_code}.{self.issuer}.{self.serial}.{self.version:03d}.{self.check}"


def check_character(body: str) -> str:
    """The ISO/IEC 7064 MOD 37,36 check character (GB/T 17710) of `body`, digits and upper-case letters."""
    product = 36
    for character in body:
        product = ((product + _ALPHABET.index(character)) % 36 or 36) * 2 % 37
    return _ALPHABET[(37 - product) % 36]


def build(type_code: str, issuer_uscc: str, serial: str, version: int = 1) -> str:
    """The identifier of version `version` of the licence with that `serial`, unique within type and issuer.

    Letters are made upper-case. Raises IdentifierError if a part is not as it must be on issue.
    """
    parts = (fold_code(part) for part in (type_code, issuer_uscc, serial))
    return str(_assemble(*parts, version, strict=True))


def next_version(identifier: str) -> str:
    """The identifier of the next version of the same licence: same serial, version + 1, its own check.

    Raises IdentifierError for a text that is no identifier, or after version 999.
    """
    old = parse(identifier)
    return build(old.type_code, old.issuer, old.serial, old.version + 1)


def parse(text: str, strict: bool = True) -> Identifier:
    """The identifier in `text`, taken apart and checked.

    Case and spaces are forgiven. `strict=False` is for importing old stock: a six-digit division code may
    stand for the issuer. Raises IdentifierError, and nothing else, for any other text.
    """
    parts = fold_code(text).rsplit(".", 5)
    if parts == [""]:
        raise IdentifierError("empty", _("请填写证照标识。"))
    if len(parts) != 6:
        raise IdentifierError(
            "parts",
            _(
                "证照标识应由根代码、证照类型代码、颁发机构代码、流水号、版本号、校验位"
                "六部分以“.”相连组成，请核对。"
            ),
        )
    root, type_code, issuer, serial, version, check = parts
    if root != ROOT:
        raise IdentifierError(
            "root", _("证照标识应以根代码 %(root)s 开头，现为“%(found)s”，请核对。"), root=ROOT, found=root
        )
    if not re.fullmatch(r"[0-9]{3}", version):
        raise IdentifierError(
            "version", _("证照标识的版本号“%(found)s”应为 3 位数字，请核对。"), found=version
        )
    identifier = _assemble(type_code, issuer, serial, int(version), strict)
    if check != identifier.check:
        raise IdentifierError(
            "check",
            _("证照标识的校验位应为 %(expected)s，现为“%(found)s”，请对照证照逐位核对。"),
            expected=identifier.check,
            found=check,
        )
    return identifier


def _assemble(type_code: str, issuer: str, serial: str, version: int, strict: bool) -> Identifier:
    try:
        check_type_code(type_code)
    except CodeError as error:
        message = _("证照标识中的证照类型代码有误：%(reason)s")
        raise IdentifierError("type_code", message, reason=error) from None
    if strict or not re.fullmatch(r"[0-9]{6}", issuer):
        try:
            check_uscc(issuer)
        except CodeError as error:
            message = _("证照标识中的颁发机构代码有误：%(reason)s")
            raise IdentifierError("issuer", message, reason=error) from None
    if not re.fullmatch(r"[0-9A-Z]{1,32}", serial):
        raise IdentifierError(
            "serial", _("证照标识的流水号“%(found)s”应为 1 至 32 位数字或大写字母，请核对。"), found=serial
        )
    if not 1 <= version <= MAX_VERSION:
        raise IdentifierError(
            "version", _("证照标识的版本号应在 001 至 999 之间，现为 %(found)s。"), found=version
        )
    check = check_character(f"{type_code}{issuer}{serial}{version:03d}")
    return Identifier(ROOT, type_code, issuer, serial, version, check)
