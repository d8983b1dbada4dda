"""A whole case with script switched off: everything that script makes quicker can be done by pressing a button."""

import re

from playwright.sync_api import expect

from tests.browser import drawn
from tests.licenses import factories


def test_whole_case_without_script(at):
    def person(username, path="/"):
        return at(username, path, java_script_enabled=False)

    lin = person("lin", "/cases/new/?q=食品")
    lin.get_by_role("link", name=re.compile("食品经营许可证")).click()
    lin.get_by_label("受理编号").fill("SL20261124-0031")
    lin.get_by_role("button", name="开始填写").click()
    typed = factories.food(business_type="餐饮服务经营者")
    for part in ("code", "name"):
        lin.fill(f"#id_holders-0-{part}", typed["holders"][0][part])
    lin.select_option("#id_items-business_type", typed["items"].pop("business_type"))
    for name, text in typed["items"].items():
        lin.fill(f"#id_items-{name}", text)
    lin.get_by_role("button", name=re.compile("保存草稿")).last.click()
    expect(lin.locator("main")).to_contain_text("草稿已保存")
    drawn(lin)
    lin.set_input_files("#id_materials", [{"name": "营业执照.pdf", "mimeType": "", "buffer": factories.pdf()}])
    lin.get_by_role("button", name="上传", exact=True).last.click()
    expect(lin.locator("#materials")).to_contain_text("营业执照")
    lin.get_by_role("button", name=re.compile("提交审核")).click()
    expect(lin.locator("#errsum")).to_contain_text("请声明本件不涉密")
    lin.get_by_label(re.compile("本件不涉密")).check()
    lin.get_by_role("button", name=re.compile("提交审核")).click()
    expect(lin.locator("main")).to_contain_text("已提交审核")

    wu = person("wu")
    wu.locator("#list tbody a").first.click()
    wu.get_by_role("link", name="营业执照").first.click()
    expect(wu.locator(".scans img")).to_have_count(1)
    wu.go_back()
    wu.get_by_role("button", name=re.compile("审核通过")).click()
    expect(wu.locator("main")).to_contain_text("已审核通过")

    zheng = person("zheng")
    zheng.locator("#list tbody a").first.click()
    zheng.get_by_role("link", name="签发…").click()
    zheng.get_by_role("button", name="确认签发").click()
    zheng.get_by_role("link", name=re.compile("查看证照")).first.click()
    zheng.get_by_role("link", name="显示照面").click()
    expect(zheng.locator(".preview img")).to_have_count(1)
