"""Templates and generated pages: nothing unused, nothing out of date."""

import ast
import re

from django.core.management import call_command

from tests.architecture.source import ROOT, modules

TEMPLATES = ROOT / "templates"

# Named by the framework, or by a status: nobody says their whole name.
BY_OTHERS = re.compile(r"\d{3}(_csrf)?\.html|django/forms/.*|notices/\w+\.txt")


def _named_in_code():
    """Texts of the code, f-strings as patterns: f"catalogs/edit_{part}.html" names whatever stands for the part."""
    for _path, tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            if isinstance(node, ast.JoinedStr):
                yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                              for part in node.values)


def test_every_template_is_used():
    by_templates = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    by_code = [re.compile(pattern) for pattern in _named_in_code() if pattern.endswith((r"\.html", r"\.txt"))]
    unused = [
        name for path in sorted(TEMPLATES.rglob("*")) if path.suffix in (".html", ".txt")
        if not BY_OTHERS.fullmatch(name := path.relative_to(TEMPLATES).as_posix())
        if f'"{name}"' not in by_templates and not any(pattern.fullmatch(name) for pattern in by_code)
    ]
    assert unused == []


def _told() -> set:
    """Events: what is handed, as a text with underscores, to a function that tells."""
    return {
        argument.value for _path, tree in modules().values() for node in ast.walk(tree)
        if isinstance(node, ast.Call) and "tell" in getattr(node.func, "attr", getattr(node.func, "id", ""))
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(argument, ast.Constant) and re.fullmatch(r"[a-z]+(_[a-z]+)+", str(argument.value))
    }


def test_every_event_that_is_told_has_its_text_and_every_text_its_event():
    assert {path.stem for path in (TEMPLATES / "notices").glob("*.txt")} == _told()


def test_generated_pages_are_up_to_date():
    call_command("generate_docs", check=True, verbosity=0)
