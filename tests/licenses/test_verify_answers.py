"""The public check by code and by face: one answer code for every way a licence can stand."""

import re
import time
from datetime import timedelta
from statistics import median
from uuid import uuid4

import pytest
from django.urls import reverse

from catalogs.models import Entry
from licenses import actions, contents, identifier, verification
from licenses.models import Document, LicenseVersion, Mark
from licenses.verification import Outcome
from portal import clock, formats
from portal.vault import actions as vault
from portal.vault import files, subjects
from tests import cast
from tests.databases import past_the_rules
from tests.licenses import factories
from tests.licenses.checks import answer, by_code, by_face, change, upload

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


# --- every code


def test_code_of_an_effective_licence_answers_valid(client, version):
    page = by_code(client, version)
    assert answer(page) == "valid"
    assert "有效" in page.content.decode()


@pytest.mark.parametrize(("kinds", "code"), [
    (["suspend"], "suspended"), (["suspend", "restore"], "valid"), (["withdraw"], "withdrawn"),
    (["annul"], "annulled"), (["revoke"], "revoked"), (["cancel"], "cancelled"), (["revoke", "cancel"], "cancelled"),
])
def test_code_after_an_act_of_the_authority_answers_the_act(client, version, kinds, code):
    for kind in kinds:
        change(version.license, kind)
    page = by_code(client, version)
    assert answer(page) == code
    assert ("此前已吊销" in page.content.decode()) == (kinds == ["revoke", "cancel"])


@pytest.mark.parametrize(("days", "code"), [(-1, "not_yet_valid"), (366 * 6, "expired")])
def test_code_outside_the_period_answers_by_the_dates(client, version, days, code):
    with clock.moved_to(clock.now() + timedelta(days=days)):
        assert answer(by_code(client, version)) == code


@pytest.mark.parametrize("code", ["ABCDEFGHJKLMNPQRSTUVWXYZ2", "x", "%00", "查无此码", "9" * 300])
def test_code_that_is_not_registered_answers_unknown(client, version, code):
    page = client.get(f"/verify/{code}")
    assert answer(page) == "unknown"
    assert page.context["answer"].version is None


def test_code_is_taken_in_small_letters_and_pieces(client, version):
    typed = f" {version.code[:5].lower()} {version.code[5:].lower()} "
    page = client.get(reverse("licenses:verify"), {"code": typed}, follow=True)
    assert answer(page) == "valid"


def test_older_version_of_a_licence_answers_replaced(client, version):
    newer = copy_of(version)
    assert answer(by_code(client, version)) == "replaced"
    assert answer(by_code(client, newer)) == "valid"
    change(version.license, "revoke")
    assert answer(by_code(client, version)) == "revoked"


def copy_of(version):
    """A second version of the licence; no case makes one yet."""
    other = factories.case_in("issued").made_version
    new = LicenseVersion.objects.get(pk=version.pk)
    new.pk, new.number, new.identifier, new.code = uuid4(), "002", version.identifier + "X", "Z" * 25
    new.sealed_content = contents.seal_issued(new, version.license.key_id, contents.unseal_issued(version))
    new.case = factories.case_in("approved")
    with past_the_rules():
        new.document = Document.objects.create(sha256="0" * 64, kind="license", file=other.document.file,
                                               made_at=clock.now(), made_by=other.document.made_by)
        new.save(force_insert=True)
    return new


def test_locked_licence_answers_check_impossible_and_nothing_else(client, version):
    actions.lock_license(version.license, by=cast.acting("lin"), reason="疑似涉密")
    page = by_code(client, version)
    assert answer(page) == "check_impossible"
    html = page.content.decode()
    for text in ("锁定", "涉密", version.identifier, "食品经营许可证", "东湖区"):
        assert text not in html


def test_licence_whose_key_was_destroyed_answers_check_impossible(client, version, pdf):
    subject = subjects.find(cast.acting("chen"), version.license.key_id)
    order = vault.order(subject, by=cast.acting("chen"), words="一件证照", ground="依法销毁")
    vault.confirm(order, by=cast.acting("chu"))
    assert answer(by_code(client, version)) == "check_impossible"
    assert answer(upload(client, pdf)) == "check_impossible"
    assert answer(by_face(client, version)) == "check_impossible"
    assert answer(by_face(client, version, issued_on="2020-01-01")) == "unknown"


# --- by the face


def test_face_by_identifier_and_day_of_issue_answers_valid(client, version):
    page = by_face(client, version)
    assert answer(page) == "valid" and page.context["answer"].same_holder is None


def test_face_by_number_type_and_day_of_issue_answers_valid(client, version):
    license = version.license
    page = by_face(client, version, number=f" {license.shown_number.lower()} ", type=str(license.entry_id))
    assert answer(page) == "valid"


def test_face_with_a_wrong_type_answers_unknown(client, version):
    other = Entry.objects.exclude(pk=version.license.entry_id).first()
    assert answer(by_face(client, version, number=version.license.shown_number, type=str(other.pk))) == "unknown"


@pytest.mark.parametrize("name", ["南昌市东湖区滕王阁小馆餐饮有限公司", " 南昌市东湖区滕王阁小馆 餐饮有限公司 "])
def test_name_of_the_holder_is_only_said_to_agree(client, version, name):
    page = by_face(client, version, name=name)
    html = page.content.decode()
    assert answer(page) == "valid" and "名称与登记一致" in html and "滕王阁" not in html
    assert (coded(html, "结果代码"), coded(html, "持证主体比对")) == ("valid", "holder_agrees")


def test_name_of_somebody_else_is_a_mismatch_whatever_the_licence_is(client, version):
    page = by_face(client, version, name="南昌市东湖区滕王阁大馆餐饮有限公司")
    html = page.content.decode()
    assert answer(page) == "mismatch" and "持证主体不一致（登记状态：有效）" in html and "滕王阁" not in html
    assert [coded(html, what) for what in ("结果代码", "登记状态代码", "持证主体比对")] == [
        "mismatch", "valid", "holder_differs"]


def test_without_a_name_nothing_is_said_of_a_comparison(client, version):
    assert "持证主体比对" not in by_face(client, version).content.decode()


def coded(html: str, term: str) -> str:
    """The code that stands beside a term of the answer."""
    return re.search(rf'<dt>{term}</dt>\s*<dd[^>]*>(?:[^<]*<span class="code">)?([a-z_]+)<', html)[1]


def test_wrong_day_gets_the_same_answer_as_an_unknown_licence(client, version):
    wrong = by_face(client, version, issued_on="2020-01-01", name="某某")
    unknown = by_face(client, version, number=unknown_identifier(version), name="某某")
    assert answer(wrong) == answer(unknown) == "unknown"

    def told(page):
        main = page.content.decode().partition("<main")[2]
        for own in (str(page.context["check_number"]), formats.full(page.context["answer"].at)):
            main = main.replace(own, "")
        return main

    assert told(wrong) == told(unknown)


def unknown_identifier(version):
    known = identifier.parse(version.identifier)
    return identifier.build(known.type_code, known.issuer, "209900000001")


def test_wrong_day_takes_as_long_as_an_unknown_licence(version):
    """Medians of many rounds, taken in turn; what else the machine does falls on both."""
    entry, day = version.license.entry, clock.day_of(version.issued_at) - timedelta(days=9)
    spent = {"wrong": [], "unknown": []}
    asked = {"wrong": version.identifier, "unknown": unknown_identifier(version)}
    for _round in range(60):
        for name, typed in asked.items():
            started = time.perf_counter()
            assert verification.by_face(typed, entry, day).code == Outcome.UNKNOWN
            spent[name].append(time.perf_counter() - started)
    wrong, unknown = (median(spent[name][10:]) for name in ("wrong", "unknown"))
    assert 0.6 < wrong / unknown < 1.67


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"number": ""}, "请填写证照标识或证照编号"), ({"number": "JY1"}, "请同时选择证照类型"),
    ({"number": "1.2.156.3005.2.1"}, "证照标识应"), ({"issued_on": "2026-02-30"}, "日期不存在"),
    ({"issued_on": ""}, "请填写发证日期"),
])
def test_face_that_is_filled_in_wrongly_gets_its_sentence(client, version, changes, sentence):
    page = by_face(client, version, **changes)
    assert page.status_code == 422 and sentence in page.content.decode()


def test_mark_is_told_beside_the_answer(client, version):
    assert "尚未核实的异议" not in by_code(client, version).content.decode()
    Mark.objects.create(license=version.license, kind="objection", source="异议处理中", since=clock.now())
    page = by_code(client, version)
    assert answer(page) == "valid" and "尚未核实的异议" in page.content.decode()
