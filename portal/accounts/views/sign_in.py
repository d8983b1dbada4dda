"""Signing in and out, the appointment acted under, one's own password."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal import clock, throttle
from portal.accounts import actions, lockouts, sessions
from portal.accounts.forms import PasswordForm, SignInForm
from portal.accounts.models import Appointment, SecondFactor, User
from portal.accounts.roles import ROLES
from portal.accounts.views.answers import page
from portal.actor import PERSON
from portal.audit import log
from portal.audit.models import Result
from portal.crypto.fields import digest_code
from portal.pages import too_many
from portal.web import address_of, asker_of, open_to_public

UNDONE = _lazy("登录已失效，刚才的操作没有办理，请核对后重新办理。")
TRIES_PER_ADDRESS = "60/m"  # an office behind one address signs in within its minute, a guesser gets nowhere


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@open_to_public
def sign_in(request):
    """The sign-in page. A wrong name and a wrong password get the same answer after the same work.

    Whoever was led here by a form that could not be taken (`undone`) is told so here and on the page he comes back to.
    """
    target = inside(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.actor.kind == PERSON:
        return HttpResponseRedirect(target)
    if request.method == "POST" and throttle.over("accounts.sign_in", asker_of(request), TRIES_PER_ADDRESS):
        log.record("sign_in", by=request.actor, result=Result.REFUSED, reason="rate")
        return too_many(request)
    undone, form = "undone" in request.GET, SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = _authenticate(request, form.cleaned_data["username"], form.cleaned_data["password"])
        if user:
            actor = sessions.begin(request, user, address_of(request))
            if sessions.pending(request, actor):
                request.session["next"], request.session["undone"] = target, undone
            elif undone:
                messages.warning(request, UNDONE)
            return HttpResponseRedirect(target)
        form.add_error(None, _("登录名或密码不正确，请核对后重新输入。连续 %(n)d 次不正确将暂时锁定。") % {
            "n": settings.AXES_FAILURE_LIMIT,
        })
    return page(request, "accounts/sign_in.html", form, next=target, undone=UNDONE if undone else "")


sign_in.open_while_pending = True


def inside(request, target: str) -> str:
    """`target` when it leads to a page of ours, else the home page."""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"


def onward(request) -> str:
    """Where to go when what had to be dealt with at sign-in is done."""
    if request.session.pop("undone", False):
        messages.warning(request, UNDONE)
    return request.session.pop("next", "/")


def _authenticate(request, typed: str, password: str):
    """The user, or None with the failure recorded. A name that nobody has, maybe a password typed into the wrong
    field, is kept as a digest only, here and in the counter of failures."""
    known = User.objects.filter(username=typed.strip().lower()[:40]).first()
    name = known.username if known else "~" + digest_code("sign_in", typed.strip().lower()).hex()[:32]
    user = authenticate(request, username=name, password=password)
    if user is None:
        locked = getattr(request, "axes_locked_out", False)
        log.record("locked_out" if locked else "sign_in_failed", by=request.actor, about=known,
                   result=Result.REFUSED if locked else Result.FAILED, reason=name)
    return user


def locked_out(request, _response=None, credentials=None):
    """429: after too many failures of one name from one address; says when to try again."""
    name = (credentials or {}).get("username")
    now = clock.now()
    ends = max((lock.until for lock in lockouts.present(username=name, ip_address=address_of(request))),
               default=now + lockouts.LENGTH)
    minutes = max(1, -int((now - ends).total_seconds() // 60))
    return render(request, "accounts/locked_out.html", {"minutes": minutes, "status": 429}, status=429)


@require_POST
def sign_out(request):
    """End this session."""
    with transaction.atomic():
        log.record("sign_out", by=request.actor)
        sessions.forget(request.session.session_key)
    logout(request)
    messages.success(request, _("已安全退出。"))
    return HttpResponseRedirect(reverse("accounts:sign_in"))


sign_out.open_while_pending = True


@require_POST
def switch(request):
    """Act under another of one's appointments in force; one that needs the second factor asks for it first."""
    mine = Appointment.objects.in_force().filter(user=request.actor.user)
    wanted = log.reach(request.actor, mine, "switch", related=["user", "department"],
                       pk=_uuid(request.POST.get("appointment", "")))
    if ROLES[wanted.role].second_factor and not request.session.get("second_factor"):
        request.session["wanted"] = str(wanted.pk)
        ready = SecondFactor.objects.filter(user=request.actor.user).exists()
        return HttpResponseRedirect(reverse("accounts:code" if ready else "accounts:second_factor"))
    act_under(request, wanted)
    return HttpResponseRedirect("/")


switch.open_while_pending = True


def _uuid(text: str):
    try:
        return UUID(text)
    except ValueError:
        return None  # matches nothing


def act_under(request, appointment) -> None:
    """Go on under an appointment; recorded under the one before."""
    with transaction.atomic():
        log.record("switch", by=request.actor, about=appointment)
    request.session["appointment"] = str(appointment.pk)
    request.session.pop("wanted", None)
    messages.success(request, _("现以“%(role)s”（%(department)s）身份办理。") % {
        "role": appointment.role_label, "department": appointment.department,
    })


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def password(request):
    """Change one's own password: by will, at the first sign-in, or when it is too old."""
    user = request.actor.user
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _take_password(request, form):
        return HttpResponseRedirect(onward(request))
    return page(request, "accounts/password.html", form, first=user.must_change_password,
                old=sessions.password_is_due(user), days=settings.PASSWORD_MAX_AGE_DAYS)



def _take_password(request, form) -> bool:
    """Whether the new password was taken. The old one is checked, and counted, before anything is told of the new."""
    user, old_key = request.actor.user, request.session.session_key
    if not authenticate(request, username=user.username, password=form.cleaned_data["old"]):
        log.record("accounts.change_password", by=request.actor, about=user, result=Result.FAILED)
        form.add_error("old", _("当前密码不正确"))
        return False
    try:
        user = actions.change_password(user, form.cleaned_data["new"], by=request.actor)
    except ValidationError as refused:
        form.add_error("new", refused)
        return False
    with transaction.atomic():
        update_session_auth_hash(request, user)
        sessions.moved(old_key, request)
    messages.success(request, _("密码已修改，您在其他设备上的登录已全部退出。"))
    return True
