"""The editor of a draft: general data, face items, face, matters; each page saves one change under its revision."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalogs import actions, layouts, policies, uploads
from catalogs.forms import ImageForm, ItemForm, LayoutForm, MatterFilter, MattersForm, VersionForm
from catalogs.models import FaceItem, Matter, Version
from catalogs.tables import Items
from catalogs.views import preview
from portal.audit import log
from portal.audit.models import Result
from portal.decisions import Conflict, Invalid, denied
from portal.formats import whole
from portal.parts import Tab
from portal.pdf.faces import SYSTEM_SLOTS
from portal.web import needs

MATTERS_SHOWN = 50


def _draft(request, pk):
    """The draft of a page: opened to be shown, or reached to be changed."""
    if request.method == "POST":
        return log.reach(request.actor, Version.objects.all(), "catalogs.version.edit", pk=pk,
                         related=("entry__kept_by",), policy=policies.can_edit)
    return log.open_object(request.actor, Version.objects.all(), "view", pk=pk, related=("entry__kept_by",),
                           policy=policies.can_edit)


def _rev(request) -> int:
    """The revision that the person saw."""
    return whole(request.POST.get("rev"))


def _tabs(version, current: str) -> list[Tab]:
    pages = (("general", _("基本信息"), None), ("items", _("照面信息项"), version.items.count()),
             ("layout", _("照面版式"), None), ("matters_of", _("关联事项"), version.matters.count()))
    return [Tab(label, reverse(f"catalogs:{name}", args=[version.pk]), name == current, count)
            for name, label, count in pages]


def _show(request, version, current: str, context: dict, *, status=200, conflict=None, shown=None):
    """A page of the editor; after a conflict what was typed stands beside the sentence, with status 409."""
    if conflict is not None:
        status = 409
    elif status == 422:  # shown again, with what was typed
        log.record("catalogs.version.edit", by=request.actor, about=version, result=Result.FAILED)
    return render(request, f"catalogs/edit_{current}.html", {
        "version": version, "entry": version.entry, "tabs": _tabs(version, current), "conflict": conflict,
        "rev": _rev(request) if request.method == "POST" else version.rev,
        "preview": shown or preview.saved(version), **context,
    }, status=status)


def _save(request, version, **changes):
    """Save one change; returns the conflict when somebody else saved meanwhile, else None."""
    try:
        actions.change_draft(version, by=request.actor, rev=_rev(request), **changes)
    except Conflict as conflict:
        return conflict
    messages.success(request, _("已保存。"))
    return None


@require_http_methods(["GET", "POST"])
@needs("catalogs.edit")
def general(request, pk):
    """Name, categories, issuing bodies, validity, number rule, legal bases."""
    version = _draft(request, pk)
    form = VersionForm(request.POST or None, version=version)
    conflict = None
    if request.method == "POST" and form.is_valid():
        conflict = _save(request, version, values=form.values())
        if conflict is None:
            return redirect("catalogs:general", pk)
    return _show(request, version, "general", {"form": form}, conflict=conflict, status=422 if form.errors else 200)


# --- face items


@require_http_methods(["GET", "POST"])
@needs("catalogs.edit")
def items(request, pk):
    """The face items in order, and the form of a new one."""
    version = _draft(request, pk)
    present = list(version.items.all())
    form = ItemForm(request.POST or None, others=present)
    conflict = None
    if request.method == "POST" and form.is_valid():
        conflict = _save(request, version, items=[*present, form.cleaned_data])
        if conflict is None:
            return redirect(reverse("catalogs:items", args=[pk]) + "#add")
    return _show(request, version, "items", {
        "form": form, "table": Items(present, links=version.pk), "present": present,
    }, conflict=conflict, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("catalogs.edit")
def item(request, pk, key):
    """The form of one face item."""
    get_object_or_404(FaceItem, version=pk, key=key)
    version = _draft(request, pk)
    present = list(version.items.all())
    found = next(one for one in present if one.key == key)
    form = ItemForm(request.POST or None, item=found, others=[one for one in present if one is not found])
    conflict = None
    if request.method == "POST" and form.is_valid():
        changed = [form.cleaned_data if one is found else one for one in present]
        conflict = _save(request, version, items=changed)
        if conflict is None:
            return redirect("catalogs:items", pk)
    return _show(request, version, "item", {"form": form, "item": found}, conflict=conflict,
                 status=422 if form.errors else 200)


@require_POST
@needs("catalogs.edit")
def arrange(request, pk):
    """Move an item up or down, or take it out: the button says which (up, down, remove) and whose key."""
    version = _draft(request, pk)
    present = list(version.items.all())
    act = next((name for name in ("up", "down", "remove") if name in request.POST), "")
    place = next((n for n, one in enumerate(present) if one.key == request.POST.get(act)), None)
    if place is None:
        raise Http404(_("没有这个信息项。"))
    moved = present.pop(place)
    if act != "remove":
        present.insert(max(0, place + (-1 if act == "up" else 1)), moved)
    conflict = _save(request, version, items=present)
    if conflict is not None:
        raise conflict
    return redirect(reverse("catalogs:items", args=[pk]) + "#order")


# --- face


@require_http_methods(["GET", "POST"])
@needs("catalogs.edit")
def layout(request, pk):
    """Choose a bundled face or write one; the button 预览 draws what is typed without saving it."""
    version = _draft(request, pk)
    known = version.layout if version.layout in layouts.LAYOUTS else layouts.OWN
    form = LayoutForm(request.POST or None, initial={
        "layout": known, "html": version.layout_html, "css": version.layout_css})
    conflict = shown = None
    if request.method == "POST" and form.is_valid():
        values, images = _chosen(version, form.cleaned_data)
        if request.POST.get("do") == "preview":
            shown = preview.unsaved(version, values["layout_html"], values["layout_css"], images,
                                    list(version.items.all()))
        else:
            conflict = _save(request, version, values=values, images=images)
            if conflict is None:
                return redirect("catalogs:layout", pk)
    return _show(request, version, "layout", _layout_context(version, form), conflict=conflict, shown=shown,
                 status=422 if form.errors else 200)


def _layout_context(version, form, image_form=None) -> dict:
    return {
        "form": form, "image_form": image_form or ImageForm(prefix="image"), "images": list(version.images.all()),
        "own": version.layout == layouts.OWN,
        "slots": [(item.key, item.label) for item in version.items.all()],
        "system_slots": sorted(SYSTEM_SLOTS),
    }


def _chosen(version, data: dict):
    """The values and pictures of the face that the form asks for."""
    if data["layout"] == layouts.OWN:
        return ({"layout": layouts.OWN, "layout_html": data["html"], "layout_css": data["css"]},
                list(version.images.all()))
    face = layouts.bundled(data["layout"], {item.label: item.key for item in version.items.all()})
    return {"layout": data["layout"], "layout_html": face.html, "layout_css": face.css}, face.images()


@require_POST
@needs("catalogs.edit")
def layout_preview(request, pk):
    """The preview pane for what is typed, without saving; the part of the layout page that htmx asks for."""
    version = _draft(request, pk)
    form = LayoutForm(request.POST)
    if form.is_valid():
        values, images = _chosen(version, form.cleaned_data)
        shown = preview.unsaved(version, values["layout_html"], values["layout_css"], images,
                                list(version.items.all()))
    else:
        shown = preview.Preview(faults=[error for errors in form.errors.values() for error in errors])
    return render(request, "catalogs/preview.html", {"preview": shown, "version": version})


@require_POST
@needs("catalogs.edit")
def image(request, pk):
    """Add a base image to a face of one's own, or take one out."""
    version = _draft(request, pk)
    if version.layout != layouts.OWN:
        raise Invalid(denied(_("只有自编版式可以增减底图，请先选“自编版式”并保存。")),
                      verb="catalogs.version.edit", about=version)
    kept = list(version.images.all())
    if "remove" in request.POST:
        kept = [one for one in kept if one.sha256 != request.POST["remove"]]
    else:
        form = ImageForm(request.POST, request.FILES, prefix="image")
        try:
            if form.is_valid():
                kept.append(layouts.keep(*uploads.clean_picture(form.cleaned_data["file"].read())))
        except Invalid as error:
            form.add_error("file", error.decision.reason)
        if form.errors:
            known = version.layout if version.layout in layouts.LAYOUTS else layouts.OWN
            plain = LayoutForm(initial={"layout": known, "html": version.layout_html, "css": version.layout_css})
            return _show(request, version, "layout", _layout_context(version, plain, form), status=422)
    conflict = _save(request, version, images=kept)
    if conflict is not None:
        raise conflict
    return redirect(reverse("catalogs:layout", args=[pk]) + "#images")


@require_http_methods(["GET", "POST"])
@needs("catalogs.edit")
def matters(request, pk):
    """The matters that lead to a licence of this type: those chosen, and what `?q=` finds."""
    version = _draft(request, pk)
    rows = Matter.objects.visible_to(request.actor)
    chosen = list(version.matters.values_list("pk", flat=True))
    search = MatterFilter(request.GET)
    if request.method == "GET":
        words = search.cleaned_data["q"].strip() if search.is_valid() else ""
        found = list(rows.matching(words).values_list("pk", flat=True)[:MATTERS_SHOWN])
        rows = rows.filter(pk__in=[*chosen, *found])
    form = MattersForm(request.POST or None, queryset=rows, initial={"matters": chosen})
    conflict = None
    if request.method == "POST" and form.is_valid():
        conflict = _save(request, version, matters=form.cleaned_data["matters"])
        if conflict is None:
            return redirect("catalogs:matters_of", pk)
    return _show(request, version, "matters_of", {"form": form, "search": search}, conflict=conflict,
                 status=422 if form.errors else 200)
