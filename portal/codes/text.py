"""How typed text becomes a code or a name, and the error with which it is refused."""

import unicodedata

from django.utils.translation import gettext_lazy as _

NAME_MAX_LENGTH = 200
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_FULL_WIDTH = {ord(c) + 0xFEE0: c for c in "-." + DIGITS + LETTERS + LETTERS.lower()}
_ASCII_UPPER = {ord(c): c.upper() for c in LETTERS.lower()}


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


def require_length(text: str, label, *lengths: int) -> None:
    """Raise CodeError unless `text` has one of the lengths; the sentence names `label` and the length found."""
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


def require_digits(text: str, label, start: int = 1) -> None:
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
