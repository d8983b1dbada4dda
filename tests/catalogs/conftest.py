"""Entries and versions of the cast's catalogue, in the statuses that tests begin with."""

from datetime import timedelta

import pytest

from catalogs import actions
from catalogs.models import Entry
from portal import clock


@pytest.fixture
def food(db):
    return Entry.objects.get(name="食品经营许可证")


@pytest.fixture
def medical(db):
    return Entry.objects.get(name="医疗机构执业许可证")


@pytest.fixture
def draft(food, sun):
    """The second version of the food licence, drafted by sun."""
    return actions.draft_next(food, by=sun)


@pytest.fixture
def submitted(draft, sun):
    return actions.submit(draft, by=sun)


@pytest.fixture
def tomorrow():
    return clock.today() + timedelta(days=1)
