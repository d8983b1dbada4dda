"""The fonts: which characters can be printed, what start-up refuses."""

import json
import shutil

import pytest
from weasyprint.text import ffi

from portal.pdf import fonts


@pytest.fixture
def copied_fonts(tmp_path, monkeypatch):
    """The cut fonts' folder in a place where a test may spoil it; large files are links."""
    target = tmp_path / "fonts"
    target.mkdir()
    for name in ("manifest.json", "fonts.conf", "song.ttf"):
        shutil.copy(fonts.folder() / name, target / name)
    for path in fonts.folder().glob("*.ttf"):
        if not (target / path.name).exists():
            (target / path.name).symlink_to(path)
    monkeypatch.setattr(fonts, "folder", lambda: target)
    return target


def test_check_with_whole_fonts_passes():
    fonts.check()


def test_check_with_a_changed_font_says_which(copied_fonts):
    with (copied_fonts / "song.ttf").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(fonts.FontsNotReady, match=r"song\.ttf is missing or was changed; run script/setup"):
        fonts.check()


def test_check_without_fonts_says_what_to_run(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "folder", lambda: tmp_path)
    with pytest.raises(fonts.FontsNotReady, match="have not been cut yet; run script/setup"):
        fonts.check()


def test_check_without_subsetting_library_names_its_package(monkeypatch):
    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    with pytest.raises(fonts.FontsNotReady, match="libharfbuzz-subset0"):
        fonts.check()


def test_cutting_again_changes_nothing():
    before = json.loads((fonts.folder() / "manifest.json").read_text())
    assert fonts.cut_all() is False
    assert json.loads((fonts.folder() / "manifest.json").read_text()) == before


@pytest.mark.parametrize(
    "name",
    ["㛃", "䶮", "𠮷", "𪨰", "𫍽", "𬎆", "𬱖", "堃", "阿依古丽·买买提", "𰻞", "（一）①㎡№℃", "法定代表人\n负责人"],
)
def test_undrawable_with_rare_but_standard_characters_finds_none(name):
    assert fonts.undrawable(name) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张\ue001三", [("\ue001", "U+E001", "private_use")]),
        ("\U000f0000", [("\U000f0000", "U+F0000", "private_use")]),
        ("张\u202e三", [("\u202e", "U+202E", "control")]),
        ("张\u200b三\u200b", [("\u200b", "U+200B", "control")]),
        ("\x07", [("\x07", "U+0007", "control")]),
        ("\ud842", [("\ud842", "U+D842", "control")]),
        ("\U0002ebf0", [("\U0002ebf0", "U+2EBF0", "no_glyph")]),
        ("བོད", [("བ", "U+0F56", "no_glyph"), ("ོ", "U+0F7C", "no_glyph"), ("ད", "U+0F51", "no_glyph")]),
    ],
)
def test_undrawable_with_characters_nobody_could_read_names_each_once(text, found):
    assert fonts.undrawable(text) == found


def test_private_use_characters_have_no_glyph_in_any_cut_font():
    firsts, lasts = fonts.known_ranges()
    assert not any(first <= 0xF8FF and last >= 0xE000 for first, last in zip(firsts, lasts, strict=True))


@pytest.mark.parametrize(
    ("block", "least"),
    [
        (range(0x4E00, 0xA000), 20992),
        (range(0x3400, 0x4DC0), 6592),
        (range(0x20000, 0x2A6E0), 42718),
        (range(0x2A700, 0x2EBE1), 17611),
        (range(0x30000, 0x3134B), 3045),
    ],
)
def test_ladder_covers_the_blocks_that_names_come_from(block, least):
    assert sum(fonts.has_glyph(chr(code)) for code in block) >= least


def test_private_fontconfig_puts_the_variable_back(monkeypatch):
    import os

    monkeypatch.setenv("FONTCONFIG_FILE", "before")
    with fonts.private_fontconfig():
        assert os.environ["FONTCONFIG_FILE"].endswith("fonts.conf")
    assert os.environ["FONTCONFIG_FILE"] == "before"
