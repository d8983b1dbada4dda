"""The case form under the hands: a whole case by keyboard alone, autosave with the face, two tabs, what is refused."""

from playwright.sync_api import expect

from licenses.models import Case
from tests.browser import drawn, overflow, tab_to, violations
from tests.licenses import factories


def test_whole_case_by_keyboard_alone_becomes_a_licence(at):
    code = factories.company_code()
    page = at("lin", "/")
    tab_to(page, "main a[href='/cases/new/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/new/")
    expect(page.get_by_label("证照名称")).to_be_focused()
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
    page.wait_for_url(lambda url: not url.endswith("/edit/"))
    case = Case.objects.get(acceptance_number="SL20261124-001")
    assert case.status == "submitted" and "已提交审核" in page.inner_text("main")

    page = at("wu", "/")
    tab_to(page, f"#list a[href*='{case.pk}']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#opened:has-text('开始审核')")
    tab_to(page, "#opinion")
    page.keyboard.type("材料齐全，同意。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/?queue=review")

    page = at("zheng", "/")
    tab_to(page, f"#list a[href*='{case.pk}']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign/")
    tab_to(page, "a.btn-main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/issue/")
    assert page.evaluate("document.activeElement.textContent.trim()") == "确认签发"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}/")
    assert "查看证照" in page.inner_text("main")
    assert Case.objects.get(pk=case.pk).license.shown_holders == "南昌市东湖区龚㛃小吃店"


def test_typing_is_saved_and_the_face_drawn_again(at):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/")
    before = page.get_attribute("#face-0", "src")
    page.fill("#id_items-items", "热食类食品制售")
    page.wait_for_selector("#save:has-text('草稿已自动保存')")
    assert page.get_attribute("#face-0", "src") != before
    assert page.inner_text("#used-items-items") == "7"
    drawn(page)
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
    factories.take("submit", case, **factories.people())
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
