"""What every page is given (site, display), the reader's display choices, the help and the error pages."""

import contextlib
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal import clock
from portal.actor import PERSON
from portal.audit import log
from portal.audit.models import Result
from portal.divisions import DIVISIONS
from portal.web import open_to_public

SIZES = ("", "large", "huge")
CONTRASTS = ("", "high")
SIZE_COOKIE, CONTRAST_COOKIE = "size", "contrast"
A_YEAR = 365 * 24 * 3600


def shell(request) -> dict:
    """Context of every page: `site` (see `site`), `ui` with size and contrast, `now`. Asks no database."""
    actor = getattr(request, "actor", None)
    return {"site": site(actor.department if actor else None), "ui": display_of(request), "now": clock.now()}


def site(department=None) -> dict:
    """The system's name, its area and tier in words, whether it is a demo, and who stands behind it.

    With the department acted under, area and tier are those of its own system (A 7): a district works in its city's.
    """
    code, tier = settings.SITE["area"], settings.SITE["tier"]
    if department:
        code, tier = department.division[:4] + "00", "province" if department.level == "province" else "city"
    area = DIVISIONS.get(code)
    tiers = {"province": _("省级"), "city": _("市级")}
    return {**settings.SITE, "owner": area.name if area else "", "tier": tiers[tier], "demo": settings.DEMO}


def display_of(request) -> dict:
    """The reader's choices out of the cookies; anything unknown counts as the default."""
    size, contrast = request.COOKIES.get(SIZE_COOKIE, ""), request.COOKIES.get(CONTRAST_COOKIE, "")
    return {"size": size if size in SIZES else "", "contrast": contrast if contrast in CONTRASTS else ""}


@require_POST
@open_to_public
def set_display(request):
    """Keep size, contrast or language (whichever is posted) in a cookie and return to the page `next`."""
    target = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if here else "/")
    choices = (
        ("size", SIZE_COOKIE, SIZES),
        ("contrast", CONTRAST_COOKIE, CONTRASTS),
        ("language", settings.LANGUAGE_COOKIE_NAME, dict(settings.LANGUAGES)),
    )
    for field, cookie, known in choices:
        value = request.POST.get(field)
        if value in known:
            response.set_cookie(cookie, value, max_age=A_YEAR, httponly=True, samesite="Lax",
                                secure=settings.SESSION_COOKIE_SECURE)
    return response


@open_to_public
def accessibility(request):
    """The accessibility statement, with all display choices."""
    return render(request, "portal/accessibility.html", {"sizes": SIZES, "contrasts": CONTRASTS})


@open_to_public
def keys(request):
    """The keys that the pages know."""
    return render(request, "portal/keys.html")


for view in (set_display, accessibility, keys):
    view.open_while_pending = True  # also while a new password or second factor is asked for


# --- errors; 409 and 422 come with their sentence from `portal.web.refusal_page`

def not_found(request, exception) -> HttpResponse:
    """404: out of scope or not there, which is the same to the reader."""
    return render(request, "404.html", {"status": 404}, status=404)


def forbidden(request, exception) -> HttpResponse:
    """403 of Django's own PermissionDenied; its text is shown as the reason."""
    return render(request, "403.html", {"status": 403, "reason": str(exception)}, status=403)


def csrf_failure(request, reason="") -> HttpResponse:
    """403 of a form that was sent from a page grown old, or from another site; recorded where somebody was signed in.

    A stranger's is not: it says nothing of anybody, and rows that cost the sender nothing would fill the log.
    """
    actor = getattr(request, "actor", None)
    if actor and actor.kind == PERSON:
        with transaction.atomic():
            log.record("page", by=actor, result=Result.REFUSED, reason=f"csrf {request.path[:200]}")
    if request.headers.get("HX-Request"):  # the page stays and is given the new token by one that opens (portal.js)
        return HttpResponse(status=401)
    return render(request, "403_csrf.html", {"status": 403}, status=403)


def too_many(request, hourly: bool = False) -> HttpResponse:
    """429: asked too often in a minute, or in an hour; the check page and the sign-in answer with it."""
    return render(request, "429.html", {"status": 429, "hourly": hourly}, status=429)


def bad_request(request, exception) -> HttpResponse:
    """400: a request that no page of ours sends."""
    return bare(request, "400.html", {}, 400)


def server_error(request) -> HttpResponse:
    """500; where the database failed, what the view of this address says `without_database`, if it says anything."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        with contextlib.suppress(Resolver404):
            view = resolve(request.path_info).func  # the request itself may not have come so far
            if hasattr(view, "without_database"):
                return view.without_database(request)
    return bare(request, "500.html", {}, 500)


def bare(request, template: str, context: dict, status: int) -> HttpResponse:
    """A page drawn without the context of others, since what failed may be what they need; asks no database."""
    context = {**shell(request), "status": status, "reference": getattr(request, "id", ""), **context}
    return HttpResponse(render_to_string(template, context), status=status)
