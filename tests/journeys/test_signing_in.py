"""Signing in by the real forms: the first password, the second factor, the lock-out, a session that ran idle."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.conf import settings
from playwright.sync_api import expect

from portal import clock
from portal.accounts import actions
from portal.actor import command
from tests import cast
from tests.browser import fact, sign_in

FIRST, OWN = "Once-only-2026-xy", "Ganjiang-2026-qiao"


def choose_password(page, old: str, new: str):
    """Fill the change of password in and send it."""
    for label, text in (("当前密码", old), (re.compile("^新密码"), new), ("再次输入新密码", new)):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="修改密码").click()


def on_desk(page):
    """The page is the desk of the person."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("工作台"))


def code(secret: str, later: int = 0) -> str:
    """What a phone shows, `later` half minutes from now: a code counts once."""
    return pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // 30 + later)


def test_new_person_must_choose_a_password_of_his_own(at):
    user = actions.open_account(by=command(), username="peng", display_name="彭涛", password=FIRST)
    actions.appoint(user, cast.department("donghu"), "clerk", by=command(), since=cast.SINCE)
    page = at("", "/cases/new/")
    sign_in(page, "peng", FIRST)
    expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")
    page.goto("/cases/")
    expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")
    choose_password(page, FIRST, "12345678")
    expect(page.locator("#errsum")).to_contain_text("12")
    choose_password(page, FIRST, OWN)
    expect(page.get_by_role("heading", level=1)).to_have_text("新办证照")


@pytest.mark.parametrize("username", ["zheng", "li"])  # the signer and the publisher
def test_guarded_role_sets_up_its_second_factor_and_is_asked_for_it(at, username):
    page = at("", "/")
    sign_in(page, username)
    expect(page.get_by_role("heading", level=1)).to_have_text("设置动态口令")
    secret = fact(page, "密钥").replace(" ", "")
    page.get_by_label("验证器显示的 6 位数字").fill(code(secret))
    page.get_by_label(re.compile("密码")).fill(cast.PASSWORD)
    page.get_by_role("button", name="启用").click()
    expect(page.locator("ol li.code")).to_have_count(10)
    page.get_by_role("link", name="我已保存，继续").click()
    on_desk(page)
    page.locator("details.who > summary").click()
    page.get_by_role("button", name="退出").click()
    sign_in(page, username)
    expect(page.get_by_role("heading", level=1)).to_have_text("输入动态口令")
    page.get_by_label("动态口令或恢复码").fill("000000")
    page.get_by_role("button", name="验证").click()
    expect(page.locator("#errsum")).to_contain_text("口令不正确")
    page.get_by_label("动态口令或恢复码").fill(code(secret, later=1))
    page.get_by_role("button", name="验证").click()
    on_desk(page)


def test_fifth_wrong_password_locks_out_and_says_for_how_long(at):
    page = at("", "/accounts/sign-in/")
    for _try in range(4):
        sign_in(page, "he", "wrong-Wrong-1")
        expect(page.locator("#errsum")).to_contain_text("登录名或密码不正确")
        assert page.get_by_label("登录名").input_value() == "he"
    sign_in(page, "he", "wrong-Wrong-1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("暂时锁定")
    expect(page.locator("main")).to_contain_text("15 分钟后再试")
    page.get_by_role("link", name="返回登录页").click()
    sign_in(page, "he")
    expect(page.get_by_role("heading", level=1)).to_contain_text("暂时锁定")


def test_session_that_ran_idle_leads_to_sign_in_and_back_to_the_page(at):
    page = at("", "/")
    sign_in(page, "lin")
    on_desk(page)
    clock.move_to(clock.now() + timedelta(seconds=settings.SESSION_IDLE_AGE + 1))
    page.goto("/cases/new/?q=食品")
    assert "/accounts/sign-in/" in page.url
    expect(page.locator("main")).to_contain_text("登录已超时")
    sign_in(page, "lin")
    expect(page.get_by_role("heading", level=1)).to_have_text("新办证照")
    assert page.get_by_label("证照名称").input_value() == "食品"
