"""Draws pages in a real browser without a server: what it asks for is answered out of this process."""

import mimetypes

import pytest
from django.contrib.staticfiles import finders


@pytest.fixture(autouse=True)
def kit_addresses(settings):
    """The kit page links to pages of apps that it does not need."""
    settings.ROOT_URLCONF = "tests.look.kit_urls"


@pytest.fixture
def show(page, settings):
    """show(html, width=…) opens a page under the portal's content policy; what the console says fails the test."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    policy = "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))

    def make(html: str, width: int = 1366, height: int = 768):
        def answer(route):
            path = route.request.url.removeprefix("http://kit.test/").partition("#")[0]
            if path == "kit/":
                headers = {"Content-Security-Policy": policy}
                return route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
            file = finders.find(path.removeprefix("static/"))
            return route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0]) if file else route.abort()

        page.set_viewport_size({"width": width, "height": height})
        page.route("**/*", answer)
        page.goto("http://kit.test/kit/")
        return page

    make.said = said
    yield make
    assert said == []
