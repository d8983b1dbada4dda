"""The table of legal bases: read by everybody, kept by whoever publishes the catalogue."""

from django import forms
from django.contrib import messages
from django.db.models import F
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from portal import clock, history
from portal.audit import log
from portal.audit.facts import Facts
from portal.decisions import Conflict
from portal.fields import ChoiceField, TextField
from portal.law import actions
from portal.law.forms import BasisForm
from portal.law.models import BasisStatus, LegalBasis
from portal.law.policies import can_edit
from portal.law.standing import standing
from portal.law.tables import Bases
from portal.web import needs

TITLES = {"load": gettext_lazy("登记"), "add_version": gettext_lazy("新增版本"), "correct": gettext_lazy("修改")}


class Filters(forms.Form):
    q = TextField(label=gettext_lazy("名称、条款、要点"), required=False, max_length=60)
    status = ChoiceField(label=gettext_lazy("效力"), required=False,
                         choices=[("", gettext_lazy("全部")), *BasisStatus.choices])


@require_GET
def listing(request):
    """All legal bases with how they stand today."""
    filters = Filters(request.GET)
    rows = LegalBasis.objects.visible_to(request.actor).order_by("title", "key", "since")
    if filters.is_valid():
        if filters.cleaned_data["q"]:
            rows = rows.matching(filters.cleaned_data["q"])
        if filters.cleaned_data["status"]:
            rows = rows.filter(status=filters.cleaned_data["status"])
    table = log.disclose(
        "list", by=request.actor, about=Facts("law.legalbasis"), load=lambda: Bases(rows).paged(request, 50),
        shown=lambda found: [r.record.pk for r in found.paginated_rows],
        result_count=lambda found: len(found.paginated_rows),
    )
    return render(request, "law/list.html", {"table": table, "filters": filters})


@require_GET
def page(request, key):
    """One legal basis: its versions, the latest first, and how each came to be what it is."""
    first = log.open_object(request.actor, _latest_first(LegalBasis.objects), "view", key=key)
    versions = _latest_first(LegalBasis.objects.visible_to(request.actor).filter(key=key))
    return render(request, "law/page.html", {
        "basis": first, "may_edit": can_edit(request.actor),
        "versions": [(v, standing(v, clock.today()), history.timeline(v, TITLES)) for v in versions],
    })


def _latest_first(rows):
    return rows.order_by(F("since").desc(nulls_last=True), "-id")


@require_http_methods(["GET", "POST"])
@needs("law.edit")
def add(request, key):
    """A further version of a basis; the form starts with the latest one."""
    latest = _loaded(request, _latest_first(LegalBasis.objects), key=key)
    start = {name: getattr(latest, name) for name in ("title", "article", "summary")}
    return _form(request, latest, _("新增版本"), {**start, "status": BasisStatus.UNCHECKED},
                 lambda values: actions.add_version(key, by=request.actor, **values))


@require_http_methods(["GET", "POST"])
@needs("law.edit")
def edit(request, key, pk):
    """Correct what is entered of a version."""
    basis = _loaded(request, LegalBasis.objects.all(), key=key, pk=pk)
    return _form(request, basis, _("修改"), {name: getattr(basis, name) for name in actions.FIELDS},
                 lambda values: actions.correct(basis, by=request.actor, **values))


def _loaded(request, rows, **lookup):
    load = log.reach if request.method == "POST" else log.open_object
    return load(request.actor, rows, "view", **lookup)


def _form(request, basis, title, initial, act):
    form = BasisForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Conflict as conflict:
            log.record_refusal(conflict, by=request.actor)
            form.add_error(None, conflict.decision.reason)
        else:
            messages.success(request, _("已保存。"))
            return redirect("law:page", basis.key)
    if request.method == "POST":  # shown again
        basis = log.open_object(request.actor, LegalBasis.objects.all(), "view", pk=basis.pk)
    return render(request, "law/form.html", {"form": form, "basis": basis, "title": title},
                  status=422 if form.errors else 200)
