"""Licence pages and the public check in a real browser: with script and without, what only appears on a click."""

import pytest

from licenses.models import LicenseVersion
from portal import clock
from tests import browser as kit
from tests.licenses import factories
from tests.licenses.personal import PERSONAL, marriage_certificate


@pytest.fixture(scope="module")
def made(shelf):
    """A version of a food licence, and a marriage certificate."""
    return shelf(lambda: (LicenseVersion.objects.select_related("license").get(case=factories.case_in("issued")),
                          marriage_certificate()))


@pytest.fixture
def version(made):
    return made[0]


@pytest.fixture
def people(made, browser):
    """Pages of the cast; what a console complains of fails the test."""
    with kit.served() as address:
        found = kit.People(browser, address)
        yield found
        found.close()
    assert found.said == []


def sound(page, script: bool = True) -> bool:
    """Accessible, and within the screen when it is narrow; what axe-core finds it finds by script."""
    wrong = kit.violations(page) if script else []
    page.set_viewport_size({"width": 390, "height": 844})
    wrong += kit.violations(page) if script else []
    too_wide = kit.overflow(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    return (wrong, too_wide) == ([], 0)


@pytest.mark.parametrize("script", [True, False])
def test_clerk_finds_a_licence_and_sees_its_face(people, version, script):
    page = people.open("lin", "/", java_script_enabled=script)
    page.fill("#head-q", "滕王阁")
    page.press("#head-q", "Enter")
    page.wait_for_url("**/licenses/search/**")
    assert "滕" not in page.url and sound(page, script)
    page.click(f"text={version.license.shown_number}")
    page.click("text=显示照面")
    page.wait_for_selector(".preview img")
    assert page.locator(".preview img").bounding_box()["width"] > 200
    assert sound(page, script)


@pytest.mark.parametrize("script", [True, False])
def test_clerk_reveals_and_is_told_what_is_missing(people, made, script):
    license = made[1]
    page = people.open("lin", f"/licenses/{license.pk}/", java_script_enabled=script)
    assert not any(text in page.content() for text in PERSONAL)
    page.click("text=查看脱敏内容…")
    page.click("button:has-text('查看（记入访问日志）')")
    assert page.locator("#errsum").is_visible() and sound(page, script)
    page.get_by_label("持证主体的名称与代码").check()
    page.fill("input[name=reason]", "窗口核对身份")
    page.click("button:has-text('查看（记入访问日志）')")
    assert page.inner_text("h1") == "脱敏内容" and all(text in page.inner_text("main") for text in PERSONAL)
    assert sound(page, script)


@pytest.mark.parametrize("script", [True, False])
def test_stranger_checks_by_every_way(people, version, script):
    page = people.open("", f"/verify/{version.code}", java_script_enabled=script)
    assert page.inner_text("h1") == "有效" and sound(page, script)
    page.click("text=再核验一件")
    page.fill("#id_code", version.code.lower())
    page.click("text=按查验码核验")
    assert page.inner_text("h1") == "有效"
    page.goto("/verify/")
    page.fill("#id_number", version.identifier)
    page.fill("#id_issued_on", f"{clock.day_of(version.issued_at):%Y%m%d}")
    page.fill("#id_name", "另一家店")
    page.click("text=核验照面内容")
    assert page.inner_text("h1") == "持证主体不一致（登记状态：有效）" and sound(page, script)
    page.goto("/verify/")
    page.set_input_files("#id_file", {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"})
    page.click("text=上传并核验")
    assert page.inner_text("h1") == "无法核验" and sound(page, script)
    page.goto("/verify/")
    page.click("text=核验照面内容")
    assert page.locator("#errsum").is_visible() and sound(page, script)


@pytest.mark.parametrize("mode", [{"size": "huge"}, {"contrast": "high"}])
def test_answer_in_every_mode_of_display_is_accessible(people, version, mode):
    page = people.open("", "/verify/")
    page.context.add_cookies([{"name": name, "value": value, "url": people.address} for name, value in mode.items()])
    page.goto(f"/verify/{version.code}")
    assert page.get_attribute("html", f"data-{next(iter(mode))}") and sound(page)
