"""The source of the project, parsed once, for the tests that read it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Each app and what it may import beside itself (DESIGN §1); those above come with later issues.
BELOW = {
    "portal": set(),
    "catalogs": {"portal"},
    "licenses": {"portal", "catalogs"},
    "sharing": {"portal", "catalogs", "licenses"},
    "disputes": {"portal", "catalogs", "licenses"},
    "archive": {"portal", "catalogs", "licenses"},
    "oversight": {"portal", "catalogs", "licenses", "sharing", "disputes", "archive"},
}


@cache
def modules() -> dict[str, tuple[Path, ast.Module]]:
    """Dotted name → (path, tree) of every module of the apps but migrations."""
    found = {}
    for app in BELOW:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                found[name] = (path, ast.parse(path.read_text(encoding="utf-8")))
    return found


def place(path: Path, node: ast.AST) -> str:
    """file:line, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def imports(name: str):
    """(imported dotted name, node, whether inside a function) for every import of a module."""
    path, tree = modules()[name]
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    inside = {id(node) for function in ast.walk(tree) if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
              for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node, id(node) in inside
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{base}.{alias.name}", node, id(node) in inside


def module_of(dotted: str) -> str:
    """The module of ours that a dotted name lies in, or an empty string."""
    while dotted and dotted not in modules():
        dotted = dotted.rpartition(".")[0]
    return dotted
