"""Pages on which a clerk collects: choosing a licence type, opening a case, the form with its autosave and face."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalogs import schema
from catalogs.models import Entry
from catalogs.policies import entries_for
from licenses import actions, contents, documents, drafts, materials, policies, reading, remarks
from licenses.forms import MOST_HOLDERS, CaseForm, ChangeForm, OpenForm, copied, field_of, typed_from
from licenses.kinds import NEW
from licenses.models import Case
from licenses.views import sight
from portal.audit import log
from portal.decisions import Conflict, Invalid, Refused, denied
from portal.formats import whole
from portal.ids import new_id
from portal.pdf.pictures import page_image
from portal.web import needs

AT_ONCE = 10  # files of one upload
RECENT = 5
EARLIER = 10


# --- a new case


@require_GET
@needs("licenses.collect")
def choose(request):
    """Which licence: the types that the actor may collect, those used lately first, found by a piece of the name."""
    text = request.GET.get("q", "").strip()[:60]
    entries = entries_for(request.actor, "collect")
    recent = Case.objects.filter(collected_by=request.actor.user, department=request.actor.department)
    latest = dict(recent.values_list("entry").annotate(at=Max("collected_at")).order_by("-at")[:RECENT])
    found = [entry for entry in entries.filter(name__icontains=text) if text or entry.pk not in latest]
    first = [] if text else sorted((e for e in entries if e.pk in latest), key=lambda e: latest[e.pk], reverse=True)
    return render(request, "licenses/case_choose.html", {"recent": first, "entries": found, "q": text})


@require_http_methods(["GET", "POST"])
@needs("licenses.collect")
def start(request, entry):
    """Matter and acceptance number of a new case of a type, and which earlier case it starts from."""
    entry = get_object_or_404(Entry.objects.visible_to(request.actor), pk=entry)
    version = actions.version_to_open(entry, by=request.actor)
    earlier = log.disclose("list", by=request.actor, about=entry, load=lambda: _earlier(request.actor, entry),
                           shown=lambda rows: [row.pk for row in rows], result_count=len)
    form = OpenForm(request.POST or None, version=version, earlier=earlier)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        typed = None
        if given.get("copy_from"):
            source = log.open_object(
                request.actor, _copyable(request.actor, entry), "copy", pk=given["copy_from"],
                fields=lambda case: reading.fields_of(case.version, contents.unseal(case)))
            typed = copied(contents.unseal(source), version, with_holders=given["with_holders"])
        case = actions.open_case(entry, by=request.actor, matter=given.get("matter"), typed=typed,
                                 acceptance_number=given["acceptance_number"])
        _warn_of_twins(request, case)
        return redirect("licenses:case_edit", case.pk)
    return render(request, "licenses/case_start.html", {"entry": entry, "version": version, "form": form},
                  status=422 if form.is_bound else 200)


def _copyable(actor, entry):
    """The cases of a type in the actor's department that a new one may start from."""
    rows = Case.objects.filter(department=actor.department, entry=entry, kind__in=NEW, locked_at__isnull=True)
    return rows.exclude(sealed_content=None)


def _earlier(actor, entry) -> list:
    return list(_copyable(actor, entry).visible_to(actor)[:EARLIER])


def _warn_of_twins(request, case) -> None:
    """The same acceptance number twice is usually a case entered twice; the clerk decides."""
    twin = Case.objects.visible_to(request.actor).filter(
        department=case.department, acceptance_number=case.acceptance_number, entry=case.entry,
    ).exclude(pk=case.pk).exclude(status="withdrawn").first()
    if twin:
        messages.warning(request, format_html(
            _("受理编号 {} 已有同类办件 <a href=\"{}\">{}</a>（{}），请确认不是重复录入；重复的请撤件。"),
            case.acceptance_number, reverse("licenses:case", args=[twin.pk]), twin.number,
            twin.get_status_display()))


# --- the form


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """The form of a draft or a returned case: saves, takes materials, submits; nothing typed is ever lost."""
    if request.method == "GET":
        return _page(request, pk)
    case = _editable(request, pk)
    typed = _typed(request, case)
    order, _colon, argument = request.POST.get("do", "").partition(":")
    if order == "add_holder":
        typed["holders"] = [*typed["holders"], dict.fromkeys(("code_type", "code", "name"), "")][:MOST_HOLDERS]
    elif order == "remove_holder" and argument.isdecimal():
        typed["holders"] = [h for row, h in enumerate(typed["holders"]) if row != int(argument)]
    refused = _take_files(request, case, typed)
    try:
        draft = drafts.save(case, typed, _revision(request), by=request.actor, page=request.POST.get("page", ""))
    except Conflict as conflict:
        log.record_refusal(conflict, by=request.actor)
        return _page(request, pk, typed, _revision(request), conflict=conflict, status=409)
    if order == "remove":
        _remove(request, case, argument)
    if order == "adopt":
        actions.adopt_version(case, by=request.actor)
    if refused:
        return _page(request, pk, typed, draft.rev, errors={"materials": "\n".join(refused)}, status=422)
    if order == "submit":
        return _submit(request, case, typed, draft.rev)
    if order == "upload":
        messages.success(request, _taken(len(request.FILES.getlist("files"))))
    if order in PLACES:
        place = PLACES[order] % {"last": len(typed.get("holders", [0])) - 1}
        return redirect(reverse("licenses:case_edit", args=[pk]) + place)
    messages.success(request, _("草稿已保存。"))
    return redirect("licenses:case_edit", pk)


# Where the page comes back to after an order of the form.
PLACES = {"add_holder": "#id_holders-%(last)d-code_type", "remove_holder": "#id_holders-0-code",
          "upload": "#materials", "remove": "#materials", "adopt": ""}


def _submit(request, case, typed, rev):
    """Submit what was just saved; what is wrong stands at its field, and the clerk goes on where work waits."""
    try:
        actions.submit(case, by=request.actor, not_secret=_not_secret(request))
    except Invalid as invalid:
        return _page(request, case.pk, typed, rev, errors=invalid.errors, status=422)
    again = format_html('<a href="{}">{}</a>', reverse("licenses:case_start", args=[case.entry_id]),
                        _("再办一件同类证照"))
    messages.success(request, format_html(
        _("已提交审核：{} {}。审核人打开之前可在办件页撤回提交。{}"), case.number, case.entry,
        "" if case.kind_row.changes_existing else again))
    return redirect("home")


def _not_secret(request) -> bool:
    return request.POST.get("not_secret") == "on"


def _editable(request, pk):
    """The case of a posted form; the row of its page or of the step is the row."""
    return log.reach(request.actor, Case.objects.all(), "edit", policy=policies.can_edit, related=sight.RELATED, pk=pk)


def _typed(request, case) -> dict:
    """What the form posts; a photo item takes nothing but a picture that was uploaded to this case."""
    if not case.kind_row.makes_document:
        words = {key: request.POST.get(key, "").strip() for key in ("ground", "document")}
        return drafts.load(case)[0] | words
    typed = typed_from(request.POST, case.version)
    chosen = [item.key for item in schema.form_items(case.version) if item.kind == "photo" and typed["items"][item.key]]
    if chosen:
        uploaded = case.materials.filter(file__media_type__in=materials.PHOTO_TYPES).values_list("pk", flat=True)
        there = {str(pk) for pk in uploaded}  # one removed since is told at the item
        typed["items"] |= {key: "" for key in chosen if typed["items"][key] not in there}
    return typed


def _revision(request) -> int:
    given = request.POST.get("rev", "")
    return whole(given, -1)


def _take_files(request, case, typed: dict) -> list[str]:
    """Keep the posted files; those that cannot be taken are told, one sentence each, and do not stop the others."""
    refused = []
    if request.POST.get("do") == "upload" and not request.FILES:
        refused.append(_("请先选择要上传的文件。"))
    if sentence := _too_many(request, case):
        return [_told(request, Invalid(denied(sentence)), case)]
    for file in request.FILES.getlist("files"):
        try:
            materials.add(case, _bytes(file), name=file.name, by=request.actor)
        except Refused as why:
            refused.append(_told(request, why, case))
    for item in schema.form_items(case.version):
        file = request.FILES.get(f"file-{item.key}")
        if item.kind == "photo" and file:
            try:
                photo = materials.add_photo(case, _bytes(file), name=file.name, by=request.actor, label=item.label)
                typed["items"][item.key] = str(photo.pk)
            except Refused as why:
                refused.append(_told(request, why, case))
    return refused


def _too_many(request, case) -> str:
    """Why none of the posted files is read: reading costs seconds each. Empty when all can be taken."""
    posted = sum(len(request.FILES.getlist(name)) for name in request.FILES)
    if posted > AT_ONCE:
        return _("一次最多上传 %(most)d 份文件，您选了 %(n)d 份，都没有接收，请分次上传。") % {
            "most": AT_ONCE, "n": posted}
    there = case.materials.filter(removed_at__isnull=True).count() if posted else 0
    if posted + there > materials.MOST:
        return _("一个办件最多 %(most)d 份材料，已有 %(there)d 份，您选了 %(n)d 份，都没有接收，请合并后再上传。") % {
            "most": materials.MOST, "there": there, "n": posted}
    return ""


def _taken(n: int) -> str:
    """How many files were taken, in words."""
    return ngettext("已上传 %(n)d 份材料。", "已上传 %(n)d 份材料。", n) % {"n": n}


def _bytes(file) -> bytes:
    if file.size > settings.MATERIAL_LIMIT:
        raise materials.too_large(file.name, file.size)
    return file.read()


def _told(request, refused: Refused, case) -> str:
    refused.verb, refused.about = refused.verb or "licenses.material.add", refused.about or case
    log.record_refusal(refused, by=request.actor)
    return refused.decision.reason


def _remove(request, case, pk: str) -> None:
    found = next((m for m in materials.of_case(case) if str(m.pk) == pk), None)
    if found:
        materials.remove(found, by=request.actor)


def _page(request, pk, typed=None, rev=0, *, errors=None, conflict=None, status=200):
    """The form, in one row; with errors or after a conflict it shows what was typed, not what is stored.

    After a conflict the case may be past editing: whoever works on it gets back what he typed.
    """
    policy = policies.can_see_content if conflict else policies.can_edit
    case = sight.open_case(request, pk, verb="edit", policy=policy).case
    if typed is None:
        typed, rev = drafts.load(case)
    there = materials.of_case(case)
    context = {
        "case": case, "rev": rev, "materials": there, "conflict": conflict, "pass": sight.pass_for(request, case.pk),
        "page_id": request.POST.get("page") or new_id(), "words": reading.last_words(case, case.status_row.said_with),
        "draft": getattr(conflict, "draft", None),
    }
    if not case.kind_row.makes_document:
        context["form"] = ChangeForm(typed, errors=errors, not_secret=_not_secret(request))
        return render(request, "licenses/case_change.html", context, status=status)
    url = reverse("licenses:case_check", args=[case.pk])
    form = CaseForm(case, typed, errors=errors, photos=materials.photos(there), check_url=url,
                    not_secret=_not_secret(request), said=remarks.about(case.version, typed, "valid_from"),
                    unprintable=contents.unprintable(case.version, typed))
    context |= {
        "form": form, "face": sight.face_pages(case.version),
        "remarks": remarks.of(case.version, typed, form.unprintable),
        "printed": [item for item in case.version.items.all() if item.filled_from],
        "standing": schema.standing_of(case.version),
        "changes": _changes(case, typed),
    }
    return render(request, "licenses/case_form.html", context, status=status)


def _changes(case, typed: dict) -> list:
    """What was changed since the case was last submitted, if it ever was."""
    if case.sealed_content is None:
        return []
    return reading.changes(case.version, contents.unseal(case), contents.as_submitted(case.version, typed))


# --- what happens behind the form


@require_POST
def autosave(request, pk):
    """Keep what is typed; the answer carries the new revision, the face to be drawn again and what is to be said."""
    case = _editable(request, pk)
    typed = _typed(request, case)
    try:
        draft = drafts.save(case, typed, _revision(request), by=request.actor, page=request.POST.get("page", ""))
    except drafts.Stale as stale:
        log.record_refusal(stale, by=request.actor)
        return render(request, "licenses/case_stale.html", {
            "rev": _revision(request), "draft": stale.draft, "url": reverse("licenses:case_edit", args=[pk]),
        }, status=409)
    context = {"case": case, "draft": draft, "pass": sight.pass_for(request, pk)}
    if case.kind_row.makes_document:
        form = CaseForm(case, typed, unprintable=contents.unprintable(case.version, typed))
        context |= {
            "face": sight.face_pages(case.version), "remarks": remarks.of(case.version, typed, form.unprintable),
            "told": form.told_fields(),
            "used": [(f"items-{item.key}", len(typed["items"][item.key])) for item in schema.form_items(case.version)
                     if item.kind == "long_text"],
        }
    response = render(request, "licenses/case_saved.html", context)
    response["HX-Trigger"] = "draft:saved"
    return response


@require_POST
def check(request, pk):
    """What is to be said about the one field that was just left: wrong, right, or worth a note."""
    case = _editable(request, pk)
    name = request.headers.get("HX-Trigger-Name", "")
    typed = _typed(request, case)
    wrong = {field_of(key): sentence for key, sentence in contents.clean(case.version, typed).errors.items()}
    value = request.POST.get(name, "").strip()
    said = remarks.about(case.version, typed, name) if value and name not in wrong else []
    return render(request, "licenses/case_said.html", {"wrong": wrong.get(name) if value else None, "said": said})


@require_GET
def face(request, pk):
    """One page of the face as it would be printed now, as a picture; belongs to the page that shows it."""
    case = sight.open_part(request, Case.objects.all(), pk, policy=policies.can_see_content, related=sight.RELATED)
    typed, lost = sight.content_of(case)
    page = request.GET.get("page", "0")
    if lost or not case.kind_row.makes_document or whole(page, -1) < 0:
        return HttpResponse(status=404)
    try:
        picture = page_image(documents.preview(case, typed), whole(page), width=sight.FACE_WIDTH)
    except IndexError:
        return HttpResponse(status=404)
    return HttpResponse(picture, content_type="image/webp")
