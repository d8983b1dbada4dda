"""What the rows of kinds and statuses say on pages and desks: words of a change, whose turn it is, reasons, masks."""

from dataclasses import replace

import pytest

from catalogs import actions as catalog
from licenses import actions, waiting
from licenses.kinds import KINDS
from licenses.states import CASE, OPEN, CaseStatus, LicenseStatus
from licenses.status import TOLD
from licenses.verification import Outcome
from portal import clock, desk
from portal.accounts.roles import ROLES
from portal.audit.models import AccessRecord
from portal.codes import make_org_code, make_uscc
from tests.licenses import factories
from tests.licenses.test_case_collecting import text

pytestmark = pytest.mark.django_db

REASON = "经营场所与现场核查不一致，请核对。"


def change_in(status: str, kind: str = "suspend"):
    """A change of a fresh licence, in `status`."""
    people = factories.people()
    license = factories.case_in("issued").license
    case = actions.open_change(
        license, by=people["clerk"], kind=kind, ground="违反许可条件", document="决字〔2026〕1号")
    for step in factories.STEPS[status]:
        case = (actions.carry_out(case, by=people["signer"]) if step == "issue"
                else factories.take(step, case, **people))
    return case


# --- rows


def test_what_is_open_waits_for_somebody_and_the_rest_for_nobody():
    sources = {source for name in ("submit", "approve", "issue") for source in CASE.steps[name].sources}
    assert set(OPEN) == sources


def test_every_notice_of_a_status_says_by_whom_and_when():
    case = factories.case_in("draft")
    for status in CaseStatus:
        for makes_document in (True, False):
            if told := status.told_in(makes_document=makes_document):
                assert "吴" in str(told) % {"by": "吴", "at": "今天"}
                assert hasattr(case, f"{status}_by") and hasattr(case, f"{status}_at")


def test_whatever_is_told_of_a_licence_can_be_told_to_a_checker():
    assert set(Outcome.values) > set(TOLD) >= set(LicenseStatus.values) - {"effective"}
    assert [code for code, told in TOLD.items() if told.verdict == "good"] == ["valid"]


def test_kind_that_takes_a_step_of_the_licence_names_the_licence():
    assert all(kind.changes_existing for kind in KINDS.values() if kind.license_step)
    assert all(str(kind.meaning) for kind in KINDS.values() if kind.changes_existing)


# --- words of a change


@pytest.mark.parametrize("status", ["draft", "submitted", "approved", "issued", "rejected"])
def test_page_of_a_change_never_speaks_of_issuing(browse, status):
    case = change_in(status)
    page = text(browse("lin").get(f"/cases/{case.pk}/"))
    main = page[page.index("<main"): page.index("</main>")]
    for name in ("签发部门", "签发岗", "签发证照"):  # of the department, the post and its permission
        main = main.replace(name, "")
    assert "办结" in main and "签发" not in main


def test_change_on_the_desk_of_the_signer_is_to_be_carried_out(browse):
    case = change_in("approved")
    page = text(browse("zheng").get("/?queue=sign"))
    row = page[page.index(case.number):]
    row = row[: row.index("</tr>")]
    assert "办结" in row and "签发" not in row


def test_refused_change_is_told_to_the_clerk_in_its_own_words(browse):
    change_in("rejected")
    assert "已决定不予办理" in text(browse("lin").get("/notices/"))


def test_change_is_refused_in_its_own_words_on_every_page(browse):
    case = change_in("submitted")
    review, why = (text(browse("wu").get(f"/cases/{case.pk}/{page}/")) for page in ("review", "reject"))
    assert "不予办理…" in review and "不予签发" not in review
    assert "不予办理的理由" in why and "作出不予办理的决定" in why and "不予签发" not in why


@pytest.mark.parametrize(("step", "who"), [("withdraw", "lin"), ("lock", "lin"), ("reject", "wu"), ("send_back", "wu")])
def test_page_that_asks_why_is_titled_as_the_step(browse, step, who):
    case = factories.case_in("submitted")
    assert f"<h1>{CASE.steps[step].label}" in text(browse(who).get(f"/cases/{case.pk}/{step}/"))


# --- queues


def test_cases_of_a_withdrawn_type_still_wait_for_their_people(as_actor, li):
    """Its licences can be changed, and what cannot be issued any more must be ended by somebody."""
    new, change = factories.case_in("submitted"), change_in("submitted", kind="cancel")
    draft = factories.case_in("draft")
    version = new.entry.versions.get(status="published")
    catalog.withdraw(version, by=li, ground="法规修改，不再实施该许可", in_force_until=clock.today())
    assert set(waiting.to_review(as_actor("wu"))) == {new, change}
    assert list(waiting.drafts_of(as_actor("lin"))) == [draft]
    approved = factories.take("approve", change, **factories.people())
    assert list(waiting.to_sign(as_actor("zheng"))) == [approved]


@pytest.mark.parametrize("turn", sorted({status.row.turn for status in OPEN}))
def test_status_with_a_turn_is_found_on_one_queue_of_those_whose_turn_it_is(as_actor, monkeypatch, turn):
    case = factories.case_in("withdrawn")
    monkeypatch.setattr(CaseStatus.WITHDRAWN, "row", replace(CaseStatus.WITHDRAWN.row, turn=turn))
    actor = as_actor({"collect": "lin", "review": "wu", "sign": "zheng"}[turn])
    found = [queue.key for queue in desk.queues_for(actor)
             if case.number in [task.number for task in queue.tasks(actor, 10)]]
    assert found == [{"collect": "returned"}.get(turn, turn)]


def test_case_sent_back_by_whoever_may_also_review_leads_to_the_queue_in_which_it_stood(browse, monkeypatch):
    case, signer = factories.case_in("approved"), ROLES["signer"]
    monkeypatch.setitem(ROLES, "signer", replace(signer, permissions=signer.permissions | {"licenses.review"}))
    assert browse("zheng").post(f"/cases/{case.pk}/send_back/", {"own": REASON})["Location"] == "/?queue=sign"


# --- reasons


@pytest.mark.parametrize("status", ["rejected", "withdrawn"])
@pytest.mark.parametrize(("who", "told"), [("lin", True), ("he", True), ("wu", True), ("jiang", False)])
def test_reasons_of_an_ended_case_are_told_to_those_who_work_on_the_type(browse, status, who, told):
    case = factories.case_in(status)
    page = text(browse(who).get(f"/cases/{case.pk}/"))
    assert (REASON in page) is told
    assert "个人信息已脱敏" in page
    assert (AccessRecord.objects.latest("recorded_at").fields == ["opinion"]) is told


@pytest.mark.parametrize(("status", "path", "typed", "code"), [
    ("approved", "reject", {"reason": "与登记不符"}, 409), ("approved", "send_back", {"own": "与登记不符"}, 403),
    ("approved", "approve", {"digest": "00", "opinion": "与登记不符"}, 409),
])
def test_reasons_of_a_reviewer_who_comes_too_late_are_shown_to_be_copied(browse, status, path, typed, code):
    case = factories.case_in(status)
    response = browse("wu").post(f"/cases/{case.pk}/{path}/", typed)
    page = text(response)
    assert response.status_code == code
    assert "没有保存" in page and 'readonly>与登记不符</textarea>' in page.replace("\n", "")


def test_refusal_without_a_word_typed_is_a_plain_page_with_one_row(browse):
    case, before = factories.case_in("submitted"), AccessRecord.objects.count()
    response = browse("lin").post(f"/cases/{case.pk}/approve/", {"digest": "00"})
    assert response.status_code == 403 and AccessRecord.objects.count() == before + 1


# --- masks


def test_code_of_a_sole_trader_is_masked_wherever_it_stands_on_the_page(browse):
    code = make_uscc("92360102" + make_org_code("MAAB1234"))
    typed = factories.food(holders=[{"code_type": "001", "code": code, "name": "南昌市东湖区滕王阁早点店"}])
    license = factories.case_in("issued", typed=typed).license
    page = text(browse("lin").get(f"/licenses/{license.pk}/"))
    assert code not in page
    assert page.count(f"{code[:6]}********{code[-4:]}") >= 2
    assert "南昌市东湖区滕王阁早点店" in page


def test_number_made_of_the_code_of_a_sole_trader_is_masked_like_it():
    code = make_uscc("92360102" + make_org_code("MAAB1234"))
    case = factories.case_in("approved", typed=factories.food(
        holders=[{"code_type": "001", "code": code, "name": "南昌市东湖区滕王阁早点店"}]))
    case.version.number_rule = {"pattern": "{holder_code}001V", "per": "holder", "check": "", "item_codes": {}}
    content = {"number": f"{code}001V", "holders": [{"code_type": "001", "code": code, "name": "滕王阁早点店"}]}
    shown = actions.issuing._shown_number(case, content)
    assert shown == f"{code[:6]}********{code[-4:]}001V"
