"""A lock lies on the dossier: whichever of a licence and its cases is locked, all of them are (A 26)."""

import pytest
from django.db import IntegrityError, connection, transaction

from licenses import actions, verification, waiting
from licenses.models import Case, License
from portal.audit.models import AccessRecord
from portal.decisions import Invalid, Refused
from portal.notices.models import Notice
from tests import cast
from tests.licenses import factories
from tests.licenses.test_case_collecting import text
from tests.licenses.test_case_races import portal, together  # noqa: F401 (a fixture)

WHY, FOUND = "附图疑似标注军事设施。", "经核查不涉密。"


def change_of(license, *steps) -> Case:
    """A change of a licence, brought as far as the steps lead."""
    case = actions.open_change(license, by=cast.acting("lin"), kind="suspend", ground="违反许可条件",
                               document="决字〔2026〕3号")
    for step in steps:
        case = factories.take(step, case, **factories.people())
    return case


def lock_by(end: str, license, change, *, by=None):
    """Lock a dossier by one of its ends."""
    by = by or cast.acting("wu")
    if end == "license":
        return actions.lock_license(license, by=by, reason=WHY)
    return actions.lock(change if end == "change" else license.cases.get(kind="issue"), by=by, reason=WHY)


def locks(license) -> set:
    """Who locked what of a dossier, and when; one element when all of it is locked, or open, alike."""
    return {(row.locked_at, row.locked_by_id) for row in (License.objects.get(pk=license.pk), *license.cases.all())}


ENDS = pytest.mark.parametrize("end", ["license", "issuing", "change"])


@pytest.fixture
def license(standing):
    return License.objects.get(pk=standing("issued").license_id)


@pytest.fixture
def change(license):
    return change_of(license, "submit")


@ENDS
@pytest.mark.django_db
def test_lock_of_either_end_closes_licence_and_cases_alike(browse, license, change, end):
    lock_by(end, license, change)
    assert locks(license) == {(License.objects.get(pk=license.pk).locked_at, cast.acting("wu").user.pk)}
    pages = [f"/licenses/{license.pk}/", *(f"/cases/{case.pk}/" for case in license.cases.all())]
    assert len(pages) == 3
    for who, status in (("lin", 404), ("jiang", 404), ("wu", 404), ("chen", 200), ("chu", 200)):
        client = browse(who)
        assert {client.get(page).status_code for page in pages} == {status}, who


@ENDS
@pytest.mark.django_db
def test_locked_dossier_is_neither_revealed_fetched_copied_nor_found(browse, license, change, end):
    case = license.cases.get(kind="issue")
    lock_by(end, license, change)
    for who in ("lin", "wu"):
        client, asked = browse(who), {"reason": "核对", "items": ["holders"]}
        assert client.post(f"/cases/{case.pk}/reveal/", asked).status_code == 404
        assert client.post(f"/licenses/{license.pk}/reveal/", asked).status_code == 404
        assert client.get(f"/licenses/{license.pk}/001/file/").status_code == 404
    client, start = browse("lin"), f"/cases/new/{case.entry_id}/"
    assert str(case.pk) not in text(client.get(start))
    given = {"matter": case.matter_id, "acceptance_number": "SL1", "copy_from": str(case.pk), "with_holders": "on"}
    assert client.post(start, given).status_code == 422
    found = text(client.post("/cases/", {"q": "滕王阁"}, follow=True))
    assert case.number not in found and change.number not in found
    assert str(license.pk) not in text(client.post("/licenses/search/", {"q": "滕王阁"}, follow=True))


@ENDS
@pytest.mark.django_db
def test_change_of_a_locked_dossier_takes_no_step(license, end):
    change = change_of(license)
    people = factories.people()
    for step in ("submit", "approve"):
        lock_by(end, license, change)
        with pytest.raises(Refused, match="已锁定"):
            factories.take(step, change, **people)
        actions.unlock_license(license, by=cast.acting("chu"), reason=FOUND)
        change = factories.take(step, change, **people)
    lock_by(end, license, change)
    with pytest.raises(Refused, match="已锁定"):
        actions.carry_out(change, by=people["signer"])
    assert License.objects.get(pk=license.pk).status == "effective"


@ENDS
@pytest.mark.django_db
def test_change_waits_for_nobody_while_its_dossier_is_locked(as_actor, license, change, end):
    assert change in waiting.to_review(as_actor("wu"))
    lock_by(end, license, change)
    assert change not in waiting.to_review(as_actor("wu"))
    assert [one.pk for one in waiting.suspected(as_actor("chu"), 10)] == [license.pk], "one dossier, one row"
    assert waiting.count_suspected(as_actor("chu")) == 1


@ENDS
@pytest.mark.django_db
def test_public_check_of_a_locked_dossier_is_impossible(license, change, end):
    code = license.versions.get().code
    assert verification.by_code(code).code == "valid"
    lock_by(end, license, change)
    assert verification.by_code(code).code == "check_impossible"


@ENDS
@pytest.mark.django_db
def test_dossier_is_unlocked_as_a_whole_by_another_than_who_locked_it(license, change, end):
    lock_by(end, license, change, by=cast.acting("chen"))
    case = license.cases.get(kind="issue")
    with pytest.raises(Refused, match="锁定人以外的人员"):
        actions.unlock(case, by=cast.acting("chen"), reason=FOUND)
    actions.unlock(case, by=cast.acting("chu"), reason=FOUND)
    assert locks(license) == {(None, None)}


@ENDS
@pytest.mark.django_db
def test_lock_stands_in_history_and_log_of_each_with_its_words_and_is_told_once(license, change, end):
    lock_by(end, license, change)
    for row, kind in ((license, "license"), *((case, "case") for case in license.cases.all())):
        locked = row.history.get(history_change_reason="lock")
        assert (actions.opinion_of(locked, kind), locked.history_user_id) == (WHY, cast.acting("wu").user.pk)
        assert AccessRecord.objects.filter(verb=f"licenses.{kind}.lock", object_id=str(row.pk)).count() == 1
    assert Notice.objects.filter(event="suspected_secret").count() == 2  # chen, chu


# --- what could part the ends


@pytest.mark.django_db
def test_change_is_not_opened_by_who_saw_the_licence_before_it_was_locked(license):
    seen = License.objects.get(pk=license.pk)
    actions.lock_license(license, by=cast.acting("wu"), reason=WHY)
    with pytest.raises(Refused, match="已锁定"):
        change_of(seen)
    assert license.cases.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["licenses_license", "licenses_case"])
def test_lock_of_one_end_alone_is_refused_by_the_database(license, lin, table):
    of = "id" if table == "licenses_license" else "license_id"
    with pytest.raises(IntegrityError, match="locked together"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET locked_at = now(), locked_by_id = %s WHERE {of} = %s",
                       [lin.user.pk, license.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_case_locked_while_it_is_issued_never_leaves_an_open_licence(portal):  # noqa: F811
    case, zheng, chen = factories.case_in("approved"), cast.acting("zheng"), cast.acting("chen")
    issued, locked = together(lambda: actions.issue(case, by=zheng), lambda: actions.lock(case, by=chen, reason=WHY))
    assert isinstance(locked, Case), locked
    assert isinstance(issued, (Case, Refused)), issued
    assert all(license.locked_at for license in License.objects.all())


def test_locks_of_all_ends_beside_a_change_being_carried_out_never_wait_for_each_other(portal):  # noqa: F811
    license = factories.case_in("issued").license
    change = change_of(license, "submit", "approve")
    lockers = [lambda end=end: lock_by(end, license, change, by=cast.acting("chen")) for end in
               ("license", "issuing", "change")]
    results = together(*lockers * 2, lambda: actions.carry_out(change, by=cast.acting("zheng")))
    assert all(isinstance(one, (Case, License, Refused)) for one in results), results
    assert sum(isinstance(one, (Case, License)) for one in results[:6]) == 1, results
    assert len(locks(license)) == 1


# --- what is told of a lock


@pytest.mark.django_db
def test_reasons_of_a_lock_are_told_on_the_licence_page_as_on_the_case_page(browse, license):
    actions.lock_license(license, by=cast.acting("wu"), reason=WHY)
    case = license.cases.get()
    pages = f"/licenses/{license.pk}/", f"/cases/{case.pk}/"
    seen = {who: [WHY in text(browse(who).get(page)) for page in pages] for who in ("wu", "chen", "chu")}
    assert seen == {"wu": [False] * 2, "chen": [True] * 2, "chu": [True] * 2}
    actions.unlock_license(license, by=cast.acting("chu"), reason=FOUND)
    for who, told in (("lin", True), ("jiang", False), ("chen", False)):
        for page in pages:
            shown = text(browse(who).get(page))
            assert [words in shown for words in (WHY, FOUND)] == [told] * 2, (who, page)
            assert ("所写理由仅办理人员可见" in shown) is not told
            assert ("opinion" in AccessRecord.objects.filter(verb="view").latest("recorded_at").fields) is told


@pytest.mark.django_db
def test_number_of_a_locked_licence_that_stands_in_the_way_is_not_told(lin):
    holder = {"code_type": "001", "code": factories.company_code(), "name": "南昌仁济门诊部有限公司"}
    typed = factories.medical(holders=[holder])
    license = factories.case_in("issued", entry=factories.MEDICAL, typed=typed).license
    case = factories.open_draft(entry=factories.MEDICAL, typed=typed)
    with pytest.raises(Invalid, match="只能持有一件有效的") as told:
        actions.submit(case, by=lin, not_secret=True)
    assert license.shown_number in told.value.decision.reason
    actions.lock_license(license, by=cast.acting("wu"), reason=WHY)
    with pytest.raises(Invalid, match="只能持有一件有效的") as told:
        actions.submit(case, by=lin, not_secret=True)
    assert license.shown_number not in told.value.decision.reason
