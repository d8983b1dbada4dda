"""Pages of licences: the list and its search, one licence, revealing, its face and file, changing and locking it."""

import base64

from csp.decorators import csp_exempt
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from licenses import actions, contents, dossier, policies
from licenses.desk import LICENSE_PAGE
from licenses.forms import OpenChangeForm
from licenses.kinds import KINDS
from licenses.lookup import SearchForm, search
from licenses.models import License, LicenseVersion
from licenses.queries import OWN, REACHES, reach_of
from licenses.states import LICENSE
from licenses.status import status_at
from licenses.tables import Licenses
from portal import clock, desk, paging
from portal.audit import log, searches
from portal.audit.facts import Facts
from portal.audit.models import Result
from portal.decisions import Invalid
from portal.fields import LongTextField, MultipleChoiceField, TextField
from portal.pdf.pictures import page_count, page_image
from portal.vault import files
from portal.vault.keys import Destroyed
from portal.web import needs

readers = needs(*REACHES)


# --- list and search


@require_GET
@readers
def listing(request):
    """The newest licences of the actor's scope; filters that are not personal stand in the address."""
    form = SearchForm(request.GET, actor=request.actor)
    terms = {key: value for key, value in form.terms().items() if key != "q"} if form.is_valid() else {}
    return _list(request, form, terms, "list")


@require_POST
@readers
def search_for(request):
    """Take a search; personal terms are kept behind an opaque id, and the address of the results holds only that."""
    form = SearchForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return render(request, "licenses/license_list.html", {"form": form, "page": None}, status=422)
    terms = form.terms()
    if "q" in terms:
        return redirect("licenses:found", searches.remember(request.actor, terms))
    filters = "&".join(f"{key}={value}" for key, value in terms.items())
    return redirect(reverse("licenses:licenses") + (f"?{filters}" if filters else ""))


@require_GET
@readers
def found(request, memo):
    """What a search found; the search is recorded here, with what it showed."""
    terms = searches.for_page(request, memo)
    if terms is None:
        return redirect("licenses:licenses")
    return _list(request, SearchForm(terms, actor=request.actor), terms, "search")


def _list(request, form, terms: dict, verb: str):
    query = search(request.actor, terms)
    rows = query.rows.select_related("entry", "department")
    page = log.disclose(
        verb, by=request.actor, about=Facts("licenses.license"),
        load=lambda: paging.page(rows, request.GET, by="issued_at"),
        shown=lambda page: [row.pk for row in page.rows], result_count=lambda page: page.count,
        terms=query.reading.terms, terms_masked=query.asked,
    )
    table = Licenses(page.rows, with_department=reach_of(request.actor.role) != OWN)
    return render(request, "licenses/license_list.html", {
        "form": form, "page": page, "table": table, "hint": query.reading.hint, "searched": "q" in terms,
        "filtered": bool(terms),
    })


# --- one licence


class RevealForm(forms.Form):
    """Which masked items are to be seen, and why; both stand in the access log."""

    items = MultipleChoiceField(label=_lazy("要查看的内容"))
    reason = TextField(label=_lazy("查看理由"), max_length=200, help_text=_lazy("将连同所查看的内容记入访问日志。"))

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = choices


class LockForm(forms.Form):
    """Why a licence may be a state secret, or what looking into it came to."""

    reason = LongTextField(label=_lazy("理由"), max_length=200, rows=2,
                           help_text=_lazy("不要写出疑似涉密的内容本身。"))


@require_GET
def page(request, pk):
    """One licence, masked: what it says, its files and their signatures, what happened to it, what can be done."""
    return _page(request, _opened_page(request, pk))


def _opened_page(request, pk):
    return _opened(request, pk, fields=lambda license: ["opinion"] if _words(request.actor, license) else ())


def _words(actor, license) -> bool:
    """Whether the page shows why the licence was locked or unlocked."""
    return bool(policies.can_see_words(actor, license)) and bool(dossier.said(license))


def _opened(request, pk, policy=None, fields=()):
    return log.open_object(request.actor, License.objects.all(), "view", pk=pk, policy=policy, fields=fields,
                           related=("entry", "department", "issued_by", "locked_by"))


def _page(request, license, *, reveal_form=None, lock_form=None, http_status=200):
    actor = request.actor
    versions = list(license.versions.select_related("document__file", "catalog_version__entry")
                    .prefetch_related("catalog_version__items"))
    for version in versions:
        version.license = license
    content, gone = _content_of(versions[0])
    hidden = dossier.revealable(versions[0], content) if content else []
    reveal_form = reveal_form or RevealForm(choices=())
    reveal_form.fields["items"].choices = [(offer.key, offer.label) for offer in hidden]
    return render(request, "licenses/license.html", {
        "license": license, "status": status_at(license), "marks": license.marks_at(clock.now()),
        "issued": versions[0], "gone": gone, "facts": _facts(license, versions[0]),
        "rows": [(line.label, line.shown) for line in dossier.data_of(versions[0], content)] if content else [],
        "versions": [
            {"version": version, "facts": dossier.file_facts(version), "qr": dossier.qr_image(version),
             "signature": dossier.signature_facts(version)} for version in versions
        ],
        "states": dossier.states_of(license), "as_of": dossier.as_of(
            license, request.GET.get("on", "")[:20], request.GET.get("known", "")[:20]),
        "course": dossier.course_of(license, words=bool(policies.can_see_words(actor, license))),
        "cases": dossier.cases_of(actor, license), "notices": dossier.notices_of(license),
        "hidden": hidden, "reveal_form": reveal_form,
        "can_reveal": policies.can_reveal(actor, license), "can_download": policies.can_download(actor, license),
        "can_change": policies.can_change(actor, license) if _changes(license) else None,
        "locking": [] if gone else LICENSE.offers(actor, license, "unlock" if license.locked_at else "lock"),
        "lock_form": lock_form or LockForm(), "may_destroy": actor.may("vault.order") and not gone,
        "panels": list(desk.panels_for(LICENSE_PAGE, actor, license)),
    }, status=http_status)


def _content_of(version) -> tuple[dict | None, str]:
    """The issued content, or the sentence that says why there is none any more."""
    try:
        return contents.unseal_issued(version), ""
    except Destroyed as gone:
        return None, gone.sentence


def _facts(license, version) -> list:
    return [
        (_("证照类型"), version.catalog_version.name), (_("证照类型代码"), license.entry.type_code),
        (_("证照编号"), license.shown_number), (_("持证主体"), license.shown_holders),
        (_("持证主体代码"), license.shown_codes), (_("签发部门"), license.department),
        (_("签发人"), license.issued_by),
        (_("有效期"), _validity(license)),
    ]


def _validity(license) -> str:
    if license.valid_to is None:
        return _("%(since)s 起，长期") % {"since": license.valid_from}
    return _("%(since)s 至 %(until)s") % {"since": license.valid_from, "until": license.valid_to}


def _changes(license) -> list:
    """The kinds of cases by which the licence's status can change from where it is."""
    return [kind for kind in KINDS.values()
            if kind.license_step and license.status in LICENSE.steps[kind.license_step].sources]


@require_POST
def reveal(request, pk):
    """Show masked items in clear, once: the row with items and reason is committed before."""
    license = log.reach(request.actor, License.objects.all(), "reveal", pk=pk, policy=policies.can_reveal,
                        related=("entry", "department"))
    version = license.versions.select_related("catalog_version", "license").first()
    offers = dossier.revealable(version, contents.unseal_issued(version))
    form = RevealForm(request.POST, choices=[(offer.key, offer.label) for offer in offers])
    if not form.is_valid():
        return _page(request, _opened_page(request, pk), reveal_form=form, http_status=422)
    wanted = form.cleaned_data["items"]
    lines = log.disclose(
        "reveal", by=request.actor, about=license, reason=form.cleaned_data["reason"],
        fields=lambda lines: sorted({line.key for line in lines}),
        load=lambda: [line for offer in offers if offer.key in wanted for line in offer.lines],
    )
    return render(request, "licenses/license_revealed.html", {
        "license": license, "rows": [(line.label, line.plain) for line in lines], "reason": form.cleaned_data["reason"],
    })


# --- face and file


@require_GET
def face(request, pk, number):
    """The signed file as pictures: what it shows is not masked, so every look has its row."""
    version, pdf = _file(request, pk, number, "preview")
    pictures = [
        "data:image/webp;base64," + base64.b64encode(page_image(pdf, sheet)).decode("ascii")
        for sheet in range(page_count(pdf))
    ]
    template = "licenses/license_pictures.html" if request.htmx else "licenses/license_face.html"
    return render(request, template, {"version": version, "license": version.license, "pictures": pictures})


@require_GET
def download(request, pk, number):
    """The signed file, named by its identifier."""
    version, pdf = _file(request, pk, number, "download")
    return _pdf(version, pdf, "attachment")


@csp_exempt()  # a policy for pages keeps browsers from showing a PDF, and a PDF of ours holds no script
@require_GET
def printed(request, pk, number):
    """The signed file opened in the browser, from where it is printed."""
    version, pdf = _file(request, pk, number, "print")
    return _pdf(version, pdf, "inline")


def _file(request, pk, number, verb: str):
    version = log.reach(request.actor, LicenseVersion.objects.all(), verb, license=pk, number=number,
                        policy=lambda actor, found: policies.can_download(actor, found.license),
                        related=("license__entry", "license__department", "catalog_version", "document__file"))
    try:
        pdf = log.disclose(verb, by=request.actor, about=version, fields=dossier.fields_of(version),
                           load=lambda: files.load(version.document.file))
    except Destroyed:
        log.record(verb, by=request.actor, about=version, result=Result.FAILED, reason="key destroyed")
        raise
    return version, pdf


def _pdf(version, pdf: bytes, disposition: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'{disposition}; filename="{version.identifier}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# --- changing and locking


@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Start a case that changes the licence's status; it goes through review and signing like every case."""
    if request.method == "GET":
        license = _opened(request, pk, policies.can_change)
        return _change_form(request, license, OpenChangeForm(kinds=_changes(license)))
    license = log.reach(request.actor, License.objects.all(), "licenses.case.open", pk=pk,
                        related=("entry", "department"))
    form = OpenChangeForm(request.POST, kinds=_changes(license))
    if not form.is_valid():
        license = _opened(request, pk, policies.can_change)
        return _change_form(request, license, form)
    try:
        case = actions.open_change(license, by=request.actor, **form.cleaned_data)
    except Invalid as invalid:  # recorded where it was raised; what was typed stays on the page
        for field, sentence in invalid.errors.items():
            form.add_error(field or None, sentence)
        return _change_form(request, _opened(request, pk, policies.can_change), form)
    messages.success(request, _("已建立%(kind)s办件 %(number)s，请核对后提交审核。") % {
        "kind": case.kind_label, "number": case.number})
    return redirect("licenses:case", case.pk)


def _change_form(request, license, form):
    return render(request, "licenses/license_change.html", {
        "license": license, "form": form, "status": status_at(license),
        "facts": _facts(license, license.versions.select_related("catalog_version").first()),
    }, status=422 if form.errors else 200)


@require_POST
def lock(request, pk):
    """Lock a licence as a suspected secret at once; from then on only the named people see it."""
    done = _("已锁定，并已通知保密岗和本部门负责人；只有他们能看到本证照。")
    return _lock(request, pk, actions.lock_license, done)


@require_POST
def unlock(request, pk):
    """Lift the lock after it was looked into."""
    return _lock(request, pk, actions.unlock_license, _("已解除锁定。"))


def _lock(request, pk, act, done: str):
    license = log.reach(request.actor, License.objects.all(), f"{LICENSE.name}.{act.step.name}", pk=pk)
    form = LockForm(request.POST)
    if not form.is_valid():
        LICENSE.require(act.step.name, license, by=request.actor)
        return _page(request, _opened_page(request, pk), lock_form=form, http_status=422)
    act(license, by=request.actor, reason=form.cleaned_data["reason"])
    messages.success(request, done)
    seen = License.objects.visible_to(request.actor).filter(pk=pk).exists()
    return redirect("licenses:license", pk) if seen else redirect("licenses:licenses")
