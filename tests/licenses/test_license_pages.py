"""One licence's page: who sees it, what is masked, what is revealed and fetched, and what the log says of it."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from licenses import actions
from licenses.models import License, Mark
from portal import clock
from portal.audit.models import AccessRecord
from portal.crypto.fields import sha256
from portal.vault import actions as vault
from portal.vault import subjects
from tests import cast
from tests.licenses import factories
from tests.licenses.personal import PERSONAL, marriage_certificate

ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}[0-9]{6}[0-9Xx](?![0-9A-Za-z])")


@pytest.fixture(scope="module")
def issued(shelf):
    """Keys of a food licence and of a marriage certificate."""
    return shelf(lambda: (factories.case_in("issued").license_id, marriage_certificate().pk))


@pytest.fixture
def license(issued, db):
    return License.objects.get(pk=issued[0])


@pytest.fixture
def marriage(issued, db):
    return License.objects.get(pk=issued[1])


@pytest.fixture
def rows():
    """rows() gives the log rows written since the fixture was made."""
    before = set(AccessRecord.objects.values_list("id", flat=True))
    return lambda: [row for row in AccessRecord.objects.order_by("recorded_at", "id") if row.id not in before]


def address(name, license, *more):
    return reverse(f"licenses:{name}", args=[license.pk, *more])


# --- who sees it


def test_page_says_what_the_licence_is_and_is_recorded_once(browse, license, rows):
    page = browse("lin").get(address("license", license))
    html = page.content.decode()
    version = license.versions.get()
    for text in (license.shown_number, "食品经营许可证", version.identifier, version.code, version.document.sha256,
                 version.template_digest, "南昌市东湖区市场监督管理局", "PAdES-B-B", "郑海涛", "已签发您的"):
        assert text in html, text
    assert page.headers["Cache-Control"] == "no-store"
    (row,) = rows()
    assert (row.verb, row.object_id, row.result, row.fields) == ("view", str(license.pk), "ok", [])


@pytest.mark.parametrize("username", ["zhao", "huang", "qian", "sun", "zhou", "wang", "chu"])
@pytest.mark.parametrize(("name", "more"), [
    ("license", ()), ("license_face", ("001",)), ("license_file", ("001",)), ("license_print", ("001",)),
    ("license_change", ()),
])
def test_licence_of_another_department_is_not_found_and_recorded_once(browse, license, rows, username, name, more):
    assert browse(username).get(address(name, license, *more)).status_code == 404
    assert [row.result for row in rows()] == ["not_found"]


@pytest.mark.parametrize("name", ["license_reveal", "license_lock", "license_unlock", "license_change"])
def test_posting_to_a_licence_of_another_department_is_not_found(browse, license, rows, name):
    data = {"reason": "好奇", "items": ["holders"], "kind": "cancel", "ground": "无", "document": "无"}
    assert browse("zhao").post(address(name, license), data).status_code == 404
    assert [row.result for row in rows()] == ["not_found"]
    license.refresh_from_db()
    assert license.locked_at is None and license.cases.count() == 1


def test_list_of_another_department_does_not_show_it(browse, license):
    page = browse("zhao").get(reverse("licenses:licenses")).content.decode()
    assert license.shown_number not in page and "没有符合条件的证照" in page


@pytest.mark.parametrize("username", ["qian", "zhou", "wang"])
def test_list_is_refused_to_roles_without_licences_with_the_reason(browse, license, rows, username):
    page = browse(username).get(reverse("licenses:licenses"))
    assert page.status_code == 403 and "采集岗" in page.content.decode()
    assert [row.result for row in rows()] == ["refused"]


def test_supervisor_sees_the_page_but_no_more_than_that(browse, license, rows):
    client = browse("jiang")
    page = client.get(address("license", license))
    assert page.status_code == 200 and "您当前的岗位没有这项权限" in page.content.decode()
    assert client.get(address("license_file", license, "001")).status_code == 403
    assert client.get(address("license_face", license, "001")).status_code == 403
    assert client.post(address("license_reveal", license), {"items": ["holders"], "reason": "好奇"}).status_code == 403
    assert [(row.verb, row.result) for row in rows()] == [
        ("view", "ok"), ("download", "refused"), ("preview", "refused"), ("reveal", "refused")]


def test_anonymous_is_led_to_the_sign_in(client, license):
    for name, more in (("license", ()), ("license_file", ("001",)), ("license_face", ("001",))):
        page = client.get(address(name, license, *more))
        assert page.status_code == 302 and "sign-in" in page.url


# --- masked, and revealed with a reason


def test_list_search_and_page_hold_no_personal_data_in_clear(browse, marriage):
    client = browse("lin")
    found = client.post(reverse("licenses:search"), {"q": "欧阳"}).url
    for url in (reverse("licenses:licenses"), found, address("license", marriage)):
        html = client.get(url).content.decode()
        assert "欧**月" in html or "欧*" in html
        assert not any(text in html for text in PERSONAL)
        assert ID_NUMBER.findall(html) == []


def test_reveal_shows_what_was_asked_for_and_records_it_before(browse, marriage, rows, monkeypatch):
    page = browse("lin").post(address("license_reveal", marriage), {"items": ["holders"], "reason": "窗口核对身份"})
    html = page.content.decode()
    assert page.status_code == 200 and all(text in html for text in PERSONAL)
    assert page.headers["Cache-Control"] == "no-store"
    assert [(row.verb, row.fields, row.reason, row.object_id) for row in rows()] == [
        ("reveal", ["holder_code", "holder_name"], "窗口核对身份", str(marriage.pk))]


def test_reveal_shows_nothing_when_the_log_cannot_be_written(browse, marriage, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("no log")

    monkeypatch.setattr("portal.audit.log.record", broken)
    client = browse("lin")
    client.raise_request_exception = False
    with transaction.atomic():
        page = client.post(address("license_reveal", marriage), {"items": ["holders"], "reason": "窗口核对身份"})
    assert page.status_code == 500
    assert not any(text in page.content.decode() for text in PERSONAL)


@pytest.mark.parametrize("data", [
    {}, {"items": ["holders"]}, {"reason": "核对"}, {"items": ["holders"], "reason": "   "},
    {"items": ["nonsense"], "reason": "核对"},
])
def test_reveal_without_items_or_reason_shows_nothing(browse, marriage, rows, data):
    page = browse("lin").post(address("license_reveal", marriage), data)
    assert page.status_code == 422
    assert not any(text in page.content.decode() for text in PERSONAL)
    assert "reveal" not in [row.verb for row in rows()]


@pytest.mark.parametrize(("username", "status"), [("lin", 200), ("wu", 200), ("zheng", 200), ("chen", 403)])
def test_reveal_is_for_those_who_work_on_licences(browse, marriage, username, status):
    page = browse(username).post(address("license_reveal", marriage), {"items": ["holders"], "reason": "核对"})
    assert page.status_code == status


def test_log_calls_what_is_seen_by_the_same_keys_on_case_and_licence(browse, marriage, rows):
    """Whoever asks who saw the name asks once: the log is never rewritten."""
    clerk, case = browse("lin"), marriage.versions.get().case
    clerk.get(clerk.post(reverse("licenses:case_reveal", args=[case.pk]), {"reason": "核对"}).url)
    clerk.get(address("license_file", marriage, "001"))
    form = clerk.get(address("license", marriage)).context["reveal_form"]
    offered = [key for key, _label in form.fields["items"].choices]
    clerk.post(address("license_reveal", marriage), {"items": offered, "reason": "核对"})
    of_case, of_file, _masked, revealed = [set(row.fields) for row in rows() if row.verb != "reveal" or row.fields]
    assert of_file == of_case | {"number"} and {"holder_name", "holder_code", "photo"} <= of_case
    assert {"holder_name", "birth_date_1"} <= revealed < of_case


# --- face and file


@pytest.mark.parametrize(("name", "verb"), [
    ("license_face", "preview"), ("license_file", "download"), ("license_print", "print")])
def test_face_and_file_are_recorded_with_all_they_show(browse, license, rows, name, verb):
    assert browse("lin").get(address(name, license, "001")).status_code == 200
    (row,) = rows()
    assert (row.verb, row.object_id, row.result) == (verb, str(license.pk), "ok")
    assert {"holder_name", "holder_code", "number", "premises"} <= set(row.fields)


def test_face_is_a_picture_within_the_page(browse, license):
    client = browse("lin")
    whole = client.get(address("license_face", license, "001")).content.decode()
    part = client.get(address("license_face", license, "001"), headers={"HX-Request": "true"}).content.decode()
    assert 'src="data:image/webp;base64,' in whole and "<html" in whole
    assert 'src="data:image/webp;base64,' in part and "<html" not in part


def test_file_is_the_signed_one_under_its_identifier(browse, license):
    version = license.versions.get()
    file = browse("lin").get(address("license_file", license, "001"))
    assert file.content.startswith(b"%PDF-") and file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"] == f'attachment; filename="{version.identifier}.pdf"'
    assert sha256(file.content) == version.document.sha256


def test_version_that_is_not_there_is_not_found(browse, license):
    assert browse("lin").get(address("license_file", license, "002")).status_code == 404


# --- statuses, changes


@pytest.mark.parametrize(("query", "text"), [
    ("on=2020-01-01", "尚未生效"), ("on=2026-02-30", "日期不存在"), ("on=x&known=y", "请输入日期"),
    ("known=2020-01-01", "尚未生效"), ("on=9999-12-31", "2199-12-31 之间"), ("known=9999-12-31", "2199-12-31 之间"),
])
def test_as_of_box_answers_for_the_day(browse, license, query, text):
    page = browse("lin").get(address("license", license) + "?" + query)
    assert page.status_code == 200 and text in page.content.decode()


def test_change_offers_only_what_the_status_allows(browse, license):
    kinds = browse("lin").get(address("license_change", license)).context["form"].fields["kind"].choices
    assert [kind for kind, _label in kinds] == ["suspend", "withdraw", "annul", "revoke", "cancel"]


def test_change_opens_a_case_that_goes_its_way(browse, license, rows):
    data = {"kind": "suspend", "ground": "违反许可条件", "document": "东市监罚〔2026〕3号"}
    page = browse("lin").post(address("license_change", license), data)
    case = license.cases.get(kind="suspend")
    assert page.status_code == 302 and page.url == reverse("licenses:case", args=[case.pk])
    assert [(row.verb, row.case_number) for row in rows()] == [("licenses.case.open", case.number)]
    case = actions.submit(case, by=cast.acting("lin"), not_secret=True)
    case = actions.approve(case, by=cast.acting("wu"), digest=bytes(case.content_digest).hex())
    actions.carry_out(case, by=cast.acting("zheng"))
    html = browse("lin").get(address("license", license)).content.decode()
    for text in ("暂扣中", "违反许可条件", "东市监罚〔2026〕3号", "办理暂扣"):
        assert text in html


def test_second_change_while_one_is_under_way_is_refused_and_keeps_what_was_typed(browse, license, rows):
    data = {"kind": "suspend", "ground": "违反许可条件", "document": "东市监罚〔2026〕3号"}
    client = browse("lin")
    client.post(address("license_change", license), data)
    page = client.post(address("license_change", license), data | {"kind": "revoke"})
    assert page.status_code == 422 and "已有在办的变更办件" in page.content.decode()
    assert "违反许可条件" in page.content.decode()
    assert [(row.verb.rpartition(".")[2], row.result) for row in rows()] == [
        ("open", "ok"), ("open", "refused"), ("view", "ok")]


def test_change_without_its_words_says_what_is_missing(browse, license):
    page = browse("lin").post(address("license_change", license), {"kind": "suspend", "ground": " ", "document": ""})
    assert page.status_code == 422
    assert "请填写依据与理由" in page.content.decode() and license.cases.count() == 1


def test_change_whose_ground_is_too_long_has_its_sentence_at_the_field(browse, license):
    data = {"kind": "suspend", "ground": "依" * 401, "document": "东市监罚〔2026〕3号"}
    page = browse("lin").post(address("license_change", license), data)
    assert page.status_code == 422 and page.context["form"].errors.keys() == {"ground"}
    assert "最多 400 字，现为 401 字" in page.content.decode()


@pytest.mark.parametrize("username", ["wu", "zheng", "chen"])
def test_change_is_started_by_clerks_alone(browse, license, username):
    assert browse(username).get(address("license_change", license)).status_code == 403


# --- secrets


def test_locked_licence_is_seen_only_by_the_named(browse, license):
    done = browse("lin").post(address("license_lock", license), {"reason": "疑似涉密"}, follow=True)
    assert done.redirect_chain == [(reverse("licenses:licenses"), 302)]
    assert "只有他们能看到本证照" in done.content.decode()
    seen = {name: browse(name).get(address("license", license)).status_code
            for name in ("lin", "he", "wu", "chen", "chu", "jiang")}
    assert seen == {"lin": 404, "he": 404, "wu": 404, "chen": 200, "chu": 200, "jiang": 404}
    assert browse("lin").get(address("license_file", license, "001")).status_code == 404


def test_lock_without_a_reason_is_refused(browse, license):
    assert browse("lin").post(address("license_lock", license), {"reason": " "}).status_code == 422
    license.refresh_from_db()
    assert license.locked_at is None


def test_unlock_is_not_for_whoever_locked_it(browse, license):
    browse("lin").post(address("license_lock", license), {"reason": "疑似涉密"})
    assert browse("lin").post(address("license_unlock", license), {"reason": "不涉密"}).status_code == 404
    done = browse("chu").post(address("license_unlock", license), {"reason": "经核查不涉密"})
    assert done.status_code == 302 and done.url == reverse("licenses:licenses")
    course = browse("he").get(address("license", license)).context["course"]
    assert [(event.title, event.reason, event.kind) for event in course] == [
        ("解除锁定", "经核查不涉密", "ok"), ("锁定（疑似涉密）", "疑似涉密", "bad"), ("签发", "", "ok"),
        ("审核通过", "", "ok"), ("提交审核", "", "ok"), ("采集", "", "ok"),
    ]


def test_page_of_a_destroyed_dossier_is_its_stub(browse, license, rows):
    subject = subjects.find(cast.acting("chen"), license.key_id)
    order = vault.order(subject, by=cast.acting("chen"), words="一件证照", ground="依法销毁")
    vault.confirm(order, by=cast.acting("chu"))
    client = browse("lin")
    page = client.get(address("license", license))
    assert page.status_code == 200 and "依法销毁" in page.content.decode()
    assert "胜利路步行街" not in page.content.decode()
    assert client.get(address("license_file", license, "001")).status_code == 410
    assert [(row.verb, row.result) for row in rows()][-1] == ("download", "failed")


def test_head_leads_to_destroying_the_key(browse, license):
    page = browse("chen").get(address("license", license)).content.decode()
    assert f"{reverse('vault:order')}?key={license.key_id}" in page
    assert "提请销毁" not in browse("lin").get(address("license", license)).content.decode()
    assert License.objects.filter(pk=license.pk).exists()


def test_mark_stands_on_the_page_while_it_lasts(browse, license):
    since = clock.now() - timedelta(days=2)
    Mark.objects.create(license=license, kind="objection", source="异议处理中", since=since)
    Mark.objects.create(license=license, kind="objection", source="从前的异议", since=since, until=since)
    html = browse("lin").get(address("license", license)).content.decode()
    assert "异议处理中" in html and "从前的异议" not in html
