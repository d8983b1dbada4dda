"""What every request passes: its id, language, actor, closed-by-default sign-in, and refusals made readable."""

import functools
import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import DisallowedHost
from django.db import DataError, transaction
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.middleware.security import SecurityMiddleware
from django.shortcuts import render
from django.urls import get_resolver, is_valid_path, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from portal import clock, desk
from portal.accounts import sessions
from portal.accounts.permissions import lacking
from portal.accounts.roles import PERMISSIONS
from portal.actor import PERSON, Actor, public, session_digest
from portal.audit import log
from portal.decisions import Refused
from portal.ids import new_id
from portal.vault.keys import Destroyed

_REQUEST_ID = re.compile(r"^[0-9a-zA-Z-]{8,36}$")


def open_to_public(view):
    """Mark a view that may be reached without signing in; every other view is closed."""
    view.open_to_public = True
    return view


def needs(*permissions: str):
    """Refuse a view to roles with none of `permissions`; the sentence names the roles that have the first."""
    assert permissions and PERMISSIONS.keys() >= set(permissions), permissions

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            if not any(request.actor.may(permission) for permission in permissions):
                raise Refused(lacking(permissions[0]), verb=f"page:{view.__name__}")
            return view(request, *args, **kwargs)

        guarded.permissions = permissions
        return guarded

    return decorate


class SecurityHeaders(SecurityMiddleware):
    """Django's, but that it lets a request for an unknown host pass inwards.

    It is refused there all the same, and the refusal carries the headers like every other page.
    """

    def process_request(self, request):
        try:
            return super().process_request(request)
        except DisallowedHost:
            return None


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
    """The client's address; a forwarded one is believed only from a trusted proxy. 0.0.0.0 when it is unknown."""
    address = request.META.get("REMOTE_ADDR", "")
    if address in settings.TRUSTED_PROXIES:
        address = request.headers.get("X-Forwarded-For", address).split(",")[-1].strip()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return "0.0.0.0"


def asker_of(request) -> str:
    """Whom rates count: the client's address; of IPv6 its /64, which is what one connection is given."""
    address = ipaddress.ip_address(address_of(request))
    address = getattr(address, "ipv4_mapped", None) or address
    return str(address) if address.version == 4 else str(ipaddress.IPv6Network((int(address), 64), strict=False))


class ActorMiddleware:
    """Sets `request.actor`, closes what is not open, and turns refusals into pages and log rows."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = self._actor(request)
        response = self.get_response(request)
        return not_allowed_page(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_view(self, request, view, _args, _kwargs):
        if getattr(view, "open_to_public", False):
            return None
        if request.actor.kind != PERSON:
            undone = "" if request.method == "GET" else "&undone=1"
            return _lead_to(request, redirect_to_login(_page_of(request)).url + undone)
        dealt_with = request.resolver_match.view_name == request.pending
        if request.pending and not dealt_with and not getattr(view, "open_while_pending", False):
            return _lead_to(request, reverse(request.pending))
        return None

    def process_exception(self, request, error):
        if isinstance(error, Refused):
            with transaction.atomic():
                log.record_refusal(error, by=request.actor)
            return refusal_page(request, error)
        if isinstance(error, Destroyed):  # opening it stands in the log; there is nothing to show
            return render(request, "410.html", {"status": 410, "reason": error.sentence}, status=410)
        if isinstance(error, (ValueError, DataError)) and "NUL" in str(error):  # PostgreSQL has no such text
            return get_resolver().resolve_error_handler(400)(request, exception=error)
        if isinstance(error, Http404) and not getattr(error, "recorded", False):
            log.record("page", by=request.actor, result="not_found", reason=request.path[:400])
        return None

    def _actor(self, request) -> Actor:
        address = address_of(request)
        request.pending = ""
        if not request.user.is_authenticated:
            return public(address, request.id)
        over = sessions.keep_alive(request.session.session_key)
        if over:
            return self._end(request, over, address)
        actor = sessions.actor_of(request, address)
        request.pending = sessions.pending(request, actor)
        return actor

    def _end(self, request, why, address) -> Actor:
        """Sign out a session that is over; who ended it by an act has recorded it already."""
        if why != sessions.ENDED:
            gone = Actor(PERSON, user=request.user, address=address, request_id=request.id,
                         session=session_digest(request.session.session_key))
            with transaction.atomic():
                log.record("session_ended", by=gone, about=request.user, reason=why)
                sessions.forget(request.session.session_key)
        logout(request)
        messages.info(request, _("登录已超时或已被终止，请重新登录。"))
        return public(address, request.id)


def _page_of(request) -> str:
    """Where to come back to after signing in: this page, or the one from which a form was sent."""
    if request.method == "GET":
        return request.get_full_path()
    sender = urlsplit(request.headers.get("Referer", ""))
    return urlunsplit(("", "", sender.path, sender.query, "")) if sender.netloc == request.get_host() else "/"


def _lead_to(request, url: str):
    """To what has to be dealt with first; a request behind a page is refused: what is typed on the page stays there."""
    return HttpResponse(status=401) if request.htmx else HttpResponseRedirect(url)


def refusal_page(request, refused: Refused):
    """The page of a refusal: 403, 409 or 422 with its sentence; for htmx the alert alone."""
    status = refused.status_code
    context = {"reason": refused.decision.reason, "status": status}
    template = "components/alert_refused.html" if request.htmx else f"{status}.html"
    return render(request, template, context, status=status)


def not_allowed_page(request, response):
    """The page of an address that is not opened but posted to, with the way to the page above it."""
    above = request.path
    while above != "/":
        above = above.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(above):
            break
    reason = _("这个地址用于提交页面上的操作，不能当作页面打开。本次没有执行任何操作，也没有改动任何数据。")
    template = "components/alert_refused.html" if request.htmx else "405.html"
    page = render(request, template, {"reason": reason, "status": 405, "above": above}, status=405)
    page.headers["Allow"] = response.headers["Allow"]
    return page


def actor_context(request) -> dict:
    """`actor`, `appointments`, `menu`, `unread`, `head_search`, `now`; menu and bell ask the database only when drawn.

    A table within a page has a context of its own and would ask a second time.
    """
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "appointments": [], "menu": [], "now": clock.now(), "unread": 0}
    return {
        "actor": actor,
        "appointments": getattr(request, "appointments", []),
        "menu": SimpleLazyObject(lambda: desk.menu_for(actor, request.path)) if actor.kind == PERSON else [],
        "unread": SimpleLazyObject(lambda: desk.unread_for(actor)),
        "head_search": desk.search_for(actor),
        "now": clock.now(),
    }
