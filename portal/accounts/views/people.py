"""People: the list of accounts, one account with all that belongs to it, and what an administrator does to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import clock
from portal.accounts import actions, agents, lockouts, policies, second_factor, story
from portal.accounts.confirming import right_password
from portal.accounts.forms import (
    AccountForm,
    GuardedReasonForm,
    PeopleFilters,
    PersonForm,
    ReasonForm,
)
from portal.accounts.models import Appointment, SecondFactor, SignedIn, User
from portal.accounts.roles import ROLES
from portal.accounts.tables import OwnAppointments, PeopleTable
from portal.accounts.views.answers import page, told
from portal.audit import log, searches
from portal.audit.facts import Facts
from portal.crypto.fields import blind_index
from portal.masking import mask_name
from portal.web import needs

# --- the list

@require_http_methods(["GET", "POST"])
@needs(*policies.ACCOUNT_PERMISSIONS)
def people(request):
    """Accounts by department, role and state; a search for a name is posted, its address holds an opaque id."""
    if request.method == "POST":
        asked = {name: request.POST.get(name, "") for name in PeopleFilters.base_fields}
        memo = searches.remember(request.actor, asked)
        return HttpResponseRedirect(f"{request.path}?s={memo}")
    asked = _asked(request)
    form = PeopleFilters(asked)
    locked = {lock.username for lock in lockouts.present()}
    table = _listed(request, form, locked)
    return render(request, "accounts/people.html", {
        "form": form, "table": table, "may_open": policies.can_keep_people(request.actor),
    })


def _asked(request) -> dict:
    """The filters of the address, or those that a posted search left behind its opaque id."""
    try:
        found = searches.recall(request.actor, UUID(request.GET["s"])) if "s" in request.GET else None
    except ValueError:
        found = None
    if found is None and "s" in request.GET:
        messages.warning(request, _("检索条件已失效，请重新输入。"))
    return found or {name: request.GET.get(name, "") for name in ("department", "role", "state")}


def _listed(request, form, locked):
    valid = form.is_valid()
    asked = form.cleaned_data if valid else {}
    rows = _narrowed(User.objects.visible_to(request.actor), asked, locked) if valid else User.objects.none()
    rows = rows.prefetch_related(Prefetch(
        "appointments", Appointment.objects.in_force().select_related("department").order_by("since"), "current"))
    term = asked.get("q", "").strip()
    return log.disclose(
        "search" if any(asked.values()) else "list", by=request.actor, about=Facts("accounts.user"),
        load=lambda: PeopleTable(rows, locked=locked).paged(request),
        shown=lambda table: [str(row.record.pk) for row in table.page.object_list],
        result_count=lambda table: table.paginator.count,
        terms=[blind_index("accounts.person", term)] if term else (),
        terms_masked=asked | {"q": mask_name(term)},
    )


def _narrowed(rows, asked, locked):
    if asked["q"]:
        q = asked["q"].strip()
        rows = rows.filter(Q(display_name__contains=q) | Q(username__contains=q.lower()) | Q(staff_number__contains=q))
    held = Appointment.objects.in_force()
    if asked["department"]:
        held = held.filter(department=asked["department"])
    if asked["role"]:
        held = held.filter(role=asked["role"])
    if asked["department"] or asked["role"]:
        rows = rows.filter(pk__in=held.values("user"))
    return {
        "": lambda: rows,
        "active": lambda: rows.filter(is_active=True), "inactive": lambda: rows.filter(is_active=False),
        "unappointed": lambda: rows.unappointed(), "locked": lambda: rows.filter(username__in=locked),
    }[asked["state"]]()


# --- one account

@require_GET
def person(request, pk):
    """An account: who it is, appointments, sign-in, sessions, history."""
    return render(request, "accounts/person.html", context_of(request, _opened(request, pk)))


def _opened(request, pk, policy=None):
    """The account of a page that shows it, on GET and when a posted form is shown again alike."""
    return log.open_object(request.actor, User.objects.all(), "view", policy=policy, pk=pk)


def context_of(request, user) -> dict:
    """What is shown of an account; the buttons only to those who keep accounts."""
    actor = request.actor
    appointments = user.appointments.select_related("department", "user").order_by("-since", "-id")
    may_appoint = policies.can_appoint(actor, user)
    return {
        "person": user, "factor": SecondFactor.objects.filter(user=user).first(),
        "codes_left": second_factor.codes_left(user), "locks": lockouts.present(username=user.username),
        "table": OwnAppointments(appointments, clock.today(), ends=may_appoint.allowed, prefix="appointments-"),
        "sessions": agents.described(SignedIn.objects.visible_to(actor).filter(user=user).alive(), actor),
        "entries": story.of_account(user), "keeps": bool(policies.can_see_accounts(actor)),
        "may_keep": policies.can_keep_people(actor),
        "may_appoint": may_appoint, "may_unlock": policies.can_unlock(actor, user),
        "may_end": policies.can_end_sessions(actor, user),
        "acts": [(act, reverse("accounts:act", args=[user.pk, key]), act.policy(actor, user))
                 for key, act in ACTS.items() if act.offered(user)],
    }


@require_http_methods(["GET", "POST"])
@sensitive_variables("password")
@needs("accounts.people")
def open_account(request):
    """Open an account; its one-time password is shown once, in the answer to the post."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        password = actions.one_time_password(User(**form.cleaned_data))
        given = form.cleaned_data
        user = told(form, lambda: actions.open_account(by=request.actor, password=password, **given), by=request.actor)
        if user:
            return _show_password(request, user, password)
    return page(request, "accounts/open_account.html", form)


@require_http_methods(["GET", "POST"])
@needs("accounts.people")
def edit(request, pk):
    """Correct a name or staff number."""
    actor, form = request.actor, PersonForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        user = log.reach(actor, User.objects.all(), "accounts.edit_account", pk=pk)
        actions.edit_account(user, by=actor, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("accounts:person", pk=user.pk)
    user = _opened(request, pk)
    form = form or PersonForm(initial={"display_name": user.display_name, "staff_number": user.staff_number})
    return page(request, "accounts/edit_account.html", form, person=user)


# --- acts with a reason, each on a page of its own

@dataclass(frozen=True)
class Act:
    """Something that an administrator does to an account: do(user, by=, reason=), offered(user) → bool,
    policy(actor, user) → Decision."""

    label: Any
    explain: Any
    do: Callable
    offered: Callable
    form: type = ReasonForm
    policy: Callable = policies.can_act_on_account
    done: Any = ""
    danger: bool = False


def _has_factor(user) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


ACTS = {
    "reset-password": Act(
        gettext_lazy("重置密码"),
        gettext_lazy("系统随机生成一次性密码，只显示一次；本人登录后须立即修改。"
                     "其现有登录全部退出，动态口令不受影响。"),
        actions.reset_password, lambda user: user.is_active, GuardedReasonForm, policies.can_reset_password,
    ),
    "remove-second-factor": Act(
        gettext_lazy("解除动态口令"),
        gettext_lazy("用于设备丢失且没有恢复码。解除前请核实本人身份；其现有登录全部退出，再次登录时须重新设置。"),
        actions.remove_second_factor, _has_factor, GuardedReasonForm, policies.can_remove_second_factor,
        done=gettext_lazy("已解除，本人下次登录时须重新设置。"),
    ),
    "deactivate": Act(
        gettext_lazy("停用账号"),
        gettext_lazy("其现有登录立即终止，各项任职不再有效；账号与历史记录保留，可以恢复启用。"),
        actions.deactivate, lambda user: user.is_active, done=gettext_lazy("账号已停用。"), danger=True,
    ),
    "reactivate": Act(
        gettext_lazy("恢复启用"), gettext_lazy("恢复后，尚未到期的任职重新有效。"),
        actions.reactivate, lambda user: not user.is_active, done=gettext_lazy("账号已恢复启用。"),
    ),
}


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def act(request, pk, key):
    """One of ACTS: GET explains it and asks why, POST does it."""
    found = ACTS.get(key)
    if found is None:
        raise Http404
    actor, verb = request.actor, f"accounts.{found.do.__name__}"
    if request.method == "GET":
        user = _opened(request, pk, found.policy)
        return page(request, "accounts/act.html", found.form(), person=user, act=found)
    user = log.reach(actor, User.objects.all(), verb, policy=found.policy, pk=pk)
    form = found.form(request.POST)
    if not form.is_valid() or ("password" in form.fields and not right_password(request, form)):
        user = _opened(request, pk, found.policy)
        return page(request, "accounts/act.html", form, person=user, act=found)
    made = found.do(user, by=actor, reason=form.cleaned_data["reason"])
    if found.do is actions.reset_password:
        return _show_password(request, user, made)
    messages.success(request, found.done)
    return redirect("accounts:person", pk=pk)


def _show_password(request, user, password):
    """The answer to the post itself: the password is kept nowhere and cannot be asked for again."""
    return render(request, "accounts/one_time_password.html", {"person": user, "password": password})


@require_POST
def unlock(request, pk):
    """Let a locked-out person try again."""
    user = log.reach(request.actor, User.objects.all(), "accounts.unlock", pk=pk)
    actions.unlock(user, by=request.actor)
    messages.success(request, _("已解除锁定，可以重新登录。"))
    return redirect("accounts:person", pk=pk)


@require_POST
def end_sessions(request, pk):
    """End all sessions of a person but the one that asks."""
    actor = request.actor
    user = log.reach(actor, User.objects.all(), "accounts.end_sessions", pk=pk)
    rows = SignedIn.objects.exclude(session_key=request.session.session_key)
    ended = actions.end_sessions(user, by=actor, rows=rows)
    messages.success(request, _("已终止 %(n)d 个登录。") % {"n": ended})
    return redirect("accounts:mine") if user.pk == actor.user.pk else redirect("accounts:person", pk=pk)


# --- one's own account

@require_GET
def mine(request):
    """One's own account: appointments, password, second factor, sessions."""
    user = _opened(request, request.actor.user.pk)
    guarded = any(ROLES[appointment.role].second_factor for appointment in request.appointments)
    return render(request, "accounts/mine.html", {**context_of(request, user), "guarded": guarded})


@require_POST
def end_session(request, pk):
    """End one session."""
    row = log.reach(request.actor, SignedIn.objects.all(), "accounts.end_sessions", related=["user"], pk=pk)
    actions.end_sessions(row.user, by=request.actor, rows=SignedIn.objects.filter(pk=row.pk))
    messages.success(request, _("该登录已终止。"))
    own = row.user.pk == request.actor.user.pk
    return redirect("accounts:mine") if own else redirect("accounts:person", pk=row.user.pk)
