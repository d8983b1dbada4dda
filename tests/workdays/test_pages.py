"""Pages of the calendar: a year for everybody, entering and confirming for those who may, one log row each."""

from datetime import date

import pytest

from portal import clock
from portal.accounts.models import User
from portal.audit.models import AccessRecord
from portal.workdays import actions
from portal.workdays.models import HolidayNotice
from tests import cast
from tests.databases import past_the_rules
from tests.workdays import wordings
from tests.workdays.test_notices import NEXT, REAL

pytestmark = pytest.mark.django_db

FORM = REAL | {"issued_on": "20251104"}


def log_rows() -> int:
    return AccessRecord.objects.count()


@pytest.fixture
def entered(sun):
    return actions.enter(by=sun, **REAL)


@pytest.mark.parametrize("username", ["lin", "qian", "zhou", "sun", "li"])
def test_year_is_open_to_every_role_with_one_log_row(browse, username):
    client, before = browse(username), log_rows()
    response = client.get("/workdays/2026/")
    text = response.content.decode()
    assert response.status_code == 200 and log_rows() == before + 1
    assert "2026-02-15 至 2026-02-23" in text and "2026-02-14（星期六）" in text
    assert "随系统提供（chinesecalendar" in text and "248 个工作日" in text
    assert text.count("<b>休</b>") == 33 and text.count("<b>班</b>") == 6


def test_present_year_is_where_the_menu_leads(browse):
    text = browse("lin").get("/").content.decode()
    assert 'href="/workdays/"' in text
    assert f"{clock.today().year} 年工作日历" in browse("lin").get("/workdays/").content.decode()


def test_year_that_nobody_announced_is_shown_as_provisional(browse):
    text = browse("lin").get(f"/workdays/{clock.today().year + 2}/").content.decode()
    assert "涉及该年的时限为暂定" in text and "尚未公布或尚未录入" in text and "<b>班</b>" not in text


@pytest.mark.parametrize("year", ["2003", "2999", "99999999999"])
def test_year_without_a_calendar_is_not_found(browse, year):
    assert browse("lin").get(f"/workdays/{year}/").status_code == 404


def test_year_in_english_says_everything_in_english(browse):
    client = browse("lin")
    client.cookies["django_language"] = "en"
    text = client.get("/workdays/2026/").content.decode()
    assert "Spring Festival" in text and "<b>off</b>" in text and "<b>work</b>" in text


# --- entering

def test_entering_reads_the_wording_and_leads_to_the_notice(browse):
    client = browse("sun")
    assert client.get("/workdays/enter/?year=2026").status_code == 200
    before = log_rows()
    response = client.post("/workdays/enter/", FORM)
    made = HolidayNotice.objects.get()
    assert response.url == f"/workdays/notices/{made.pk}/" and log_rows() == before + 1
    assert made.off["2026-02-15"] == "春节" and made.make_up["2026-02-14"] == "春节"
    text = client.get(response.url).content.decode()
    assert "农历腊月二十八" in text and "2026-02-15 至 2026-02-23" in text and "须由另一人" not in text


@pytest.mark.parametrize(("change", "said"), [
    ({"text": wordings.REAL_2026.replace("共9天", "共8天")}, "读到 9 天"), ({"year": "2027"}, "请核对年份和日期"),
    ({"number": ""}, "请填写文号"), ({"issued_on": "20991231"}, "不能晚于今天"), ({"year": "1999"}, "2004"),
    ({"year": str(clock.today().year + 3)}, f"不能大于 {clock.today().year + 2}"), ({"year": "2100"}, "不能大于"),
    ({"year": "九"}, "整数"), ({"text": "字" * 4001}, "最多 4000 个字"),
])
def test_bad_entry_is_told_and_keeps_what_was_typed(browse, change, said):
    response = browse("sun").post("/workdays/enter/", FORM | {"number": "留着〔2025〕9号"} | change)
    text = response.content.decode()
    assert response.status_code == 422 and said in text and not HolidayNotice.objects.exists()
    assert "number" in change or "留着〔2025〕9号" in text


def test_second_entry_for_a_year_is_told_in_the_form_and_recorded(entered, browse):
    response = browse("sun").post("/workdays/enter/", FORM)
    assert response.status_code == 422 and "已有一份待确认" in response.content.decode()
    assert AccessRecord.objects.filter(account="sun", result="refused").count() == 1


@pytest.mark.parametrize("username", ["lin", "li", "wang"])
def test_entering_is_refused_to_others_with_the_role_that_may(browse, username):
    response = browse(username).post("/workdays/enter/", FORM)
    assert response.status_code == 403 and "目录编制岗" in response.content.decode()
    assert not HolidayNotice.objects.exists()


def test_form_is_refused_to_the_managing_department_of_a_city(browse):
    client = browse("jiang")
    with past_the_rules():
        other = cast.also(User.objects.get(username="jiang"), cast.department("city"), "catalog_editor")
    session = client.session
    session["appointment"] = str(other.pk)
    session.save()
    response = client.get("/workdays/enter/")
    assert response.status_code == 403 and "江西省本级的管理部门" in response.content.decode()
    assert client.get("/workdays/2026/").status_code == 200


@pytest.mark.parametrize("year", [2004, 2099])
def test_first_and_last_year_are_entered_and_confirmed_and_have_their_page(browse, year):
    with clock.moved_to(clock.start_of(date(max(year, 2026), 1, 5))):
        form = {"year": year, "number": "首末年", "issued_on": "20260105", "text": wordings.without_weekdays()}
        page = browse("sun").post("/workdays/enter/", form)
        client = browse("li")
        assert client.get(page.url).status_code == 200
        client.post(f"{page.url}confirm/")
        assert HolidayNotice.objects.get().status == "confirmed"
        assert client.get(f"/workdays/{year}/").status_code == client.get("/workdays/").status_code == 200


# --- confirming

def test_second_person_confirms_and_the_year_names_the_notice(entered, browse):
    client = browse("li")
    page = client.get(f"/workdays/notices/{entered.pk}/").content.decode()
    assert "与现行日历没有差异" in page and "与原文一致，确认采用" in page
    before = log_rows()
    response = client.post(f"/workdays/notices/{entered.pk}/confirm/")
    assert response.url == "/workdays/2026/" and log_rows() == before + 1
    assert f"来源：{wordings.NUMBER_2026}" in client.get(response.url).content.decode()


def test_page_shows_what_a_notice_would_change(sun, browse):
    notice = actions.enter(by=sun, **NEXT)
    text = browse("li").get(f"/workdays/notices/{notice.pk}/").content.decode()
    assert "2026-12-27" in text and "元旦调休上班" in text and "2027-02-09" in text


def test_statutory_holiday_that_the_wording_leaves_out_is_pointed_at(sun, browse):
    text = wordings.MADE_UP_2027.replace("10月1日至7日放假调休，共7天", "10月4日至7日放假调休，共4天")
    notice = actions.enter(by=sun, **NEXT | {"text": text})
    page = browse("li").get(f"/workdays/notices/{notice.pk}/").content.decode()
    assert "下列法定节日没有放假" in page and "2027-10-01" in page


def test_writer_sees_why_he_cannot_confirm(entered, browse):
    text = browse("sun").get(f"/workdays/notices/{entered.pk}/").content.decode()
    assert "目录发布岗" in text and "作废，不采用" in text
    assert browse("sun").post(f"/workdays/notices/{entered.pk}/confirm/").status_code == 403


@pytest.mark.parametrize("username", ["lin", "qian", "wang", "chu"])
def test_others_read_a_notice_and_neither_confirm_nor_void_it(entered, browse, username):
    client = browse(username)
    assert client.get(f"/workdays/notices/{entered.pk}/").status_code == 200
    assert client.post(f"/workdays/notices/{entered.pk}/confirm/").status_code == 403
    assert client.post(f"/workdays/notices/{entered.pk}/void/", {"reason": "x"}).status_code == 403
    assert HolidayNotice.objects.get().status == "entered"


def test_voiding_without_the_right_is_told_before_the_missing_reason(entered, browse):
    response = browse("lin").post(f"/workdays/notices/{entered.pk}/void/", {"reason": " "})
    assert response.status_code == 403


def test_voiding_asks_for_a_reason_and_keeps_the_page(entered, browse):
    client = browse("li")
    response = client.post(f"/workdays/notices/{entered.pk}/void/", {"reason": " "})
    assert response.status_code == 422 and "请填写作废理由" in response.content.decode()
    assert client.post(f"/workdays/notices/{entered.pk}/void/", {"reason": "与原文不符"}).status_code == 302
    assert "与原文不符" in client.get(f"/workdays/notices/{entered.pk}/").content.decode()


def test_confirming_twice_is_a_conflict_that_says_so(entered, browse):
    client = browse("li")
    client.post(f"/workdays/notices/{entered.pk}/confirm/")
    response = client.post(f"/workdays/notices/{entered.pk}/confirm/")
    assert response.status_code == 409 and "已确认" in response.content.decode()


@pytest.mark.parametrize("way", ["confirm", "void"])
def test_steps_take_posts_only(entered, browse, way):
    assert browse("li").get(f"/workdays/notices/{entered.pk}/{way}/").status_code == 405


def test_notice_of_a_moved_new_year_shows_december_in_its_list(sun, browse):
    notice = actions.enter(by=sun, **NEXT)
    assert "2026-12-31 至 2027-01-03" in browse("lin").get(f"/workdays/notices/{notice.pk}/").content.decode()
    assert date(2026, 12, 31) in notice.arrangement.off
