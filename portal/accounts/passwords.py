"""Rules for passwords of staff (GB/T 22239 8.1.4.1 a, see docs/decisions): length, classes, no own name in it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MINIMUM, MAXIMUM, CLASSES = 12, 128, 3


class HouseRules:
    """At least 12 characters of three classes, not holding the login name; up to 128 are taken."""

    def validate(self, password, user=None):
        if not MINIMUM <= len(password) <= MAXIMUM:
            raise ValidationError(_("密码长度应为 %(min)d 至 %(max)d 个字符。") % {"min": MINIMUM, "max": MAXIMUM})
        classes = sum(any(test(c) for c in password) for test in (
            str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum(),
        ))
        if classes < CLASSES:
            raise ValidationError(_("密码须包含大写字母、小写字母、数字、符号中的至少三类。"))
        if user and user.username and user.username.lower() in password.lower():
            raise ValidationError(_("密码中不能包含登录名。"))

    def get_help_text(self):
        return _("至少 12 个字符，包含大写字母、小写字母、数字、符号中的三类，不含登录名。")
