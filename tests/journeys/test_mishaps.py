"""What goes wrong at a desk: a second click, the back button, a colleague who was faster, a session that ran out."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from playwright.sync_api import expect

from licenses.models import Case
from portal import clock
from tests.browser import aside, sign_in
from tests.licenses import factories

DESK = re.compile(r":\d+/(\?|#|$)")


def steps_of(case) -> list[str]:
    """The steps in a case's history, the first first."""
    return list(case.history.order_by("history_id").values_list("history_change_reason", flat=True))


@pytest.mark.parametrize("script", [True, False])
def test_second_click_on_submit_submits_once(at, script):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/", java_script_enabled=script)
    page.get_by_label(re.compile("本件不涉密")).check()
    page.get_by_role("button", name=re.compile("提交审核")).dblclick(no_wait_after=True)
    page.wait_for_url(DESK)
    expect(page.locator("main")).to_contain_text("已提交审核")
    assert steps_of(case).count("submit") == 1


def test_second_click_on_sign_issues_once(at):
    case = aside(factories.case_in, "approved")
    page = at("zheng", f"/cases/{case.pk}/issue/")
    page.get_by_role("button", name="确认签发").dblclick(no_wait_after=True)
    expect(page.locator("main")).to_contain_text("查看证照")
    assert steps_of(case).count("issue") == 1
    assert Case.objects.get(pk=case.pk).status == "issued"


def test_back_button_after_submitting_leads_to_the_case_as_it_is(at):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/")
    page.get_by_label(re.compile("本件不涉密")).check()
    page.get_by_role("button", name=re.compile("提交审核")).click()
    page.wait_for_url(DESK)
    page.go_back()
    expect(page.locator("main")).to_contain_text("办件已提交，不能再修改")
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_contain_text("工作台")
    assert steps_of(case).count("submit") == 1


def test_later_of_two_decisions_is_told_what_became_of_the_case(at):
    case = factories.case_in("submitted")
    early, late = (at("wu", f"/cases/{case.pk}/review/") for _window in range(2))
    early.get_by_role("button", name=re.compile("审核通过")).click()
    expect(early.locator("main")).to_contain_text("已审核通过")
    late.get_by_label("补充说明").fill("请核对经营场所")
    late.get_by_role("button", name="退回修改").click()
    expect(late.locator("main")).to_contain_text("本件已审核通过")
    assert Case.objects.get(pk=case.pk).status == "approved"


def test_form_left_open_over_lunch_comes_back_after_sign_in(at):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/")
    page.on("dialog", lambda dialog: dialog.accept())  # the browser asks before what is not saved is left
    page.fill("#id_items-legal_rep", "周全")
    expect(page.locator("#save")).to_contain_text("草稿已自动保存")
    clock.move_to(clock.now() + timedelta(seconds=settings.SESSION_IDLE_AGE + 1))
    page.fill("#id_items-premises", "江西省南昌市东湖区阳明路1号")
    page.wait_for_url("**/accounts/sign-in/**")
    expect(page.locator("main")).to_contain_text("登录已超时")
    sign_in(page, "lin")
    page.wait_for_url(f"**/cases/{case.pk}/edit/")
    assert page.input_value("#id_items-legal_rep") == "周全"


def test_decision_sent_after_the_session_ran_out_leads_back_to_its_page(at):
    case = factories.case_in("submitted")
    page = at("wu", f"/cases/{case.pk}/review/")
    expect(page.locator("#opened")).to_contain_text("开始审核")
    clock.move_to(clock.now() + timedelta(seconds=settings.SESSION_IDLE_AGE + 1))
    page.get_by_role("button", name=re.compile("审核通过")).click()
    expect(page.locator("main")).to_contain_text("登录已超时")
    sign_in(page, "wu")
    page.wait_for_url(f"**/cases/{case.pk}/review/")
    assert Case.objects.get(pk=case.pk).status == "submitted"
