"""The portal served to a real browser: a server on a test's database, people signed in, what is asked of a page."""

import contextlib
import os
import re
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import expect

from portal import clock
from portal.accounts.models import Appointment, SignedIn
from tests import cast

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser runs a loop; else the ORM would refuse

LAUNCH = {
    "executable_path": shutil.which("chromium-headless-shell"),
    # the sandbox does not start as root; the rest keeps the browser from calling home
    "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"],
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
         "resultTypes": ["violations"]}  # the rest need not be carried over
REFUSAL = re.compile(r"the server responded with a status of 4\d\d")
LEFT = re.compile(r"^htmx:(afterRequest|sendError|sendAbort)\b")  # the page was left while something was asked for


# --- the server


class _Silent(WSGIRequestHandler):
    def log_message(self, *_arguments):
        pass


class _Server(ThreadedWSGIServer):
    daemon_threads = True

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


@contextlib.contextmanager
def served():
    """The address of the portal, served by threads of this process on the database that its connection leads to."""
    server = _Server(("127.0.0.1", 0), _Silent, ipv6=False)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def aside(function, *args, **kwargs):
    """What a function returns that is run beside the browser's loop: signing runs a loop of its own."""
    def run():
        try:
            return function(*args, **kwargs)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


# --- people


def session_of(username: str) -> str:
    """The key of a session in which somebody is signed in under his appointment, the second factor given."""
    appointment = Appointment.objects.select_related("user").get(user__username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(appointment.user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = appointment.user.get_session_auth_hash()
    session["second_factor"], session["appointment"] = True, str(appointment.pk)
    session.save()
    SignedIn.objects.create(user=appointment.user, session_key=session.session_key, started_at=clock.now(),
                            seen_at=clock.now())
    return session.session_key


def sign_in(page, username: str, password: str = cast.PASSWORD) -> None:
    """Fill the sign-in form in and send it."""
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


class People:
    """Pages of people on one portal; `said` is what the consoles complained of, policy errors among it.

    That the page itself was answered with 4xx is no complaint: whoever asks for such a page looks at it.
    """

    def __init__(self, browser, address: str):
        self.browser, self.address, self.said = browser, address, []
        self._contexts = []

    def open(self, username: str, path: str = "/", *, width: int = 1366, context=None, **options):
        """A page of a person, or with "" of a stranger; in a browser of his own or, with `context`, in one open."""
        if context is None:
            context = self.browser.new_context(
                base_url=self.address, viewport={"width": width, "height": 768}, locale="zh-CN", **options)
            self._contexts.append(context)
            if username:
                context.add_cookies([{"name": "sessionid", "value": session_of(username), "url": self.address}])
        page = context.new_page()
        page.on("console", lambda message: self._hear(page, message))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(path)
        return page

    def close(self) -> None:
        """Close all that was opened."""
        for context in self._contexts:
            context.close()

    def _hear(self, page, message) -> None:
        own = message.location.get("url", "").partition("#")[0] == page.url.partition("#")[0]
        if message.type == "error" and not (own and REFUSAL.search(message.text)) and not LEFT.match(message.text):
            self.said.append(f"{page.url}: {message.text} {message.location.get('url', '')}")


# --- what is asked of a page


def violations(page) -> list:
    """What axe-core finds on a page: (rule, the elements)."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]


def overflow(page) -> int:
    """By how many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def fact(page, label: str) -> str:
    """What stands beside a label in a list of facts."""
    return page.get_by_text(label, exact=True).locator("xpath=following-sibling::dd[1]").inner_text().strip()


def drawn(page, selector: str = "#face-0") -> None:
    """Wait until a picture has come; a broken one fails."""
    expect(page.locator(selector)).to_have_js_property("complete", True)
    assert page.locator(selector).evaluate("image => image.naturalWidth") > 0


def tab_to(page, selector: str, most: int = 120) -> None:
    """Press Tab until the element has the focus."""
    for _press in range(most):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by keyboard")
