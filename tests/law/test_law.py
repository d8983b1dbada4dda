"""The table of legal bases: a draft never passes for law in force, versions do not overlap, changes leave a trace."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal import clock
from portal.actor import command
from portal.audit.models import AccessRecord
from portal.decisions import Conflict, Invalid, Refused
from portal.law import actions
from portal.law.loading import load
from portal.law.models import BasisStatus, LegalBasis
from portal.law.reference import LEGAL_BASES
from portal.law.standing import standing

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 24)
REASON = "主席令第 1 号，2026-11-01 公布"


@pytest.fixture
def law(db):
    load(by=command())


def in_force(**more) -> dict:
    return {"title": "某条例", "article": "第一条", "status": "in_force", "since": date(2026, 1, 1), "until": None,
            "summary": "", "source": "", **more}


def test_loading_twice_enters_each_basis_once(law):
    assert LegalBasis.objects.count() == len(LEGAL_BASES)
    assert load(by=command()) == 0
    assert LegalBasis.objects.count() == len(LEGAL_BASES)


def test_loading_again_leaves_a_correction_alone(law, li):
    basis = LegalBasis.objects.get(key="licensing-law-70")
    actions.correct(basis, by=li, reason=REASON, status="in_force", since=date(2019, 4, 23))
    load(by=command())
    assert list(LegalBasis.objects.filter(key="licensing-law-70").values_list("status", flat=True)) == ["in_force"]


@pytest.mark.parametrize(("status", "since", "until", "label", "counts"), [
    ("in_force", date(2026, 1, 1), None, "现行有效", True),
    ("in_force", date(2026, 1, 1), DAY, "现行有效", True),
    ("in_force", date(2026, 1, 1), DAY - timedelta(days=1), "已失效", False),
    ("in_force", DAY + timedelta(days=1), None, "尚未施行", False),
    ("draft", None, None, "征求意见稿（尚未施行）", False),
    ("unchecked", None, None, "待核对", False),
    ("repealed", None, date(2025, 12, 31), "已废止", False),
])
def test_standing_on_a_day(status, since, until, label, counts):
    found = standing(LegalBasis(status=status, since=since, until=until), DAY)
    assert (str(found.label), found.counts) == (label, counts)


def test_draft_measures_are_shown_as_a_draft(law, browse):
    text = browse("lin").get("/law/measures-26/").content.decode()
    assert "征求意见稿（尚未施行）" in text and "不能作为现行依据引用" in text and "现行有效" not in text


def test_list_is_open_to_every_role_and_filters(law, browse):
    response = browse("qian").get("/law/?q=吊销&status=unchecked")
    keys = [row.record.key for row in response.context["table"].paginated_rows]
    assert "penalty-law-9" in keys and len(keys) < 10
    assert browse("zhou").get("/law/").status_code == 200


def test_new_version_ends_the_one_before(li):
    first = actions.add_version("some-act", by=li, reason=REASON, **in_force())
    actions.add_version("some-act", by=li, reason=REASON, **in_force(since=date(2027, 1, 1), article="第二条"))
    first.refresh_from_db()
    assert first.until == date(2026, 12, 31)
    assert first.history.count() == 2


def test_overlapping_version_is_a_conflict_with_a_sentence(li):
    actions.add_version("some-act", by=li, reason=REASON, **in_force(until=date(2026, 12, 31)))
    with pytest.raises(Conflict) as refused:
        actions.add_version("some-act", by=li, reason=REASON, **in_force(since=date(2026, 6, 1)))
    assert "重叠" in refused.value.decision.reason


def test_overlap_past_the_code_is_refused_by_the_database(li):
    basis = actions.add_version("some-act", by=li, reason=REASON, **in_force(until=date(2026, 12, 31)))
    with pytest.raises(IntegrityError, match="legal_basis_no_overlap"), transaction.atomic():
        LegalBasis.objects.create(key=basis.key, title="x", status="unchecked", since=date(2026, 12, 31))


def test_basis_in_force_without_a_first_day_is_refused_by_the_database(db):
    with pytest.raises(IntegrityError, match="in_force_evidence"), transaction.atomic():
        LegalBasis.objects.create(key="x", title="x", status=BasisStatus.IN_FORCE)


def by_sql(statement):
    """Run a statement as the web role, up to what is asked at the end of a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(("statement", "told"), [
    ("UPDATE law_legalbasis SET status = 'x'", "legal_basis_status_known"),
    ("UPDATE law_legalbasis SET key = 'x' WHERE key = 'measures-26'", "only these change"),
    ("UPDATE law_legalbasis SET status = 'repealed' WHERE key = 'measures-26'", "not told in its history"),
    ("UPDATE law_legalbasis SET until = '2026-01-01' WHERE key = 'licensing-law-70'", "not told in its history"),
    ("INSERT INTO law_legalbasis SELECT gen_random_uuid(), 'x', title, article, status, NULL, NULL, summary, source "
     "FROM law_legalbasis WHERE key = 'measures-26'", "not told in its history"),
])
def test_basis_changed_by_sql_alone_is_refused_by_the_database(law, statement, told):
    with pytest.raises(IntegrityError, match=told):
        by_sql(statement)


def test_basis_set_back_to_an_older_wording_by_sql_alone_is_refused_by_the_database(law, li):
    basis = LegalBasis.objects.get(key="measures-26")
    actions.correct(basis, by=li, reason=REASON, summary="新的要点")
    with pytest.raises(IntegrityError, match="not told in its history"):
        by_sql(f"UPDATE law_legalbasis SET summary = '{basis.summary}' WHERE key = 'measures-26'")


def test_correction_keeps_the_old_wording_and_who_why(law, li, browse):
    basis = LegalBasis.objects.get(key="measures-26")
    actions.correct(basis, by=li, reason=REASON, summary="新的要点")
    text = browse("lin").get("/law/measures-26/").content.decode()
    assert "李国栋" in text and REASON in text and "修改记录" in text
    assert basis.history.latest("history_date").history_user == li.user
    row = AccessRecord.objects.filter(verb="law.legalbasis.correct").latest("recorded_at")
    assert (row.account, row.reason, len(row.history)) == ("li", REASON, 1)


@pytest.mark.parametrize("act", [
    lambda by, basis: actions.correct(basis, by=by, reason=REASON, summary="x"),
    lambda by, basis: actions.add_version(basis.key, by=by, reason=REASON, **in_force()),
])
def test_keeping_the_law_without_the_right_is_refused(law, sun, act):
    basis = LegalBasis.objects.get(key="measures-26")
    with pytest.raises(Refused):
        act(sun, basis)
    assert AccessRecord.objects.filter(account="sun", result="refused").count() == 1


def test_correction_without_a_reason_is_invalid(law, li):
    with pytest.raises(Invalid):
        actions.correct(LegalBasis.objects.get(key="measures-26"), by=li, reason=" ", summary="x")


def test_edit_page_saves_and_leads_back(law, browse):
    basis = LegalBasis.objects.get(key="licensing-law-70")
    client = browse("li")
    path = f"/law/{basis.key}/{basis.pk}/edit/"
    assert "中华人民共和国行政许可法" in client.get(path).content.decode()
    given = {"title": basis.title, "article": basis.article, "status": "in_force", "since": "20190423",
             "reason": REASON}
    response = client.post(path, given, follow=True)
    assert response.status_code == 200 and "现行有效" in response.content.decode()
    basis.refresh_from_db()
    assert (basis.status, basis.since) == ("in_force", date(2019, 4, 23))


@pytest.mark.parametrize(("given", "said"), [
    ({"status": "in_force"}, "须填施行日期"), ({"since": "2026-01-02", "until": "2026-01-01"}, "早于施行日期"),
    ({"reason": ""}, "请填写修改依据"), ({"since": "2026-02-30"}, "日期不存在"),
])
def test_bad_edit_is_told_and_keeps_what_was_typed(law, browse, given, said):
    basis = LegalBasis.objects.get(key="licensing-law-70")
    form = {"title": "改过的名称", "status": "unchecked", "reason": REASON, **given}
    response = browse("li").post(f"/law/{basis.key}/{basis.pk}/edit/", form)
    assert response.status_code == 422 and said in response.content.decode()
    assert "改过的名称" in response.content.decode()


def test_overlap_entered_on_the_page_is_told_in_the_form_and_recorded(li, browse):
    actions.add_version("some-act", by=li, reason=REASON, **in_force(until=date(2026, 12, 31)))
    response = browse("li").post("/law/some-act/add/", {
        "title": "某条例", "status": "in_force", "since": "2026-06-01", "reason": REASON})
    assert response.status_code == 422 and "重叠" in response.content.decode()
    assert AccessRecord.objects.filter(account="li", result="refused").count() == 1


@pytest.mark.parametrize("path", ["/law/nonsense/", "/law/nonsense/add/"])
def test_unknown_basis_is_not_found(browse, path):
    assert browse("li").get(path).status_code == 404


def test_edit_page_for_others_is_refused_with_the_role_that_may(law, browse):
    basis = LegalBasis.objects.get(key="licensing-law-70")
    response = browse("lin").get(f"/law/{basis.key}/{basis.pk}/edit/")
    assert response.status_code == 403 and "目录发布岗" in response.content.decode()


def test_today_is_what_standing_is_asked_for(law, browse, li):
    actions.add_version("future-act", by=li, reason=REASON, **in_force(since=clock.today() + timedelta(days=1)))
    assert "尚未施行" in browse("lin").get("/law/future-act/").content.decode()
