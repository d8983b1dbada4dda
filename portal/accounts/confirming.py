"""Asking for a person's own password again before an act that matters (appointing, sealing, resetting)."""

from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from portal.audit import log
from portal.audit.models import Result
from portal.fields import PasswordField


class OwnPasswordForm(forms.Form):
    """A form, or a part of one by inheritance, with the field `password`."""

    password = PasswordField(label=_("您的登录密码"), help_text=_("再次确认是您本人操作。"), col="c6")


def right_password(request, form) -> bool:
    """Whether the valid form's `password` is the actor's own.

    A wrong one is recorded, counted like a failed sign-in (the fifth answers 429), and told in the form.
    """
    user = request.actor.user
    if authenticate(request, username=user.username, password=form.cleaned_data["password"]):
        return True
    log.record("confirm_password", by=request.actor, about=user, result=Result.FAILED)
    form.add_error("password", now_("密码不正确"))
    return False
