"""Appointments: the list, appointing, ending."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from portal import clock
from portal.accounts import actions, policies
from portal.accounts.confirming import right_password
from portal.accounts.forms import AppointForm, AppointmentFilters, EndForm
from portal.accounts.models import Appointment, User
from portal.accounts.tables import AppointmentTable
from portal.accounts.views.answers import page, told
from portal.audit import log
from portal.audit.facts import Facts
from portal.web import needs


@require_GET
@needs(*policies.ACCOUNT_PERMISSIONS)
def appointments(request):
    """Appointments by department, role and state."""
    form = AppointmentFilters({"state": "current", **request.GET.dict()})
    rows = Appointment.objects.visible_to(request.actor).select_related("user", "department")
    rows = _narrowed(rows, form.cleaned_data) if form.is_valid() else rows.none()
    table = log.disclose(
        "search" if form.changed_data else "list", by=request.actor, about=Facts("accounts.appointment"),
        load=lambda: AppointmentTable(rows.order_by("until", "since", "id"), clock.today()).paged(request),
        shown=lambda table: [str(row.record.pk) for row in table.page.object_list],
        result_count=lambda table: table.paginator.count,
        terms_masked={name: form.cleaned_data.get(name) for name in form.changed_data},
    )
    return render(request, "accounts/appointments.html", {"form": form, "table": table})


def _narrowed(rows, asked):
    if asked["department"]:
        rows = rows.filter(department=asked["department"])
    if asked["role"]:
        rows = rows.filter(role=asked["role"])
    today = clock.today()
    return {
        "current": lambda: rows.in_force(), "ending": lambda: rows.ending(),
        "future": lambda: rows.filter(since__gt=today), "past": lambda: rows.filter(until__lt=today),
    }.get(asked["state"], lambda: rows)()


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def appoint(request, pk):
    """Appoint a person; what cannot be is told with its reason, nothing typed is lost."""
    actor = request.actor
    if request.method == "GET":
        return _ask(request, pk, AppointForm(initial={"since": clock.today()}))
    user = log.reach(actor, User.objects.all(), "accounts.appoint", policy=policies.can_appoint, pk=pk)
    form = AppointForm(request.POST)
    if form.is_valid() and right_password(request, form):
        given = {name: value for name, value in form.cleaned_data.items() if name != "password"}
        made = told(form, lambda: actions.appoint(user, by=actor, **given), by=actor)
        if made:
            messages.success(request, _("已任命%(person)s：%(what)s。") % {"person": user, "what": made})
            return redirect("accounts:person", pk=pk)
    return _ask(request, pk, form)


def _ask(request, pk, form):
    user = log.open_object(request.actor, User.objects.all(), "view", policy=policies.can_appoint, pk=pk)
    return page(request, "accounts/appoint.html", form, person=user)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def end(request, pk):
    """End an appointment at once or with a day to come."""
    actor = request.actor
    if request.method == "GET":
        return _ask_to_end(request, pk, EndForm())
    appointment = log.reach(actor, Appointment.objects.all(), "accounts.end_appointment", policy=_may_end,
                            related=["user", "department"], pk=pk)
    form = EndForm(request.POST)
    if form.is_valid() and right_password(request, form):
        yesterday = clock.today() - timedelta(days=1)
        until = yesterday if form.cleaned_data["when"] == form.NOW else form.cleaned_data["until"]
        reason = form.cleaned_data["reason"]
        if told(form, lambda: actions.end_appointment(appointment, by=actor, until=until, reason=reason), by=actor):
            said = {"person": appointment.user, "what": appointment}
            messages.success(request, _("已免除%(person)s：%(what)s。") % said)
            return redirect("accounts:person", pk=appointment.user_id)
    return _ask_to_end(request, pk, form)


def _ask_to_end(request, pk, form):
    appointment = log.open_object(request.actor, Appointment.objects.all(), "view", policy=_may_end,
                                  related=["user", "department"], pk=pk)
    return page(request, "accounts/end_appointment.html", form, appointment=appointment)


def _may_end(actor, appointment):
    return policies.can_appoint(actor, appointment.user)
