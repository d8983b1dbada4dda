"""What the public check leaves in the log, how often it answers, what its pages hold."""

import pytest
from django.urls import reverse

from licenses.models import LicenseVersion
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


def test_wrong_day_is_recorded_about_the_licence(client, version):
    by_face(client, version, issued_on="2020-01-01")
    row = AccessRecord.objects.order_by("-recorded_at", "-id").first()
    assert (row.result, row.object_id) == ("not_found", str(version.license_id))


def test_answer_holds_nothing_about_the_holder(client, version, pdf):
    for page in (by_code(client, version), by_face(client, version), upload(client, pdf)):
        html = page.content.decode()
        for text in ("滕王阁", "胜利路", "龚明", version.license.shown_codes):
            assert text not in html


def test_too_many_checks_from_one_address_are_refused_and_recorded(client, version):
    pages = [by_face(client, version).status_code for _n in range(11)]
    assert pages == [200] * 10 + [429]
    page = by_face(client, version)
    assert "次数有限制" in page.content.decode()
    row = AccessRecord.objects.order_by("-recorded_at", "-id").first()
    assert (row.verb, row.result) == ("verify", "refused")
    assert by_face(client, version, address="192.0.2.77").status_code == 200


def test_guessing_the_day_of_one_licence_from_many_addresses_is_refused(client, version):
    def guess(n):
        return by_face(client, version, issued_on=f"2025-01-{n % 28 + 1:02d}", address=f"192.0.2.{n}")

    assert [guess(n).status_code for n in range(21)] == [200] * 20 + [429]
    assert answer(by_code(client, version)) == "valid"


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
