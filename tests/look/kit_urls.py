"""Addresses that the shell links to, so that the kit page can be drawn without the rest of the portal."""

from django.http import HttpResponse
from django.urls import include, path

from portal import pages


def _nowhere(_request, **_rest):
    return HttpResponse(status=404)


_accounts = [path(name, _nowhere, name=name) for name in ("sign_in", "sign_out", "switch", "password")]

urlpatterns = [
    path("display/", pages.set_display, name="display"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("keys/", pages.keys, name="keys"),
    path("accounts/", include((_accounts, "accounts"))),
    path("notices/", include(([path("", _nowhere, name="inbox")], "notices"))),
    path("search/", include(([path("", _nowhere, name="search")], "licenses"))),
]

handler400, handler403 = "portal.pages.bad_request", "portal.pages.forbidden"
handler404, handler500 = "portal.pages.not_found", "portal.pages.server_error"
