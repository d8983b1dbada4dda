"""The walls of the house: who may import whom, what has one home, and who alone writes a status (DESIGN §1, §2)."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.source import BELOW, ROOT, imports, module_of, modules, place

HOMES = {"weasyprint": "portal.pdf", "cryptography": "portal.crypto"}
SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "receiver"}
# Names that say nothing about what a module knows.
BANNED = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "service", "services", "misc", "base"}


def test_app_imports_only_what_lies_below_it():
    wrong = [
        f"{place(modules()[name][0], node)} {target}"
        for name in modules() for target, node, _inside in imports(name)
        if (top := target.split(".")[0]) in BELOW and top != name.split(".")[0]
        and top not in BELOW[name.split(".")[0]]
    ]
    assert wrong == []


def test_modules_do_not_import_in_a_circle():
    graph = {name: {found for target, _node, _inside in imports(name) if (found := module_of(target)) and found != name}
             for name in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_project_is_not_imported_inside_a_function():
    wrong = [place(modules()[name][0], node) for name in modules() for target, node, inside in imports(name)
             if inside and target.split(".")[0] in BELOW]
    assert wrong == []


@pytest.mark.parametrize(("library", "home"), HOMES.items())
def test_library_is_imported_only_at_its_home(library, home):
    wrong = [place(modules()[name][0], node) for name in modules() for target, node, _inside in imports(name)
             if target.split(".")[0] == library and name != home and not name.startswith(home + ".")]
    assert wrong == []


def _writes_status(node) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in node.targets)
    if isinstance(node, (ast.AugAssign, ast.AnnAssign)):
        return isinstance(node.target, ast.Attribute) and node.target.attr == "status"
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        by_name = name == "setattr" and len(node.args) > 1 and getattr(node.args[1], "value", "") == "status"
        return by_name or (name == "update" and any(keyword.arg == "status" for keyword in node.keywords))
    return False


def test_nobody_but_the_engine_writes_a_status():
    wrong = [place(path, node) for name, (path, tree) in modules().items() if name != "portal.workflow"
             for node in ast.walk(tree) if _writes_status(node)]
    assert wrong == []


def test_models_have_no_save_and_nothing_hangs_on_signals():
    wrong = []
    for path, tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(part, ast.FunctionDef) and part.name in ("save", "delete") for part in node.body
            ):
                wrong.append(f"{place(path, node)} {node.name}.save or delete")
            if getattr(node, "id", getattr(node, "attr", "")) in SIGNALS or (
                isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "connect"
                and path != ROOT / "portal/history.py"  # the one exception: docs/decisions/0004
            ):
                wrong.append(f"{place(path, node)} signal")
    assert wrong == []


def test_module_names_say_what_they_know():
    wrong = [name for name in modules() if BANNED & set(name.split("."))]
    assert wrong == []


def test_every_app_of_the_house_is_known():
    """A folder with Python in it is an app of DESIGN §1 or one of these."""
    folders = {path.parent.name for path in ROOT.glob("[a-z]*/*.py")}
    assert folders - set(BELOW) <= {"tests", "script"}
