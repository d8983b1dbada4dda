"""What holds for every template and static file, whoever wrote it."""

import ast
import gzip
import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STATIC = ROOT / "portal/static/portal"
APPS = ("portal", "catalogs", "licenses", "sharing", "disputes", "archive", "oversight")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + [HERE / "kit.html"]
PRINTED = ("licenses/pdf", "pdf/")  # drawn by WeasyPrint, never by a browser
PAGES = [path for path in TEMPLATES if not any(part in path.as_posix() for part in PRINTED)]
SOURCES = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
SPRITE = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "icons.svg").read_text()))

HAN = r"[\u3400-\u9fff\U00020000-\U000323af]"
HALF_WIDTH = re.compile(rf"{HAN}[,;:?!()]{HAN}")


def name(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_page_template_has_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_has_full_width_punctuation_between_han_characters(path):
    assert HALF_WIDTH.findall(path.read_text(encoding="utf-8")) == []


def test_texts_in_python_have_full_width_punctuation_between_han_characters():
    wrong = [
        f"{name(path)}:{node.lineno} {node.value[:40]}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HALF_WIDTH.search(node.value)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_icon_of_a_template_is_in_the_sprite(path):
    used = set(re.findall(r"""\{% icon ["'](\w+)["'] %\}|\bicon=["'](\w+)["']""", path.read_text(encoding="utf-8")))
    assert {first or second for first, second in used} <= SPRITE


def test_icon_of_a_menu_item_is_in_the_sprite():
    wrong = []
    for path in (path for path in SOURCES if path.name == "desk.py" and path.parent.name != "portal"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "MenuItem":
                texts = [a.value for a in [*node.args[3:4], *(k.value for k in node.keywords if k.arg == "icon")]]
                wrong += [f"{name(path)}:{node.lineno} {icon}" for icon in texts if icon not in SPRITE]
    assert wrong == []


@pytest.mark.parametrize(("file", "raw", "packed"), [("portal.css", 40_000, 10_000), ("portal.js", 12_000, 4_000)])
def test_static_file_stays_within_its_budget(file, raw, packed):
    content = (STATIC / file).read_bytes()
    assert len(content) <= raw and len(gzip.compress(content)) <= packed


def test_style_sheet_asks_for_nothing_that_chromium_92_lacks():
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "portal.css").read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r":has\(|color-mix\(|light-dark\(|@container|@layer|@property|popover", text) == []


def test_style_sheet_covers_every_class_of_the_components():
    sheet = (STATIC / "portal.css").read_text(encoding="utf-8")
    known = set(re.findall(r"\.([a-z][\w-]*)", sheet))
    used = {
        css for path in PAGES if "components" in path.parts or "forms" in path.parts or "tables" in path.parts
        for value in re.findall(r'class="([^"]*)"', re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text("utf-8")))
        for css in value.split() if not css.endswith("-")
    }
    assert used - known == set()
