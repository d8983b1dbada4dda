"""Cases under two hands at the same second, and with the database gone in the middle: one of two, all or nothing."""

import threading
import time

import pytest
from django.db import connection, connections
from django.db.utils import Error

from licenses import actions, documents, drafts, issuing, numbers
from licenses.models import Case, CaseDraft, Document, License, LicenseState, Number
from portal.accounts.actions import appoint
from portal.accounts.models import User
from portal.actor import acting_as, command
from portal.decisions import Conflict
from tests import cast
from tests.licenses import factories


@pytest.fixture
def portal(own_database, certificates):
    """A database of one's own, where transactions of several threads are real."""
    return own_database


def together(*tasks):
    """Run the tasks in threads that start at once; what each returned or raised."""
    barrier, results = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(place, task):
        try:
            barrier.wait(10)
            results[place] = task()
        except Exception as error:  # what happened to each is the result
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def second_reviewer(portal):
    """huang reviews in lin's department as well."""
    huang = User.objects.get(username="huang")
    return acting_as(appoint(huang, cast.department("donghu"), "reviewer", by=command(), since=cast.SINCE))


def test_two_reviewers_at_the_same_second_one_decides_and_the_other_is_told(portal, second_reviewer):
    case = factories.case_in("submitted")
    results = together(
        lambda: actions.approve(case, by=cast.acting("wu"), digest=bytes(case.content_digest).hex()),
        lambda: actions.reject(case, by=second_reviewer, reason="不符合条件。"),
    )
    assert sorted(type(r).__name__ for r in results) == ["Case", "Conflict"], results
    told = next(r for r in results if isinstance(r, Conflict))
    assert "当前状态为" in told.decision.reason
    status = Case.objects.get(pk=case.pk).status
    assert status == ("approved" if isinstance(results[0], Case) else "rejected")


def test_two_clicks_on_issue_make_one_licence(portal):
    case, zheng = factories.case_in("approved"), cast.acting("zheng")
    results = together(*[lambda: actions.issue(case, by=zheng)] * 3)
    assert sorted(type(r).__name__ for r in results) == ["Case", "Conflict", "Conflict"], results
    assert License.objects.count() == 1 and Number.objects.filter(used_at__isnull=False).count() == 1


def test_two_cases_of_a_holder_who_may_have_one_licence_make_one(portal, monkeypatch):
    """The holder is new to both, or known before; entering takes its time, so that both are past the check."""
    enter = issuing.enter_license
    monkeypatch.setattr(issuing, "enter_license", lambda *given, **more: (time.sleep(0.5), enter(*given, **more))[1])
    for known in (False, True):
        holder = {"code_type": "001", "code": factories.company_code(), "name": "南昌市东湖区云鹤口腔门诊部有限公司"}
        if known:
            factories.case_in("issued", typed=factories.food(holders=[holder]))
        before = License.objects.count()
        cases = [factories.case_in("approved", entry=factories.MEDICAL, typed=factories.medical(holders=[holder]))
                 for _case in range(2)]
        results = together(*[lambda case=case: actions.issue(case, by=cast.acting("zheng")) for case in cases])
        assert License.objects.count() == before + 1, results


def test_recall_and_approval_at_the_same_second_one_of_them_happens(portal):
    case = factories.case_in("submitted")
    results = together(
        lambda: actions.recall(case, by=cast.acting("lin")),
        lambda: actions.approve(case, by=cast.acting("wu"), digest=bytes(case.content_digest).hex()),
    )
    assert sum(isinstance(r, Case) for r in results) == 1, results
    assert Case.objects.get(pk=case.pk).status in ("draft", "approved")
    assert CaseDraft.objects.filter(case=case).exists() is (Case.objects.get(pk=case.pk).status == "draft")


def test_two_tabs_at_the_same_second_one_is_kept_and_the_other_told(portal):
    case, lin = factories.open_draft(), cast.acting("lin")
    typed, revision = drafts.load(case)

    def save(name):
        return lambda: drafts.save(case, typed | {"valid_from": name}, revision, by=lin, page=name)

    results = together(save("one"), save("two"))
    assert sum(isinstance(r, drafts.Stale) for r in results) == 1, results
    assert drafts.load(case)[1] == revision + 1


def test_autosave_beside_submission_leaves_no_draft_behind(portal):
    case, lin = factories.open_draft(), cast.acting("lin")
    typed, revision = drafts.load(case)
    together(
        lambda: drafts.save(case, typed, revision, by=lin, page="p"),
        lambda: actions.submit(case, by=lin, not_secret=True),
    )
    assert Case.objects.get(pk=case.pk).status == "submitted"
    assert not CaseDraft.objects.filter(case=case).exists()


def test_cases_opened_at_the_same_second_have_different_numbers(portal):
    results = together(*[factories.open_draft] * 4)
    assert len({case.number for case in results}) == 4


# --- the database gone in the middle


def cut(owner_sql):
    """End every connection of the web role to the test's database."""
    owner_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              " WHERE datname = current_database() AND usename = 'portal_web'")


@pytest.mark.parametrize("where", ["before entering", "while entering"])
def test_database_gone_in_mid_issue_leaves_nothing_and_a_retry_issues(portal, owner_sql, monkeypatch, where):
    case, zheng = factories.case_in("approved"), cast.acting("zheng")
    make, mark_used = documents.make, numbers.mark_used

    def cut_after_signing(*arguments):
        made = make(*arguments)
        cut(owner_sql)
        return made

    def cut_while_entering(case):
        mark_used(case)
        cut(owner_sql)

    with monkeypatch.context() as broken:
        if where == "before entering":
            broken.setattr(documents, "make", cut_after_signing)
        else:
            broken.setattr(numbers, "mark_used", cut_while_entering)
        with pytest.raises(Error):
            actions.issue(case, by=zheng)
    connection.close()
    fresh = Case.objects.get(pk=case.pk)
    assert fresh.status == "approved" and fresh.reservation
    assert (License.objects.count(), Document.objects.count(), LicenseState.objects.count()) == (0, 0, 0)
    assert Number.objects.get(case=case).used_at is None
    done = actions.issue(fresh, by=zheng)
    assert done.status == "issued" and done.reservation["value"] == fresh.reservation["value"]
    assert License.objects.count() == 1


def test_page_with_the_database_gone_is_an_error_page_and_nothing_changed(portal, owner_sql, browse, monkeypatch):
    case = factories.case_in("submitted")
    client = browse("wu")
    client.raise_request_exception = False
    monkeypatch.setattr(actions, "hands", Cutting(owner_sql, actions.hands))
    response = client.post(f"/cases/{case.pk}/approve/", {"digest": bytes(case.content_digest).hex()})
    connection.close()
    assert response.status_code == 500 and "问题编号" in response.content.decode()
    assert Case.objects.get(pk=case.pk).status == "submitted"


class Cutting:
    """The hands module with the connections cut at the moment when a hand is laid."""

    def __init__(self, owner_sql, hands):
        self.owner_sql, self.hands = owner_sql, hands

    def lay(self, *arguments):
        self.hands.lay(*arguments)
        cut(self.owner_sql)
