"""Every verb that the code writes into the log can be read by the auditor."""

import ast
import re

from portal.audit import describe
from portal.audit.models import AccessRecord
from portal.workflow import Workflow
from tests.architecture.source import modules, place

WRITERS = {"record", "disclose", "open_object", "reach"}
VERB = re.compile(r"[a-z_]+(\.[a-z_]+)*")


def written():
    """(verb, place) of every verb that stands in the code as a text."""
    for path, tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "verb":
                yield from _dotted(node.value, path)
            if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "verb" for t in node.targets):
                yield from _dotted(node.value, path)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("act", "_acting") and node.args:
                yield from _dotted(node.args[0], path)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in WRITERS:
                at = {"record": 0, "disclose": 0}.get(node.func.attr, 2)
                if isinstance(node.func.value, ast.Name) and node.func.value.id == "log" and len(node.args) > at:
                    yield from _texts(node.args[at], path)


def _dotted(node, path):
    """A plain word after `verb=` may be something else: what a right allows, what a button says."""
    return ((text, where) for text, where in _texts(node, path) if "." in text)


def _texts(node, path):
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and VERB.fullmatch(part.value):
            yield part.value, place(path, part)


def test_every_verb_of_the_code_has_words():
    unknown = {f"{verb} ({where})" for verb, where in written() if describe.label_of(verb) == verb}
    assert not unknown, "\n".join(sorted(unknown))


def test_every_step_has_words_and_belongs_to_what_it_is_about():
    about = {"licenses": describe.STEP, "catalogs": describe.CONFIG, "workdays": describe.CONFIG,
             "vault": describe.KEYS}
    for workflow in Workflow.registry.values():
        for step in workflow.steps:
            verb = f"{workflow.name}.{step}"
            assert describe.label_of(verb) == f"{workflow.label}·{workflow.steps[step].label}"
            wanted = describe.KEYS if step in ("lock", "unlock") else about[workflow.name.partition(".")[0]]
            assert describe.group_of(verb) == wanted, verb


def test_verbs_in_the_log_of_the_stage_can_be_read(stage, db):
    """Whatever the engine and the actions wrote while the stage was built."""
    verbs = set(AccessRecord.objects.values_list("verb", flat=True))
    assert len(verbs) > 15
    assert {verb for verb in verbs if describe.label_of(verb) == verb} == set()


def test_filter_by_group_finds_what_belongs_to_it(stage, db):
    for group in describe.GROUPS:
        found = set(AccessRecord.objects.filter(describe.in_group(group)).values_list("verb", flat=True))
        every = set(AccessRecord.objects.values_list("verb", flat=True))
        assert found == {verb for verb in every if describe.group_of(verb) == group}, group
