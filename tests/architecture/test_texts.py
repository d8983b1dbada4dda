"""Texts: every Chinese sentence has its English, placeholders agree, statutory words are never mixed up in English."""

import re
import subprocess

import pytest

from tests.architecture.source import BELOW, ROOT

CATALOGUE = ROOT / "locale/en/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd]")
# Which English word must stand where the Chinese one stands (standards §13).
GLOSSARY = {
    "吊销": "revo", "注销": "cancel", "撤销": "annul", "暂扣": "suspen", "持证主体": "holder", "证照目录": "catalogue",
    "盲索引": "blind", "采集岗": "clerk",
}


def read_po(text: str) -> dict[str, list[str]]:
    """msgid → translations (several where there are plurals); fuzzy and obsolete entries are left out."""
    found = {}
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        parts, key = {}, None
        for line in lines:
            match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) "(.*)"$', line)
            if match:
                key = match[1]
                parts[key] = match[2]
            elif key and line.startswith('"'):
                parts[key] += line[1:-1]
        if parts.get("msgid"):
            unescaped = {k: v.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\") for k, v in parts.items()}
            found[unescaped["msgid"]] = [v for k, v in unescaped.items() if k.startswith("msgstr")]
    return found


@pytest.fixture(scope="module")
def source_texts(tmp_path_factory) -> dict:
    """Every text of code and templates, as xgettext finds them (the way of makemessages, without touching the tree)."""
    from django.utils.translation.template import templatize

    folder = tmp_path_factory.mktemp("texts")
    files = [path for app in BELOW for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    for template in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]:
        copy = folder / (template.relative_to(ROOT).as_posix().replace("/", "__") + ".py")
        copy.write_text(templatize(template.read_text(encoding="utf-8"), origin=str(template)), encoding="utf-8")
        files.append(copy)
    names = folder / "files"
    names.write_text("\n".join(map(str, files)))
    subprocess.run(
        ["xgettext", "--from-code=UTF-8", "--language=Python", "--keyword=gettext_noop", "--keyword=gettext_lazy",
         "--keyword=ngettext_lazy:1,2", "--keyword=pgettext:1c,2", "--keyword=_lazy", "--keyword=now_",
         "--keyword=npgettext:1c,2,3", f"--files-from={names}", "--output", folder / "all.po"],
        check=True, capture_output=True)
    return read_po((folder / "all.po").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def english() -> dict:
    return read_po(CATALOGUE.read_text(encoding="utf-8"))


def test_every_text_has_its_english(source_texts, english):
    missing = [text for text in source_texts if not all(english.get(text) or [""])]
    assert not missing, f"{len(missing)} texts without English:\n" + "\n".join(sorted(missing))


def test_catalogue_has_no_text_that_nobody_says(source_texts, english):
    assert sorted(set(english) - set(source_texts)) == []


def test_english_is_not_chinese(english):
    han = re.compile(r"[\u3400-\u9fff]")
    names = re.compile("「[^」]*」|“[^”]*”")  # a Chinese name may be quoted
    wrong = [said for texts in english.values() for said in texts if han.search(names.sub("", said))]
    assert wrong == []


def test_placeholders_agree(english):
    wrong = [text for text, said in english.items() for each in said
             if each and set(PLACEHOLDER.findall(each)) - set(PLACEHOLDER.findall(text))]
    assert wrong == []


@pytest.mark.parametrize(("word", "wanted"), GLOSSARY.items())
def test_english_keeps_to_the_glossary(english, word, wanted):
    wrong = [f"{text} → {said[0]}" for text, said in english.items()
             if word in text and said[0] and wanted not in said[0].lower()]
    assert wrong == []
