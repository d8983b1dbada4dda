"""Guards before submission: faces that can be drawn, number rules that can be applied, pictures that are pictures."""

import io

import pytest
from PIL import Image

from catalogs import guards, layouts, numbering, reference
from catalogs.models import FaceItem
from catalogs.uploads import clean_picture
from portal.decisions import Invalid

ITEM = FaceItem(key="scope", label="经营范围", kind="text", filled_from="", choices=[])
FACE = ('<article class="face"><h1>证</h1><p data-field="scope">甲</p><img src="a.png" alt=""><img data-qr alt="">'
        '<p data-field="identifier"></p></article>')
STYLE = "@page { size: 210mm 297mm } .face { background: url('a.png') }"


def faults(html=FACE, css=STYLE, images=("a.png",), items=(ITEM,)):
    return guards.layout_faults(html, css, set(images), list(items))


def test_good_face_has_no_faults():
    assert faults() == []


@pytest.mark.parametrize(("html", "says"), [
    (FACE.replace("scope", "scop"), "槽位“scop”"),
    (FACE.replace("</h1>", ""), "<h1> 没有结束标签"),
    (FACE.replace("</p>", "</div>", 1), "</div> 没有对应的开始标签"),
    (FACE.replace("<h1>证</h1>", "<script>alert(1)</script>"), "<script>"),
    (FACE.replace("<h1>证</h1>", '<a href="http://example.org">x</a>'), "<a>"),
    (FACE.replace("<h1>", '<h1 onclick="x()">'), "onclick"),
    (FACE.replace("<h1>", '<h1 style="color: red">'), "style"),
    (FACE.replace("a.png", "http://example.org/a.png", 1), "http://example.org/a.png"),
    (FACE.replace("<h1>证</h1>", "<svg></svg>"), "<svg>"),
    (FACE.replace("<h1>证</h1>", "<?php x ?>"), "处理指令"),
    ("<!doctype html>" + FACE, "文档声明"),
    ("<p>甲</p>", "版式结构不符合要求"),
    (FACE.replace("甲", "<b>甲</b>"), "版式结构不符合要求"),
])
def test_wrong_markup_is_told_in_a_sentence(html, says):
    found = faults(html)
    assert any(says in sentence for sentence in found), found


@pytest.mark.parametrize(("css", "says"), [
    (".a { background: url(http://example.org/x.png) }", "url(http://example.org/x.png)"),
    ('.a { background: URL( "b.png" ) }', "url(b.png)"),
    ('@import "x.css";', "@import"), (".a { background: \\75rl(x) }", "反斜线"), ("</style><script>", "尖括号"),
    ("@font-face { font-family: x }", "@font-face"), (".a { color: red", "花括号"),
])
def test_wrong_style_is_told_in_a_sentence(css, says):
    assert any(says in sentence for sentence in faults(css=css))


def test_comment_in_a_style_is_no_fault():
    assert faults(css=STYLE + "/* url(x) { */") == []


def test_item_without_a_place_is_named():
    other = FaceItem(key="capital", label="注册资本", kind="text", filled_from="", choices=[])
    number = FaceItem(key="number", label="编号", kind="code", filled_from="number", choices=[])
    assert guards.unplaced(FACE, [ITEM, other]) == ["注册资本"]
    assert guards.unplaced(FACE + '<i data-field="license_number">', [ITEM, number]) == []
    assert guards.unplaced(FACE + "<dl data-items>", [ITEM, other]) == []


@pytest.mark.parametrize(("rule", "says"), [
    ({"pattern": "JY{serial:06d}"}, None), ({"pattern": "{holder_code}", "per": "holder"}, None),
    ({"pattern": "{year}{area}{division}{serial}"}, None),
    ({"pattern": "JY{serial"}, "花括号不成对"), ({"pattern": "{scope}{serial}"}, "{scope}"),
    ({"pattern": "JY{year}"}, "缺少流水号"), ({"pattern": "{serial:xx}"}, "写法有误"),
    ({"pattern": "{serial:012d}"}, None), ({"pattern": "{serial:01}"}, None), ({"pattern": "{{{serial:06}}}"}, None),
    ({"pattern": "TG{division}{serial:6}"}, "1 至 12 位"), ({"pattern": "{serial:0900000000d}"}, "1 至 12 位"),
    ({"pattern": "{serial:013d}"}, "1 至 12 位"), ({"pattern": "{serial:00d}"}, "1 至 12 位"),
    ({"pattern": "{serial:06d\n}"}, "1 至 12 位"), ({"pattern": "{serial:06x}"}, "1 至 12 位"),
    ({"pattern": "{serial:_>6}"}, "1 至 12 位"), ({"pattern": "{serial:{year}}"}, "1 至 12 位"),
    ({"pattern": "{serial!r}"}, "1 至 12 位"), ({"pattern": "{year:06d}{serial}"}, "1 至 12 位"),
    ({"pattern": "{division:>900000000}{serial}"}, "1 至 12 位"), ({"pattern": "{serial.real}"}, "无法取值"),
    ({"pattern": "{serial}" * 4}, None), ({"pattern": "{serial}" * 4 + "号"}, "长达 49 个字符"),
    ({"pattern": "{serial}" * 4, "check": "mod_11_10"}, "长达 49 个字符"),
    ({"pattern": "{kind}{serial}", "item_codes": {"kind": {"甲": "1", "乙": "2" * 37}}}, "长达 49 个字符"),
    ({"pattern": "{year}{serial}", "item_codes": {"year": {}}}, "固定名称"),
    ({"pattern": "{}{serial}"}, "无法取值"),
    ({"pattern": "{kind}{serial}", "item_codes": {"kind": {"甲": "1"}}}, "缺少选项：乙"),
    ({"pattern": "{serial}", "item_codes": {"gone": {"甲": "1"}}}, "不存在"),
    ({"pattern": "{kind}{serial}", "item_codes": {"kind": {"甲": "1", "乙": "2"}}}, None),
])
def test_number_rule_is_checked(rule, says):
    kind = FaceItem(key="kind", label="类别", kind="choice", filled_from="", choices=["甲", "乙"])
    found = numbering.faults(rule, [ITEM, kind])
    assert (not found) if says is None else any(says in sentence for sentence in found), found


@pytest.mark.parametrize("kind", reference.LICENSE_TYPES, ids=lambda kind: kind.key)
def test_bundled_face_of_every_demo_type_is_without_faults(kind):
    items = [FaceItem(**{name: getattr(item, name) for name in ("key", "label", "pinyin_key", "kind", "filled_from")},
                      choices=list(item.choices)) for item in kind.items]
    face = layouts.bundled(kind.layout, {item.label: item.key for item in items})
    assert guards.layout_faults(face.html, face.css, {name for name, _content in face.pictures}, items) == []
    assert numbering.faults(kind.number_rule.as_json(), items) == []
    assert guards.item_faults(items) == []


def item(**given):
    return FaceItem(**{"key": "scope", "label": "经营范围", "pinyin_key": "KZ_JYFW", "filled_from": ""} | given)


@pytest.mark.parametrize(("other", "says"), [
    ({}, None), ({"key": "number", "filled_from": "number"}, None),
    ({"key": "license_number", "filled_from": "number"}, None),
    ({"label": "经营 范围"}, "有多个信息项名为“经营范围”"), ({"pinyin_key": "KZ_JYFW"}, "拼音键为“KZ_JYFW”"),
    ({"pinyin_key": "ZZBH"}, "写法有误"), ({"pinyin_key": ""}, "写法有误"),
    ({"key": "holder_name"}, "系统槽位"), ({"key": "identifier"}, "系统槽位"), ({"key": "valid_until"}, "系统槽位"),
])
def test_items_are_checked_together(other, says):
    found = guards.item_faults([item(), item(**{"key": "seat", "label": "住所", "pinyin_key": "KZ_ZS"} | other)])
    assert (not found) if says is None else any(says in sentence for sentence in found), found


def picture(kind="PNG", size=(400, 400), mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size, "white").save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_picture_is_written_anew_without_its_metadata(kind):
    more = {"exif": b"Exif\x00\x00secret-place"} if kind == "JPEG" else {}
    name, content = clean_picture(picture(kind, **more) + b"trailing secret")
    assert b"secret" not in content
    assert name.startswith("base-") and name.endswith((".png", ".jpg"))
    assert Image.open(io.BytesIO(content)).size == (400, 400)


@pytest.mark.parametrize(("data", "says"), [
    (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "PNG 或 JPEG"), (b"MZ\x90\x00" + b"\x00" * 300, "PNG 或 JPEG"),
    (b"", "PNG 或 JPEG"), (picture()[:200], "已损坏"), (picture("GIF"), "PNG 或 JPEG"),
    (picture(size=(20, 20)), "像素"),
    (picture(size=(6000, 300)), "像素"),
])
def test_file_that_is_no_good_picture_is_refused(data, says):
    with pytest.raises(Invalid, match=says):
        clean_picture(data)
