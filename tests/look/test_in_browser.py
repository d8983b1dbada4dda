"""The kit page, help and error pages in a real browser: accessible, within the screen, usable by keyboard."""

import pytest

from portal import pages
from tests.browser import overflow, violations
from tests.look import kit


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("modes", [{}, {"size": "huge"}, {"contrast": "high"}])
def test_kit_page_in_every_mode_has_no_accessibility_violation(show, width, modes):
    assert violations(show(kit.kit_page(**modes), width)) == []


def test_menu_under_the_name_has_no_accessibility_violation(show):
    page = show(kit.kit_page())
    page.click("details.who > summary")
    assert violations(page) == []


@pytest.mark.parametrize("width", [1366, 683, 390, 320])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_kit_page_at_any_width_does_not_scroll_sideways(show, width, language):
    assert overflow(show(kit.kit_page(language=language), width)) == 0


@pytest.mark.parametrize("size", ["large", "huge"])
@pytest.mark.parametrize("width", [1366, 390])
def test_kit_page_with_large_type_does_not_scroll_sideways(show, size, width):
    assert overflow(show(kit.kit_page(size=size), width)) == 0


@pytest.mark.parametrize("name", ["accessibility", "keys"])
@pytest.mark.parametrize("width", [1366, 390])
def test_help_page_for_a_stranger_has_no_accessibility_violation(show, name, width):
    request = kit.request_for()
    choices = {"sizes": pages.SIZES, "contrasts": pages.CONTRASTS}
    context = {**pages.shell(request), **kit.people(kit.STRANGER), **choices}
    page = show(kit.render(f"portal/{name}.html", context, request=request), width)
    assert violations(page) == [] and overflow(page) == 0


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "405", "409", "422", "429", "500"])
def test_error_page_has_no_accessibility_violation(show, name):
    request = kit.request_for()
    context = {**pages.shell(request), **kit.people(), "status": name[:3], "reason": "您是本件的经办人。"}
    page = show(kit.render(f"{name}.html", context, request=request), 390)
    assert violations(page) == [] and overflow(page) == 0


def test_failed_form_gives_the_focus_to_its_summary(show):
    page = show(kit.kit_page())
    assert page.evaluate("document.activeElement.id") == "errsum"


def test_link_of_the_summary_leads_to_the_field(show):
    page = show(kit.kit_page())
    page.click("#errsum a[href='#id_since']")
    assert page.evaluate("document.activeElement.id") == "id_since"


def test_j_and_k_in_a_list_move_between_rows(show):
    page = show(kit.kit_page())
    page.focus("#list")
    at = "document.activeElement.textContent"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(at) == "SQ20261117-0001"
    page.keyboard.press("k")
    assert page.evaluate(at) == "SQ20261117-0000"


def test_letters_outside_a_list_do_nothing(show):
    page = show(kit.kit_page())
    page.fill("#id_items", "")
    page.keyboard.type("jk")
    assert page.input_value("#id_items") == "jk"


def test_denied_act_can_be_reached_by_keyboard_with_its_reason(show):
    page = show(kit.kit_page())
    button = page.locator("button[aria-disabled=true]").first
    button.focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-disabled')") == "true"
    reason = page.locator("#" + button.get_attribute("aria-describedby"))
    assert reason.is_visible() and "不能审核自己的办件" in reason.inner_text()


def test_menu_under_the_name_closes_with_escape(show):
    page = show(kit.kit_page())
    page.click("details.who > summary")
    assert page.locator(".who-box").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".who-box").is_visible()


def answer_draft(page, status, source):
    html = kit.render_source("{% load ui %}" + source)
    page.route("**/draft/", lambda route: route.fulfill(status=status, body=html, content_type="text/html"))


def test_autosave_that_works_brings_the_next_revision(show, page):
    show(kit.kit_page())
    answer_draft(page, 200, "{% saved 8 now %}")
    page.check("#id_way_1")
    page.wait_for_selector("input[name=rev][value='8']", state="attached")
    assert page.locator("#save").count() == 1 and page.locator("#lost").is_hidden()


def test_autosave_that_collides_keeps_what_was_typed(show, page):
    show(kit.kit_page())
    answer_draft(page, 409, '{% conflict 7 "吴建国" now "/cases/1/" %}')
    page.fill("#id_name", "龚㛃店")
    page.wait_for_selector("#save .alert.bad")
    assert page.input_value("#id_name") == "龚㛃店" and page.input_value("input[name=rev]") == "7"
    show.said.clear()  # the browser remarks on the 409


def test_autosave_without_a_server_says_that_nothing_was_saved(show, page):
    show(kit.kit_page())
    page.route("**/draft/", lambda route: route.fulfill(status=500, body=""))
    page.fill("#id_name", "龚㛃店")
    page.wait_for_selector("#lost:not([hidden])")
    assert page.input_value("#id_name") == "龚㛃店"
    show.said.clear()  # htmx complains as well


def test_list_on_a_narrow_screen_stays_a_table_for_screen_readers(show):
    page = show(kit.kit_page(), 390)
    roles = "[...document.querySelectorAll('#list tbody tr:first-child > *')].map(c => c.getAttribute('role'))"
    assert page.evaluate(roles) == ["rowheader"] + ["cell"] * 6
    assert page.evaluate("getComputedStyle(document.querySelector('#list tbody tr')).display") == "flex"


