"""The list of cases and the desk: who sees which, how they are searched, what that costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from licenses import actions, desk, waiting
from portal.audit.models import AccessRecord
from tests import cast
from tests.licenses import factories
from tests.licenses.test_case_collecting import text

pytestmark = pytest.mark.django_db


def test_list_shows_states_as_tabs_and_is_recorded_once(browse):
    draft, case = factories.open_draft(), factories.case_in("submitted")
    before = AccessRecord.objects.count()
    page = text(browse("lin").get("/cases/?state=submitted"))
    assert case.number in page and draft.number not in page
    record = AccessRecord.objects.latest("recorded_at")
    assert AccessRecord.objects.count() == before + 1 and record.shown == [str(case.pk)]


@pytest.mark.parametrize("term", ["滕王阁小馆", "阁", "code"])
def test_search_for_a_holder_is_posted_and_its_address_tells_nothing(browse, term):
    case, other = factories.case_in("submitted"), factories.natural("submitted")[0]
    holder = actions.contents.unseal(case)["holders"][0]
    term = holder["code"] if term == "code" else term
    clerk = browse("lin")
    response = clerk.post("/cases/", {"q": term, "state": "submitted"})
    assert re.fullmatch(r"/cases/\?state=submitted&search=[0-9a-f-]{36}", response["Location"])
    page = text(clerk.get(response["Location"]))
    assert case.number in page and other.number not in page
    record = AccessRecord.objects.latest("recorded_at")
    assert record.verb == "search" and record.terms and record.result_count == 1


def test_search_by_case_number_stands_in_the_address(browse):
    case = factories.case_in("submitted")
    response = browse("lin").post("/cases/", {"q": case.number})
    assert response["Location"] == f"/cases/?q={case.number}"
    assert case.number in text(browse("lin").get(response["Location"]))


def test_search_by_acceptance_number_finds_the_draft(browse):
    case, clerk = factories.open_draft(), browse("lin")
    assert case.number in text(clerk.get(clerk.post("/cases/", {"q": case.acceptance_number})["Location"]))


def test_search_of_another_session_is_not_shown(browse):
    url = browse("lin").post("/cases/", {"q": "滕王阁"})["Location"]
    assert browse("he").get(url)["Location"] == "/cases/"


@pytest.mark.parametrize("query", ["?state=nonsense", "?entry=x", "?page=999", "?page=x", "?q=%00", "?search=x",
                                   "?entry=00000000-0000-0000-0000-000000000000"])
def test_nonsense_in_the_address_of_the_list_breaks_nothing(browse, query):
    assert browse("lin").get(f"/cases/{query}").status_code in (200, 302)


@pytest.mark.parametrize(("who", "code"), [("lin", 200), ("jiang", 200), ("chu", 200), ("qian", 403), ("sun", 403)])
def test_list_is_for_those_who_may_read_cases(browse, who, code):
    assert browse(who).get("/cases/").status_code == code


def queries(client, url) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("who", "url"), [("wu", "/"), ("wu", "/cases/"), ("zheng", "/"), ("lin", "/")])
def test_lists_cost_the_same_number_of_queries_for_one_row_and_many(browse, who, url):
    client = browse(who)
    factories.case_in("submitted"), factories.case_in("approved"), factories.case_in("returned"), factories.open_draft()
    queries(client, url)
    few = queries(client, url)
    for _n in range(2):
        factories.case_in("submitted"), factories.case_in("approved"), factories.case_in("returned")
        factories.open_draft()
    assert queries(client, url) == few


# --- desk


def test_queues_hold_what_waits_for_each(as_actor):
    made = {status: factories.case_in(status) for status in ("draft", "returned", "submitted", "approved")}
    assert list(waiting.drafts_of(as_actor("lin"))) == [made["draft"]]
    assert list(waiting.returned_to(as_actor("lin"))) == [made["returned"]]
    assert list(waiting.to_review(as_actor("wu"))) == [made["submitted"]]
    assert list(waiting.to_sign(as_actor("zheng"))) == [made["approved"]]
    for stranger in ("zhao", "huang", "chen", "sun"):
        assert not waiting.to_review(as_actor(stranger)) and not waiting.drafts_of(as_actor(stranger))


def test_own_case_in_the_reviewers_queue_is_marked_and_leads_to_no_review(wu):
    case = factories.case_in("submitted")
    cast.also(wu.user, wu.department, "clerk")
    actions.hands.lay(case, wu, "collect")
    (task,) = desk._to_review(wu, 10)
    assert str(task.note) == "本人采集，不能审核" and task.url == f"/cases/{case.pk}/" and str(task.verb) == "查看"
    assert waiting.next_for(wu, "review", factories.open_draft()) is None


def test_locked_case_waits_for_nobody(as_actor, wu):
    actions.lock(factories.case_in("submitted"), by=wu, reason="疑似涉密。")
    assert not waiting.to_review(as_actor("wu"))


def test_desk_of_a_clerk_has_the_button_for_a_new_case(browse):
    assert "/cases/new/" in text(browse("lin").get("/")) and "/cases/new/" not in text(browse("wu").get("/"))
