"""What the public check leaves in the log, how often it answers, what its pages hold."""

from datetime import timedelta

import pytest
from django.urls import reverse

from licenses import verification
from licenses.models import LicenseVersion
from licenses.verification import Answer, Outcome
from licenses.views import verify
from portal import clock
from portal.audit.models import AccessRecord
from portal.vault import files
from tests.licenses import factories
from tests.licenses.checks import answer, by_code, by_face, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def issued(shelf):
    return shelf(lambda: factories.case_in("issued").made_version.pk)


@pytest.fixture
def version(issued, db):
    return LicenseVersion.objects.get(pk=issued)


@pytest.fixture
def one_minute():
    """Rates count by the minutes of the clock: the test begins with one, so that none ends while it counts."""
    clock.move_to(clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1))


@pytest.fixture
def pdf(version):
    return files.load(version.document.file)


@pytest.mark.parametrize(("ask", "result", "reason"), [
    (lambda client, version, pdf: by_code(client, version), "ok", "code valid"),
    (lambda client, version, pdf: client.get("/verify/UNKNOWN"), "not_found", "code unknown"),
    (lambda client, version, pdf: by_face(client, version), "ok", "face valid"),
    (lambda client, version, pdf: upload(client, pdf), "ok", "file valid sha256="),
    (lambda client, version, pdf: upload(client, b"MZ"), "failed", "file check_impossible not_a_pdf sha256="),
])
def test_check_is_one_row_without_personal_data(client, version, pdf, ask, result, reason):
    before = set(AccessRecord.objects.values_list("id", flat=True))
    ask(client, version, pdf)
    (row,) = (row for row in AccessRecord.objects.all() if row.id not in before)
    assert (row.verb, row.mode, row.actor_kind, row.result, row.fields) == ("verify", "public", "public", result, [])
    assert row.reason.startswith(reason)
    assert (row.object_id == str(version.license_id)) == (result == "ok")
    assert "滕王阁" not in row.reason + row.terms_masked + row.object_label


def too_large(client):
    """A file of 200 MB; only what it says of its length is looked at."""
    return client.post(reverse("licenses:verify_file"), {}, CONTENT_LENGTH=200_000_000)


@pytest.mark.parametrize(("ask", "reason"), [
    (lambda client, version: by_face(client, version, number=wrong_check(version)), "face: number.check"),
    (lambda client, version: by_face(client, version, number="", name="滕王阁"), "face: number.required"),
    (lambda client, version: by_face(client, version, number="滕王阁1号"), "face: type.required"),
    (lambda client, version: by_face(client, version, issued_on="2026-02-30"), "face: issued_on.no_such_day"),
    (lambda client, version: by_face(client, version, name="滕王阁" * 99), "face: name.max_length"),
    (lambda client, version: upload(client, b"", "滕王阁.pdf"), "file: file.empty"),
    (lambda client, version: client.post(reverse("licenses:verify_file"), {}), "file: file.required"),
    (lambda client, version: too_large(client), "file: file.too_large"),
])
def test_refused_check_is_one_row_without_personal_data(client, version, ask, reason):
    before = set(AccessRecord.objects.values_list("id", flat=True))
    assert ask(client, version).status_code == 422
    (row,) = (row for row in AccessRecord.objects.all() if row.id not in before)
    assert (row.verb, row.mode, row.result, row.reason) == ("verify", "public", "refused", reason)
    assert "滕王阁" not in f"{row.reason}{row.terms_masked}{row.object_label}"


def wrong_check(version) -> str:
    """The licence's identifier with a slip in its last character."""
    return version.identifier[:-1] + ("0" if version.identifier[-1] != "0" else "1")


def test_refusal_says_which_of_the_rates_is_used_up(client, monkeypatch, one_minute):
    monkeypatch.setitem(verify.RATES, "file", ("2/m", "3/h"))
    said = [too_large(client).content.decode() for _n in range(4)]
    assert "请等待一分钟后再试" in said[2] and "请等待一小时后再试" in said[3]


def test_refused_files_are_counted_with_the_others(client, one_minute):
    assert [too_large(client).status_code for _n in range(11)] == [422] * 10 + [429]


@pytest.mark.parametrize(("name", "result", "reason"), [
    ("滕王阁大馆", "not_found", "face valid holder_differs"),
    ("南昌市东湖区滕王阁小馆餐饮有限公司", "ok", "face valid holder_agrees"),
])
def test_row_of_a_check_with_a_name_says_whether_it_is_the_holder(client, version, name, result, reason):
    by_face(client, version, name=name)
    row = AccessRecord.objects.order_by("-recorded_at", "-id").first()
    assert (row.result, row.reason, row.object_id) == (result, reason, str(version.license_id))


def test_wrong_day_is_recorded_about_the_licence(client, version):
    by_face(client, version, issued_on="2020-01-01")
    row = AccessRecord.objects.order_by("-recorded_at", "-id").first()
    assert (row.result, row.object_id) == ("not_found", str(version.license_id))


def test_answer_holds_nothing_about_the_holder(client, version, pdf):
    for page in (by_code(client, version), by_face(client, version), upload(client, pdf)):
        html = page.content.decode()
        for text in ("滕王阁", "胜利路", "龚明", version.license.shown_codes):
            assert text not in html


def test_too_many_checks_from_one_address_are_refused_and_recorded(client, version, one_minute):
    pages = [by_face(client, version).status_code for _n in range(11)]
    assert pages == [200] * 10 + [429]
    page = by_face(client, version)
    assert "次数有限制" in page.content.decode()
    row = AccessRecord.objects.order_by("-recorded_at", "-id").first()
    assert (row.verb, row.result) == ("verify", "refused")
    assert by_face(client, version, address="192.0.2.77").status_code == 200


def guesses(client, version, count: int, address="192.0.2.{n}", **more):
    """The pages of so many wrong days, each from its own address unless it is given."""
    return [by_face(client, version, issued_on=f"2024-{n // 28 % 12 + 1:02d}-{n % 28 + 1:02d}",
                    address=address.format(n=n), **more) for n in range(count)]


def test_wrong_days_from_one_address_are_refused_there_and_nowhere_else(client, version):
    here = "192.0.2.200"
    assert [page.status_code for page in guesses(client, version, 6, here)] == [200] * 5 + [429]
    right = by_face(client, version, address=here)
    assert right.status_code == 429 and "24 小时后可再试" in right.content.decode()
    assert version.identifier in right.content.decode(), "what was typed is not lost"
    row = AccessRecord.objects.order_by("-recorded_at", "-id").first()
    assert (row.verb, row.result, row.reason) == ("verify", "refused", "license: rate limit")
    assert answer(by_face(client, version)) == "valid"
    other = factories.case_in("issued").made_version
    assert answer(by_face(client, other, address=here)) == "valid"


def test_number_and_identifier_of_a_licence_count_as_one(client, version):
    license = version.license
    guesses(client, version, 3, "192.0.2.200")
    pages = guesses(client, version, 3, "192.0.2.200", number=license.shown_number, type=str(license.entry_id))
    assert [page.status_code for page in pages] == [200, 200, 429]


def test_right_answers_are_not_counted(client, version):
    pages = [by_face(client, version, address=f"192.0.2.{n % 9}") for n in range(60)]
    assert {answer(page) for page in pages} == {"valid"}


def test_wrong_name_counts_as_a_wrong_answer(client, version):
    pages = [by_face(client, version, name="某某", address="192.0.2.200") for _n in range(6)]
    assert [page.status_code for page in pages] == [200] * 5 + [429]


def test_many_wrong_days_from_everywhere_ask_for_the_name_too_and_shut_out_nobody(client, version):
    pages = guesses(client, version, 52)
    assert [page.status_code for page in pages] == [200] * 50 + [422] * 2
    right = by_face(client, version)
    assert right.status_code == 422 and "请一并填写照面上的持证主体名称" in right.content.decode()
    assert answer(by_face(client, version, name="南昌市东湖区滕王阁小馆餐饮有限公司")) == "valid"
    assert answer(by_code(client, version)) == "valid"


def test_after_many_wrong_days_a_right_day_with_a_wrong_name_tells_as_little_as_a_wrong_day(client, version):
    guesses(client, version, 50)
    wrong_name = by_face(client, version, name="某某", address="192.0.2.201")
    wrong_day = by_face(client, version, name="某某", issued_on="2020-01-01", address="192.0.2.202")
    assert answer(wrong_name) == answer(wrong_day) == "unknown"
    assert wrong_name.context["answer"].same_holder is None


def test_days_are_asked_anew_after_the_period(client, version):
    guesses(client, version, 6, "192.0.2.200")
    with clock.moved_to(clock.now() + timedelta(days=1)):
        page = by_face(client, version, address="192.0.2.200")
        assert answer(page) == "valid"


def test_wrong_codes_of_an_address_never_stand_in_the_way_of_a_right_one(client, version, one_minute):
    pages = [client.get(reverse("licenses:verify_code", args=[f"UNKNOWN{n}"])).status_code for n in range(31)]
    assert pages == [200] * 30 + [429]
    assert answer(by_code(client, version)) == "valid"


@pytest.mark.parametrize("typed", [" ", "\u3000", "a/b", "..", "\x00", "UNKNOWN/" * 30])
def test_typed_code_that_no_address_holds_is_answered_and_counted_as_a_wrong_one(client, typed, one_minute):
    page = client.get(reverse("licenses:verify"), {"code": typed}, follow=True)
    assert answer(page) == "unknown"
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert (row.verb, row.result, row.reason) == ("verify", "not_found", "code unknown")
    pages = [client.get(reverse("licenses:verify"), {"code": typed}).status_code for _n in range(30)]
    assert pages == [200] * 29 + [429]


def test_typed_code_leads_to_its_address(client, version):
    page = client.get(reverse("licenses:verify"), {"code": f" {version.code[:9]} {version.code[9:]}"})
    assert page.url == reverse("licenses:verify_code", args=[version.code])


def test_neighbours_in_a_network_of_ipv6_are_one_asker_and_the_log_keeps_the_address(client, version, one_minute):
    here = "2001:db8:1:2::{n:x}"
    assert [page.status_code for page in guesses(client, version, 6, here)] == [200] * 5 + [429]
    assert AccessRecord.objects.latest("recorded_at", "id").address == "2001:db8:1:2::5"
    assert by_face(client, version, address="2001:db8:1:3::1").status_code == 200
    pages = [by_face(client, version, address=f"2001:db8:1:4:{n}::1").status_code for n in range(11)]
    assert pages == [200] * 10 + [429]
    codes = [client.get(reverse("licenses:verify_code", args=["UNKNOWN"]), REMOTE_ADDR=f"2001:db8:1:5::{n:x}")
             for n in range(31)]
    assert [page.status_code for page in codes] == [200] * 30 + [429]


def test_files_of_neighbours_in_a_network_of_ipv6_are_checked_one_at_a_time(client, monkeypatch):
    askers = []
    monkeypatch.setattr(verification, "by_file", lambda data, *, asker: askers.append(asker) or Answer(
        Outcome.UNKNOWN, clock.now()))
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "::ffff:192.0.2.9", "192.0.2.9"):
        assert upload(client, b"%PDF", address=address).status_code == 200
    assert askers == ["2001:db8:1:2::/64"] * 2 + ["192.0.2.9"] * 2


def test_page_and_answers_need_no_script_and_speak_english(client, version):
    client.cookies["django_language"] = "en"
    for page in (client.get(reverse("licenses:verify")), by_code(client, version)):
        assert page.status_code == 200 and 'lang="en"' in page.content.decode()
        assert "hx-" not in page.content.decode().partition("<main")[2]


@pytest.mark.parametrize("name", ["licenses:verify_face", "licenses:verify_file"])
def test_address_of_a_posted_check_leads_to_the_page(client, name):
    assert client.get(reverse(name)).url == reverse("licenses:verify")


def test_officer_who_is_signed_in_may_check_as_well(browse, version):
    assert answer(by_code(browse("qian"), version)) == "valid"
    row = AccessRecord.objects.order_by("-recorded_at", "-id").first()
    assert (row.account, row.mode) == ("qian", "public")
