"""The picture of a face beside a page: its pages, and what is wrong with it in sentences."""

from dataclasses import dataclass, field

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from catalogs import guards, samples, schema
from catalogs.models import Version
from portal.audit import log
from portal.decisions import Invalid, denied
from portal.formats import whole


@dataclass(frozen=True)
class Preview:
    """`pages` are addresses of pictures, `faults` keep the version from being submitted, `unplaced` does not."""

    pages: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    unplaced: list = field(default_factory=list)


def saved(version) -> Preview:
    """The preview of a version as it is saved; the pictures are fetched by the browser."""
    items = list(version.items.all())
    faults = guards.face_faults(version) if version.status == "draft" else []
    address = reverse("catalogs:face", args=[version.pk])
    count = 0 if faults else samples.page_count(version.layout_html)
    return Preview([f"{address}?page={n}&rev={version.rev}" for n in range(1, count + 1)], faults,
                   guards.unplaced(version.layout_html, items))


def unsaved(version, html: str, css: str, images, items) -> Preview:
    """The preview of a face as it stands in the form; the pictures are part of the page."""
    faults = guards.layout_faults(html, css, {image.name for image in images}, items)
    pages = []
    if not faults:
        try:
            source = schema.source_of(html, css, images, items)
            pages = samples.as_addresses(samples.pictures(version, source, items))
        except samples.NotDrawn as error:
            faults = [str(error)]
    return Preview(pages, faults, guards.unplaced(html, items))


@require_GET
def face(request, pk):
    """One page of a version's face with sample values; it belongs to the log row of the page that shows it."""
    version = log.reach(request.actor, Version.objects.all(), "preview", pk=pk, related=("entry",))
    try:
        pages = samples.pictures(version)
    except samples.NotDrawn as error:
        raise Invalid(denied(str(error))) from error
    number = whole(request.GET.get("page", "1"), 1)
    return HttpResponse(pages[min(max(number, 1), len(pages)) - 1], content_type="image/webp")
