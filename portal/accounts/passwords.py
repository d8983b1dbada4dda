"""Rules for passwords of staff (GB/T 22239 8.1.4.1 a): length, classes, nothing guessable, none of the last ones."""

import secrets
import string

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from portal import clock
from portal.accounts.models import OldPassword

MINIMUM, MAXIMUM, CLASSES, REMEMBERED = 12, 128, 3, 5

# What everybody who knows this system or this province tries first.
CONTEXT = (
    "dianzizhengzhao", "zhengzhao", "zhengwu", "ganfutong", "jiangxi", "license", "licence", "password", "admin",
    "电子证照", "江西",
)
_SHORTEST_WORD = 3  # a login name of two letters is in many good passwords

_SIGNS = "!#%+-=?@_"
# Without the characters that are read wrongly from paper.
_CLEAR = "".join(c for c in string.ascii_letters + string.digits if c not in "0OoIl1")


class HouseRules:
    """12 to 128 characters of at least three classes."""

    def validate(self, password, user=None):
        if not MINIMUM <= len(password) <= MAXIMUM:
            raise ValidationError(_("密码长度应为 %(min)d 至 %(max)d 个字符。") % {"min": MINIMUM, "max": MAXIMUM})
        classes = sum(any(test(c) for c in password) for test in (
            str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum(),
        ))
        if classes < CLASSES:
            raise ValidationError(_("密码须包含大写字母、小写字母、数字、符号中的至少三类。"))

    def get_help_text(self):
        return _("至少 12 个字符，包含大写字母、小写字母、数字、符号中的三类。")


class NotKnownHere:
    """No word of the context in it: login name, the person's name, his departments (also in pinyin), the system's."""

    def validate(self, password, user=None):
        folded = password.casefold()
        if any(word in folded for word in [*CONTEXT, *_words_of(user)]):
            raise ValidationError(_("密码中不能包含登录名、姓名、工号、部门名称或本系统的常用词（含拼音）。"))

    def get_help_text(self):
        return _("不含登录名、姓名、工号、部门名称（含拼音）。")


def _words_of(user) -> list[str]:
    if user is None:
        return []
    words = [user.username, user.display_name, user.staff_number]
    for appointment in user.appointments.select_related("department"):
        words += [appointment.department.name, appointment.department.short_name]
    words += ["".join(lazy_pinyin(word)) for word in words[1:]]
    return [word.casefold() for word in words if len(word) >= _SHORTEST_WORD or not word.isascii() and len(word) > 1]


class NotUsedBefore:
    """Neither the present password nor one of the last five."""

    def validate(self, password, user=None):
        if user is None:
            return
        known = [user.password, *user.old_passwords.values_list("password", flat=True)[:REMEMBERED]]
        if any(encoded and check_password(password, encoded) for encoded in known):
            raise ValidationError(_("新密码不能与当前密码或最近 %(n)d 次用过的密码相同。") % {"n": REMEMBERED})

    def get_help_text(self):
        return _("不与最近 5 次用过的密码相同。")


def remember(user) -> None:
    """Keep the present hash as an old one, and only the last five of them."""
    if user.password:
        OldPassword.objects.create(user=user, password=user.password, replaced_on=clock.now())
    kept = user.old_passwords.values_list("pk", flat=True)[:REMEMBERED]
    user.old_passwords.exclude(pk__in=list(kept)).delete()


def one_time() -> str:
    """A random first password (about 90 bits) of four classes that reads well from paper."""
    groups = ["".join(secrets.choice(_CLEAR) for _n in range(5)) for _g in range(3)]
    return f"{secrets.choice('ABCDEFGH')}{secrets.choice('abcdefgh')}{secrets.choice('23456789')}" \
           f"{secrets.choice(_SIGNS)}{'-'.join(groups)}"
