"""A new version of a licence type: drafted and submitted by one person, published by another, closed for ever."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from catalogs.models import Entry
from portal import clock
from tests.licenses import factories


def test_new_version_is_drafted_by_one_and_published_by_another(at):
    entry = Entry.objects.get(name=factories.FOOD)
    sun = at("sun", f"/catalogs/entries/{entry.pk}/")
    sun.get_by_role("button", name="编制新版本").click()
    sun.wait_for_url("**/versions/**")
    add_item(sun)
    write_own_layout(sun)
    version = submit(sun)
    publish = sun.get_by_role("button", name="发布…")
    expect(publish).to_have_attribute("aria-disabled", "true")
    reason = sun.locator("#" + publish.get_attribute("aria-describedby"))
    expect(reason).to_contain_text("目录发布岗")

    li = at("li", version)
    expect(li.locator("main")).to_contain_text("外卖服务电话")
    li.get_by_role("link", name="发布…").click()
    yesterday, tomorrow = (clock.today() + timedelta(days=days) for days in (-1, 1))
    li.get_by_label("启用日期").fill(yesterday.isoformat())
    li.get_by_role("button", name="发布").click()
    expect(li.locator("#errsum")).to_contain_text("不能早于今天")
    li.get_by_label("启用日期").fill(tomorrow.strftime("%Y%m%d"))
    li.get_by_role("button", name="发布").click()
    expect(li.locator("main")).to_contain_text(f"已发布，自 {tomorrow} 起启用")

    sun.goto(f"/catalogs/entries/{entry.pk}/")
    row = sun.get_by_role("row", name=re.compile("第 2 版"))
    expect(row).to_contain_text(f"{tomorrow:%m-%d}")
    sun.goto(version)
    assert not sun.get_by_role("link", name="修改草稿").count()
    assert sun.goto(version + "general/").status == 403
    expect(sun.locator("main")).to_contain_text("只有草稿可以修改")


def add_item(page):
    """Sun adds a face item."""
    page.get_by_role("link", name=re.compile("照面信息项")).click()
    page.get_by_label("名称", exact=False).first.fill("外卖服务电话")
    page.select_option("#id_kind", "phone")
    page.get_by_label("最大字数").fill("20")
    page.uncheck("#id_required")
    page.get_by_role("button", name="增加").click()
    expect(page.locator("main")).to_contain_text("已保存")
    expect(page.locator("#list")).to_contain_text("外卖服务电话")


def write_own_layout(page):
    """Sun changes the face's text; what does not draw is told with its place, and the preview follows the typing."""
    page.get_by_role("link", name=re.compile("照面版式")).click()
    html = page.get_by_label("版式结构").input_value()
    before = page.get_attribute("#face img", "src")
    page.get_by_label("自编版式", exact=False).first.check()
    page.get_by_label("版式结构").fill(html + "</div>")
    expect(page.locator("#face")).to_contain_text("版式还不能绘制")
    page.get_by_label("版式结构").fill(html.replace("食品经营许可证", "食品经营许可证（新版）"))
    expect(page.locator("#face")).not_to_contain_text("版式还不能绘制")
    assert page.get_attribute("#face img", "src") != before
    page.get_by_role("button", name=re.compile("保存")).click()
    expect(page.locator("main")).to_contain_text("已保存")


def submit(page) -> str:
    """Sun looks at the whole and submits; returns the address of the version."""
    page.get_by_role("link", name="检查并提交").click()
    expect(page.locator("main")).to_contain_text("外卖服务电话")
    page.get_by_role("button", name="提交发布").click()
    expect(page.locator("main")).to_contain_text("等待目录发布岗发布")
    return page.url
