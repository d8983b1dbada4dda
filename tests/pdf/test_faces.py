"""Faces: what catalogue editors may write, and how a face is taken apart."""

import pytest

from portal.pdf.drawing import draw, problems
from portal.pdf.engine import CannotDraw
from portal.pdf.faces import FaceSource, Item, markup_faults, take_apart
from tests.pdf import samples

CSS = (
    "@page{size:100mm 50mm;margin:0}.face{width:100mm;height:50mm}"
    ".a{position:absolute;top:5mm;left:5mm;width:60mm;height:9mm}"
)
USE = (Item("use", "用途"),)


def face(html: str, css: str = CSS, images=None, items=USE) -> FaceSource:
    return FaceSource(f'<article class="face">{html}</article>', css, images or {}, items)


def fill(source):
    filling = samples.filling("general")
    return draw(source, filling, sample=False, signature=None)


@pytest.mark.parametrize("name", list(samples.VALUES))
def test_finished_faces_have_no_faults(name):
    assert markup_faults(samples.source(name)) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<p class="a">x</p><script>alert(1)</script>', "<script> is not allowed"),
        ('<iframe class="a" src="http://x"></iframe>', "<iframe> is not allowed"),
        ('<p class="a" onclick="x()">x</p>', 'the attribute onclick="…" is not allowed'),
        ('<p class="a" style="top:0">x</p>', 'the attribute style="…" is not allowed'),
        ('<p class="a" data-field="nobody">x</p>', "the slot nobody is neither a face item"),
        ('<p class="a" data-field="use">x<b>y</b></p>', "the slot use contains elements"),
        ('<img class="a" src="http://tracker.example/x.png">', "is not among this face's images"),
        ('<img class="a" src="missing.svg">', "the image missing.svg is not among"),
        ("text on the page", "text stands directly in an <article>"),
    ],
)
def test_faults_of_markup_are_named(html, fault):
    source = face(html)
    assert any(fault in one for one in markup_faults(source))
    with pytest.raises(CannotDraw):
        take_apart(source)


@pytest.mark.parametrize(
    ("css", "name"),
    [
        (".a{font-variant-numeric:tabular-nums}", "font-variant-numeric"),
        (".a{font-variant:small-caps}", "font-variant"),
        ("@media print{.a{FONT-KERNING:none}}", "font-kerning"),
        (r".a{font-f\65 ature-settings:'halt'}", "font-feature-settings"),
        (".a{font:small-caps 12pt serif}", "small-caps"),
    ],
)
def test_style_that_makes_the_engine_leak_is_refused(css, name):
    source = face('<p class="a" data-field="use">x</p>', CSS + css)
    assert f"样式中不得设置 {name}：排版引擎会因此不断占用内存。" in markup_faults(source)
    with pytest.raises(CannotDraw):
        take_apart(source)


def test_class_or_remark_that_only_sounds_like_a_leaking_style_is_allowed():
    css = "/* font-kerning: none */ .small-caps{font-weight:700} .font-variant:first-child{font-size:9pt}"
    assert markup_faults(face('<p class="a" data-field="use">x</p>', CSS + css)) == []


def test_face_without_article_is_refused():
    assert markup_faults(FaceSource("<p>x</p>", "", {}, ()))[0] == 'there is no <article class="face">'


@pytest.mark.parametrize(
    "css", [".a{background:url(http://tracker.example/x.png)}", ".a{background:url(file:///etc/passwd)}"]
)
def test_style_sheet_that_reaches_outside_is_refused_without_asking(css):
    with pytest.raises(CannotDraw, match="not among the images"):
        fill(face('<p class="a">x</p>', CSS + css))


def test_import_and_font_face_of_a_style_sheet_are_refused():
    with pytest.raises(CannotDraw, match="not among the images"):
        fill(face('<p class="a">x</p>', '@import url("http://tracker.example/x.css");' + CSS))


def test_block_without_a_place_is_refused():
    with pytest.raises(CannotDraw, match="position: absolute"):
        fill(face("<p>x</p>"))


def test_more_pages_than_articles_is_refused():
    pages = '<article class="face"></article>' * 2
    with pytest.raises(CannotDraw, match="2 pages are described and 3 come out"):
        fill(FaceSource(pages, CSS + ".face{break-before:recto}", {}, ()))


def test_digest_changes_with_every_part_and_with_nothing_else():
    first = face('<p class="a">x</p>', images={"a.svg": b"1"})
    same = face('<p class="a">x</p>', images={"a.svg": b"1"})
    others = [
        face('<p class="a">y</p>', images={"a.svg": b"1"}),
        face('<p class="a">x</p>', CSS + " ", images={"a.svg": b"1"}),
        face('<p class="a">x</p>', images={"a.svg": b"2"}),
        face('<p class="a">x</p>', images={"b.svg": b"1"}),
        face('<p class="a">x</p>', images={"a.svg": b"1"}, items=(Item("use", "用处"),)),
    ]
    assert first.digest == same.digest and first == same
    assert len({source.digest for source in [first, *others]}) == 6


def test_general_list_takes_items_that_stand_nowhere_else_and_adds_holder_and_validity():
    source = face(
        '<dl class="a" data-items></dl><p class="a" data-field="use"></p>',
        items=(Item("use", "用途"), Item("place", "坐落")),
    )
    markup = take_apart(source)
    text = markup.fill({"place": "东湖区"}, [], {})
    assert text.index("持证主体") < text.index("坐落") < text.index("东湖区") < text.index("有效期限")
    assert "用途" not in text


def test_general_list_with_many_items_takes_two_columns():
    items = [Item(f"k{number}", f"项目{number}") for number in range(14)]
    source = samples.read_folder(samples.FACES / "general", items)
    assert take_apart(source).fill({}, [], {}).count('class="column"') == 2
    assert problems(source, samples.values("general") | {item.key: "值" * 8 for item in items}) == []


def test_general_list_shortens_long_labels_and_spreads_only_plain_ones():
    labels = ["姓名", "体重（g）", "企业统一社会信用代码", "法定代表人（负责人）", "法定代表人（主要负责人）"]
    items = tuple(Item(f"k{number}", label) for number, label in enumerate(labels))
    text = take_apart(face('<dl class="a" data-items></dl>', items=items)).fill({}, [], {})
    for markup in (
        '<dl class="a w8 few" ',
        '<b class="n2">姓名</b>',
        "<b>体重（g）</b>",
        '<b class="n10">企业统一社会信用代码</b>',
        "<b>法定代表人<small>（负责人）</small></b>",
        '<b class="long">法定代表人<small>（主要负责人）</small></b>',
    ):
        assert markup in text


def test_general_list_stands_beside_a_photo_with_its_first_rows_alone():
    items = tuple(Item(f"k{number}", f"项目{number}") for number in range(8))
    html = '<div class="a"><div data-photo></div><dl data-items></dl></div>'
    without = take_apart(face(html, items=items)).fill({}, [], {})
    text = take_apart(face(html, items=(*items, Item("photo", "照片", "photo")))).fill({}, [], {})
    beside, _, below = text.partition("beside-photo")[2].partition('</div></div></div><div class="rows">')
    assert "beside-photo" not in without
    assert (beside.count("<dd"), below.count("<dd")) == (4, 6)


def test_values_are_text_and_never_markup():
    text = take_apart(face('<p class="a" data-field="use"></p>')).fill({"use": "<b>1 & 2</b>\n第二行"}, [], {})
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;<br>第二行" in text
