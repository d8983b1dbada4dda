"""Pages of materials: the viewer with pictures of their pages, and the download; never the file itself in a page."""

from io import BytesIO

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from licenses import materials, policies, scans
from licenses.models import Material
from licenses.views import sight
from portal.audit import log
from portal.formats import whole
from portal.vault import files

PER_VIEW = 12  # pages shown at once
WIDTH = 1056
RELATED = ("case__entry", "case__version", "case__department", "case__matter", "file", "added_by")


def _kept():
    return Material.objects.filter(removed_at__isnull=True)


def _may_see(request):
    """Whoever may see the case in clear may see its materials; after a reveal for as long as it lasts."""
    def policy(actor, material):
        revealed = _revealed(request, material)
        return policies.can_reveal(actor, material.case) if revealed else policies.can_see_content(actor, material.case)

    return policy


def _revealed(request, material) -> float:
    return sight.revealed_at(request, material.case_id, material.pk)


@require_GET
def viewer(request, pk, material):
    """A material as pictures of its pages; one row in the log. For htmx the part beside a review alone."""
    found = log.open_object(request.actor, _kept(), "view", policy=_may_see(request), related=RELATED, pk=material,
                            case=pk)
    pages = scans.look(files.load(found.file)).pages
    first = min(_number(request.GET.get("from")), max(pages - 1, 0))
    shown = range(first, min(first + PER_VIEW, pages))
    return render(request, "licenses/case_beside.html" if request.htmx else "licenses/case_material.html", {
        "case": found.case, "current": found, "name": files.name_of(found.file), "pages": shown, "count": pages,
        "following": shown.stop if shown.stop < pages else None, "materials": materials.of_case(found.case),
        "pass": sight.pass_for(request, found.pk, revealed=_revealed(request, found)), "face": [],
    })


def _number(text) -> int:
    return whole(text)


@require_GET
def picture(request, pk, material, page):
    """One page of a material as a picture; belongs to the viewer that shows it."""
    found = sight.open_part(request, _kept().filter(case=pk), material, policy=_may_see(request), related=RELATED)
    try:
        return HttpResponse(scans.page_picture(files.load(found.file), page, WIDTH), content_type="image/webp")
    except scans.Unshowable:
        return HttpResponse(status=404)


@require_GET
def download(request, pk, material):
    """The file as it was uploaded, always to be saved, never shown by the browser; one row in the log."""
    found = log.open_object(request.actor, _kept(), "download", policy=_may_see(request), related=RELATED,
                            pk=material, case=pk)
    response = FileResponse(BytesIO(files.load(found.file)), as_attachment=True, filename=files.name_of(found.file),
                            content_type=found.file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
