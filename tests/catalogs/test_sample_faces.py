"""The bundled faces hold what licences really say: random samples of every demo type, long names, long scopes."""

import random
import re
from functools import cache
from types import SimpleNamespace
from unicodedata import east_asian_width

import pytest

from catalogs import layouts, schema
from catalogs.reference import BY_KEY
from licenses import contents
from licenses.demo import samples
from licenses.demo.population import DEMO_DAY, Population
from portal.pdf import drawing, engine, fitting
from portal.pdf.faces import NAME, PHOTO, FaceSource, Item, take_apart

SAMPLES = 12
ISSUER = "南昌市东湖区市场监督管理局"
IDENTIFIER = "1.2.156.3005.2.11360000999910092P004.11360103999931061Q.202600000001.001.Q"
PERSONS = [key for key, kind in BY_KEY.items() if kind.holders != "organisation"]
SCOPE = (
    "许可项目：餐饮服务（依法须经批准的项目，经相关部门批准后方可开展经营活动）。一般项目：餐饮管理，外卖递送服务，"
    "食品互联网销售（仅销售预包装食品）（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）。"
) * 9  # fmt: skip
LONG_TEXTS = [
    (key, item.key)
    for key, kind in BY_KEY.items()
    for item in kind.typed_items
    if item.kind == "long_text" and item.max_length >= 300 and kind.layout == "general"
]
ADDRESS = "江西省南昌市东湖区胜利路街道胜利路步行街216号翠林小区12栋3单元1502室东侧"


@cache
def source(key: str) -> FaceSource:
    """The bundled face of a demo type."""
    kind = BY_KEY[key]
    layout = layouts.bundled(kind.layout, {item.label: item.key for item in kind.items})
    images = [SimpleNamespace(name=name, content=picture) for name, picture in layout.pictures]
    return schema.source_of(layout.html, layout.css, images, kind.items)


def general(count: int, *, photo: bool = False) -> FaceSource:
    """The general face with `count` rows, holder and validity among them, and perhaps a photo."""
    items = [Item("holder_name", "持证主体", NAME), *(Item(f"k{n}", f"信息项名{n:02d}") for n in range(count - 2))]
    face = source("business_license")
    return FaceSource(face.html, face.css, face.images, (*items, *([Item("photo", "照片", PHOTO)] if photo else [])))


def filled(count: int, **values: str) -> dict[str, str]:
    """Values for general(count)."""
    usual = {"holder_name": "南昌市东湖区老街面馆", "validity": "2026年11月24日至2031年11月23日", "issuer": ISSUER}
    return usual | {f"k{n}": "江西省南昌市东湖区" for n in range(count - 2)} | values


def values(key: str, number: int, *, name: str = "", **items: str) -> dict[str, str]:
    """What a random licence of a type prints; with another name of its holders, other items."""
    kind, rng = BY_KEY[key], random.Random(f"{key}{number}")
    holders = samples.sample_holders(kind, Population(rng.random()))
    typed = samples.sample_values(kind, rng, holders=holders, on=DEMO_DAY)
    start, end = samples.sample_period(kind, rng, holders, DEMO_DAY)
    told = {
        "holders": [{"code_type": h.code_type, "code": h.code, "name": name or h.name} for h in holders],
        "items": typed | items, "valid_from": start.isoformat(), "valid_to": end.isoformat() if end else "",
        "issuer": ISSUER, "issued_on": start.isoformat(), "identifier": IDENTIFIER,
        "number": kind.number_rule.number(year=2026, division="360102", area="东湖", serial=1234,
                                          holder_code=holders[0].code, values=typed),
    }  # fmt: skip
    return contents.face_values(SimpleNamespace(name=kind.name, items=SimpleNamespace(all=lambda: kind.items)), told)


@cache
def sheets(face: FaceSource) -> list:
    return [engine.sheet(face.css, face.images)]


def laid_out(face: FaceSource, told: dict[str, str]):
    """The values in their places and what does not fit; as drawing.problems, without drawing the background."""
    with engine.drawing:
        return fitting.fit(take_apart(face), sheets(face), told, engine.NO_IMAGES)


def refused(face: FaceSource, told: dict[str, str]) -> list:
    return fitting.glyph_problems(drawing.shown(face, told)) or laid_out(face, told)[1]


def boxes(document):
    return [box for page in document.pages for box in drawing.boxes(page)]


def cells_of(document, tag: str):
    """The cells of the lists with labels (dt) or values (dd)."""
    return [box for box in boxes(document) if box.element_tag == tag and type(box).__name__ == "TableCellBox"]


# --- what fits


def room(text: str) -> int:
    """How wide a text is set, in halves of a Chinese character; a new line counts as a whole one."""
    return sum(60 if c == "\n" else 2 if east_asian_width(c) in "WFA" else 1 for c in text)


@pytest.mark.parametrize("key", BY_KEY)
def test_random_samples_of_every_type_fit_their_face(key):
    """The longest value of every slot is tried first, all on one licence: where they fit, each sample does."""
    face, drawn = source(key), [values(key, number) for number in range(SAMPLES)]
    longest = {slot: max((told[slot] for told in drawn if slot in told), key=room) for told in drawn for slot in told}
    if refused(face, longest):
        assert {number: found for number, told in enumerate(drawn) if (found := refused(face, told))} == {}
    assert [found for told in drawn if (found := fitting.glyph_problems(told))] == []


@pytest.mark.parametrize(("key", "item"), LONG_TEXTS)
def test_long_text_of_300_characters_fits_the_general_face(key, item):
    assert refused(source(key), values(key, 1, **{item: SCOPE[:300]})) == []


def test_scope_of_500_characters_fits_the_business_licence_and_stays_readable():
    document, found = laid_out(source("business_license"), values("business_license", 1, scope=SCOPE[:500]))
    sizes = [box.style["font_size"] * drawing.POINTS for box in boxes(document) if fitting.slot_of(box)]
    assert found == []
    assert min(sizes) >= 7.5  # points: the smallest print that can be read


def test_text_that_no_size_holds_is_refused():
    [problem] = refused(source("business_license"), values("business_license", 1, scope=SCOPE * 3))
    assert (problem.key, problem.kind) == ("scope", "overflow")


@pytest.mark.parametrize("key", PERSONS)
def test_name_of_22_characters_fits_every_type_that_people_hold(key):
    name = "阿卜杜热西提·阿卜杜喀迪尔·买买提明江·阿不都"[:22]
    assert refused(source(key), values(key, 1, name=name)) == []


@pytest.mark.parametrize("key", PERSONS)
def test_name_of_200_characters_is_refused(key):
    found = refused(source(key), values(key, 1, name="名" * 200))
    assert {problem.kind for problem in found} == {"overflow"}
    assert {problem.key for problem in found} & {"holder_name", "name_1"}


def test_twelve_rows_with_a_long_text_and_two_long_addresses_fit():
    told = filled(12, k3=SCOPE[:300], k4=ADDRESS, k5=ADDRESS)
    assert len(ADDRESS) >= 40
    assert refused(general(12), told) == []


def test_sixteen_rows_fit_in_two_columns():
    face = general(16)
    assert take_apart(face).fill({}, [], {}).count('class="column"') == 2
    assert refused(face, filled(16)) == []


@pytest.mark.parametrize("count", [12, 13, 16])
def test_many_rows_fit_beside_and_below_a_photo(count):
    assert refused(general(count, photo=True), filled(count, k5=ADDRESS, k6=SCOPE[:120])) == []


def test_only_the_first_rows_are_narrowed_by_a_photo():
    document, _ = laid_out(general(12, photo=True), filled(12))
    cells = {fitting.slot_of(box)[0]: box.width for box in cells_of(document, "dd")}
    narrow = [key for key, width in cells.items() if width < 0.9 * max(cells.values())]
    assert narrow == ["holder_name", "k0", "k1", "k2"]


def test_rows_move_together_before_letters_become_smaller():
    roomy, _ = laid_out(general(9), filled(9))
    full, found = laid_out(general(9), filled(9, k3=SCOPE[:250]))
    assert found == []
    assert not any("tight" in (box.element.get("class") or "") for box in boxes(roomy) if box.element is not None)
    classes = {box.element.get("class") or "" for box in boxes(full) if box.element is not None}
    assert any("tight" in name for name in classes)
    assert not any("fit-" in name for name in classes)


# --- how it looks


@pytest.mark.parametrize("key", [key for key, kind in BY_KEY.items() if kind.layout == "general"])
def test_labels_of_up_to_ten_characters_stand_on_one_line_inside_their_column(key):
    document, _ = laid_out(source(key), values(key, 1))
    labels = cells_of(document, "dt")
    assert labels
    for cell in labels:
        text = "".join(cell.element.itertext())
        rows = [box for box in cell.children if type(box).__name__ == "LineBox"]
        assert len(rows) == (1 if len(text) <= 10 else 2), text
        for row in rows:
            end = max(box.position_x + box.margin_width() for box in row.children)
            assert end <= cell.content_box_x() + cell.width + fitting.SLACK, text


def test_ring_of_the_seal_and_code_stand_clear_of_all_values():
    """No value leaves its block (see fitting), so it is enough that the blocks stand apart."""
    face = source("business_license")
    with engine.drawing:
        fixed = engine.lay_out(take_apart(face).fixed, sheets(face), face.images)
    changing, _ = laid_out(face, values("business_license", 1))
    marks = [box for box in drawing.blocks(fixed.pages[0]) if {"seal", "qr"} & set(box.element.get("class").split())]
    blocks = list(drawing.blocks(changing.pages[0]))
    assert (len(marks), len(blocks)) == (2, 5)
    assert [(mark.element.get("class"), block.element.get("class"))
            for mark in marks for block in blocks if overlap(mark, block)] == []  # fmt: skip


def overlap(one, other) -> bool:
    return (
        one.border_box_x() < other.border_box_x() + other.border_width()
        and other.border_box_x() < one.border_box_x() + one.border_width()
        and one.border_box_y() < other.border_box_y() + other.border_height()
        and other.border_box_y() < one.border_box_y() + one.border_height()
    )


@pytest.mark.parametrize("key", ["business_license", *(k for k, kind in BY_KEY.items() if kind.layout != "general")])
def test_no_sentence_stands_twice(key):
    told = {slot: text for slot, text in values(key, 1).items() if slot == "verify_note"}
    markup = take_apart(source(key))
    texts = re.split(r"<[^>]*>|。", markup.fixed + markup.fill(told, [], {}))
    sentences = [text.strip() for text in texts if len(text.strip()) > 8]
    assert told["verify_note"].rstrip("。") in sentences
    assert len(sentences) == len(set(sentences))


def test_validity_is_not_added_where_the_entry_names_its_end():
    assert "有效期限" not in take_apart(source("transport_practitioner_certificate")).fill({}, [], {})
