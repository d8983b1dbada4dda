"""Who may collect, review and sign licences of a type: role, issuing department and right together."""

import pytest

from catalogs import actions
from catalogs.models import Entry
from catalogs.policies import can_grant, entries_for, may
from portal.accounts.models import User
from portal.decisions import Conflict, Refused
from tests import cast


@pytest.fixture
def food(db):
    return Entry.objects.get(name="食品经营许可证")


@pytest.fixture
def medical(db):
    return Entry.objects.get(name="医疗机构执业许可证")


@pytest.mark.parametrize(("username", "verb", "allowed"), [
    ("lin", "collect", True), ("wu", "review", True), ("zheng", "sign", True), ("zhao", "collect", True),
    ("lin", "review", False), ("wu", "sign", False), ("chen", "collect", False), ("qian", "collect", False),
    ("sun", "collect", False),
])
def test_right_on_food_is_held_by_the_posts_of_issuing_departments(as_actor, food, username, verb, allowed):
    decision = may(as_actor(username), verb, food)
    assert bool(decision) is allowed
    assert (food in entries_for(as_actor(username), verb)) is allowed
    assert allowed or decision.reason.endswith("。")


def test_department_without_issuing_right_collects_nothing(as_actor, medical):
    zhao = as_actor("zhao")
    assert "不是" in may(zhao, "collect", medical).reason
    assert medical not in entries_for(zhao, "collect")
