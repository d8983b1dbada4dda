"""What every request passes: its id, language, actor, closed-by-default sign-in, and refusals made readable."""

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from portal import clock, desk
from portal.accounts.models import Appointment
from portal.accounts.roles import PERMISSIONS, ROLES, roles_with
from portal.actor import PERSON, Actor, public, session_digest
from portal.audit import log
from portal.decisions import Refused, denied
from portal.ids import new_id

_REQUEST_ID = re.compile(r"^[0-9a-zA-Z-]{8,36}$")


def open_to_public(view):
    """Mark a view that may be reached without signing in; every other view is closed."""
    view.open_to_public = True
    return view


def needs(permission: str):
    """Refuse a view to roles without `permission`; the sentence names the roles that have it."""
    assert permission in PERMISSIONS, permission

    def decorate(view):
        def guarded(request, *args, **kwargs):
            if not request.actor.may(permission):
                raise Refused(lacking(permission), verb=f"page:{view.__name__}")
            return view(request, *args, **kwargs)

        guarded.__name__, guarded.__doc__, guarded.__module__ = view.__name__, view.__doc__, view.__module__
        guarded.permission = permission
        return guarded

    return decorate


def lacking(permission: str):
    """The decision for an actor whose role does not carry `permission`."""
    return denied(_("“%(permission)s”由%(roles)s办理，您当前的岗位没有这项权限。") % {
        "permission": PERMISSIONS[permission],
        "roles": _("、").join(str(role.label) for role in roles_with(permission)),
    })


def request_id(get_response):
    """Give the request an id, taken from a trusted proxy or made here; it stands in every log row."""

    def middleware(request):
        given = request.headers.get("X-Request-Id", "")
        trusted = request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES
        request.id = given if trusted and _REQUEST_ID.match(given) else str(new_id())
        response = get_response(request)
        response.headers["X-Request-Id"] = request.id
        if not request.path.startswith("/" + settings.STATIC_URL.lstrip("/")):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def language(get_response):
    """Chinese, or English when the reader switched to it; what the browser prefers does not matter."""

    def middleware(request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        chosen = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return middleware


def address_of(request) -> str:
    """The client's address; a forwarded one is believed only from a trusted proxy."""
    remote = request.META.get("REMOTE_ADDR", "")
    if remote in settings.TRUSTED_PROXIES:
        return request.headers.get("X-Forwarded-For", remote).split(",")[-1].strip()[:45]
    return remote[:45]


class ActorMiddleware:
    """Sets `request.actor`, closes what is not open, and turns refusals into pages and log rows."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = self._actor(request)
        return self.get_response(request)

    def process_view(self, request, view, _args, _kwargs):
        if getattr(view, "open_to_public", False):
            return None
        if request.actor.kind != PERSON:
            if request.htmx:  # a part of a page cannot show the sign-in form
                response = HttpResponseRedirect(request.get_full_path())
                response.status_code = 204
                response.headers["HX-Redirect"] = reverse("accounts:sign_in")
                return response
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        if request.session.get("must") and not getattr(view, "open_while_pending", False):
            return HttpResponseRedirect(reverse(request.session["must"]))
        return None

    def process_exception(self, request, error):
        if isinstance(error, Refused):
            with transaction.atomic():
                log.record_refusal(error, by=request.actor)
            return refusal_page(request, error)
        if isinstance(error, Http404) and not getattr(error, "recorded", False):
            log.record("page", by=request.actor, result="not_found", reason=request.path[:400])
        return None

    def _actor(self, request) -> Actor:
        address = address_of(request)
        if not request.user.is_authenticated or self._too_old(request):
            return public(address, request.id)
        in_force = list(
            Appointment.objects.in_force().filter(user=request.user).select_related("department", "user")
            .order_by("since", "id")
        )
        chosen = request.session.get("appointment")
        allowed = [a for a in in_force if not ROLES[a.role].second_factor or request.session.get("second_factor")]
        current = next((a for a in allowed if str(a.pk) == chosen), allowed[0] if allowed else None)
        request.appointments = in_force
        return Actor(PERSON, user=request.user, appointment=current, address=address, request_id=request.id,
                     session=session_digest(request.session.session_key))

    def _too_old(self, request) -> bool:
        """Whether the session is past its absolute age or its account was closed; then it ends here."""
        started = parse_datetime(request.session.get("started", "")) if request.session.get("started") else None
        limit = timedelta(seconds=settings.SESSION_ABSOLUTE_AGE)
        if request.user.is_active and started and abs(clock.now() - started) < limit:
            return False
        logout(request)
        return True


def refusal_page(request, refused: Refused):
    """The page of a refusal: 403, 409 or 422 with its sentence; for htmx the alert alone."""
    status = refused.status_code
    context = {"reason": refused.decision.reason, "status": status}
    template = "components/alert_refused.html" if request.htmx else f"{status}.html"
    return render(request, template, context, status=status)


def actor_context(request) -> dict:
    """`actor`, `appointments`, `menu` and `now` for every page."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "appointments": [], "menu": [], "now": clock.now(), "unread": 0}
    return {
        "actor": actor,
        "appointments": getattr(request, "appointments", []),
        "menu": desk.menu_for(actor, request.path) if actor.kind == PERSON else [],
        "unread": desk.unread_for(actor),
        "now": clock.now(),
    }
