"""A licence suspended, restored and cancelled, each by a case of its own; what a stranger is told after each."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import aside
from tests.licenses import factories

CHANGES = [
    # what is done to the licence, which status its page then shows, what a stranger is told
    ("暂扣", "暂扣中"), ("恢复", "有效"), ("注销", "已注销"),
]


@pytest.fixture
def version(portal):
    return aside(lambda: factories.case_in("issued").made_version)


def change(people, license: str, kind: str) -> None:
    """Lin starts the change on the licence page and submits it, wu approves it, zheng carries it out."""
    lin, wu, zheng = people
    lin.goto(license)
    lin.get_by_role("link", name="办理变更").click()
    lin.get_by_label(f"{kind}：").check()
    lin.get_by_label(re.compile("^依据与理由")).fill("当事人申请，依据《行政许可法》办理。")
    lin.get_by_label(re.compile("^决定文书文号")).fill("东市监决〔2026〕12号")
    lin.get_by_role("button", name="建立变更办件").click()
    lin.get_by_role("link", name="填写并提交").first.click()
    lin.get_by_label(re.compile("本件不涉密")).check()
    lin.get_by_role("button", name=re.compile("提交审核")).click()
    expect(lin.locator("main")).to_contain_text("已提交审核")
    wu.goto("/")
    wu.locator("#list tbody a").first.click()
    wu.get_by_role("button", name=re.compile("审核通过")).click()
    expect(wu.locator("main")).to_contain_text("已审核通过")
    zheng.goto("/")
    expect(zheng.locator("#list tbody tr").first).to_contain_text("待办结")
    zheng.locator("#list tbody a").first.click()
    zheng.get_by_role("link", name="办结…").click()
    zheng.get_by_role("button", name="确认办结").click()
    expect(zheng.locator("main")).to_contain_text("已办结")


def test_licence_is_suspended_restored_and_cancelled(at, version):
    license, code = f"/licenses/{version.license_id}/", f"/verify/{version.code}"
    people = [at(username) for username in ("lin", "wu", "zheng")]
    stranger = at("", code)
    expect(stranger.locator("h1")).to_have_text("有效")
    for kind, told in CHANGES:
        change(people, license, kind)
        stranger.reload()
        expect(stranger.locator("h1")).to_have_text(told)
    lin = people[0]
    lin.goto(license)
    expect(lin.get_by_role("table", name="状态沿革").locator("tbody tr")).to_have_count(4)
    assert not lin.get_by_role("link", name="办理变更").count()
