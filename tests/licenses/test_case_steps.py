"""Steps of a case: who may take them, what the others are told, what a step leaves behind."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from catalogs import actions as catalog
from catalogs.models import Entry
from licenses import actions, contents, drafts, reading
from licenses.models import Case, CaseDraft, Hand, License, Number
from licenses.states import CASE
from portal import clock
from portal.actor import acting_as
from portal.audit.models import AccessRecord
from portal.decisions import Conflict, Invalid, Refused
from tests import cast
from tests.databases import past_the_rules
from tests.licenses import factories

pytestmark = pytest.mark.django_db

SOURCE = {
    # step: the status of the case on which it is tried
    "submit": "draft", "adopt_version": "draft", "recall": "submitted", "send_back": "submitted",
    "reject": "submitted", "approve": "submitted", "withdraw": "submitted", "issue": "approved",
    "begin_review": "submitted", "note_problem": "approved", "carry_out": "approved", "lock": "submitted",
}
WHO = {
    # step: who of the cast may take it on a case that lin collected and submitted
    "submit": {"lin", "he"}, "adopt_version": {"lin", "he"}, "recall": {"lin"}, "send_back": {"wu"}, "reject": {"wu"},
    "begin_review": {"wu"}, "approve": {"wu"}, "withdraw": {"lin", "he"}, "issue": {"zheng"}, "note_problem": {"zheng"},
    "carry_out": {"zheng"}, "lock": set(cast.PEOPLE),
}
OWN = ("lin", "he", "wu", "zheng", "chen")
SENTENCES = {
    # what somebody of another department, of another post, and who collected it is told
    "zhao": "只有该部门人员可以操作", "sun": "只有该部门人员可以操作", "approve/lin": "由审核岗办理",
    "issue/wu": "由签发岗办理",
    "submit/wu": "由采集岗办理", "recall/he": "只有提交人本人可以撤回提交", "approve/zheng": "由审核岗办理",
    "recall/zhao": "只有提交人本人可以撤回提交", "recall/sun": "只有提交人本人可以撤回提交",
    "send_back/lin": "由审核岗办理", "withdraw/chen": "由采集岗办理",
}


@pytest.mark.parametrize("status", factories.STEPS)
def test_factory_by_real_steps_reaches_the_status(status):
    assert Case.objects.get(pk=factories.case_in(status).pk).status == status


@pytest.mark.parametrize("step", SOURCE)
def test_step_is_open_to_its_people_and_tells_the_others_why_not(step, as_actor):
    case = factories.case_in(SOURCE[step])
    decisions = {who: CASE.decide(step, as_actor(who), case) for who in cast.PEOPLE}
    assert {who for who, decision in decisions.items() if decision} == WHO[step]
    for who, decision in decisions.items():
        if not decision:
            assert decision.reason.endswith("。")
            wanted = SENTENCES.get(f"{step}/{who}") or SENTENCES.get(who)
            assert not wanted or wanted in decision.reason, (who, decision.reason)


@pytest.mark.parametrize("step", CASE.steps)
def test_step_from_a_status_that_it_does_not_leave_is_refused_with_a_sentence(step, as_actor):
    wrong = next((s for s in ("draft", "approved") if s not in CASE.steps[step].sources), None)
    if wrong:
        decision = CASE.decide(step, as_actor("lin"), factories.case_in(wrong))
        assert not decision and "当前状态为" in decision.reason


def test_step_leaves_one_history_row_and_one_record(wu):
    case = factories.case_in("submitted")
    rows, records = case.history.count(), AccessRecord.objects.count()
    actions.approve(case, by=wu, digest=bytes(case.content_digest).hex(), opinion="同意")
    assert case.history.count() == rows + 1
    assert AccessRecord.objects.count() == records + 1
    assert AccessRecord.objects.latest("recorded_at").verb == "licenses.case.approve"


def test_refused_step_leaves_one_record_and_no_history(lin):
    case = factories.case_in("submitted")
    rows, records = case.history.count(), AccessRecord.objects.count()
    with pytest.raises(Refused):
        actions.approve(case, by=lin, digest="")
    assert case.history.count() == rows
    assert AccessRecord.objects.count() == records + 1
    assert AccessRecord.objects.latest("recorded_at").result == "refused"


# --- submission


def test_submission_without_the_declaration_is_refused(lin):
    with pytest.raises(Invalid, match="本件不涉密"):
        actions.submit(factories.open_draft(), by=lin, not_secret=False)


def test_submission_tells_all_that_is_wrong_by_fields(lin):
    case = factories.open_draft(typed=factories.food(legal_rep="", valid_from="昨天"))
    with pytest.raises(Invalid) as refused:
        actions.submit(case, by=lin, not_secret=False)
    assert set(refused.value.errors) == {"items.legal_rep", "valid_from", "not_secret"}
    assert all(sentence in refused.value.decision.reason for sentence in refused.value.errors.values())


def test_submission_makes_the_draft_the_content_and_sets_the_internal_target(lin):
    case = actions.submit(factories.open_draft(), by=lin, not_secret=True)
    assert not CaseDraft.objects.filter(case=case).exists()
    assert case.shown_holders and case.content_digest and case.not_secret_by == lin.user
    assert case.due_on > clock.today()


def test_internal_target_runs_on_while_a_case_is_sent_back(lin):
    with clock.moved_to(clock.now() - timedelta(days=20)):
        case = factories.case_in("returned")
    due = case.due_on
    assert actions.submit(case, by=lin, not_secret=True).due_on == due


def test_sent_back_case_goes_on_with_what_was_typed(lin, wu):
    case = factories.case_in("submitted")
    case = actions.send_back(case, by=wu, reason="请核对地址。")
    typed, _revision = drafts.load(case)
    assert typed["items"]["address"] == factories.food()["items"]["address"]
    assert actions.opinion_of(case) == "请核对地址。"


def test_words_of_a_decision_lie_sealed_in_case_and_history(lin, wu):
    case = actions.send_back(factories.case_in("submitted"), by=wu, reason="龚明的姓名用字有误。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row(c.*)::text FROM licenses_historicalcase c WHERE id = %s", [case.pk])
        assert all("龚明" not in row[0] for row in cursor.fetchall())
    assert AccessRecord.objects.filter(reason__contains="龚明").count() == 0


def test_recall_before_review_gives_the_draft_back(lin):
    case = actions.recall(factories.case_in("submitted"), by=lin)
    assert case.status == "draft" and drafts.load(case)[0]["items"]["legal_rep"] == "龚明"


def test_recall_after_the_reviewer_opened_it_is_refused(lin, wu):
    case = actions.begin_review(factories.case_in("submitted"), by=wu)
    with pytest.raises(Refused, match="开始审核"):
        actions.recall(case, by=lin)


def test_case_submitted_again_can_be_recalled_until_its_review_begins_anew(lin, wu):
    case = actions.begin_review(factories.case_in("submitted"), by=wu)
    case = actions.submit(actions.send_back(case, by=wu, reason="请核对地址。"), by=lin, not_secret=True)
    case = actions.submit(actions.recall(case, by=lin), by=lin, not_secret=True)
    case = actions.begin_review(case, by=wu)
    with pytest.raises(Refused, match="开始审核"):
        actions.recall(case, by=lin)


def test_beginning_of_review_is_noted_once_with_history_and_a_log_row(wu):
    case = actions.begin_review(factories.case_in("submitted"), by=wu)
    assert case.history.first().history_change_reason == "begin_review"
    assert AccessRecord.objects.filter(verb="licenses.case.begin_review", result="ok").count() == 1
    with pytest.raises(Refused, match="已开始审核"):
        actions.begin_review(case, by=wu)


def test_beginning_of_review_by_somebody_who_cannot_review_is_refused(he):
    with pytest.raises(Refused):
        actions.begin_review(factories.case_in("submitted"), by=he)


def test_case_that_is_read_early_is_drawn_as_it_is_now(lin, wu, zheng, sun, li, monkeypatch):
    case = factories.case_in("approved")
    early = Case.objects.get(pk=case.pk)
    drawn = []
    make = actions.documents.make
    monkeypatch.setattr(actions.documents, "make", lambda case, *a: drawn.append(case.reservation) or make(case, *a))
    actions.issue(early, by=zheng)
    assert drawn[0] is not None  # the row that was prepared under the lock, not the one that was read before


@pytest.mark.parametrize("step", ["reject", "withdraw"])
def test_number_of_a_case_that_ends_without_a_licence_is_void(lin, wu, zheng, step):
    case = factories.case_in("approved")
    actions.CASE.actions["issue"].prepare(case, by=zheng)
    case.save()
    case = actions.send_back(case, by=wu if step == "wu" else zheng, reason="请核对。")
    case = actions.submit(case, by=lin, not_secret=True)
    getattr(actions, step)(case, by=wu if step == "reject" else lin, reason="不再办理。")
    assert Number.objects.get(case=case).void_at


def test_change_whose_content_was_altered_after_approval_is_not_carried_out(lin, wu, zheng):
    license = factories.case_in("issued").license
    case = actions.open_change(license, by=lin, kind="suspend", ground="违反许可条件", document="决字〔2026〕2号")
    for step in ("submit", "approve"):
        case = factories.take(step, case, clerk=lin, reviewer=wu, signer=zheng)
    other = contents.unseal(case) | {"ground": "另一理由"}
    altered = Case.objects.filter(pk=case.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        altered.update(sealed_content=contents.seal(case, other))
    with past_the_rules():
        altered.update(sealed_content=contents.seal(case, other))
    with pytest.raises(Conflict, match="不一致"):
        actions.carry_out(case, by=zheng)


def test_approval_of_other_content_than_was_seen_is_a_conflict(lin, wu):
    case = factories.case_in("submitted")
    seen = bytes(case.content_digest).hex()
    case = actions.submit(_changed(actions.recall(case, by=lin), lin), by=lin, not_secret=True)
    with pytest.raises(Conflict, match="请刷新后重新审核"):
        actions.approve(case, by=wu, digest=seen)


def _changed(case, by, **changes):
    typed, revision = drafts.load(case)
    typed["items"] |= changes or {"legal_rep": "龚亮"}
    drafts.save(case, typed, revision, by=by)
    return case


@pytest.mark.parametrize("digest", ["", "zz", "00", "é"])
def test_approval_with_a_digest_that_is_none_is_a_conflict(wu, digest):
    with pytest.raises(Conflict):
        actions.approve(factories.case_in("submitted"), by=wu, digest=digest)


def test_difference_to_the_submission_before_is_told(lin, wu):
    case = _changed(factories.case_in("returned"), lin, legal_rep="龚亮")
    case = actions.submit(case, by=lin, not_secret=True)
    before, now = reading.submitted_before(case), actions.contents.unseal(case)
    assert [(c.label, c.old, c.new) for c in reading.changes(case.version, before, now)] == [
        ("法定代表人（负责人）", "龚明", "龚亮")]


def test_second_licence_of_a_type_that_a_holder_may_have_once_is_refused(lin):
    version = Entry.objects.get(name=factories.MEDICAL).versions.get()
    assert version.unique_per_holder
    holder = {"code_type": "001", "code": factories.company_code(), "name": "南昌市东湖区云鹤口腔门诊部有限公司"}
    factories.case_in("issued", entry=factories.MEDICAL, typed=factories.medical(holders=[holder]))
    case = factories.open_draft(entry=factories.MEDICAL, typed=factories.medical(holders=[holder]))
    with pytest.raises(Invalid, match="只能持有一件有效的"):
        actions.submit(case, by=lin, not_secret=True)


def test_second_of_two_approved_cases_of_a_holder_is_not_issued(zheng):
    holder = {"code_type": "001", "code": factories.company_code(), "name": "南昌市东湖区云鹤口腔门诊部有限公司"}
    first, second = (factories.case_in("approved", entry=factories.MEDICAL, typed=factories.medical(holders=[holder]))
                     for _case in range(2))
    actions.issue(first, by=zheng)
    with pytest.raises(Invalid, match="只能持有一件有效的"):
        actions.issue(second, by=zheng)
    assert License.objects.count() == 1


# --- four eyes


@pytest.fixture
def both(lin):
    """lin holds the post of a reviewer as well."""
    return acting_as(cast.also(lin.user, lin.department, "reviewer"))


def test_clerk_who_is_also_reviewer_cannot_approve_what_he_collected(lin, both):
    case = factories.case_in("submitted", clerk=lin)
    with pytest.raises(Refused, match="四眼原则"):
        actions.approve(case, by=both, digest=bytes(case.content_digest).hex())


def test_clerk_who_only_typed_into_a_draft_cannot_review_it(lin, both, he):
    case = _changed(factories.open_draft(by=he), lin)
    case = actions.submit(case, by=he, not_secret=True)
    with pytest.raises(Refused, match="四眼原则"):
        actions.approve(case, by=both, digest=bytes(case.content_digest).hex())


def test_clerk_who_only_added_a_material_cannot_review_it(lin, both, he):
    case = factories.open_draft(by=he)
    factories.with_material(case, by=lin)
    case = actions.submit(case, by=he, not_secret=True)
    with pytest.raises(Refused, match="四眼原则"):
        actions.reject(case, by=both, reason="不符合条件。")


def test_reviewer_of_another_clerks_case_may_approve_it(both, he):
    case = factories.case_in("submitted", clerk=he)
    assert actions.approve(case, by=both, digest=bytes(case.content_digest).hex()).status == "approved"


STATEMENTS = [
    # what the web role may try past the code, on a case that lin collected and submitted
    "UPDATE licenses_case SET status = 'approved', approved_at = now(), approved_by_id = submitted_by_id,"
    " approved_digest = content_digest WHERE id = %(case)s",
    "INSERT INTO licenses_hand (id, case_id, person_id, capacity, at)"
    " SELECT gen_random_uuid(), id, submitted_by_id, 'review', now() FROM licenses_case WHERE id = %(case)s",
    "INSERT INTO licenses_hand (id, case_id, person_id, capacity, at)"
    " SELECT gen_random_uuid(), id, submitted_by_id, 'sign', now() FROM licenses_case WHERE id = %(case)s",
    "UPDATE licenses_case SET status = 'issued' WHERE id = %(case)s",
    "UPDATE licenses_hand SET capacity = 'review' WHERE case_id = %(case)s",
    "DELETE FROM licenses_hand WHERE case_id = %(case)s",
    "UPDATE licenses_historicalcase SET history_user_id = NULL WHERE id = %(case)s",
    "DELETE FROM licenses_case WHERE id = %(case)s",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_web_role_going_past_four_eyes_is_refused_by_the_database(statement):
    case = factories.case_in("submitted")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, {"case": case.pk})
    assert Case.objects.get(pk=case.pk).status == "submitted"


def test_approver_cannot_be_made_collector_afterwards(wu):
    case = factories.case_in("approved")
    with pytest.raises(DatabaseError), transaction.atomic():
        Hand.objects.create(case=case, person=wu.user, capacity="collect", at=clock.now())


# --- issuing


def test_issue_enters_licence_number_and_notice(zheng):
    case = factories.case_in("issued")
    assert case.license.shown_number.startswith("JY") and case.issued_by == zheng.user
    assert Number.objects.get(case=case).used_at is not None


def test_signer_without_key_leaves_the_case_approved_and_says_why(zheng, settings, tmp_path):
    case = factories.case_in("approved")
    working, settings.CA_FOLDER = settings.CA_FOLDER, tmp_path
    with pytest.raises(Conflict, match="签章密钥缺失"):
        actions.issue(case, by=zheng)
    case.refresh_from_db()
    assert case.status == "approved" and "签章密钥缺失" in case.problem and License.objects.count() == 0
    number = case.reservation["value"]
    settings.CA_FOLDER = working
    case = actions.issue(case, by=zheng)
    assert case.status == "issued" and case.problem == "" and case.reservation["value"] == number


def test_case_sent_back_by_the_signer_keeps_its_number_but_signs_anew(lin, wu, zheng, settings, tmp_path):
    case = factories.case_in("approved")
    working, settings.CA_FOLDER = settings.CA_FOLDER, tmp_path
    with pytest.raises(Conflict):
        actions.issue(case, by=zheng)
    settings.CA_FOLDER = working
    case = Case.objects.get(pk=case.pk)
    first = case.reservation | {"request": case.request_id}
    case = actions.send_back(case, by=zheng, reason="主体业态有误。")
    case = _changed(case, lin, business_type="食品销售经营者")
    case = actions.submit(case, by=lin, not_secret=True)
    case = actions.approve(case, by=wu, digest=bytes(case.content_digest).hex())
    case = actions.issue(case, by=zheng)
    assert case.reservation["value"] == first["value"] and case.request_id != first["request"]
    assert case.license.shown_number.startswith("JY1")
    assert Number.objects.get(case=case).text == case.license.shown_number


def test_problem_of_signing_is_no_longer_told_of_a_case_that_was_sent_back(zheng):
    case = actions.note_problem(factories.case_in("approved"), by=zheng, problem="签章密钥缺失")
    assert actions.send_back(case, by=zheng, reason="主体业态有误。").problem == ""


def test_another_catalogue_version_since_approval_sends_the_case_back_with_the_difference(lin, zheng, sun, li):
    case = factories.case_in("approved")
    _publish_next_version(case.entry, sun, li)
    with pytest.raises(actions.VersionChanged):
        actions.issue(case, by=zheng)
    case.refresh_from_db()
    assert case.status == "returned" and "有效期规则" in actions.opinion_of(case)
    with pytest.raises(Invalid, match="套用新版"):
        actions.submit(case, by=lin, not_secret=True)
    case = actions.adopt_version(case, by=lin)
    assert actions.submit(case, by=lin, not_secret=True).version.number == 2


def _publish_next_version(entry, editor, publisher):
    version = catalog.draft_next(entry, by=editor)
    version = catalog.change_draft(version, by=editor, rev=version.rev, values={
        "validity": {"kind": "years", "years": [3], "long_term": False, "max_years": None,
                     "terms": [{"years": 3, "label": "", "ages": None}]}})
    version = catalog.submit(version, by=editor)
    return catalog.publish(version, by=publisher, in_force_from=clock.today())


def test_second_click_on_issue_is_a_conflict_with_a_sentence(zheng):
    case = factories.case_in("issued")
    with pytest.raises(Conflict, match="已签发"):
        actions.issue(case, by=zheng)
    assert License.objects.count() == 1


# --- changes of a licence


CHANGE = {"kind": "suspend", "ground": "违反许可条件", "document": "决字〔2026〕3号"}


@pytest.mark.parametrize("words", [{}, {"ground": ""}])
def test_change_of_another_departments_licence_is_refused_whatever_is_said(as_actor, words):
    license = factories.case_in("issued").license
    with pytest.raises(Refused, match="只有该部门人员可以操作"):
        actions.open_change(license, by=as_actor("zhao"), **CHANGE | words)
    assert license.cases.count() == 1


def test_change_of_a_locked_licence_is_not_opened(lin):
    license = actions.lock_license(factories.case_in("issued").license, by=lin, reason="疑似涉及军事设施。")
    with pytest.raises(Refused, match="已锁定"):
        actions.open_change(license, by=lin, **CHANGE)


def test_words_of_a_change_are_judged_by_fields_when_it_is_opened_and_when_it_is_submitted(lin):
    license, wrong = factories.case_in("issued").license, {"ground": "依" * 401, "document": " "}
    with pytest.raises(Invalid) as opening:
        actions.open_change(license, by=lin, **CHANGE | wrong)
    case = actions.open_change(license, by=lin, **CHANGE)
    typed, revision = drafts.load(case)
    drafts.save(case, typed | wrong, revision, by=lin)
    with pytest.raises(Invalid) as submitting:
        actions.submit(case, by=lin, not_secret=True)
    assert set(opening.value.errors) == {"ground", "document"} and opening.value.errors == submitting.value.errors


# --- suspected secrets


def test_locked_case_is_seen_only_by_the_named_people(as_actor, wu):
    case = actions.lock(factories.case_in("submitted"), by=wu, reason="疑似涉及军事设施。")
    seen = {who for who in cast.PEOPLE if Case.objects.visible_to(as_actor(who)).filter(pk=case.pk).exists()}
    assert seen == {"chen", "chu"}


def test_locked_case_takes_no_step_until_it_is_unlocked_by_another(wu, chu):
    case = actions.lock(factories.case_in("submitted"), by=wu, reason="疑似涉及军事设施。")
    with pytest.raises(Refused, match="已锁定"):
        actions.approve(case, by=wu, digest=bytes(case.content_digest).hex())
    case = actions.unlock(case, by=chu, reason="经核查不涉密。")
    assert actions.approve(case, by=wu, digest=bytes(case.content_digest).hex()).status == "approved"


def test_locking_without_a_reason_is_refused(wu):
    with pytest.raises(Invalid, match="疑似涉密"):
        actions.lock(factories.case_in("submitted"), by=wu, reason=" ")


# --- drafts


def test_later_of_two_pages_is_told_and_overwrites_nothing(lin):
    case = factories.open_draft()
    typed, revision = drafts.load(case)
    drafts.save(case, typed | {"valid_from": "2026-01-01"}, revision, by=lin, page="one")
    with pytest.raises(drafts.Stale, match="林晓燕已在另一窗口保存"):
        drafts.save(case, typed, revision, by=lin, page="two")
    assert drafts.load(case)[0]["valid_from"] == "2026-01-01"


def test_page_does_not_collide_with_itself_when_its_requests_overlap(lin):
    case = factories.open_draft()
    typed, revision = drafts.load(case)
    drafts.save(case, typed, revision, by=lin, page="one")
    assert drafts.save(case, typed, revision, by=lin, page="one").rev == revision + 2


def test_page_left_open_since_before_a_submission_is_noticed(lin):
    case = factories.open_draft()
    typed, revision = drafts.load(case)
    case = actions.recall(actions.submit(case, by=lin, not_secret=True), by=lin)
    with pytest.raises(drafts.Stale):
        drafts.save(case, typed, revision, by=lin, page="old")


def test_autosave_after_submission_is_a_conflict(lin):
    case = factories.case_in("submitted")
    with pytest.raises(Conflict, match="办件已提交"):
        drafts.save(case, factories.food(), 0, by=lin)


def test_draft_is_named_in_lists_by_its_masked_holder(lin):
    typed = factories.food(holders=[{"code_type": "111", "code": factories.id_number(), "name": "龚㛃"}])
    case = Case.objects.get(pk=factories.open_draft(typed=typed).pk)
    assert case.shown_holders == "龚*" and "********" in case.shown_codes


def test_licence_of_a_withdrawn_type_can_still_be_cancelled(lin, wu, zheng, li):
    license = factories.case_in("issued").license
    version = license.entry.versions.first()
    catalog.withdraw(version, by=li, ground="法规修改，不再实施该许可", in_force_until=clock.today())
    case = actions.open_change(license, by=lin, kind="cancel", ground="持证主体申请", document="决字〔2026〕1号")
    for step in ("submit", "approve"):
        case = factories.take(step, case, clerk=lin, reviewer=wu, signer=zheng)
    actions.carry_out(case, by=zheng)
    license.refresh_from_db()
    assert license.status == "cancelled"
