"""Finding licences: what the search box understands, who finds what, what the log is told, pages by key."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogs.models import Entry
from licenses import lookup
from licenses.issuing import number_index
from licenses.models import License, LicenseState
from portal import clock, paging
from portal.audit.facts import holder_index
from portal.audit.models import AccessRecord
from tests import cast
from tests.databases import past_the_rules
from tests.licenses import factories
from tests.licenses.stock import Stock

ID_NUMBER, USCC = "360199199001010017", "91360102999900521U"
PERSON = {"code_type": "111", "code": ID_NUMBER, "name": "欧阳明月"}


@pytest.fixture(scope="module")
def issued(shelf):
    return shelf(lambda: factories.case_in("issued", typed=factories.food(holders=[
        {"code_type": "001", "code": USCC, "name": "南昌市东湖区滕王阁小馆餐饮有限公司"}])).license_id)


@pytest.fixture
def license(issued, db):
    return License.objects.get(pk=issued)


@pytest.fixture
def many(license):
    """65 licences of the clerk's department, 5 of another, beside the issued one."""
    stock = Stock(license)
    stock.fill(70, list(Entry.objects.all()), [license.department, cast.department("xihu")], [65, 5])
    return stock


def found(actor, text, **filters):
    return list(lookup.search(actor, {"q": text, **filters}).rows)


# --- what a text is read as


def test_text_of_an_identifier_is_read_as_one_in_any_spelling():
    spelt = " 1.2.156.3005.2.11100000mb0143028r001.11360100999900281C.36010020260000000001.001.s "
    reading = lookup.read(spelt)
    assert reading.identifier == spelt.strip().upper() and not reading.grams and not reading.hint


def test_identifier_with_a_wrong_check_character_gets_its_sentence():
    reading = lookup.read("1.2.156.3005.2.11100000MB0143028R001.11360100999900281C.36010020260000000001.001.5")
    assert "校验位" in reading.hint


@pytest.mark.parametrize(("text", "kind", "canonical"), [
    (USCC, "001", USCC), (USCC.lower(), "001", USCC), (f" {USCC[:8]} {USCC[8:]}", "001", USCC),
    (ID_NUMBER, "111", ID_NUMBER), ("36019919900307003x", "111", "36019919900307003X"),
    ("360199900101001", "111", ID_NUMBER), ("H12345678", "516", "H12345678"),
    ("ｅ１２３４５６７８", "414", "E12345678"),
])
def test_code_of_a_holder_is_read_in_any_spelling(text, kind, canonical):
    reading = lookup.read(text)
    assert holder_index(kind, canonical) in reading.holders
    assert not reading.grams


@pytest.mark.parametrize("text", ["张", "张三", "滕王阁", "3M", "ABC公司", "赣（2026）南昌市不动产权第0000001号"])
def test_text_that_may_be_a_name_is_searched_as_one(text):
    assert lookup.read(text).grams


@pytest.mark.parametrize(("text", "sentence"), [
    ("360199199001010018", "第 18 位校验码应为 7"), ("91360102999900521X", "校验"),
])
def test_code_with_a_wrong_check_digit_gets_its_sentence(text, sentence):
    assert sentence in lookup.read(text).hint


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "'; DROP TABLE x; --", "%", "\x00", "𬎆", "." * 300, "9" * 500])
def test_any_text_is_read_without_an_error(text):
    lookup.read(text)


@pytest.mark.parametrize("text", [ID_NUMBER, "360199900101001", "36019919900101001", "E12345678", "欧阳明月",
                                  f"{ID_NUMBER}43", "360199199001010018"])
def test_masked_text_of_the_log_does_not_hold_the_personal_term(text):
    masked = lookup.read(text).masked
    assert text not in masked and "*" in masked


def test_masked_text_of_the_log_shows_an_organisations_code():
    assert lookup.read(USCC).masked == USCC


# --- who finds what


@pytest.mark.parametrize("spelling", [
    lambda text: text, str.lower, lambda text: f"  {text[:4]} {text[4:]} ",
    lambda text: text.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
])
def test_number_is_found_in_any_spelling(lin, license, spelling):
    assert found(lin, spelling(license.shown_number)) == [license]


def test_number_with_brackets_is_found_whatever_their_shape(lin, license):
    stock = Stock(license)
    stock.fill(1, [license.entry], [license.department], [1])
    other = License.objects.exclude(pk=license.pk).get()
    with past_the_rules():
        License.objects.filter(pk=other.pk).update(number_index=number_index("赣(2026)南昌市不动产权第0000001号"))
    assert found(lin, "赣〔２０２６〕南昌市不动产权第0000001号") == [other]


def test_identifier_is_found(lin, license):
    assert found(lin, license.versions.get().identifier) == [license]


def test_part_of_a_number_is_not_found(lin, license):
    assert found(lin, license.shown_number[:-1]) == []


@pytest.mark.parametrize("text", ["滕", "王阁", "滕王阁小馆", "有限公司", "南昌市东湖区滕王阁小馆餐饮有限公司"])
def test_name_is_found_by_any_part_of_it(lin, license, text):
    assert found(lin, text) == [license]


@pytest.mark.parametrize("text", ["阁王", "滕馆", "王府"])
def test_name_is_not_found_by_what_is_not_in_it(lin, license, text):
    assert found(lin, text) == []


def test_code_of_the_holder_is_found(lin, license):
    assert found(lin, USCC) == [license]


@pytest.mark.parametrize("username", ["zhao", "qian", "sun", "zhou", "wang"])
def test_licence_of_another_department_is_not_found(as_actor, license, username):
    assert found(as_actor(username), USCC) == []


def test_supervisor_of_the_city_finds_it_by_department(jiang, license):
    assert found(jiang, USCC, department=str(license.department_id)) == [license]
    assert found(jiang, USCC, department=str(cast.department("xihu").pk)) == []


def test_filters_are_joined(lin, license):
    food, other = license.entry, Entry.objects.exclude(pk=license.entry_id).first()
    day = clock.day_of(license.issued_at)
    assert found(lin, "", type=str(food.pk), status="valid", since=str(day), until=str(day)) == [license]
    assert found(lin, "", type=str(other.pk)) == []
    assert found(lin, "", status="expired") == []
    assert found(lin, "", since=str(day + timedelta(days=1))) == []
    assert found(lin, "", until=str(day - timedelta(days=1))) == []


# --- through the page


@pytest.mark.parametrize(("who", "offered"), [
    ("lin", True), ("jiang", True), ("chu", True), ("qian", False), ("li", False)])
def test_head_of_whoever_sees_licences_has_the_search(db, browse, who, offered):
    html = browse(who).get("/").content.decode()
    assert (f'action="{reverse("licenses:search")}"' in html) is offered
    assert ('placeholder="证照编号、持证主体、统一社会信用代码"' in html) is offered


def test_search_keeps_the_term_out_of_the_address_and_is_recorded_once(browse, license):
    client = browse("lin")
    before = AccessRecord.objects.count()
    posted = client.post(reverse("licenses:search"), {"q": "滕王阁"})
    assert posted.status_code == 302 and "q=" not in posted.url and "%E6" not in posted.url
    page = client.get(posted.url)
    assert license.shown_number in page.content.decode()
    row = AccessRecord.objects.order_by("-recorded_at", "-id").first()
    assert AccessRecord.objects.count() == before + 1
    assert (row.verb, row.result_count, row.shown, row.terms_masked) == ("search", 1, [str(license.pk)], "q=滕*阁")
    assert [bytes(term) for term in row.terms] == list(lookup.read("滕王阁").terms)


def test_search_of_another_session_is_not_shown(browse, license):
    address = browse("lin").post(reverse("licenses:search"), {"q": "滕王阁"}).url
    other = browse("he").get(address)
    assert other.status_code == 302 and other.url == reverse("licenses:licenses")


def test_search_by_filters_alone_is_a_plain_address(browse, license):
    posted = browse("lin").post(reverse("licenses:search"), {"status": "valid", "type": str(license.entry_id)})
    assert posted.url == f"{reverse('licenses:licenses')}?type={license.entry_id}&status=valid"


def test_search_with_a_wrong_filter_keeps_what_was_typed(browse, license):
    page = browse("lin").post(reverse("licenses:search"), {"q": "滕王阁", "since": "2026-02-30", "status": "nonsense"})
    assert page.status_code == 422
    html = page.content.decode()
    assert "日期不存在" in html and 'value="滕王阁"' in html and license.shown_number not in html


def test_list_with_a_nonsense_address_is_the_first_page(browse, many):
    address = reverse("licenses:licenses")
    beyond = f"{10**17 - 1}-{'0' * 32}"
    pages = [browse("lin").get(f"{address}?{query}").context["page"].rows for query in (
        "", "older=x", "newer=1767225600000000-zz", "older=-&newer=-", f"older={beyond}", f"newer={beyond}", "page=7")]
    assert all(rows == pages[0] for rows in pages)


# --- pages by key


def test_pages_by_key_show_every_licence_once_and_lead_back(browse, many):
    client, address = browse("lin"), reverse("licenses:licenses")
    there, url = [], address
    while url:
        page = client.get(url).context["page"]
        there.append([row.pk for row in page.rows])
        last, url = url, page.older and address + page.older
    everything = list(License.objects.filter(department=cast.department("donghu")).order_by("-issued_at", "-id")
                      .values_list("pk", flat=True))
    assert [pk for rows in there for pk in rows] == everything
    assert [len(rows) for rows in there] == [20, 20, 20, len(everything) - 60]
    back, url = [], last
    while url:
        page = client.get(url).context["page"]
        back.insert(0, [row.pk for row in page.rows])
        url = page.newer and address + page.newer
    assert back == there


def test_pages_keep_their_filters(browse, many):
    address = reverse("licenses:licenses")
    client = browse("lin")
    page = client.get(f"{address}?status=valid").context["page"]
    assert "status=valid" in page.older
    older = client.get(address + page.older).context["page"]
    assert older.rows and set(older.rows).isdisjoint(page.rows)


def test_licences_issued_at_the_same_instant_are_paged_apart(browse, many):
    with past_the_rules():
        License.objects.filter(department=cast.department("donghu")).update(issued_at=many.model.issued_at)
    test_pages_by_key_show_every_licence_once_and_lead_back(browse, many)


def test_list_costs_the_same_number_of_queries_for_one_and_for_fifty_rows(browse, license, monkeypatch):
    monkeypatch.setattr(paging, "page", partial(paging.page, per_page=50))
    client, address = browse("lin"), reverse("licenses:licenses")

    def rows_and_queries():
        with CaptureQueriesContext(connection) as caught:
            page = client.get(address)
        return len(page.context["page"].rows), len(caught)

    client.get(address)
    one, few = rows_and_queries()
    Stock(license).fill(60, list(Entry.objects.all()), [license.department], [1])
    assert (one, rows_and_queries()) == (1, (50, few))


def test_count_beyond_the_limit_is_said_to_be_more(browse, many, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 30)
    page = browse("lin").get(reverse("licenses:licenses"))
    assert "共 30+ 条" in page.content.decode()


def test_status_of_a_row_is_todays(browse, license):
    with past_the_rules():
        License.objects.filter(pk=license.pk).update(valid_to=clock.today())
    page = browse("lin").get(reverse("licenses:licenses")).content.decode()
    assert "有效</span>" in page
    with clock.moved_to(clock.now() + timedelta(days=2)):
        assert "已过有效期</span>" in browse("lin").get(reverse("licenses:licenses")).content.decode()
    assert LicenseState.objects.filter(license=license).count() == 1
