"""Departments by area, one department with who may do what in it, and the page of roles."""

from collections import Counter, defaultdict

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal import clock, divisions
from portal.accounts import actions, policies, story
from portal.accounts.forms import DepartmentForm
from portal.accounts.models import Appointment, Department
from portal.accounts.roles import ADMINISTRATORS, APART_EVERYWHERE, APART_IN_DEPARTMENT, PERMISSIONS, ROLES
from portal.accounts.views.answers import page, told
from portal.audit import log
from portal.audit.facts import Facts
from portal.web import needs

FIELDS = ("name", "short_name", "uscc", "division", "parent", "managing", "issuing", "using", "basis",
          "entrusted_by", "entrusted_since", "entrusted_until", "abolished_on")
TEMPLATE = "accounts/edit_department.html"


@require_GET
def departments(request):
    """The departments of an area, and how many each area below has; `q` searches names and codes of all."""
    area = divisions.DIVISIONS.get(request.GET.get("area") or divisions.PROVINCE)
    if area is None:
        raise Http404
    q = request.GET.get("q", "").strip()[:100]
    rows = Department.objects.visible_to(request.actor)
    found = rows.matching(q) if q else rows.filter(division=area.code)
    shown = log.disclose(
        "search" if q else "list", by=request.actor, about=Facts("accounts.department"),
        load=lambda: list(found.order_by("division", "name")[:200]), shown=lambda rows: [r.pk for r in rows],
        result_count=len, terms_masked=q,
    )
    return render(request, "accounts/departments.html", {
        "q": q, "area": area, "above": _above(area), "below": _below(area, rows), "departments": shown,
        "today": clock.today(), "may_keep": policies.can_keep_people(request.actor),
    })


def _above(area) -> list:
    """The areas around an area, outermost first."""
    chain = []
    while area.parent:
        area = divisions.DIVISIONS[area.parent]
        chain.insert(0, area)
    return chain


def _below(area, rows) -> list[tuple]:
    """(division, number of departments in it and below) of the areas directly below."""
    counts = Counter(rows.existing().values_list("division", flat=True))
    return [
        (child, sum(n for code, n in counts.items() if divisions.contains(child.code, code)))
        for child in divisions.children(area.code)
    ]


@require_GET
def department(request, pk):
    """A department: what is registered of it; to its own people and the administrators, who may do what (A 8)."""
    actor = request.actor
    inside = bool(policies.can_see_accounts(actor)) or bool(actor.department and actor.department.pk == pk)
    found = log.open_object(actor, Department.objects.all(), "view", related=["parent"],
                            fields=("people",) if inside else (), pk=pk)
    return render(request, "accounts/department.html", {
        "department": found, "inside": inside, "who": _who_may(found) if inside else [],
        "below": Department.objects.filter(parent=found).existing(), "place": _place(found),
        "entries": story.of_department(found) if inside else [], "may_keep": policies.can_keep_people(actor),
        "gone": _("已撤并") if found.abolished_on and found.abolished_on <= clock.today() else "",
    })


def _place(found) -> str:
    known = divisions.DIVISIONS.get(found.division)
    return f"{divisions.full_name(found.division)}（{found.division}）" if known else found.division


def _who_may(found) -> list[tuple]:
    """(role, appointments in force) of every role that the department's duties carry, also those nobody holds."""
    held = defaultdict(list)
    for appointment in Appointment.objects.in_force().filter(department=found).select_related("user").order_by("since"):
        held[appointment.role].append(appointment)
    return [(role, held[role.key]) for role in ROLES.values() if role.plays and found.plays(role.plays)]


@require_GET
def own_department(request):
    """The page of the department acted for."""
    if request.actor.department is None:
        raise Http404
    return redirect("accounts:department", pk=request.actor.department.pk)


@require_http_methods(["GET", "POST"])
@needs("accounts.people")
def add(request):
    """Register a department."""
    form = DepartmentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = told(form, lambda: actions.add_department(by=request.actor, **form.cleaned_data), by=request.actor)
        if made:
            messages.success(request, _("已登记“%(department)s”。") % {"department": made})
            return redirect("accounts:department", pk=made.pk)
    return page(request, TEMPLATE, form, department=None)


@require_http_methods(["GET", "POST"])
@needs("accounts.people")
def edit(request, pk):
    """Change what is registered; 409 when somebody else changed it meanwhile, with what was typed kept."""
    actor = request.actor
    if request.method == "GET":
        found = _opened(request, pk)
        form = DepartmentForm(initial=_values(found), registered=found)
        return page(request, TEMPLATE, form, department=found, seen=actions.revision(found))
    found = log.reach(actor, Department.objects.all(), "accounts.edit_department", pk=pk)
    form, seen = DepartmentForm(request.POST, initial=_values(found), registered=found), request.POST.get("seen", "")
    if form.is_valid():
        if told(form, lambda: actions.edit_department(found, by=actor, seen=seen, **form.cleaned_data), by=actor):
            messages.success(request, _("已保存。"))
            return redirect("accounts:department", pk=pk)
        seen = actions.revision(found)
    return page(request, TEMPLATE, form, department=_opened(request, pk), seen=seen)


def _opened(request, pk):
    return log.open_object(request.actor, Department.objects.all(), "view", pk=pk)


def _values(found) -> dict:
    return {name: getattr(found, name) for name in FIELDS}


@require_GET
def roles(request):
    """Which role may do what, which roles are apart: generated from `roles.py`, for everyone."""
    return render(request, "accounts/roles.html", {
        "roles": ROLES.values(),
        "matrix": [(label, [key in role.permissions for role in ROLES.values()]) for key, label in PERMISSIONS.items()],
        "apart_here": [(ROLES[a].label, ROLES[b].label) for a, b in APART_IN_DEPARTMENT],
        "administrators": [ROLES[key].label for key in ROLES if key in ADMINISTRATORS],
        "apart_everywhere": [(ROLES[a].label, ROLES[b].label) for a, b in APART_EVERYWHERE
                             if not ADMINISTRATORS & {a, b}],
    })
