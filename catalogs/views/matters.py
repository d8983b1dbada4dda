"""The list of matters 事项, and the forms that keep it."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from catalogs import actions, policies
from catalogs.forms import MatterFilter, MatterForm
from catalogs.models import Matter, Version
from catalogs.tables import Matters
from portal.accounts.models import Department
from portal.audit import log
from portal.web import needs


@require_GET
@needs("catalogs.read")
def listing(request):
    """All matters with the licence types they lead to."""
    form = MatterFilter(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    in_force = Version.objects.in_force().only("name")
    rows = Matter.objects.visible_to(request.actor).matching(words).select_related("department").prefetch_related(
        Prefetch("versions", in_force, to_attr="linked"))
    may_edit = bool(policies.can_keep_matters(request.actor))
    table = log.disclose(
        "search" if words else "list", by=request.actor, terms_masked=words,
        load=lambda: Matters(rows, may_edit=may_edit).paged(request),
        shown=lambda t: [row.record.pk for row in t.paginated_rows], result_count=lambda t: t.paginator.count,
    )
    return render(request, "catalogs/matters.html", {"table": table, "form": form, "may_edit": may_edit})


def _departments():
    return Department.objects.existing().order_by("division", "name")


@require_http_methods(["GET", "POST"])
@needs("catalogs.matters")
def add(request):
    """Enter a matter."""
    form = MatterForm(request.POST or None, queryset=_departments())
    if request.method == "POST" and form.is_valid():
        matter = actions.add_matter(by=request.actor, **form.cleaned_data)
        messages.success(request, _("已登记事项“%(name)s”。") % {"name": matter.name})
        return redirect("catalogs:matters")
    return render(request, "catalogs/matter.html", {"form": form, "matter": None}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("catalogs.matters")
def matter(request, pk):
    """Change a matter; its code stays."""
    matters = Matter.objects.all()
    if request.method == "POST":
        found = log.reach(request.actor, matters, "catalogs.matter.change", pk=pk)
    else:
        found = _opened(request, pk)
    form = MatterForm(request.POST or None, queryset=_departments(), matter=found)
    if request.method == "POST" and form.is_valid():
        actions.change_matter(found, by=request.actor, name=form.cleaned_data["name"],
                              department=form.cleaned_data["department"])
        messages.success(request, _("已保存。"))
        return redirect("catalogs:matters")
    found = _opened(request, pk) if form.is_bound else found
    return render(request, "catalogs/matter.html", {"form": form, "matter": found},
                  status=422 if form.errors else 200)


def _opened(request, pk):
    return log.open_object(request.actor, Matter.objects.all(), "view", pk=pk, policy=policies.can_keep_matters)
