"""Addresses of the portal: each app's under its own prefix."""

from django.urls import include, path

from portal import home, pages

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
    path("display/", pages.set_display, name="display"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("keys/", pages.keys, name="keys"),
    path("accounts/", include("portal.accounts.urls")),
    path("notices/", include("portal.notices.urls")),
    path("log/", include("portal.audit.urls")),
    path("vault/", include("portal.vault.urls")),
    path("law/", include("portal.law.urls")),
    path("workdays/", include("portal.workdays.urls")),
    path("catalogs/", include("catalogs.urls")),
    path("", include("licenses.urls")),
]

handler400 = "portal.pages.bad_request"
handler403 = "portal.pages.forbidden"
handler404 = "portal.pages.not_found"
handler500 = "portal.pages.server_error"
