"""Every workflow is whole: each step has action, policy and label, and its words are those of the law."""

import inspect
import re

import pytest

from licenses.kinds import KINDS
from licenses.states import LicenseStatus
from portal.workflow import Workflow

STEPS = [(workflow, step) for workflow in Workflow.registry.values() for step in workflow.steps.values()]

# Statutory word → by what a name that carries it must begin (standards §6.2, glossary). A case that is taken back
# before it was looked at is recalled: 撤回 of a submission, not of a licence.
STATUTORY = {
    "暂扣": ("suspend",), "恢复": ("restore",), "撤回": ("withdraw", "recall"), "撤销": ("annul",), "吊销": ("revoke",),
    "注销": ("cancel",), "换发": ("replace",), "作废": ("void",), "废止": ("repeal", "abolish"),
}
PARTICIPLES = re.compile(r"(\w+(ed|wn)|draft|effective|carried_out)$")


def name_of(pair):
    workflow, step = pair
    return f"{workflow.name}.{step.name}"


@pytest.mark.parametrize("pair", STEPS, ids=name_of)
def test_step_has_action_policy_and_label(pair):
    workflow, step = pair
    action = workflow.actions.get(step.name)
    assert action, "no action"
    assert str(step.label).strip()
    assert inspect.getdoc(action.policy), "the policy does not say who may"
    assert inspect.getdoc(action.body), "the action does not say what it does"
    by = inspect.signature(action.body).parameters["by"]
    assert by.kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize("workflow", Workflow.registry.values(), ids=lambda w: w.name)
def test_every_status_can_be_reached_and_is_a_participle(workflow):
    reached = set(workflow.initial)
    for _round in workflow.statuses.values:
        reached |= {target for source, target in workflow.pairs() if source in reached}
    assert reached == set(workflow.statuses.values)
    assert all(PARTICIPLES.fullmatch(value) for value in workflow.statuses.values)


@pytest.mark.parametrize("workflow", Workflow.registry.values(), ids=lambda w: w.name)
def test_step_leaves_from_and_leads_to_statuses_of_its_workflow(workflow):
    for step in workflow.steps.values():
        assert {str(s) for s in step.sources} <= set(workflow.statuses.values)
        assert not step.target or str(step.target) in workflow.statuses.values


def _labels():
    for workflow in Workflow.registry.values():
        yield from ((value, str(label)) for value, label in workflow.statuses.choices)
        yield from ((step.name, str(step.label)) for step in workflow.steps.values())
    yield from ((kind.key, str(kind.label)) for kind in KINDS.values())


@pytest.mark.parametrize(("word", "verbs"), STATUTORY.items())
def test_statutory_word_stands_only_for_its_own_act(word, verbs):
    wrong = [(name, label) for name, label in _labels() if word in label and not name.startswith(verbs)]
    assert wrong == []


def test_acts_on_a_licence_bear_the_names_of_the_law():
    wanted = {"suspended": "暂扣", "withdrawn": "撤回", "annulled": "撤销", "revoked": "吊销", "cancelled": "注销"}
    assert {value: str(LicenseStatus(value).label) for value in wanted} == wanted


def test_withdrawn_annulled_and_revoked_lead_on_to_cancelled_alone():
    """撤回 撤销 吊销 lead on to 注销 and to nothing else (Administrative Licensing Law art. 70)."""
    pairs = Workflow.registry["licenses.license"].pairs()
    for status in ("withdrawn", "annulled", "revoked"):
        assert {target for source, target in pairs if source == status} == {"cancelled"}
