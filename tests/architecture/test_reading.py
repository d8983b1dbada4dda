"""What makes the code readable: first sentences, docstrings, short files, keyword-only `by`."""

import ast

from tests.architecture.source import ROOT, modules, place

LINES = 500

# Methods that a framework, or the log, calls by these names: what they do is said there.
HOOKS = {"process_view", "process_exception", "validate", "get_help_text", "log_facts", "add_arguments", "handle"}


def test_module_opens_with_one_sentence():
    wrong = []
    for path, tree in modules().values():
        docstring = ast.get_docstring(tree)
        if not tree.body and path.name == "__init__.py":  # a package without words of its own
            continue
        if not docstring or not docstring.partition("\n\n")[0].rstrip().endswith((".", ":")):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def _public_functions(tree):
    """Functions at the top of a module and methods of its public classes that others may call."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_") and _is_own(node):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and not part.name.startswith("_") and part.name not in HOOKS:
                    yield part


def _is_own(node: ast.ClassDef) -> bool:
    """A class whose methods are ours; those of forms, tables, models, fields … are their framework's hooks."""
    return all(getattr(base, "id", "") in ("Exception", "ValueError", "object", "StrEnum") for base in node.bases)


def test_public_function_says_what_its_caller_may_rely_on():
    wrong = [
        f"{place(path, node)} {node.name}" for path, tree in modules().values() for node in _public_functions(tree)
        if not ast.get_docstring(node)
    ]
    assert wrong == []


def test_file_stays_short():
    wrong = {str(path.relative_to(ROOT)): n for path, _tree in modules().values()
             if (n := path.read_text(encoding="utf-8").count("\n")) > LINES}
    assert wrong == {}


def test_test_file_stays_short():
    wrong = {str(path.relative_to(ROOT)): n for path in (ROOT / "tests").rglob("*.py")
             if (n := path.read_text(encoding="utf-8").count("\n")) > LINES}
    assert wrong == {}


# Calls by which something is done, recorded or told.
DOING = {"start", "record", "record_refusal", "save", "tell", "require", "update", "create", "bulk_create", "delete"}


def test_action_takes_its_actor_as_keyword_only_by():
    wrong = []
    for name, (path, tree) in modules().items():
        if not name.endswith(".actions") and ".actions." not in name:
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or not _acts(node):
                continue
            if "by" not in {argument.arg for argument in node.args.kwonlyargs}:
                wrong.append(f"{place(path, node)} {node.name}")
    assert wrong == []


def _acts(function) -> bool:
    """Whether a function is the body of a step or does something itself."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return bool(function.decorator_list) or any(
        getattr(call.func, "attr", getattr(call.func, "id", "")) in DOING for call in calls)
