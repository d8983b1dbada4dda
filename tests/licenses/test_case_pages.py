"""Pages of cases: who sees what in clear, what is recorded, the steps by button."""

import re
from datetime import timedelta

import pytest

from catalogs import actions as catalog
from licenses import actions, drafts
from licenses.models import Case, License, ReturnReason
from portal import clock
from portal.audit.models import AccessRecord
from portal.crypto import ca
from portal.notices.models import Notice
from tests.databases import past_the_rules
from tests.licenses import factories
from tests.licenses.test_case_collecting import posted, text

pytestmark = pytest.mark.django_db

PAGES = [
    ("draft", "lin", ""), ("draft", "lin", "edit/"), ("submitted", "wu", "review/"), ("submitted", "wu", ""),
    ("approved", "zheng", "sign/"), ("approved", "zheng", "issue/"), ("approved", "zheng", "send_back/"),
    ("returned", "lin", "edit/"), ("returned", "lin", ""), ("issued", "lin", ""), ("rejected", "lin", ""),
    ("withdrawn", "lin", ""), ("draft", "lin", "withdraw/"), ("submitted", "wu", "reject/"),
    ("submitted", "jiang", ""), ("submitted", "lin", "lock/"), ("issued", "lin", "reveal/"),
]
ADDRESS = "江西省南昌市东湖区胜利路步行街216号"


@pytest.mark.parametrize(("status", "who", "path"), PAGES)
def test_page_of_a_case_for_its_people_is_drawn_and_recorded_once(browse, status, who, path, standing):
    case, client = standing(status), browse(who)
    before = AccessRecord.objects.count()
    response = client.get(f"/cases/{case.pk}/{path}")
    assert response.status_code == 200 and case.number in text(response)
    assert AccessRecord.objects.count() == before + 1


@pytest.mark.parametrize("path", ["", "edit/", "review/", "sign/", "issue/", "withdraw/", "reject/", "send_back/",
                                  "lock/", "face/", "reveal/"])
@pytest.mark.parametrize("who", ["zhao", "qian", "sun", "zhou", "wang"])
def test_page_of_another_departments_case_is_not_found(browse, path, who, standing):
    case = standing("submitted")
    assert browse(who).get(f"/cases/{case.pk}/{path}").status_code == 404


@pytest.mark.parametrize(("path", "who", "status"), [
    ("review/", "lin", "submitted"), ("sign/", "wu", "approved"), ("issue/", "lin", "approved"),
    ("edit/", "wu", "draft"), ("reject/", "lin", "submitted"), ("unlock/", "lin", "submitted"),
])
def test_page_of_a_step_that_is_not_ones_own_is_refused_with_the_reason(browse, path, who, status, standing):
    response = browse(who).get(f"/cases/{standing(status).pk}/{path}")
    assert response.status_code == 403 and "。" in text(response)


def test_anonymous_is_led_to_the_sign_in(browse, standing):
    response = browse().get(f"/cases/{standing('submitted').pk}/")
    assert response.status_code == 302 and "/accounts/" in response["Location"]


# --- in clear and masked


@pytest.mark.parametrize(("who", "clear"), [("lin", True), ("he", True), ("wu", True), ("zheng", True),
                                            ("chen", False), ("jiang", False)])
def test_content_is_in_clear_for_those_who_work_on_it_and_named_in_the_record(browse, who, clear):
    case, holder = factories.natural("submitted")
    page = text(browse(who).get(f"/cases/{case.pk}/"))
    assert (holder["code"] in page) is clear and ("龚㛃" in page) is clear
    record = AccessRecord.objects.latest("recorded_at")
    assert ("holder_code" in record.fields) is clear and len(record.holders) == 2


def test_finished_case_is_masked_and_revealed_for_a_reason(browse):
    case, holder = factories.natural("rejected")
    clerk = browse("lin")
    assert holder["code"] not in text(clerk.get(f"/cases/{case.pk}/"))
    assert clerk.post(f"/cases/{case.pk}/reveal/", {"reason": ""}).status_code == 422
    response = clerk.post(f"/cases/{case.pk}/reveal/", {"reason": "申请人来电查询"})
    assert AccessRecord.objects.filter(verb="reveal", reason="申请人来电查询").count() == 1
    assert holder["code"] in text(clerk.get(response["Location"]))
    assert holder["code"] not in text(browse("he").get(response["Location"]))


def test_reveal_does_not_last(browse):
    case, holder = factories.natural("rejected")
    clerk = browse("lin")
    url = clerk.post(f"/cases/{case.pk}/reveal/", {"reason": "复核"})["Location"]
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        assert holder["code"] not in text(clerk.get(url))


def test_reveal_is_not_made_longer_by_looking_at_materials(browse):
    """Every page makes passes for its pictures; all of them end with the reveal."""
    case, holder = factories.natural("rejected")
    clerk, began = browse("lin"), clock.now()
    first = clerk.post(f"/cases/{case.pk}/reveal/", {"reason": "复核"})["Location"].partition("?")[2]
    url = f"/cases/{case.pk}/materials/{case.materials.get().pk}/"
    query = first
    for minutes in (4, 8):
        with clock.moved_to(began + timedelta(minutes=minutes)):
            page = text(clerk.get(f"{url}?{query}"))
            query = re.search(r"/page/0/\?(pass=[^\"]+)", page)[1]
            assert clerk.get(f"{url}page/0/?{query}").status_code == 200
    with clock.moved_to(began + timedelta(minutes=11)):
        for given in (first, query):
            assert clerk.get(f"{url}?{given}").status_code == 403
            assert clerk.get(f"{url}page/0/?{given}").status_code == 403
            assert clerk.get(f"{url}file/?{given}").status_code == 403
            assert holder["code"] not in text(clerk.get(f"/cases/{case.pk}/?{given}"))


def test_links_of_a_revealed_material_lead_on_while_the_reveal_lasts(browse):
    case, _holder = factories.natural("rejected")
    clerk, url = browse("lin"), f"/cases/{case.pk}/materials/{case.materials.get().pk}/"
    query = clerk.post(f"/cases/{case.pk}/reveal/", {"reason": "复核"})["Location"].partition("?")[2]
    link = re.search(rf'href="({url}file/[^"]*)"', text(clerk.get(f"{url}?{query}")))[1]
    assert clerk.get(link).status_code == 200


def test_page_of_a_destroyed_dossier_says_so(browse, standing):
    case = standing("submitted")
    with past_the_rules():
        Case.objects.filter(pk=case.pk).update(key_id="00000000-0000-7000-8000-000000000000")
    page = text(browse("wu").get(f"/cases/{case.pk}/"))
    assert "已依法销毁" in page


# --- steps by button


def test_review_page_approves_what_it_shows(browse, standing):
    case, reviewer = standing("submitted"), browse("wu")
    page = text(reviewer.get(f"/cases/{case.pk}/review/"))
    digest = re.search(r'name="digest" value="([0-9a-f]+)"', page)[1]
    response = reviewer.post(f"/cases/{case.pk}/approve/", {"digest": digest, "opinion": "同意"})
    assert response["Location"] == "/?queue=review"
    assert Case.objects.get(pk=case.pk).status == "approved"


def test_looking_at_a_review_writes_nothing_but_the_log(browse, standing):
    case = standing("submitted")
    browse("wu").get(f"/cases/{case.pk}/review/")
    assert Case.objects.get(pk=case.pk).opened_at is None


def test_opening_the_review_is_noted_and_ends_recall(browse, standing):
    case = standing("submitted")
    assert "提交人不能再撤回" in text(browse("wu").post(f"/cases/{case.pk}/opened/"))
    response = browse("lin").post(f"/cases/{case.pk}/recall/")
    assert response.status_code == 403 and "开始审核" in text(response)


def test_after_a_decision_the_next_case_is_at_hand(browse, standing):
    first, second = standing("submitted"), factories.case_in("submitted")
    reviewer = browse("wu")
    reviewer.post(f"/cases/{first.pk}/approve/", {"digest": bytes(first.content_digest).hex()})
    page = text(reviewer.get("/?queue=review"))
    assert f"/cases/{second.pk}/review/" in page and "办理下一件" in page


def test_second_approval_is_a_conflict_on_the_page_of_the_case(browse, standing):
    case = standing("approved")
    response = browse("wu").post(f"/cases/{case.pk}/approve/", {"digest": bytes(case.content_digest).hex()})
    page = text(response)
    assert response.status_code == 409 and "当前状态为“待签发”" in page and case.number in page


def test_success_of_one_tab_is_not_told_above_the_conflict_of_another(browse, standing):
    case, reviewer = standing("submitted"), browse("wu")
    given = {"digest": bytes(case.content_digest).hex()}
    reviewer.post(f"/cases/{case.pk}/approve/", given)
    late = reviewer.post(f"/cases/{case.pk}/approve/", given)
    assert late.status_code == 409 and "没有办成" in text(late) and "已审核通过：" not in text(late)
    assert reviewer.get("/accounts/people/").status_code == 403
    assert "已审核通过：" in text(reviewer.get("/"))


def test_approval_of_changed_content_is_a_conflict_on_the_page_of_the_case(browse, standing):
    case = standing("submitted")
    response = browse("wu").post(f"/cases/{case.pk}/approve/", {"digest": "00"})
    assert response.status_code == 409 and "请刷新后重新审核" in text(response)


def test_send_back_joins_stock_reasons_and_own_words_and_tells_the_clerk(browse, lin, standing):
    case, stock = standing("submitted"), ReturnReason.objects.all()[:2]
    told = Notice.objects.filter(to_user=lin.user, event="case_returned")
    before = told.count()
    browse("wu").post(f"/cases/{case.pk}/send_back/", {"stock": [row.pk for row in stock], "own": "第 3 页。"})
    case.refresh_from_db()
    assert actions.opinion_of(case) == f"{stock[0].text}\n{stock[1].text}\n第 3 页。"
    assert told.count() == before + 1
    assert "第 3 页。" in text(browse("lin").get(f"/cases/{case.pk}/"))


def test_dozen_stock_reasons_are_there():
    assert ReturnReason.objects.count() == 12


@pytest.mark.parametrize(("step", "who", "status"), [("send_back", "wu", "submitted"), ("reject", "wu", "submitted"),
                                                     ("withdraw", "lin", "draft"), ("lock", "lin", "draft")])
def test_step_without_its_words_is_asked_again(browse, step, who, status, standing):
    case = standing(status)
    response = browse(who).post(f"/cases/{case.pk}/{step}/", {})
    assert response.status_code == 422 and 'id="errsum"' in text(response)
    assert Case.objects.get(pk=case.pk).status == status


@pytest.mark.parametrize(("step", "who", "status"), [("unlock", "chu", "locked"), ("reveal", "lin", "rejected"),
                                                     ("reject", "wu", "submitted")])
def test_step_without_its_words_is_recorded_as_its_page_is(browse, lin, step, who, status):
    case = factories.case_in("submitted" if status == "locked" else status)
    if status == "locked":
        actions.lock(case, by=lin, reason="秘密甲乙丙")
    reader, url, rows = browse(who), f"/cases/{case.pk}/{step}/", []
    for code, ask in ((200, reader.get), (422, lambda url: reader.post(url, {"reason": ""}))):
        before = list(AccessRecord.objects.values_list("id", flat=True))
        response = ask(url)
        assert response.status_code == code and ("秘密甲乙丙" in text(response)) is (status == "locked")
        rows.append(AccessRecord.objects.exclude(id__in=before).get())
    assert len({(row.verb, row.object_id, *row.fields) for row in rows}) == 1


@pytest.mark.parametrize(("step", "status"), [("reject", "submitted"), ("send_back", "submitted"),
                                              ("withdraw", "draft"), ("unlock", "submitted"), ("reveal", "issued")])
def test_step_without_its_words_is_refused_to_whoever_may_not_take_it(browse, step, status, standing):
    case = standing(status)
    before = AccessRecord.objects.filter(result="refused").count()
    assert browse("jiang").post(f"/cases/{case.pk}/{step}/", {}).status_code == 403
    assert AccessRecord.objects.filter(result="refused").count() == before + 1
    assert Case.objects.get(pk=case.pk).status == status


@pytest.mark.parametrize(("step", "who", "status", "after"), [
    ("reject", "wu", "submitted", "rejected"), ("withdraw", "lin", "submitted", "withdrawn"),
    ("send_back", "zheng", "approved", "returned"), ("withdraw", "lin", "draft", "withdrawn"),
])
def test_step_with_its_words_is_taken(browse, step, who, status, after, standing):
    case = standing(status)
    response = browse(who).post(f"/cases/{case.pk}/{step}/", {"reason": "申请人要求。", "own": "请核对。"})
    assert response.status_code == 302
    assert Case.objects.get(pk=case.pk).status == after


def test_recall_leads_back_into_the_form(browse, standing):
    case = standing("submitted")
    assert browse("lin").post(f"/cases/{case.pk}/recall/")["Location"] == f"/cases/{case.pk}/edit/"


def test_locked_case_is_gone_for_the_others(browse, standing):
    case = standing("submitted")
    response = browse("wu").post(f"/cases/{case.pk}/lock/", {"reason": "疑似涉及军事设施。"}, follow=True)
    assert response.redirect_chain == [("/cases/", 302)] and "已通知保密岗和本部门负责人" in text(response)
    assert browse("lin").get(f"/cases/{case.pk}/").status_code == 404
    page = text(browse("chu").get(f"/cases/{case.pk}/"))
    assert "疑似涉及军事设施" in page and "解除锁定" in page
    assert browse("chu").post(f"/cases/{case.pk}/unlock/", {"reason": "经核查不涉密。"})["Location"] == "/"
    assert browse("lin").get(f"/cases/{case.pk}/").status_code == 200


def test_locked_case_is_gone_for_whoever_locked_it_with_its_face_and_its_review(browse, standing):
    case, wu = standing("submitted"), browse("wu")
    shown = wu.get(f"/cases/{case.pk}/review/").context["pass"]
    face = f"/cases/{case.pk}/face/?page=0&pass={shown}"
    assert wu.get(face).status_code == 200
    wu.post(f"/cases/{case.pk}/lock/", {"reason": "疑似涉及军事设施。"})
    pages = ["", "review/", "lock/", "unlock/", "reject/", "reveal/"]
    assert {wu.get(f"/cases/{case.pk}/{page}").status_code for page in pages} == {404}
    assert wu.get(face).status_code == 404


def test_case_locked_by_a_named_person_is_still_seen_by_him_and_lifted_by_another(browse, standing):
    case, chen = standing("submitted"), browse("chen")
    locked = chen.post(f"/cases/{case.pk}/lock/", {"reason": "疑似涉及军事设施。"})
    assert locked["Location"] == f"/cases/{case.pk}/" and "疑似涉及军事设施" in text(chen.get(locked["Location"]))
    assert chen.post(f"/cases/{case.pk}/unlock/", {"reason": "不涉密。"}).status_code == 403
    assert browse("chu").post(f"/cases/{case.pk}/unlock/", {"reason": "不涉密。"}).status_code == 302


def test_acts_that_are_not_ones_own_stand_disabled_with_the_reason(browse, standing):
    page = text(browse("lin").get(f"/cases/{standing('submitted').pk}/"))
    assert 'aria-disabled="true"' in page and "由审核岗办理" in page


# --- issuing


def test_signer_sees_who_and_with_which_certificate(browse, standing):
    page = text(browse("zheng").get(f"/cases/{standing('approved').pk}/sign/"))
    assert "吴建国" in page and "林晓燕" in page and "第 1 版" in page
    assert "南昌市东湖区市场监督管理局" in page and "有效期至" in page


def once(page: str, sentence: str) -> bool:
    """Whether a page says a sentence once; what happened before is told in the timeline again."""
    return page.partition("<h2>办理经过</h2>")[0].count(sentence) == 1


def test_signer_with_an_expired_certificate_sees_it_once_before_and_after(browse, settings, tmp_path, standing):
    case, signer = standing("approved"), browse("zheng")
    now = clock.now()
    ca.issue_department(tmp_path, case.department.uscc, case.department.name, now - timedelta(days=90),
                        now - timedelta(days=2))
    settings.CA_FOLDER = tmp_path
    for page in (text(signer.get(f"/cases/{case.pk}/{path}/")) for path in ("sign", "issue")):
        assert once(page, "签章证书已过期") and 'aria-disabled="true"' in page
    response = signer.post(f"/cases/{case.pk}/issue/")
    assert response.status_code == 409 and once(text(response), "签章证书已过期")
    assert "签发未成功" in text(signer.get("/"))
    page = text(signer.get(f"/cases/{case.pk}/sign/"))
    assert once(page, "签章证书已过期") and "重新签发" in page
    settings.CA_FOLDER = tmp_path / "nothing"
    page = text(signer.get(f"/cases/{case.pk}/sign/"))
    assert once(page, "签章证书已过期") and once(page, "签章密钥缺失") and "可以重试" not in page


def test_signing_that_can_be_tried_again_is_offered_again(browse, zheng, standing):
    case = standing("approved")
    actions.note_problem(case, by=zheng, problem="签章服务暂时不可用，请稍后重试。")
    page = text(browse("zheng").get(f"/cases/{case.pk}/sign/"))
    assert "可以重试" in page and "重新签发" in page and 'aria-disabled="true"' not in page


def test_issue_leads_to_the_case_with_its_licence(browse, standing):
    case, signer = standing("approved"), browse("zheng")
    page = text(signer.post(f"/cases/{case.pk}/issue/", follow=True))
    license = License.objects.get(cases=case)
    assert license.shown_number in page and f"/licenses/{license.pk}/" in page


def test_second_click_on_issue_is_a_conflict_on_the_page_of_the_case(browse, standing):
    case, signer = standing("approved"), browse("zheng")
    signer.post(f"/cases/{case.pk}/issue/")
    response = signer.post(f"/cases/{case.pk}/issue/")
    assert response.status_code == 409 and "当前状态为“已签发”" in text(response)
    assert License.objects.filter(cases=case).count() == 1


def test_changed_catalogue_sends_back_and_shows_the_difference_until_adopted(browse, sun, li, standing):
    case = standing("approved")
    version = catalog.draft_next(case.entry, by=sun)
    version = catalog.change_draft(version, by=sun, rev=version.rev, values={"unique_per_holder": True})
    catalog.publish(catalog.submit(version, by=sun), by=li, in_force_from=clock.today())
    for page in (text(browse("zheng").get(f"/cases/{case.pk}/{path}/")) for path in ("sign", "issue")):
        assert once(page, "目录已更新为第 2 版") and 'aria-disabled="true"' in page
        assert "同一持证主体仅一件有效" in page and f"/cases/{case.pk}/send_back/" in page
    response = browse("zheng").post(f"/cases/{case.pk}/issue/")
    assert response.status_code == 409 and "目录版本已变化" in text(response)
    assert "同一持证主体仅一件有效" in text(response)
    clerk = browse("lin")
    page = text(clerk.get(f"/cases/{case.pk}/edit/"))
    assert "目录已更新为第 2 版" in page and "同一持证主体仅一件有效" in page
    typed, revision = drafts.load(case)
    clerk.post(f"/cases/{case.pk}/edit/", posted(typed, revision, do="adopt"))
    assert Case.objects.get(pk=case.pk).version.number == 2
    assert "目录已更新" not in text(clerk.get(f"/cases/{case.pk}/edit/"))


def test_change_of_a_licence_goes_through_the_same_pages(browse, lin, standing):
    license = standing("issued").license
    case = actions.open_change(license, by=lin, kind="suspend", ground="违反许可条件", document="东市监决〔2026〕1号")
    clerk, typed = browse("lin"), drafts.load(case)
    assert "依据与理由" in text(clerk.get(f"/cases/{case.pk}/edit/"))
    fields = {"ground": "", "document": "x" * 101, "rev": typed[1], "do": "submit", "not_secret": "on"}
    response = clerk.post(f"/cases/{case.pk}/edit/", fields)
    assert response.status_code == 422 and "请写明依据与理由" in text(response) and "最多 100 字" in text(response)
    fields |= {"ground": "违反许可条件，暂扣三十日", "document": "东市监决〔2026〕1号", "rev": drafts.load(case)[1]}
    assert clerk.post(f"/cases/{case.pk}/edit/", fields).status_code == 302
    page = text(browse("wu").get(f"/cases/{case.pk}/review/"))
    assert "违反许可条件，暂扣三十日" in page and 'id="face-0"' not in page
    digest = re.search(r'name="digest" value="([0-9a-f]+)"', page)[1]
    browse("wu").post(f"/cases/{case.pk}/approve/", {"digest": digest})
    assert "确认办结" in text(browse("zheng").get(f"/cases/{case.pk}/issue/"))
    browse("zheng").post(f"/cases/{case.pk}/issue/")
    license.refresh_from_db()
    assert license.status == "suspended"
