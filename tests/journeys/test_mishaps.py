"""What goes wrong at a desk: a second click, the back button, a colleague who was faster, a session that ran out."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from playwright.sync_api import expect

from licenses import contents, drafts
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


@pytest.mark.parametrize("ending", ["too long away", "cookie gone"])
def test_form_that_met_an_ended_session_stays_and_goes_on_after_sign_in_in_a_new_window(at, people, ending):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/")
    if ending == "cookie gone":
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    else:
        clock.move_to(clock.now() + timedelta(seconds=settings.SESSION_IDLE_AGE + 1))
    page.fill("#id_items-legal_rep", "周全")
    over = page.locator("#ended")
    expect(over).to_contain_text("登录已失效，尚未保存")
    expect(over).to_be_in_viewport()
    page.get_by_label(re.compile("本件不涉密")).check()
    page.get_by_role("button", name=re.compile("提交审核")).click()  # stays: the page holds what is not saved
    assert page.input_value("#id_items-legal_rep") == "周全" and steps_of(case) == ["open"]
    with page.context.expect_page() as opened:
        over.get_by_role("link").click()
    other = opened.value
    sign_in(other, "lin")
    other.wait_for_url(DESK)
    expect(over).to_be_hidden()
    people.said.clear()  # the browser reports every 401
    expect(page.locator("#save")).to_contain_text("草稿已自动保存")
    page.get_by_role("button", name=re.compile("提交审核")).click()
    page.wait_for_url(DESK)
    assert contents.unseal(Case.objects.get(pk=case.pk))["items"]["legal_rep"] == "周全"


@pytest.mark.parametrize("box, button", [("#opinion", "审核通过"), ("#id_own", "退回修改")])
def test_decision_sent_after_the_session_ran_out_leads_back_to_its_page_with_its_words(at, box, button):
    case = factories.case_in("submitted")
    page = at("wu", f"/cases/{case.pk}/review/")
    expect(page.locator("#opened")).to_contain_text("开始审核")
    page.fill(box, "材料齐全")
    clock.move_to(clock.now() + timedelta(seconds=settings.SESSION_IDLE_AGE + 1))
    page.get_by_role("button", name=re.compile(f"^{button}")).click()
    expect(page.locator("main")).to_contain_text("登录已失效，刚才的操作没有办理")
    sign_in(page, "wu")
    page.wait_for_url(f"**/cases/{case.pk}/review/")
    expect(page.locator("main")).to_contain_text("登录已失效，刚才的操作没有办理")
    assert page.input_value(box) == "材料齐全"
    assert Case.objects.get(pk=case.pk).status == "submitted"


def test_words_of_a_decision_that_was_sent_are_not_kept(at):
    case = factories.case_in("submitted")
    page = at("wu", f"/cases/{case.pk}/review/")
    page.fill("#opinion", "材料齐全")
    page.get_by_role("button", name=re.compile("审核通过")).click()
    expect(page.locator("main")).to_contain_text("已审核通过")
    assert page.evaluate("sessionStorage.getItem('words')") is None


def test_form_with_the_token_of_an_earlier_sign_in_goes_on_when_another_page_opens(at, people):
    case = factories.open_draft()
    page = at("lin", f"/cases/{case.pk}/edit/")
    expect(page.locator("#save")).to_contain_text("填写时自动保存")
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    page.context.add_cookies([{"name": settings.CSRF_COOKIE_NAME, "value": "n" * 32, "url": people.address}])
    page.fill("#id_items-legal_rep", "周全")
    expect(page.locator("#ended")).to_contain_text("登录已失效，尚未保存")
    people.said.clear()  # the browser reports the 401
    at("lin", "/", context=page.context)
    expect(page.locator("#save")).to_contain_text("草稿已自动保存")
    assert drafts.load(case)[0]["items"]["legal_rep"] == "周全"
