"""Suspected secrets: who is told of a lock and finds it on his desk, and the way from a case to destroying its key."""

from datetime import timedelta

import pytest
from django.urls import reverse

from licenses import actions, waiting
from licenses.models import Case, License
from portal import clock
from portal.audit.models import AccessRecord
from portal.notices.models import Notice
from portal.notices.send import text_of
from portal.vault import actions as vault
from portal.vault import subjects
from portal.vault.keys import is_destroyed
from portal.vault.models import Destruction
from tests import cast
from tests.licenses import factories
from tests.licenses.test_case_collecting import text

pytestmark = pytest.mark.django_db

WHY = "附图疑似标注军事设施。"
QUEUE = "疑似涉密，待处置"


@pytest.fixture
def locked(wu, standing):
    """A case that the reviewer locked."""
    return actions.lock(standing("submitted"), by=wu, reason=WHY)


@pytest.fixture
def license(standing):
    return License.objects.get(pk=standing("issued").license_id)


# --- the desks of those who are named for it


@pytest.mark.parametrize("who", cast.PEOPLE)
def test_locked_case_stands_on_the_desks_of_the_named_alone(browse, locked, who):
    page = text(browse(who).get("/"))
    named = who in ("chen", "chu")
    assert (locked.number in page) is named
    assert (QUEUE in page) is (named or who == "tang"), "the head of another department has an empty queue"


def test_row_on_the_desk_is_the_number_and_leads_to_the_case(browse, locked):
    page = text(browse("chu").get("/"))
    assert f'href="/cases/{locked.pk}/"' in page
    for word in ("军事", "食品经营许可证", "滕王阁", locked.shown_codes, "东湖区"):
        assert word not in page.partition("<main")[2]
    assert locked.number in AccessRecord.objects.latest("recorded_at").shown


def test_locked_licence_and_cases_stand_in_the_order_of_their_locks(as_actor, license, lin, standing):
    with clock.moved_to(clock.now() - timedelta(hours=2)):
        first = actions.lock(standing("draft"), by=lin, reason=WHY)
    with clock.moved_to(clock.now() - timedelta(hours=1)):
        second = actions.lock_license(license, by=lin, reason=WHY)
    third = actions.lock(standing("returned"), by=lin, reason=WHY)
    for who in ("chen", "chu"):
        found = waiting.suspected(as_actor(who), 10)
        assert [one.pk for one in found] == [first.pk, second.pk, third.pk]
        assert [one.pk for one in waiting.suspected(as_actor(who), 2)] == [first.pk, second.pk]
        assert waiting.count_suspected(as_actor(who)) == 3
    assert waiting.count_suspected(as_actor("tang")) == 0


def test_row_of_ones_own_lock_says_that_another_has_to_lift_it(browse, standing, chen):
    actions.lock(standing("submitted"), by=chen, reason=WHY)
    assert "本人锁定" in text(browse("chen").get("/")) and "本人锁定" not in text(browse("chu").get("/"))


def test_unlocking_ones_own_lock_is_refused_before_the_missing_reason_is_asked_for(license, chen, browse):
    actions.lock_license(license, by=chen, reason=WHY)
    response = browse("chen").post(f"/licenses/{license.pk}/unlock/", {"reason": ""})
    assert response.status_code == 403 and "锁定人以外的人员" in text(response)


def test_rejecting_an_order_without_the_right_is_refused_before_the_missing_reason_is_asked_for(license, chen, browse):
    order = vault.order(subjects.find(chen, license.key_id), by=chen, words="证照", ground=WHY)
    response = browse("chen").post(f"/vault/{order.pk}/reject/", {"reason": ""})
    assert response.status_code == 403 and "请填写" not in text(response)


def test_queue_is_left_when_the_lock_is_lifted(browse, locked, chu):
    actions.unlock(locked, by=chu, reason="经核查不涉密。")
    assert locked.number not in text(browse("chu").get("/"))


# --- who is told


def test_lock_is_told_to_the_named_without_content(locked):
    told = {notice.to_user.username: notice for notice in Notice.objects.filter(event="suspected_secret")}
    assert set(told) == {"chen", "chu"}
    for notice in told.values():
        assert notice.facts == {"number": locked.number} and notice.url == f"/cases/{locked.pk}/"
        assert locked.number in text_of(notice) and "军事" not in text_of(notice)


def test_lock_of_a_licence_is_told_as_well_but_not_to_whoever_locked_it(license, chen):
    actions.lock_license(license, by=chen, reason=WHY)
    notice = Notice.objects.get(event="suspected_secret")
    assert (notice.to_user.username, notice.url) == ("chu", f"/licenses/{license.pk}/")


def test_lock_is_told_to_the_secrecy_officers_of_the_area_alone(wu, jiang, standing):
    cast.also(jiang.user, jiang.department, "secrecy_officer")
    cast.also(cast.acting("sun").user, cast.department("ganzhou"), "secrecy_officer")
    cast.also(cast.acting("li").user, cast.department("province"), "secrecy_officer",
              until=clock.today() - timedelta(days=1))
    actions.lock(standing("submitted"), by=wu, reason=WHY)
    told = Notice.objects.filter(event="suspected_secret").values_list("to_user__username", flat=True)
    assert set(told) == {"chen", "chu", "jiang"}


def test_notice_leads_to_the_case(browse, locked):
    notice = Notice.objects.get(event="suspected_secret", to_user__username="chen")
    page = browse("chen").post(f"/notices/{notice.pk}/", follow=True)
    assert page.status_code == 200 and locked.number in text(page)


# --- from a case to destroying its key


def order_address(case) -> str:
    return f"{reverse('vault:order')}?key={case.key_id}"


@pytest.mark.parametrize("status", factories.STEPS)
def test_case_leads_its_head_to_destroying_the_key(browse, status, standing):
    case = standing(status)
    assert order_address(case) in text(browse("chen").get(f"/cases/{case.pk}/"))
    for who in ("lin", "wu", "zheng", "jiang"):
        assert "提请销毁" not in text(browse(who).get(f"/cases/{case.pk}/"))


@pytest.mark.parametrize("status", ["draft", "submitted", "approved", "rejected"])
def test_secret_found_in_a_case_is_destroyed_by_two_named_persons(browse, status, standing, lin):
    case = actions.lock(standing(status), by=lin, reason=WHY)
    head, officer = browse("chen"), browse("chu")
    assert order_address(case) in text(head.get(f"/cases/{case.pk}/"))
    assert order_address(case) not in text(officer.get(f"/cases/{case.pk}/"))
    assert case.number in text(head.get(order_address(case)))
    head.post(order_address(case), {"words": case.number, "ground": "国密定〔2026〕0001 号", "sworn": "on"})
    order = Destruction.objects.get(key_id=case.key_id)
    assert not is_destroyed(case.key_id)
    officer.post(f"/vault/{order.pk}/confirm/", {"sworn": "on"})
    assert is_destroyed(case.key_id)
    for client in (head, officer):
        page = text(client.get(f"/cases/{case.pk}/"))
        assert "已依法销毁" in page and WHY not in page
        assert "解除锁定</a>" not in page and order_address(case) not in page, "nothing can be done with a stub"
        assert case.number not in text(client.get("/")), "it waits for nobody any more"


def test_case_whose_key_was_destroyed_waits_for_nobody(as_actor, standing):
    made = {status: standing(status) for status in ("draft", "returned", "submitted", "approved")}
    queues = {"draft": (waiting.drafts_of, "lin"), "returned": (waiting.returned_to, "lin"),
              "submitted": (waiting.to_review, "wu"), "approved": (waiting.to_sign, "zheng")}
    for status, (queue, who) in queues.items():
        assert made[status] in queue(as_actor(who))
        destroy(made[status])
        assert made[status] not in queue(as_actor(who))


def destroy(case):
    """Both steps of destroying a key."""
    order = vault.order(subjects.find(cast.acting("chen"), case.key_id), by=cast.acting("chen"), words=case.number,
                        ground="依法销毁")
    vault.confirm(order, by=cast.acting("chu"))


def test_page_of_a_licence_that_was_destroyed_offers_no_lifting_of_its_lock(browse, license, lin):
    actions.lock_license(license, by=lin, reason=WHY)
    destroy(Case.objects.get(made_version__license=license))
    page = text(browse("chu").get(f"/licenses/{license.pk}/"))
    assert "依法销毁" in page
    assert reverse("licenses:license_unlock", args=[license.pk]) not in page
