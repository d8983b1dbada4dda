"""What a catalogue version must satisfy before it is submitted: a face that can be drawn, rules that can be applied."""

import re
from collections import Counter
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from catalogs import numbering, schema
from catalogs.layouts import OWN
from catalogs.models import ItemKind
from portal.pdf.drawing import compiled
from portal.pdf.engine import CannotDraw
from portal.pdf.faces import ATTRIBUTES, ELEMENTS, SYSTEM_SLOTS, markup_faults

VOID = frozenset({"img", "br"})
URL = re.compile(r"url\(\s*['\"]?([^'\")\s]*)", re.IGNORECASE)


def faults_of(version) -> list[str]:
    """All that keeps a saved version from being submitted, as sentences; empty when it may be."""
    items = list(version.items.all())
    return [*item_faults(items), *numbering.faults(version.number_rule, items), *face_faults(version)]


def face_faults(version) -> list[str]:
    """What is wrong with the face of a saved version; one written by hand is drawn to see."""
    images = {image.name for image in version.images.all()}
    found = layout_faults(version.layout_html, version.layout_css, images, list(version.items.all()))
    if not found and version.layout == OWN:
        found = drawing_faults(schema.face_source(version))
    return found


def item_faults(items) -> list[str]:
    """What is wrong with the face items as a whole."""
    if not items:
        return [_("至少需要一个照面信息项。")]
    found = []
    for item in items:
        if item.kind == ItemKind.CHOICE and not item.choices:
            found.append(_("信息项“%(label)s”是选项类型，请填写选项。") % {"label": item.label})
        if schema.RESERVED.get(item.key, item.filled_from) != item.filled_from:
            found.append(_("信息项“%(label)s”的技术名“%(key)s”是系统槽位，请改用其他技术名，或设为取自证照本身。") % {
                "label": item.label, "key": item.key,
            })
        if not schema.PINYIN_KEY.fullmatch(item.pinyin_key):
            found.append(_("信息项“%(label)s”的拼音键“%(key)s”写法有误，应如 KZ_JYFW。") % {
                "label": item.label, "key": item.pinyin_key,
            })
    found += [_("有多个信息项名为“%(label)s”，请改名。") % {"label": label}
              for label in _repeated(schema.same_name(item.label) for item in items)]
    found += [_("有多个信息项的拼音键为“%(key)s”，请改用其他拼音键。") % {"key": key}
              for key in _repeated(item.pinyin_key for item in items)]
    return found


def _repeated(names) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def layout_faults(html: str, css: str, images: set[str], items) -> list[str]:
    """What is wrong with a face as text: not well-formed, not allowed, unknown slots or pictures."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = reader.finished()
    known = SYSTEM_SLOTS | {item.key for item in items}
    found += [_("槽位“%(key)s”既不是本证照的信息项，也不是系统槽位。") % {"key": key}
              for key in dict.fromkeys(reader.slots) if key not in known]
    found += [_("图片“%(name)s”不在本版本的底图中。") % {"name": name or _("（未写 src）")}
              for name in dict.fromkeys(reader.pictures) if name not in images]
    found += style_faults(css, images)
    if not found:
        source = schema.source_of(html, css, [], items)
        found += [_("版式结构不符合要求：%(fault)s") % {"fault": fault} for fault in markup_faults(source)
                  if not fault.startswith("the image")]
    return found


def style_faults(css: str, images: set[str]) -> list[str]:
    """What is wrong in a style sheet: it may name pictures of the version and nothing else outside itself."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    found = [_("样式中的 url(%(name)s) 不在本版本的底图中；只能引用已登记的底图。") % {"name": name[:60]}
             for name in dict.fromkeys(URL.findall(plain)) if name not in images]
    if re.search(r"@import|\\|<|@font-face", plain, re.IGNORECASE):
        found.append(_("样式中不得使用 @import、@font-face、反斜线转义或尖括号。"))
    if plain.count("{") != plain.count("}"):
        found.append(_("样式的花括号不成对，请核对。"))
    return found


def unplaced(html: str, items) -> list[str]:
    """Labels of face items that the face prints nowhere: a warning, since a detail need not stand on the face."""
    placed = set(schema.PLACED.findall(html))
    lists, photo = "data-items" in html, "data-photo" in html
    return [
        item.label for item in items
        if item.key not in placed and schema.SYSTEM_SLOT_OF.get(item.filled_from) not in placed
        and not (photo if item.kind == ItemKind.PHOTO else lists)
    ]


def drawing_faults(source) -> list[str]:
    """What the renderer says about a face written by hand; draws it once."""
    try:
        compiled(source, True)
    except CannotDraw as error:
        return [_("版式无法绘制：%(fault)s") % {"fault": error}]
    return []


def _unclosed(tag: str, line: int) -> str:
    return _("第 %(line)d 行：<%(tag)s> 没有结束标签。") % {"line": line, "tag": tag}


class _Reader(HTMLParser):
    """Reads a face strictly: every element closed in order, only what a face may hold."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, int]] = []
        self.found: list[str] = []
        self.slots: list[str] = []
        self.pictures: list[str] = []

    def handle_starttag(self, tag, attrs):
        line = self.getpos()[0]
        if tag not in ELEMENTS:
            self.found.append(_("第 %(line)d 行：照面中不得使用 <%(tag)s>。") % {"line": line, "tag": tag})
        for name, _value in attrs:
            if name not in ATTRIBUTES and not name.startswith("data-"):
                self.found.append(_("第 %(line)d 行：不得使用属性 %(name)s。") % {"line": line, "name": name})
        given = dict(attrs)
        if "data-field" in given:
            self.slots.append(given["data-field"] or "")
        elif tag == "img" and "data-qr" not in given:
            self.pictures.append(given.get("src") or "")
        if tag not in VOID:
            self.open.append((tag, line))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if tag not in {name for name, _line in self.open}:
            self.found.append(_("第 %(line)d 行：</%(tag)s> 没有对应的开始标签。") % {
                "line": self.getpos()[0], "tag": tag,
            })
            return
        while self.open[-1][0] != tag:
            self.found.append(_unclosed(*self.open.pop()))
        self.open.pop()

    def handle_decl(self, decl):
        self.found.append(_("照面中不得写文档声明 <!…>。"))

    def handle_pi(self, data):
        self.found.append(_("照面中不得写处理指令 <?…>。"))

    def finished(self) -> list[str]:
        """The faults found, with what was left open."""
        left = [_unclosed(tag, line) for tag, line in self.open]
        return list(dict.fromkeys(self.found + left))
