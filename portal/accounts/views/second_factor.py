"""The second factor: set up on a device, asked for, its recovery codes renewed."""

from textwrap import wrap

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import second_factor as factor
from portal.accounts import sessions
from portal.accounts.confirming import OwnPasswordForm, right_password
from portal.accounts.forms import CodeForm, SetUpForm
from portal.accounts.models import Appointment, SecondFactor
from portal.accounts.views.answers import page
from portal.accounts.views.sign_in import act_under, onward
from portal.formats import time_of


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def code(request):
    """Ask for the code of this session: at sign-in, or before acting under a role that needs it."""
    user = request.actor.user
    if request.session.get("second_factor"):
        return HttpResponseRedirect(onward(request))
    if not SecondFactor.objects.filter(user=user).exists():
        return redirect("accounts:second_factor")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = factor.check(user, form.cleaned_data["code"], by=request.actor)
        if answer.taken:
            _raise_session(request)
            if answer.recovery:
                left = {"n": factor.codes_left(user)}
                said = _("恢复码已使用，还剩 %(n)d 个。请尽快在“我的账号”中更换设备或恢复码。") % left
                messages.warning(request, said)
            return HttpResponseRedirect(_wanted(request))
        form.add_error("code", _not_taken(answer))
    return page(request, "accounts/code.html", form)



def _not_taken(answer) -> str:
    if answer.blocked_until:
        return _("多次输入不正确，请在 %(time)s 以后再试。") % {"time": time_of(answer.blocked_until)}
    return _("口令不正确、已过期或已用过，请等验证器显示新的数字后再输入。")


def _raise_session(request) -> None:
    """From now on the second factor was given in this session, which goes on under a new key."""
    old_key = request.session.session_key
    with transaction.atomic():
        request.session.cycle_key()
        sessions.moved(old_key, request)
    request.session["second_factor"] = True


def _wanted(request) -> str:
    """Go on under the appointment for which the code was asked, if it is still in force; returns the next page."""
    wanted = request.session.pop("wanted", None)
    mine = Appointment.objects.in_force().filter(user=request.actor.user).select_related("user", "department")
    appointment = mine.filter(pk=wanted).first() if wanted else None
    if appointment:
        act_under(request, appointment)
    return onward(request)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def set_up(request):
    """Set the second factor up, or move it to another device once it was given in this session."""
    user = request.actor.user
    if SecondFactor.objects.filter(user=user).exists() and not request.session.get("second_factor"):
        return redirect("accounts:code")
    form = SetUpForm(request.POST if request.method == "POST" else None)
    secret = factor.secret_of(user, form.data.get("token", "")) if form.is_bound else None
    codes = _confirm(request, form, secret) if form.is_valid() else None
    if codes:
        messages.success(request, _("动态口令已启用。"))
        return _show_codes(request, codes)
    secret = secret or factor.new_secret()
    by_hand = [(_("账户名"), user.username), (_("密钥"), " ".join(wrap(secret, 4))),
               (_("类型"), _("基于时间，6 位数字，30 秒"))]
    return page(request, "accounts/second_factor.html", form, token=factor.token_of(user, secret), by_hand=by_hand,
                picture=factor.picture(factor.uri(user, secret)))



def _confirm(request, form, secret) -> list[str] | None:
    user = request.actor.user
    if secret is None:
        form.add_error(None, _("二维码已过期，请用新的二维码重新扫描。"))
        return None
    if not right_password(request, form):
        return None
    codes = factor.confirm(user, secret, form.cleaned_data["code"], by=request.actor)
    if codes is None:
        form.add_error("code", _("数字不正确或已过期，请核对手机时间后输入新的数字"))
        return None
    _raise_session(request)
    return codes


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def renew_codes(request):
    """Ten fresh recovery codes, once the second factor was given in this session."""
    user = request.actor.user
    if not request.session.get("second_factor") or not SecondFactor.objects.filter(user=user).exists():
        return redirect("accounts:code")
    form = OwnPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and right_password(request, form):
        return _show_codes(request, factor.renew_codes(user, by=request.actor))
    return page(request, "accounts/renew_codes.html", form)


def _show_codes(request, codes):
    """The answer to the post itself: the codes are kept nowhere and cannot be asked for again."""
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "onward": _wanted(request)})
