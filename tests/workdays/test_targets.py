"""Internal target days of cases: counted by the calendar, shown with their calculation, counted anew by a notice."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from licenses import deadlines
from licenses.kinds import KINDS
from licenses.models import Case
from portal import clock
from portal.audit.models import AccessRecord
from portal.workdays import actions
from portal.workdays.counting import SHANGHAI
from tests.licenses import factories
from tests.workdays.test_notices import NEXT

WEDNESDAY = datetime(2027, 2, 3, 10, tzinfo=SHANGHAI)  # before Spring Festival of a year that is not announced


@pytest.fixture
def submitted(db):
    """A case first submitted on 2027-02-03 whose target fell on 10 February, by law alone."""
    with clock.moved_to(WEDNESDAY):
        return factories.case_in("submitted")


def announce(sun, li):
    return actions.confirm(actions.enter(by=sun, **NEXT), by=li)


def test_every_kind_has_a_target_of_some_days(db):
    for kind in KINDS:
        found = deadlines.target_of(date(2026, 3, 11), kind)
        assert found == date(2026, 3, {1: 12, 2: 13, 3: 16, 5: 18}[KINDS[kind].workdays])


def test_target_over_a_holiday(db):
    assert deadlines.target_of(date(2026, 2, 12), "issue") == date(2026, 2, 24)


def test_case_has_its_target_with_the_calculation(submitted):
    assert submitted.due_on == date(2027, 2, 10)
    with clock.moved_to(WEDNESDAY):
        found = deadlines.shown(submitted)
    assert [line.days for line in found.skipped] == ["2027-02-05 至 2027-02-08"]
    assert "2027 年放假安排尚未公布" in found.why_provisional and found.standing.words == "剩 3 个工作日"
    assert found.counted_otherwise is None


def test_draft_has_no_target(db):
    assert deadlines.shown(factories.open_draft()) is None


def test_notice_counts_open_targets_anew_and_leaves_both_results(submitted, sun, li):
    with clock.moved_to(WEDNESDAY + timedelta(hours=1)):
        announce(sun, li)
    case = Case.objects.get(pk=submitted.pk)
    assert case.due_on == date(2027, 2, 15)
    dues = case.history.order_by("history_date", "history_id").values_list("history_change_reason", "due_on")
    assert list(dues)[-2:] == [("submit", date(2027, 2, 10)), ("recount", date(2027, 2, 15))]
    row = AccessRecord.objects.get(verb="licenses.case.recount")
    assert (row.object_id, row.account, row.reason) == (str(case.pk), "li", "测试〔2026〕1号")
    assert not deadlines.shown(case).why_provisional


def test_notice_leaves_closed_cases_and_targets_that_stay_alone(sun, li):
    with clock.moved_to(WEDNESDAY):
        withdrawn = factories.case_in("withdrawn")
    with clock.moved_to(WEDNESDAY + timedelta(weeks=4)):
        late = factories.case_in("submitted")
    with clock.moved_to(datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)):
        early = factories.case_in("submitted")
    announce(sun, li)
    withdrawn.refresh_from_db()
    assert withdrawn.due_on == date(2027, 2, 10)
    assert Case.objects.get(pk=early.pk).due_on == early.due_on == date(2026, 11, 27)
    assert Case.objects.get(pk=late.pk).due_on == late.due_on == date(2027, 3, 8)
    assert not AccessRecord.objects.filter(verb="licenses.case.recount").exists()


def test_case_that_was_sent_back_counts_from_its_first_submission(submitted, sun, li):
    with clock.moved_to(WEDNESDAY + timedelta(hours=1)):
        back = factories.take("send_back", submitted, **factories.people())
    with clock.moved_to(WEDNESDAY + timedelta(days=1)):
        again = factories.take("submit", back, **factories.people())
    assert again.due_on == submitted.due_on
    assert deadlines.shown(again).calculation.started_on == date(2027, 2, 3)


def test_target_of_an_older_rule_is_told_beside_the_present_count(submitted):
    submitted.due_on = date(2027, 2, 12)
    assert deadlines.shown(submitted).counted_otherwise == date(2027, 2, 10)


@pytest.mark.parametrize(("first_submitted", "seen", "due_on", "chip"), [
    (date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 30), '<span class="due soon">剩 1 个工作日</span>'),
    (date(2026, 9, 28), date(2026, 9, 30), date(2026, 10, 8), '<span class="due soon">剩 1 个工作日</span>'),
    (date(2026, 9, 24), date(2026, 10, 9), date(2026, 9, 30), '<span class="due late">逾期 2 个工作日</span>'),
])
def test_target_over_days_off_is_told_alike_on_desk_list_and_page(db, browse, first_submitted, seen, due_on, chip):
    with clock.moved_to(clock.start_of(first_submitted) + timedelta(hours=10)):
        case = factories.case_in("submitted")
    assert case.due_on == due_on
    with clock.moved_to(clock.start_of(seen) + timedelta(hours=10)):
        reviewer = browse("wu")
        desk = reviewer.get("/")
        pages = [desk, reviewer.get("/cases/"), reviewer.get(f"/cases/{case.pk}/")]
    assert [page.content.decode().count(chip) for page in pages] == [1, 1, 1]
    late, _today, soon, _all = desk.context["tiles"]
    assert (late.value, soon.value) == (("1", "0") if "late" in chip else ("0", "1"))


@pytest.mark.parametrize("url", ["/", "/cases/"])
def test_calendar_is_asked_once_for_a_page_of_many_deadlines(db, browse, url):
    for _n in range(3):
        factories.case_in("submitted")
    reviewer = browse("wu")
    with CaptureQueriesContext(connection) as captured:
        assert reviewer.get(url).content.decode().count('<span class="due ') == 3
    assert sum('FROM "workdays_holidaynotice"' in query["sql"] for query in captured) == 1
