"""Addresses that nobody types: a sentence or an ordinary page, never a 500."""

import pytest

pytestmark = pytest.mark.django_db
NINES = "9" * 5000


@pytest.mark.parametrize("address", [
    "/cases/new/?q=%00", "/accounts/departments/?q=%00", "/licenses/?q=%00", f"/licenses/?page={NINES}",
    f"/cases/?page={NINES}", f"/catalogs/entries/?page={NINES}",
])
def test_impossible_address_is_answered_without_a_failure(browse, address):
    assert browse("lin").get(address).status_code in (200, 302, 400, 404)


PROTECTING = ("X-Frame-Options", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
              "Cross-Origin-Opener-Policy", "Strict-Transport-Security", "X-Request-Id", "Cache-Control")


@pytest.mark.parametrize("secure", [True, False])
def test_unknown_host_is_refused_with_the_headers_of_every_error_page(client, settings, secure):
    """As production has it: a plain request is led to https, which asks for the host before anything else does."""
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 3600
    settings.ALLOWED_HOSTS = ["testserver"]
    page, stranger = client.get("/nowhere/", secure=True), client.get("/", secure=secure, HTTP_HOST="evil.example")
    assert (page.status_code, stranger.status_code) == (404, 400)
    for name in PROTECTING:
        wanted = page.headers.get(name)
        assert wanted, name
        if name == "Strict-Transport-Security" and not secure:
            continue  # a browser ignores it over http
        assert stranger.headers.get(name) == wanted or name == "X-Request-Id", name
