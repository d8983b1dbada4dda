"""The access log's pages: filters that filter, pages by keyset, a holder found without his code in the address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal import clock, paging
from portal.actor import public
from portal.audit import log
from portal.audit.facts import Facts, holder_index
from portal.audit.forms import LogFilters
from portal.audit.models import AccessRecord
from portal.audit.tables import address_of
from portal.audit.terms import in_words
from portal.codes import make_id
from tests import cast

pytestmark = pytest.mark.django_db

PERSON = make_id("36010219900307003")


def license_facts(n=0, **more):
    given = {
        "kind": "licenses.license", "id": f"license-{n}", "label": f"JY136010200{n:05}",
        "license_type": "11100000MB0313639C001", "issuer": cast.DEPARTMENTS["donghu"][0],
        "holders": (holder_index("111", PERSON),), "case_number": f"DH20261124-{n:04}", "retention": "providing",
    }
    return Facts(**{**given, **more})


@pytest.fixture
def acts(lin, wu, qian, as_actor):
    """Rows of several people; each key names what the tests look for."""
    log.record("view", by=lin, about=license_facts(1))
    log.record("download", by=wu, about=license_facts(2, holders=()))
    log.record("licenses.case.approve", by=lin, about=license_facts(3, license_type="11100000000014349X002"),
               result="refused", reason="您是采集人")
    log.record("search", by=qian, terms=[holder_index("111", PERSON)], terms_masked="持证主体 360102********003X",
               result_count=0)
    log.record("sign_in_failed", by=as_actor(), result="failed")
    log.record("list", by=wu, shown=["license-1", "license-9"], result_count=2)


def verbs(response) -> list:
    return [row.record.verb for row in response.context["table"].rows]


def test_log_shows_the_newest_first_with_verbs_in_words(acts, browse):
    response = browse("zhou").get("/log/")
    assert verbs(response)[:3] == ["list", "sign_in_failed", "search"]
    text = response.content.decode()
    assert "办件·审核通过" in text and "登录失败" in text and "公众（未登录）" in text


@pytest.mark.parametrize(("query", "wanted"), [
    ("person=lin", {"view", "licenses.case.approve"}), ("person=林晓燕", {"view", "licenses.case.approve"}),
    ("department=公共资源", {"search"}), ("department=12360000999900441b", {"search"}),
    ("group=file", {"download"}), ("group=step", {"licenses.case.approve"}), ("group=session", {"sign_in_failed"}),
    ("result=refused", {"licenses.case.approve"}), ("object=license-1", {"view", "list"}),
    ("object=JY13601020000002", {"download"}), ("license_type=11100000000014349x002", {"licenses.case.approve"}),
    (f"issuer={cast.DEPARTMENTS['donghu'][0]}&person=wu", {"download"}), ("case_number=DH20261124-0001", {"view"}),
    ("person=nobody", set()),
])
def test_filter_leaves_the_matching_rows(acts, browse, query, wanted):
    assert set(verbs(browse("zhou").get(f"/log/?{query}"))) == wanted


def test_period_includes_both_days(lin, browse):
    for day in (1, 2, 3, 4):
        with clock.moved_to(datetime(2026, 3, day, 15, 59, 30, tzinfo=UTC)):  # the end of the Shanghai day
            log.record("view", by=lin, about=license_facts(day))
    response = browse("zhou").get("/log/?since=20260302&until=2026-03-03")
    assert [row.record.object_id for row in response.context["table"].rows] == ["license-3", "license-2"]


def test_row_with_another_time_is_found_on_the_day_it_was_recorded(lin, browse, settings):
    with clock.moved_to(datetime(1999, 1, 1, 12, tzinfo=UTC)):
        log.record("view", by=public("192.0.2.1"), about=license_facts(7))
    zhou = browse("zhou")
    settings.CLOCK_MAY_MOVE = False
    today = clock.today().isoformat()
    assert "view" in verbs(zhou.get(f"/log/?since={today}&until={today}"))
    assert "view" not in verbs(zhou.get("/log/?since=1998-12-31&until=1999-01-02"))


def test_log_without_a_period_shows_the_last_days_and_says_so(lin, browse):
    with clock.moved_to(clock.now() - timedelta(days=40)):
        log.record("view", by=lin, about=license_facts(7))
    response = browse("zhou").get("/log/")
    assert "view" not in verbs(response)
    assert f'value="{clock.today() - timedelta(days=30)}"' in response.content.decode()


def test_days_in_the_wrong_order_are_told_and_nothing_is_shown(acts, browse):
    response = browse("zhou").get("/log/?since=2026-03-03&until=2026-03-01")
    assert response.status_code == 422 and "早于起始日期" in response.content.decode()
    assert not response.context["table"].rows


def test_reading_the_log_is_recorded_once_with_its_filters(acts, browse):
    before = AccessRecord.objects.count()
    browse("zhou").get("/log/?person=lin&group=step")
    assert AccessRecord.objects.count() == before + 1
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert (row.verb, row.object_kind, row.account, row.result_count) == ("search", "audit.accessrecord", "zhou", 1)
    since = clock.today() - timedelta(days=30)
    assert row.terms_masked.split("\n") == [f"since={since}", "person=lin", "group=step"] and len(row.shown) == 1


def test_search_terms_are_kept_alike_and_shown_in_the_language_of_the_reader(acts, browse):
    kept = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            log.record("search", by=cast.acting("zhou"), result_count=0,
                       terms_masked=LogFilters({"since": "2026-11-01", "result": "refused"}).asked)
        kept.append(AccessRecord.objects.latest("recorded_at", "id"))
    assert kept[0].terms_masked == kept[1].terms_masked == "since=2026-11-01\nresult=refused"
    shown = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            shown[language] = {in_words(row) for row in kept}
    assert shown == {"zh-hans": {"期间 2026-11-01 至 现在；结果 拒绝"},
                     "en": {"from 2026-11-01 to Now; Result Refused"}}


@pytest.mark.parametrize(("version", "kept", "shown"), [
    (1, "from 2026-11-01 to Now", "from 2026-11-01 to Now"), (1, "result=refused", "result=refused"),
    (2, "q=result=refused", "result=refused"),
    (2, "status=valid\ntype=食品经营许可证", "状态 有效；证照类型 食品经营许可证"),
    (2, "unknown=x", "x"), (2, "", ""),
])
def test_search_terms_in_words(version, kept, shown):
    assert in_words(AccessRecord(version=version, terms_masked=kept)) == shown


def test_text_that_looks_like_a_term_stays_a_text(lin):
    log.record("search", by=lin, terms_masked="x\nperson=wu")
    assert in_words(AccessRecord.objects.latest("recorded_at", "id")) == "x person=wu"


@pytest.mark.parametrize("username", [name for name in cast.PEOPLE if name != "zhou"])
@pytest.mark.parametrize("path", ["/log/", "/log/network/1/00000000-0000-0000-0000-000000000000/"])
def test_log_for_everybody_else_is_refused_with_the_reason_and_recorded(browse, username, path):
    response = browse(username).get(path)
    assert response.status_code == 403 and "审计管理员" in response.content.decode()
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert (row.account, row.result) == (username, "refused")


def test_holder_is_found_by_code_that_never_stands_in_an_address(acts, browse):
    client = browse("zhou")
    answer = client.post("/log/search/", {"code_type": "111", "code": PERSON, "kept": "person=lin"})
    assert answer.status_code == 302 and PERSON not in answer.url and "person=lin" in answer.url
    response = client.get(answer.url.replace("person=lin", ""))
    assert set(verbs(response)) == {"view", "licenses.case.approve", "search"}
    assert PERSON not in response.content.decode()
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert [bytes(t) for t in row.terms] == [holder_index("111", PERSON)] and PERSON not in bytes(row.entry).decode()


def test_holder_search_of_another_session_is_refused(acts, browse):
    answer = browse("zhou").post("/log/search/", {"code_type": "111", "code": PERSON})
    response = browse("zhou").get(answer.url)
    assert response.status_code == 422 and "已失效" in response.content.decode()


@pytest.mark.parametrize("memo", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_unknown_search_id_shows_no_unfiltered_log(acts, browse, memo):
    assert browse("zhou").get(f"/log/?s={memo}").status_code == 422


def test_bad_holder_code_is_told_and_kept_in_the_form(browse):
    response = browse("zhou").post("/log/search/", {"code_type": "111", "code": PERSON[:-1]})
    assert response.status_code == 422
    assert f'value="{PERSON[:-1]}"' in response.content.decode() and "公民身份号码" in response.content.decode()


def test_bad_holder_code_beside_a_day_that_no_calendar_holds_is_told(browse):
    kept = {"code_type": "111", "code": PERSON[:-1], "kept": "since=0001-01-01"}
    response = browse("zhou").post("/log/search/", kept)
    assert response.status_code == 422 and "1900-01-01 至" in response.content.decode()


def pages_of(client, query="") -> list:
    """The object ids on every page, walking to the oldest and back by the links."""
    found, link = [], f"/log/?{query}"
    while link:
        response = client.get(link)
        found.append([row.record.object_id for row in response.context["table"].rows])
        link = "/log/" + response.context["page"].older if response.context["page"].older else ""
    return found


def test_pages_to_the_oldest_row_show_every_row_once(lin, browse, monkeypatch):
    wanted = [f"license-{n}" for n in range(123)][::-1]
    for n in range(123):
        log.record("view", by=lin, about=license_facts(n))
    client = browse("zhou")
    pages = pages_of(client, "person=lin")
    assert [len(page) for page in pages] == [50, 50, 23] and sum(pages, []) == wanted


def test_newer_page_is_the_one_before(lin, browse):
    for n in range(123):
        log.record("view", by=lin, about=license_facts(n))
    client = browse("zhou")
    first = client.get("/log/?person=lin")
    second = client.get("/log/" + first.context["page"].older)
    third = client.get("/log/" + second.context["page"].older)
    back = client.get("/log/" + third.context["page"].newer)
    assert verbs(back) and [r.record.id for r in back.context["table"].rows] == [
        r.record.id for r in second.context["table"].rows]
    assert not first.context["page"].newer and not third.context["page"].older


@pytest.mark.parametrize("cursor", ["nonsense", "99999999999999999999-00", "1-zz"])
def test_broken_cursor_gives_the_newest_page(acts, browse, cursor):
    assert verbs(browse("zhou").get(f"/log/?older={cursor}"))[0] == "list"


def test_count_stops_at_the_limit_and_says_so(acts, browse, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 4)
    assert "共 4+ 条" in browse("zhou").get("/log/").content.decode()


def test_list_costs_the_same_number_of_queries_for_few_and_many_rows(lin, browse):
    client, costs = browse("zhou"), []
    for more in (1, 200):
        for n in range(more):
            log.record("view", by=lin, about=license_facts(n))
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/log/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_page_of_a_row_shows_entry_digest_and_both_times(lin, browse):
    log.record("licenses.license.reveal", by=lin, about=license_facts(1), fields=["name"], reason="核对身份",
               history=[b"\x07" * 32])
    record = AccessRecord.objects.get(verb="licenses.license.reveal")
    text = browse("zhou").get(address_of(record)).content.decode()
    for wanted in (bytes(record.leaf).hex(), "07" * 32, holder_index("111", PERSON).hex(), "核对身份", "林晓燕",
                   "&quot;verb&quot;:&quot;licenses.license.reveal&quot;", f"{record.recorded_at:%f}",
                   f"{record.at:%f}", "提供个人信息的记录"):
        assert wanted in text, wanted


def test_looking_at_a_row_is_recorded_once_under_its_id(lin, browse):
    log.record("view", by=lin, about=license_facts(1))
    record = AccessRecord.objects.get(object_id="license-1")
    browse("zhou").get(address_of(record))
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert (row.verb, row.object_kind, row.object_id) == ("view", "audit.accessrecord", str(record.id))


@pytest.mark.parametrize("path", [
    "/log/network/1/00000000-0000-0000-0000-000000000000/",
    "/log/nonsense/99999999999999999999999/00000000-0000-0000-0000-000000000000/",
])
def test_unknown_row_is_not_found_and_recorded(browse, path):
    assert browse("zhou").get(path).status_code == 404
    assert AccessRecord.objects.latest("recorded_at", "id").result == "not_found"


def test_cursor_names_an_instant_exactly():
    at = datetime(2026, 11, 24, 12, 34, 56, 789123, tzinfo=UTC)
    assert paging.instant(paging.micros(at)) == at
    assert paging._read(f"{paging.micros(at)}-{'0' * 32}")[0] == at


def test_tiles_of_today_count_by_result(acts, browse):
    tiles = {tile.label: tile.value for tile in browse("zhou").get("/log/").context["tiles"]}
    assert (tiles["拒绝"], tiles["失败"]) == ("1", "1")


@pytest.mark.parametrize("moves", [True, False])
def test_tile_of_today_counts_what_its_list_shows(acts, lin, browse, settings, moves):
    for days in (-2, 2):  # acts of other days that are recorded today, as after the clock of a demo was moved
        with clock.moved_to(clock.now() + timedelta(days=days)):
            log.record("view", by=lin, about=license_facts(7), result="refused")
    zhou = browse("zhou")
    settings.CLOCK_MAY_MOVE = moves
    for place, label in enumerate(["今日记录", "拒绝", "未查到", "失败"]):
        link = zhou.get("/log/").context["tiles"][place].url
        shown = zhou.get(f"/log/{link}").context
        tile = shown["tiles"][place]
        assert (tile.label, tile.value) == (label, str(shown["page"].count))
