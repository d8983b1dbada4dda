"""The workflow engine: one transaction per step, refusals recorded after the rollback, the database behind it."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from licenses import actions
from licenses.models import Case, License
from licenses.states import CASE
from portal import history
from portal.audit.models import AccessRecord
from portal.decisions import Conflict, Refused
from portal.desk import FollowUp, register
from tests.licenses import factories


@pytest.fixture
def submitted(lin):
    return factories.case_in("submitted", clerk=lin)


def rows(verb):
    return AccessRecord.objects.filter(verb=verb)


def approve(case, by):
    return actions.approve(case, by=by, digest=bytes(case.content_digest).hex())


def test_step_leaves_status_history_and_one_access_row(submitted, wu):
    case = approve(submitted, wu)
    assert case.status == "approved"
    assert case.history.first().history_user == wu.user
    assert case.history.first().history_change_reason == "approve"
    row = rows("licenses.case.approve").get()
    assert (row.object_id, row.account, row.result) == (str(case.pk), "wu", "ok")


def test_step_s_log_row_holds_the_digests_of_its_history_rows(submitted, wu):
    case = approve(submitted, wu)
    digests = {bytes(d) for d in rows("licenses.case.approve").get().history}
    assert history.digest(case.history.first()) in digests


def test_step_from_a_wrong_status_is_a_conflict_with_the_present_status(submitted, wu):
    approve(submitted, wu)
    with pytest.raises(Conflict, match="待签发"):
        approve(submitted, wu)


def test_refused_step_changes_nothing_and_is_recorded_once(submitted, lin):
    with pytest.raises(Refused):
        approve(submitted, lin)
    assert Case.objects.get(pk=submitted.pk).status == "submitted"
    row = rows("licenses.case.approve").get()
    assert row.result == "refused" and row.reason


def test_follow_up_that_fails_takes_the_step_with_it(submitted, wu):
    def refuse(case, *, by):
        raise RuntimeError("follow-up failed")

    register(FollowUp("licenses.case", "approve", refuse))
    try:
        with pytest.raises(RuntimeError):
            approve(submitted, wu)
        assert Case.objects.get(pk=submitted.pk).status == "submitted"
        assert not rows("licenses.case.approve").exists()
    finally:
        CASE.follow_ups["approve"].remove(refuse)


def test_offers_name_the_steps_from_here_with_their_decisions(submitted, wu, lin):
    assert {o.step.name for o in CASE.offers(wu, submitted)} >= {"approve", "reject", "send_back", "recall"}
    by_step = {o.step.name: o.decision for o in CASE.offers(lin, submitted)}
    assert by_step["recall"].allowed and not by_step["approve"].allowed and by_step["approve"].reason


def test_failure_between_reserving_and_entering_keeps_the_reservation(submitted, wu, zheng, monkeypatch):
    case = approve(submitted, wu)
    monkeypatch.setattr(actions.issuing, "enter_license", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.issue(case, by=zheng)
    monkeypatch.undo()
    kept = Case.objects.get(pk=case.pk)
    assert kept.status == "approved" and kept.reservation and not License.objects.exists()
    issued = actions.issue(kept, by=zheng)
    assert issued.license.serial == kept.reservation["serial"]


def test_two_reviewers_at_the_same_instant_approve_once(own_database):
    from tests.cast import acting

    case = factories.case_in("submitted", clerk=acting("lin"))
    results, gate = [], threading.Barrier(6)

    def attempt():
        try:
            wu = acting("wu")
            gate.wait()
            approve(case, wu)
            results.append("approved")
        except Conflict:
            results.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["approved"] + ["conflict"] * 5
    assert rows("licenses.case.approve").filter(result="ok").count() == 1


def test_status_set_past_the_engine_is_refused_by_the_database(submitted):
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=submitted.pk).update(status="issued")
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=submitted.pk).update(status="approved")
