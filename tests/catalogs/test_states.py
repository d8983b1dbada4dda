"""How an entry stands: the tab of the list that finds it and the tags of its row say the same."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from catalogs import actions, loading, reference
from catalogs.states import MAKING, STATES
from portal import clock

KIND = reference.BY_KEY["marriage_certificate"]


@pytest.fixture
def entries(db, sun, li):
    """Names of entries → the states that their rows have to tell."""
    today, tomorrow = clock.today(), clock.today() + timedelta(days=1)

    def new(name, *, since=None, until=None):
        copy = replace(KIND, type_code=f"{KIND.type_code[:18]}{len(name) + 500}", name=name)
        version = loading.draft_type(copy, sun)
        if since:
            version = actions.publish(actions.submit(version, by=sun), by=li, in_force_from=since)
        if until:
            version = actions.withdraw(version, by=li, ground="改由国家目录提供。", in_force_until=until)
        return version

    new("一", since=today)
    actions.draft_next(new("一" * 2, since=today).entry, by=sun)
    new("一" * 3, since=tomorrow)
    new("一" * 4)
    actions.submit(new("一" * 5), by=sun)
    new("一" * 6, since=today, until=today)
    actions.submit(actions.draft_next(new("一" * 7, since=today, until=today).entry, by=sun), by=sun)
    actions.discard(new("一" * 8), by=sun)
    again = actions.submit(actions.draft_next(new("一" * 9, since=today).entry, by=sun), by=sun)
    actions.publish(again, by=li, in_force_from=tomorrow)
    new("一" * 10, since=today, until=tomorrow)
    return {"一" * n: set(states.split()) for n, states in enumerate((
        "in_force", "in_force drafting", "planned", "drafting", "submitted", "ended", "ended submitted", "discarded",
        "in_force", "in_force"), 1)}


def shown(client, state: str) -> dict:
    """Names of the entries of a tab → the labels of their tags."""
    table = client.get(f"{reverse('catalogs:entries')}?q=一&state={state}").context["table"]
    return {row.record.name: row.get_cell("state") for row in table.rows}


@pytest.mark.parametrize(("username", "states"), [
    ("sun", list(STATES)), ("lin", [state for state in STATES if state not in MAKING]),
])
def test_tab_and_tags_of_an_entry_agree_in_every_state(browse, entries, username, states):
    client = browse(username)
    told = {name: set(wanted) & set(states) for name, wanted in entries.items()}
    everything = shown(client, "")
    assert set(everything) == {name for name, wanted in told.items() if wanted}
    for name, cell in everything.items():
        labels = {state for state in STATES if f">{STATES[state].label}<" in cell}
        assert labels == told[name], name
    tabs = client.get(f"{reverse('catalogs:entries')}?q=一").context["tabs"][1:]
    for state, tab in zip(states, tabs, strict=True):
        found = set(shown(client, state))
        assert found == {name for name, wanted in told.items() if state in wanted}, state
        assert tab.count == len(found), state


def test_reader_learns_of_no_draft_by_asking_for_its_tab(browse, entries):
    assert shown(browse("lin"), "drafting") == shown(browse("lin"), "submitted") == {}
