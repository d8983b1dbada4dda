"""Case screens in a real browser: a whole case by keyboard alone, autosave with the face, two tabs, accessibility."""

import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections

from licenses.models import Case, License
from portal import clock
from portal.accounts.models import Appointment, SignedIn
from tests.licenses import factories

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser runs a loop; else the ORM would refuse

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": QUIET}


class Silent(WSGIRequestHandler):
    def log_message(self, *_arguments):
        pass


class Server(ThreadedWSGIServer):
    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


@pytest.fixture
def portal(own_database):
    """The address of the portal on the test's own database."""
    server = Server(("127.0.0.1", 0), Silent, ipv6=False)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def at(browser, portal):
    """at("lin", "/cases/", width=…) is a page of that person; what the console says fails the test."""
    said, contexts = [], []

    def make(username: str, path: str, width: int = 1366, context=None):
        if context is None:
            context = browser.new_context(viewport={"width": width, "height": 768}, base_url=portal)
            context.add_cookies([{"name": "sessionid", "value": session_of(username), "url": portal}])
            contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page

    make.said = said
    yield make
    for context in contexts:
        context.close()
    assert said == []


def session_of(username: str) -> str:
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


def made(status: str) -> Case:
    """A case in a status, made beside the browser's loop: signing runs one of its own."""
    def make():
        try:
            return factories.case_in(status)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make).result()


def violations(page) -> list:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def tab_to(page, selector: str, most: int = 120) -> None:
    """Press Tab until the element has the focus."""
    for _press in range(most):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_whole_case_by_keyboard_alone_becomes_a_licence(at):
    code = factories.company_code()
    page = at("lin", "/cases/new/")
    page.keyboard.type("食品")
    page.wait_for_selector("#types li:only-child")
    tab_to(page, "a.type")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/new/*/")
    page.keyboard.type("SL20261124-001")  # the acceptance number has the focus
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/edit/")
    assert page.evaluate("document.activeElement.id") == "id_holders-0-code"
    street = "江西省南昌市东湖区胜利路步行街216号"
    for text in (code, "南昌市东湖区龚㛃小吃店", "龚㛃", street, street + "一层"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")  # goes on to the next field
    page.keyboard.press("ArrowDown")  # the first of the list of choices
    page.keyboard.press("Enter")
    page.keyboard.type("热食类食品制售；冷食类食品制售")
    tab_to(page, "#id_not_secret")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url.endswith("/"), wait_until="networkidle")
    case = Case.objects.get(acceptance_number="SL20261124-001")
    assert case.status == "submitted" and "已提交审核" in page.inner_text("main")

    page = at("wu", "/")
    tab_to(page, "#list td a")
    page.keyboard.press("Enter")
    page.wait_for_selector("#opened:has-text('开始审核')")
    tab_to(page, "#opinion")
    page.keyboard.type("材料齐全，同意。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/?queue=review")

    page = at("zheng", "/")
    tab_to(page, "#list td a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign/")
    tab_to(page, "a.btn-main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/issue/")
    assert page.evaluate("document.activeElement.textContent.trim()") == "确认签发"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}/")
    assert "查看证照" in page.inner_text("main")
    assert License.objects.get().shown_holders == "南昌市东湖区龚㛃小吃店"


def test_typing_is_saved_and_the_face_drawn_again(at):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/")
    before = page.get_attribute("#face-0", "src")
    page.fill("#id_items-items", "热食类食品制售")
    page.wait_for_selector("#save:has-text('草稿已自动保存')")
    assert page.get_attribute("#face-0", "src") != before
    assert page.inner_text("#used-items-items") == "7"
    page.wait_for_function("(face => face.complete && face.naturalWidth)(document.querySelector('#face-0'))")
    page.reload()
    assert page.input_value("#id_items-items") == "热食类食品制售"


def test_wrong_code_is_told_when_the_field_is_left(at):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/")
    page.fill("#id_holders-0-code", "91360102999900011Z")
    page.press("#id_holders-0-code", "Tab")
    page.wait_for_selector("#said-holders-0-code .err")
    assert "不使用字母 Z" in page.inner_text("#said-holders-0-code")


def test_enter_in_a_field_submits_nothing(at):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/")
    page.focus("#id_items-address")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_items-premises"
    assert page.url.endswith("/edit/")


def test_two_tabs_the_later_keeps_what_was_typed_and_is_told(at):
    case = factories.open_draft()
    first = at("lin", f"/cases/{case.pk}/edit/")
    second = at("lin", f"/cases/{case.pk}/edit/", context=first.context)
    first.fill("#id_items-legal_rep", "第一")
    first.wait_for_selector("#save:has-text('草稿已自动保存')")
    second.fill("#id_items-legal_rep", "第二")
    second.wait_for_selector("#save .alert.bad")
    assert second.input_value("#id_items-legal_rep") == "第二"
    first.reload()
    assert first.input_value("#id_items-legal_rep") == "第一"
    at.said.clear()  # the browser reports the 409


def test_material_opens_beside_the_review(at):
    case = factories.open_draft()
    factories.with_material(case, name="营业执照.pdf", data=factories.pdf(2))
    for step in ("submit",):
        case = factories.take(step, case, **factories.people())
    page = at("wu", f"/cases/{case.pk}/review/")
    page.click("#beside .tabs a:has-text('营业执照')")
    page.wait_for_selector(".scans img >> nth=1")
    assert page.url.endswith("/review/")
    page.click("#beside .tabs a:has-text('照面样张')")
    page.wait_for_selector("#beside #face-0")


SCREENS = [
    ("lin", "draft", "edit/"), ("lin", "returned", "edit/"), ("wu", "submitted", "review/"), ("lin", "returned", ""),
    ("zheng", "approved", "sign/"), ("zheng", "approved", "issue/"), ("lin", "submitted", "withdraw/"),
    ("wu", "submitted", "reject/"), ("zheng", "approved", "send_back/"), ("lin", "issued", ""),
]


@pytest.mark.parametrize("width", [1366, 390])
def test_case_screens_are_accessible_and_fit(at, width):
    found = {}
    for who, status, path in SCREENS:
        case = made(status)
        page = at(who, f"/cases/{case.pk}/{path}", width)
        found[f"{status}/{path}"] = (violations(page), overflow(page))
        page.close()
    for path in ("/cases/", "/cases/new/", "/"):
        page = at("lin", path, width)
        found[path] = (violations(page), overflow(page))
    assert {key: value for key, value in found.items() if value != ([], 0)} == {}
