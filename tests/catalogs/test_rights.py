"""Who may collect, review and sign licences of a type: role, issuing department and right together."""

from datetime import date, timedelta

import pytest

from catalogs import actions
from catalogs.models import EntryUserRight
from catalogs.policies import entries_for, may
from portal import clock
from portal.accounts.models import Department
from portal.audit.models import AccessRecord
from portal.decisions import Conflict, Invalid, Refused
from tests import cast


@pytest.mark.parametrize(("username", "verb", "allowed"), [
    ("lin", "collect", True), ("wu", "review", True), ("zheng", "sign", True), ("zhao", "collect", True),
    ("lin", "review", False), ("wu", "sign", False), ("chen", "collect", False), ("qian", "collect", False),
    ("sun", "collect", False), ("zhou", "sign", False),
])
def test_right_on_food_is_held_by_the_posts_of_issuing_departments(as_actor, food, username, verb, allowed):
    decision = may(as_actor(username), verb, food)
    assert bool(decision) is allowed
    assert (food in entries_for(as_actor(username), verb)) is allowed
    assert allowed or decision.reason.endswith("。")


def test_nobody_signed_in_may_nothing(as_actor, food):
    assert not may(as_actor(), "collect", food)
    assert not entries_for(as_actor(), "collect").exists()


def test_department_without_issuing_right_collects_nothing(as_actor, medical):
    zhao = as_actor("zhao")
    assert "不是" in may(zhao, "collect", medical).reason
    assert medical not in entries_for(zhao, "collect")


def test_right_of_a_post_taken_back_closes_the_type(food, chen, lin, he):
    right = food.group_rights.get(group__name__endswith="/clerk", group__name__startswith=chen.department.uscc)
    actions.revoke_right(right, by=chen)
    assert "尚未授予" in may(lin, "collect", food).reason
    actions.grant_right(food, "collect", by=chen, person=lin.user)
    assert may(lin, "collect", food) and food in entries_for(lin, "collect")
    assert not may(he, "collect", food)


def test_right_of_a_person_counts_in_that_department_alone(food, lin, zhao):
    of_post = food.group_rights.get(group__name=f"{zhao.department.uscc}/clerk", permission__codename="collect_entry")
    actions.revoke_right(of_post, by=cast.acting("tang"))
    EntryUserRight.objects.create(user=zhao.user, department=lin.department, content_object=food,
                                  permission=food.group_rights.first().permission)
    assert not may(zhao, "collect", food)


def test_grant_and_revoke_leave_one_history_row_and_one_record_each(food, chen, lin):
    before = AccessRecord.objects.count()
    right = actions.grant_right(food, "collect", by=chen, person=lin.user)
    actions.revoke_right(right, by=chen)
    rows = EntryUserRight.history.filter(content_object=food).order_by("history_date", "history_id")
    assert [(row.history_type, row.history_user, row.history_change_reason) for row in rows] == [
        ("+", chen.user, "grant"), ("-", chen.user, "revoke")]
    assert AccessRecord.objects.count() == before + 2
    assert AccessRecord.objects.latest("recorded_at").license_type == food.type_code


@pytest.mark.parametrize(("username", "says"), [("sun", "由签发部门负责人办理"), ("lin", "由签发部门负责人办理")])
def test_right_is_given_by_the_head_alone(as_actor, food, lin, username, says):
    with pytest.raises(Refused, match=says):
        actions.grant_right(food, "collect", by=as_actor(username), person=lin.user)


def test_head_gives_no_right_on_a_type_of_others(medical):
    with pytest.raises(Refused, match="不是"):
        actions.grant_right(medical, "collect", by=cast.acting("tang"), role="clerk")


def test_head_gives_no_right_to_people_of_others(food, chen, zhao):
    with pytest.raises(Refused, match="没有可以办理"):
        actions.grant_right(food, "collect", by=chen, person=zhao.user)


@pytest.mark.parametrize(("verb", "role"), [("sign", "clerk"), ("collect", "issuing_head")])
def test_right_beyond_the_role_is_refused(medical, chen, verb, role):
    with pytest.raises(Refused, match="没有"):
        actions.grant_right(medical, verb, by=chen, role=role)


def test_head_takes_back_no_right_of_another_department(food, chen):
    theirs = food.group_rights.filter(group__name__startswith=cast.DEPARTMENTS["xihu"][0]).first()
    with pytest.raises(Refused, match="只能收回本部门"):
        actions.revoke_right(theirs, by=chen)


def test_right_given_twice_is_a_conflict(food, chen):
    with pytest.raises(Conflict):
        actions.grant_right(food, "collect", by=chen, role="clerk")


def test_issuing_right_ended_closes_the_type_after_its_last_day(food, sun, lin):
    right = food.issuers.get(department=lin.department)
    actions.end_issuing_right(right, by=sun, until=clock.today())
    assert may(lin, "collect", food)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert "不是" in may(lin, "collect", food).reason


def test_issuing_right_is_not_extended_by_ending_it(food, sun, lin):
    right = actions.end_issuing_right(food.issuers.get(department=lin.department), by=sun, until=clock.today())
    with pytest.raises(Invalid, match="不能延后"):
        actions.end_issuing_right(right, by=sun, until=clock.today() + timedelta(days=30))


def test_issuing_right_goes_to_issuing_departments_alone(food, sun):
    with pytest.raises(Refused, match="未登记为签发部门"):
        actions.give_issuing_right(food, cast.department("using"), by=sun, since=clock.today())


def test_issuing_right_twice_is_a_conflict(food, sun):
    with pytest.raises(Conflict, match="已有这类证照的签发权限"):
        actions.give_issuing_right(food, cast.department("donghu"), by=sun, since=clock.today())


@pytest.mark.parametrize("username", ["chen", "li", "lin", "jiang"])
def test_issuing_right_is_given_by_the_keeping_editor_alone(as_actor, food, username):
    with pytest.raises(Refused):
        actions.give_issuing_right(food, cast.department("ganzhou"), by=as_actor(username), since=clock.today())


def test_entrusted_body_issues_no_longer_than_its_mandate(food, lin):
    Department.objects.filter(pk=lin.department.pk).update(
        basis="entrusted", entrusted_by="南昌市市场监督管理局", entrusted_since=date(2025, 1, 1),
        entrusted_until=clock.today() - timedelta(days=1))
    lin.department.refresh_from_db()
    assert "届满" in may(lin, "collect", food).reason
    assert not entries_for(lin, "collect").exists()


def test_type_without_a_version_in_force_is_not_offered(food, li, lin):
    actions.withdraw(food.versions.get(), by=li, ground="停用。", in_force_until=clock.today())
    assert food not in entries_for(lin, "collect")


def test_matter_is_kept_by_editors_with_a_right_code(sun, lin):
    matter = actions.add_matter(by=sun, code=" 0001 9002 1999", name="食品摊贩登记", department=sun.department)
    assert matter.code == "000190021999"
    assert actions.change_matter(matter, by=sun, name="食品摊贩备案", department=sun.department).history.count() == 2
    with pytest.raises(Invalid, match="位"):
        actions.add_matter(by=sun, code="123", name="甲", department=sun.department)
    with pytest.raises(Refused):
        actions.add_matter(by=lin, code="000190021998", name="甲", department=lin.department)
