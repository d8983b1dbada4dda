"""The fonts of printed documents: cut once from Debian's packages, known by digest, seen by nobody else.

Two type faces are offered to style sheets: `Portal Kai` (楷体) for what was filled in and `Portal Song` (宋体,
regular and bold) for what is printed on the form. Behind each stands a ladder of files for rare characters.
All are TrueType: CFF outlines make a PDF many times larger and subsetting slower. They carry names of our own,
as the licences of the sources (OFL) ask of changed fonts, and the same ascent and descent, so that a rare
character does not move its line.

    python -m portal.pdf.fonts      cuts what is missing or out of date; about 20 s on two cores, once
"""

import bisect
import contextlib
import fcntl
import functools
import gc
import hashlib
import json
import os
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

ROOT = Path(__file__).resolve().parents[2]
STANDARD_CHARACTERS = Path(__file__).with_name("standard_characters.txt")  # those beyond GB 2312
FORMAT = 2  # part of the recipe: raise it when the way of cutting changes
PLACES = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
ASCENT, DESCENT = 0.88, -0.12  # of the em, for every file
LINE_BREAK = "\n"
SPACES = {0x20, 0xA0, 0x3000}  # in every file: a space takes the font of the character before it
PRIVATE, CONTROLS, SURROGATES = "Co", {"Cc", "Cf"}, "Cs"


class FontsNotReady(RuntimeError):
    """The fonts or the library that subsets them are not as they were set up; the message says what to do."""


@dataclass(frozen=True)
class Cut:
    """One font file to be made: which characters of which source, under which family name."""

    file: str
    family: str
    source: str
    package: str
    characters: str
    weight: int = 400
    number: int = -1


# Order matters: a file for "what is left" leaves out the characters of the files above it.
CUTS = [
    Cut("kai.ttf", "Portal Kai", "LXGWWenKai-Regular.ttf", "fonts-lxgw-wenkai", "common"),
    Cut("song.ttf", "Portal Song", "NotoSerifCJK-Regular.ttc", "fonts-noto-cjk", "common", number=2),
    Cut("song-bold.ttf", "Portal Song", "NotoSerifCJK-Bold.ttc", "fonts-noto-cjk", "common", 700, 2),
    Cut("song-wide.ttf", "Portal Song Wide", "NotoSerifCJK-Regular.ttc", "fonts-noto-cjk", "unified", number=2),
    Cut("kai-wide.ttf", "Portal Kai Wide", "LXGWWenKai-Regular.ttf", "fonts-lxgw-wenkai", "rest"),
    Cut("rare-a.ttf", "Portal Rare A", "HanaMinB.ttf", "fonts-hanazono", "all"),
    Cut("rare-b.ttf", "Portal Rare B", "BabelStoneHan.ttf", "fonts-babelstone-han", "newest"),
]
LADDERS = {
    "Portal Kai": ["Portal Kai Wide", "Portal Song Wide", "Portal Rare A", "Portal Rare B"],
    "Portal Song": ["Portal Song Wide", "Portal Kai Wide", "Portal Rare A", "Portal Rare B"],
}


def var_folder() -> Path:
    """Where everything ignored by git lies: PORTAL_VAR, or var/ in the project."""
    return Path(os.environ.get("PORTAL_VAR") or ROOT / "var").absolute()


def folder() -> Path:
    """Where the cut fonts, their manifest and their fontconfig file lie."""
    return var_folder() / "fonts"


# --- which characters ---------------------------------------------------------------------------------------


def common_characters() -> set[int]:
    """Code points of daily documents: GB 2312, the rest of the State Council's list of standard characters
    (通用规范汉字表, 2013, by which names have been registered since), Latin letters, punctuation, signs."""
    found = {*range(0x20, 0x7F), *range(0xA1, 0x180), *range(0x2010, 0x2028), *range(0x2030, 0x205F)}
    found |= {*range(0x2460, 0x249C), *range(0x3000, 0x3040), *range(0xFF01, 0xFFE7)}
    found |= set(map(ord, "№℃℅℉ΩⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ←↑→↓■□▲△●○◆◇☆★☐☑☒✓✗㈠㈡㈢㎎㎏㎜㎝㎞㎡㏄㏑㏒㎥＊〇"))
    found |= set(map(ord, STANDARD_CHARACTERS.read_text(encoding="utf-8"))) - {ord(LINE_BREAK)}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            with contextlib.suppress(UnicodeDecodeError):
                found.add(ord(bytes([high, low]).decode("gb2312")))
    return found


def unified_characters() -> set[int]:
    """The unified Han characters of the basic plane and the part of extension B that the Song source has."""
    return {*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0x20000, 0x2A6E0)}


def newest_characters() -> set[int]:
    """Extensions G and H, the last additions to extension A, compatibility characters."""
    return {
        *range(0x30000, 0x32400),
        *range(0x4DB6, 0x4DC0),
        *range(0xF900, 0xFB00),
        *range(0x2F800, 0x2FA20),
    }


def is_drawable(code: int) -> bool:
    """Whether a code point means one character to every reader: not private, no control, no surrogate."""
    return unicodedata.category(chr(code)) not in {PRIVATE, SURROGATES, *CONTROLS}


def wanted(cut: Cut, cmap: dict[int, str]) -> set[int]:
    """The code points of its source that a cut keeps."""
    have = {code for code in cmap if is_drawable(code)}
    if cut.characters == "common":
        return have & common_characters()
    if cut.characters == "rest":
        return have - common_characters() | have & SPACES
    if cut.characters == "unified":
        return have & (unified_characters() - common_characters() | SPACES)
    if cut.characters == "newest":
        return have & (newest_characters() | SPACES)
    return have


# --- cutting ------------------------------------------------------------------------------------------------


def find_source(cut: Cut) -> Path:
    """The font file of a Debian package; raises FontsNotReady when the package is missing."""
    for place in PLACES:
        for path in sorted(place.rglob(cut.source)):
            return path
    raise FontsNotReady(f"The font {cut.source} is missing; install the Debian package {cut.package}.")


def outlines_to_truetype(font: TTFont) -> None:
    """Replace the cubic (CFF) outlines of a font by quadratic ones, at most one unit away."""
    order, glyphs = font.getGlyphOrder(), {}
    drawn = font.getGlyphSet()
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, glyphs
    for glyph in glyphs.values():
        glyph.recalcBounds(glyf)
    del font["CFF "]
    font["loca"], font["glyf"] = newTable("loca"), glyf
    for name in order:
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyphs[name], "xMin", 0))
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 3.0, [], {}
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\x00\x01\x00\x00"


def rename(font: TTFont, cut: Cut) -> None:
    """Give a cut font its own family name, weight and the common line metrics."""
    style = "Bold" if cut.weight >= 700 else "Regular"
    names = font["name"]
    notice = [str(record) for record in names.names if record.nameID in (0, 13)]
    names.names = []
    for number, text in {
        0: " ".join(dict.fromkeys(notice)),
        1: cut.family,
        2: style,
        4: f"{cut.family} {style}",
        5: f"Version {FORMAT}.0",
        6: f"{cut.family} {style}".replace(" ", "-"),
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    em = font["head"].unitsPerEm
    ascent, descent = round(ASCENT * em), round(DESCENT * em)
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, descent, 0
    os2 = font["OS/2"]
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, descent, 0
    os2.usWinAscent, os2.usWinDescent = ascent, -descent
    os2.usWeightClass = cut.weight
    os2.fsSelection = 0x20 if style == "Bold" else 0x40
    font["head"].macStyle = int(style == "Bold")
    font["head"].modified = font["head"].created  # the same bytes whenever it is cut


def make(cut: Cut, source: Path, target: Path) -> None:
    """Cut one font file; the same source gives the same bytes."""
    font = TTFont(source, fontNumber=cut.number, lazy=True, recalcTimestamp=False)
    keep = wanted(cut, font.getBestCmap())
    if cut.characters == "all":  # nearly all glyphs stay: only the map of characters is cut
        for table in font["cmap"].tables:
            table.cmap = {code: name for code, name in getattr(table, "cmap", {}).items() if code in keep}
        for tag in {"GSUB", "GPOS", "DSIG", "BASE"} & set(font.keys()):
            del font[tag]
        font["cmap"].tables = [table for table in font["cmap"].tables if table.format != 14]
    else:
        options = subset.Options(
            layout_features=[], glyph_names=False, hinting=False, notdef_outline=True, desubroutinize=True
        )
        options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx", "DSIG", "meta"]
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=keep)
        cutter.subset(font)
    if "CFF " in font:
        outlines_to_truetype(font)
    rename(font, cut)
    font.save(target, reorderTables=None)


def fontconfig_text(fonts: Path) -> str:
    """A fontconfig file that knows this folder alone and the ladder behind each of the two type faces."""
    rungs = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        + "".join(
            f'<edit name="family" mode="append_last" binding="strong"><string>{rung}</string></edit>' for rung in ladder
        )
        + "</match>\n"
        for name, ladder in LADDERS.items()
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"<dir>{escape(str(fonts))}</dir>\n<cachedir>{escape(str(fonts / 'cache'))}</cachedir>\n{rungs}"
        '<match target="pattern"><edit name="family" mode="append_last">'
        "<string>Portal Song</string></edit></match>\n"
        "</fontconfig>\n"
    )


def recipe(sources: dict[str, Path]) -> str:
    """A digest of all that decides what the cut fonts look like."""
    state = hashlib.sha256(json.dumps([FORMAT, LADDERS, str(folder()), [asdict(cut) for cut in CUTS]]).encode())
    for name, path in sorted(sources.items()):
        state.update(f"{name} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    return state.hexdigest()


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ranges(codes: set[int]) -> list[list[int]]:
    """Code points as sorted, closed ranges [first, last]."""
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def cut_all() -> bool:
    """Cut the fonts unless they are there and whole; True if anything was cut. Two may call at once."""
    fonts = folder()
    fonts.mkdir(parents=True, exist_ok=True)
    with (fonts / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sources = {cut.source: find_source(cut) for cut in CUTS}
        wish = recipe(sources)
        with contextlib.suppress(FontsNotReady):
            if read_manifest()["recipe"] == wish:
                check_files()
                return False
        # nothing of a cut is garbage before it ends
        with ProcessPoolExecutor(min(len(os.sched_getaffinity(0)), len(CUTS)), initializer=gc.disable) as pool:
            # the slowest first
            order = sorted(
                CUTS, key=lambda cut: ("unified", "common", "rest").index(cut.characters) if cut.number >= 0 else 2
            )
            jobs = [pool.submit(make, cut, sources[cut.source], fonts / f"{cut.file}.new") for cut in order]
            for job in jobs:
                job.result()
        covered: set[int] = set()
        for cut in CUTS:
            (fonts / f"{cut.file}.new").replace(fonts / cut.file)
            covered |= set(TTFont(fonts / cut.file, lazy=True).getBestCmap())
        (fonts / "fonts.conf").write_text(fontconfig_text(fonts), encoding="utf-8")
        files = {name: digest(fonts / name) for name in [*(cut.file for cut in CUTS), "fonts.conf"]}
        manifest = {"recipe": wish, "files": files, "coverage": ranges(covered)}
        (fonts / "manifest.json.new").write_text(json.dumps(manifest), encoding="ascii")
        (fonts / "manifest.json.new").replace(fonts / "manifest.json")
    known_ranges.cache_clear()
    return True


# --- using --------------------------------------------------------------------------------------------------


def read_manifest() -> dict:
    """What was cut: recipe, digests of the files, coverage; raises FontsNotReady when there is none."""
    try:
        return json.loads((folder() / "manifest.json").read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise FontsNotReady("The fonts for documents have not been cut yet; run script/setup.") from error


def check_files() -> None:
    """Raise FontsNotReady unless every cut font is byte for byte what the manifest says."""
    for name, expected in read_manifest()["files"].items():
        path = folder() / name
        if not path.exists() or digest(path) != expected:
            raise FontsNotReady(f"The font file {path} is missing or was changed; run script/setup.")


@contextlib.contextmanager
def private_fontconfig() -> Iterator[None]:
    """Let fontconfig see the cut fonts alone while it is being set up.

    The variable is put back afterwards: a browser started by this process needs the system's fonts.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(folder() / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def check() -> None:
    """Raise FontsNotReady, with one sentence, unless documents can be drawn as they should be.

    For start-up: reads every cut font once (about 0.1 s) and asks for the library that subsets fonts, without
    which WeasyPrint takes 26 times as long and hardly says so.
    """
    check_files()
    with private_fontconfig():
        from weasyprint.text.ffi import harfbuzz, harfbuzz_subset
    if not harfbuzz_subset or not harfbuzz.hb_version_atleast(4, 1, 0):
        raise FontsNotReady("HarfBuzz's subsetting library is missing; install the Debian package libharfbuzz-subset0.")


@functools.cache
def known_ranges() -> tuple[list[int], list[int]]:
    """First and last code points of the ranges that the ladder can draw."""
    coverage = read_manifest()["coverage"]
    return [first for first, _ in coverage], [last for _, last in coverage]


def has_glyph(character: str) -> bool:
    """Whether some font of the ladder has this character."""
    firsts, lasts = known_ranges()
    place = bisect.bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]


def undrawable(text: str) -> list[tuple[str, str, str]]:
    """The characters of `text` that must not reach a document, each once: (character, "U+XXXX", reason).

    Reasons: "private_use" (its picture would be somebody else's character, whatever a font says),
    "control" (controls, invisible and direction marks, lone surrogates; a line feed is allowed),
    "no_glyph" (no font of the ladder has it). GB 18030-2022 names are otherwise complete (standards.md §9.4).
    """
    found = {}
    for character in text:
        if character in found or character == LINE_BREAK:
            continue
        kind = unicodedata.category(character)
        if kind == PRIVATE:
            reason = "private_use"
        elif kind in CONTROLS or kind == SURROGATES:
            reason = "control"
        elif has_glyph(character):
            continue
        else:
            reason = "no_glyph"
        found[character] = (character, f"U+{ord(character):04X}", reason)
    return list(found.values())


def main() -> int:
    """Cut the fonts if need be, check them and say so."""
    try:
        cut = cut_all()
        check()
    except FontsNotReady as problem:
        print(problem, file=sys.stderr)
        return 1
    size = sum((folder() / name).stat().st_size for name in read_manifest()["files"])
    print(f"{'cut' if cut else 'up to date'}: {len(CUTS)} fonts, {size / 1e6:.0f} MB in {folder()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
