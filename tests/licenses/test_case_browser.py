"""Case screens in a real browser: a whole case by keyboard alone, autosave with the face, two tabs, accessibility."""

import pytest

from licenses.models import Case, License
from tests import browser as kit
from tests.browser import overflow, tab_to, violations
from tests.licenses import factories


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, **kit.LAUNCH}


@pytest.fixture
def people(own_database, browser):
    """Pages of the cast; what a console complains of fails the test."""
    with kit.served() as address:
        found = kit.People(browser, address)
        yield found
        found.close()
    assert found.said == []


@pytest.fixture
def at(people):
    """at("lin", "/cases/", width=…) is a page of that person, loaded."""
    def make(username, path, width=1366, context=None):
        page = people.open(username, path, width=width, context=context)
        page.wait_for_load_state("networkidle")
        return page

    return make


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


def test_two_tabs_the_later_keeps_what_was_typed_and_is_told(at, people):
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
    people.said.clear()  # the browser reports the 409


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


def test_rejected_form_gives_the_focus_to_its_summary_and_keeps_what_was_typed(at):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/")
    page.fill("#id_items-legal_rep", "")
    page.fill("#id_items-address", "江西省南昌市东湖区阳明路1号")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#errsum")
    assert page.evaluate("document.activeElement.id") == "errsum"
    assert page.input_value("#id_items-address") == "江西省南昌市东湖区阳明路1号"
    page.click("#errsum a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_items-legal_rep"
    assert violations(page) == [] and overflow(page) == 0


def test_material_is_uploaded_without_losing_what_was_typed_a_moment_before(at):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/")
    page.set_input_files("#id_materials", {"name": "营业执照.pdf", "mimeType": "application/pdf",
                                           "buffer": factories.pdf()})
    page.fill("#id_items-legal_rep", "周全")
    with page.expect_navigation():
        page.locator("button[value=upload]").last.click()
    assert "营业执照" in page.inner_text("#materials") and page.input_value("#id_items-legal_rep") == "周全"


SCREENS = [
    ("lin", "draft", "edit/"), ("lin", "returned", "edit/"), ("wu", "submitted", "review/"), ("lin", "returned", ""),
    ("zheng", "approved", "sign/"), ("zheng", "approved", "issue/"), ("lin", "submitted", "withdraw/"),
    ("wu", "submitted", "reject/"), ("zheng", "approved", "send_back/"), ("lin", "issued", ""),
]


@pytest.mark.parametrize("width", [1366, 390])
def test_case_screens_are_accessible_and_fit(at, width):
    found = {}
    for who, status, path in SCREENS:
        case = kit.aside(factories.case_in, status)
        page = at(who, f"/cases/{case.pk}/{path}", width)
        found[f"{status}/{path}"] = (violations(page), overflow(page))
        page.close()
    for path in ("/cases/", "/cases/new/", "/"):
        page = at("lin", path, width)
        found[path] = (violations(page), overflow(page))
    assert {key: value for key, value in found.items() if value != ([], 0)} == {}
