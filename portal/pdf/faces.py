"""Licence faces (证照照面): a source with plain slots, taken apart into what never changes and what does.

A face is plain HTML without template language: each `<article class="face">` is one page, its children stand at
fixed places (position: absolute), and a child that holds a slot is laid out anew for every licence; all others
are drawn once. catalogs/faces/README.md tells catalogue editors which slots there are.
"""

import copy
import hashlib
import html as escaping
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from xml.etree import ElementTree

import tinycss2
import tinyhtml5
from django.utils.translation import gettext as _

from portal.pdf.engine import CannotDraw

SYSTEM_SLOTS = frozenset(
    "license_name license_number identifier holder_name holder_code issuer issued_on valid_from valid_to validity"
    " verify_note".split()
)
ELEMENTS = frozenset(
    "article div section p span b i em strong small br h1 h2 h3 dl dt dd ul ol li table thead tbody tr td th img"
    " sup sub figure figcaption".split()
)
ATTRIBUTES = frozenset("class id src alt lang aria-hidden colspan rowspan".split())
PHOTO, NAME, TEXT = "photo", "name", "text"
# The general list: how many rows make it roomy, tight, of two columns; how many stand beside the photo.
FEW_ROWS, MANY_ROWS, COLUMNS_FROM, BESIDE_PHOTO = 7, 11, 14, 4
CHANGING = " portal-changing"  # class of a page's layer with values
NAME_LINES = 3  # so many lines a name may take in the general list
WIDEST_LABEL, LONGEST_LABEL = 8, 10  # characters at full size, and on one line at all
NOTE = re.compile(r"(?P<main>[^（]+)(?P<note>（[^（）]+）)")  # 法定代表人（负责人）
NOTE_SIZE = 0.6  # of the label's
# WeasyPrint 70 never frees the list of font features that these make for every text (measured: 18 KB a licence).
LEAKING = re.compile(r"font-variant(-.+)?|font-kerning|font-feature-settings")


class Item(NamedTuple):
    """A face item (照面信息项) as a face needs to know it."""

    key: str
    label: str
    kind: str = TEXT  # or NAME, of a person or organisation; or PHOTO


@dataclass(frozen=True, eq=False)
class FaceSource:
    """All that decides a face's unchanging picture: markup, style, images by name, the entry's face items."""

    html: str
    css: str
    images: Mapping[str, bytes]
    items: tuple[Item, ...]
    digest: str = field(init=False)  # SHA-256, hex: the "template digest" of a licence version

    def __post_init__(self):
        object.__setattr__(self, "items", tuple(Item(*item) for item in self.items))
        object.__setattr__(self, "images", MappingProxyType(dict(self.images)))
        parts = [self.html.encode(), self.css.encode(), repr([tuple(item) for item in self.items]).encode()]
        for name in sorted(self.images):
            parts += [name.encode(), self.images[name]]
        lengths_first = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        object.__setattr__(self, "digest", hashlib.sha256(lengths_first).hexdigest())

    def __eq__(self, other):
        return isinstance(other, FaceSource) and self.digest == other.digest

    def __hash__(self):
        return hash(self.digest)


@dataclass(frozen=True)
class Filling:
    """What one licence puts into a face.

    `values`: text by slot key, dates already as 2026年11月23日, a line feed starts a new line. `images`: JPEG or
    PNG by slot key. `qr_text`: what the QR code says, "" for none. `metadata`: keys of standards.md §3 (ZZMC,
    ZZBS, KZ_…) → XMP. `data_file`: UTF-8 JSON, embedded as license.json. `created`: aware.
    """

    values: Mapping[str, str]
    title: str
    author: str
    created: datetime
    subject: str = ""
    qr_text: str = ""
    images: Mapping[str, bytes] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    data_file: bytes = b""


class Slot(NamedTuple):
    """One place in the changing markup: the text of a value, or where its size class goes, or a picture."""

    kind: str  # "text", "fit", "image"
    key: str
    tag: str = ""  # of a picture: the whole tag, without the picture


@dataclass(frozen=True)
class Markup:
    """A face taken apart: the two layers, and where values go in the second."""

    fixed: str
    fixed_sample: str
    changing: tuple[str | Slot, ...]
    pages: int

    def keys(self) -> set[str]:
        """The slots that this face has."""
        return {part.key for part in self.changing if isinstance(part, Slot)}

    def text_keys(self) -> set[str]:
        """The slots of this face that print text."""
        return {part.key for part in self.changing if isinstance(part, Slot) and part.kind == "text"}

    def fill(
        self, values: Mapping[str, str], images: Iterable[str], fits: Mapping[str, int], *, tight: bool = False
    ) -> str:
        """The changing layer with values in their slots; `fits` gives the step of size (1 to 3) of some keys.

        `tight` gives every page the class of that name, for closer rows.
        """
        images, out = set(images), []
        for part in self.changing:
            if isinstance(part, str):
                out.append(part.replace(CHANGING, f"{CHANGING} tight") if tight else part)
            elif part.kind == "text":
                out.append(escaping.escape(values.get(part.key) or "", quote=False).replace("\n", "<br>"))
            elif part.kind == "fit":
                out.append(f" fit-{fits[part.key]}" if part.key in fits else "")
            elif part.key in images:
                out.append(part.tag.replace("<img", f'<img src="{image_name(part.key)}"', 1))
        return "".join(out)


def image_name(key: str) -> str:
    """The name under which a licence's own picture is asked for; no image of a face can have it."""
    return f"licence/{key}"


@lru_cache(maxsize=64)
def take_apart(source: FaceSource) -> Markup:
    """The two layers of a face. Raises CannotDraw with the first thing that is wrong in its markup."""
    for fault in markup_faults(source):
        raise CannotDraw(fault)
    articles = arranged(source)
    return Markup(
        fixed=document([layer(article, changing=False, sample=False) for article in articles]),
        fixed_sample=document([layer(article, changing=False, sample=True) for article in articles]),
        changing=with_slots(document([layer(article, changing=True, sample=False) for article in articles])),
        pages=len(articles),
    )


def markup_faults(source: FaceSource) -> list[str]:
    """What is wrong in a face's markup, one sentence each; empty when it can be compiled."""
    faults = []
    body = parse(source.html)
    known = SYSTEM_SLOTS | {item.key for item in source.items}
    if not body.findall("article"):
        faults.append('there is no <article class="face">')
    for child in body:
        if child.tag != "article" or "face" not in classes(child):
            faults.append(f'<{child.tag}> stands outside <article class="face">')
    for article in body.findall("article"):
        if (article.text or "").strip() or any((child.tail or "").strip() for child in article):
            faults.append("text stands directly in an <article>; put it into an element with a place of its own")
    for element in body.iter():
        if element is body:
            continue
        if element.tag not in ELEMENTS:
            faults.append(f"<{element.tag}> is not allowed in a face")
        for name in element.attrib:
            if name not in ATTRIBUTES and not name.startswith("data-"):
                faults.append(f'the attribute {name}="…" is not allowed in a face')
        key = element.get("data-field")
        if key is not None and key not in known:
            faults.append(f"the slot {key} is neither a face item of this entry nor a system slot")
        if key is not None and element.tag != "img" and len(element):
            faults.append(f"the slot {key} contains elements; it may only hold text")
        if element.tag == "img" and key is None and "data-qr" not in element.attrib:
            name = element.get("src", "")
            if name not in source.images:
                faults.append(f"the image {name or 'without src'} is not among this face's images")
    faults += [
        _("样式中不得设置 %(name)s：排版引擎会因此不断占用内存。") % {"name": name} for name in leaking(source.css)
    ]
    return list(dict.fromkeys(faults))


def leaking(css: str) -> list[str]:
    """The properties of a style sheet that cost memory which never comes back, also as `font: small-caps …`."""
    found = []

    def walk(tokens) -> None:
        before = None
        for token in tokens:
            name = token.lower_value if token.type == "ident" and before != "." else ""
            if name == "small-caps" or LEAKING.fullmatch(name):
                found.append(name)
            walk(getattr(token, "content", None) or getattr(token, "arguments", None) or ())
            before = token

    walk(tinycss2.parse_component_value_list(css, skip_comments=True))
    return list(dict.fromkeys(found))


# --- markup -------------------------------------------------------------------------------------------------


def parse(text: str) -> ElementTree.Element:
    """The body of an HTML text, comments left out."""
    body = tinyhtml5.parse(text, namespace_html_elements=False).find("body")
    for parent in list(body.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str):
                remove(parent, child)
    return body


def classes(element: ElementTree.Element) -> list[str]:
    """The class names of an element."""
    return (element.get("class") or "").split()


def remove(parent: ElementTree.Element, child: ElementTree.Element) -> None:
    """Take an element out, its tail text too."""
    parent.remove(child)


def arranged(source: FaceSource) -> list[ElementTree.Element]:
    """The articles with the general list filled with rows, the photo in its box and the QR code's place made."""
    body = parse(source.html)
    placed = {element.get("data-field") for element in body.iter() if element.get("data-field")}
    left = [item for item in source.items if item.key not in placed]
    texts = with_usual_rows([item for item in left if item.kind != PHOTO], placed)
    photos = [item for item in left if item.kind == PHOTO]
    for article in body.findall("article"):
        with_photo = bool(photos) and any("data-photo" in element.attrib for element in article.iter())
        for parent in list(article.iter()):
            for child in list(parent):
                if "data-items" in child.attrib:
                    add_rows(child, texts, BESIDE_PHOTO if with_photo else 0)
                elif "data-photo" in child.attrib:
                    put_photo(parent, child, photos)
                elif "data-qr" in child.attrib:
                    child.tag = "div"
                    child.attrib.pop("src", None), child.attrib.pop("alt", None)
        if with_photo:
            add_class(article, "with-photo")
    return body.findall("article")


def with_usual_rows(items: list[Item], placed: set[str]) -> list[Item]:
    """The items of the general list, with holder and validity in it unless the face or the entry shows them."""
    seen = placed | {item.key for item in items}
    first = [] if "holder_name" in seen else [Item("holder_name", "持证主体", NAME)]
    last = [] if seen & {"validity", "valid_to", "valid_until"} else [Item("validity", "有效期限")]
    return [*first, *items, *last]


def add_rows(target: ElementTree.Element, items: list[Item], beside: int) -> None:
    """Give the general list one row per item, the first `beside` of them in a block of their own beside the photo.

    Its class says how wide the labels are (w2 … w8) and whether the rows are few or many, for their spacing.
    """
    add_class(target, f"w{min(WIDEST_LABEL, max(2, *(len(item.label) for item in items)))}")
    if len(items) <= FEW_ROWS:
        add_class(target, "few")
    if len(items) >= MANY_ROWS:
        add_class(target, "many")
    if beside:
        fill_rows(ElementTree.SubElement(target, "div", {"class": "beside-photo"}), items[:beside])
    below = items[beside:]
    if len(items) < COLUMNS_FROM:
        fill_rows(target, below)
        return
    add_class(target, "columns")
    half = (len(below) + 1) // 2
    for part in (below[:half], below[half:]):
        fill_rows(ElementTree.SubElement(target, "div", {"class": "column"}), part)


def fill_rows(target: ElementTree.Element, items: list[Item]) -> None:
    """Put one row of label and slot per item into an element."""
    rows = ElementTree.SubElement(target, "div", {"class": "rows"})
    for item in items:
        row = ElementTree.SubElement(rows, "div", {"class": "row"})
        write_label(ElementTree.SubElement(ElementTree.SubElement(row, "dt"), "b"), item.label)
        limit = {"data-lines": str(NAME_LINES)} if item.kind == NAME else {}
        ElementTree.SubElement(row, "dd", {"class": "value", "data-field": item.key, **limit})


def write_label(target: ElementTree.Element, label: str) -> None:
    """Put a label into an element: what is too long for its column smaller, first of all a remark in brackets."""
    length, found = len(label), NOTE.fullmatch(label)
    if length <= WIDEST_LABEL:
        target.text = label
        if label.isalpha():  # 体重（g） is not spread over the width of the others
            target.set("class", f"n{length}")
    elif found:
        target.text = found["main"]
        ElementTree.SubElement(target, "small").text = found["note"]
        fits = len(found["main"]) + NOTE_SIZE * len(found["note"]) <= WIDEST_LABEL
        if not fits:
            target.set("class", "long")
    else:
        target.text = label
        target.set("class", f"n{length}" if length <= LONGEST_LABEL else "long")


def add_class(element: ElementTree.Element, name: str) -> None:
    """Give an element one more class."""
    element.set("class", " ".join([*classes(element), name]))


def put_photo(parent: ElementTree.Element, box: ElementTree.Element, photos: list[Item]) -> None:
    """Put the first photo of the entry into the box made for it, or take the box away."""
    if not photos:
        remove(parent, box)
        return
    ElementTree.SubElement(box, "img", {"class": "photo-of-holder", "data-field": photos[0].key})


def is_changing(child: ElementTree.Element) -> bool:
    """Whether a block of a face holds a slot and is therefore laid out for every licence."""
    return any("data-field" in element.attrib for element in child.iter())


def layer(article: ElementTree.Element, *, changing: bool, sample: bool) -> ElementTree.Element:
    """One layer of a page: the blocks with slots, or all the others (with the marks of a sample)."""
    page = copy.deepcopy(article)
    for child in list(page):
        if is_changing(child) != changing:
            remove(page, child)
    if changing:
        page.set("class", page.get("class") + CHANGING)
        return page
    if sample:
        ElementTree.SubElement(page, "p", {"class": "sample-across"}).text = "样本"
        ElementTree.SubElement(page, "p", {"class": "sample-note"}).text = "样本 · 不具法律效力"
    else:
        for parent in list(page.iter()):
            for child in list(parent):
                if "data-sample" in child.attrib:
                    remove(parent, child)
    return page


def document(articles: Iterable[ElementTree.Element]) -> str:
    """A whole HTML document of these pages."""
    body = "".join(ElementTree.tostring(article, encoding="unicode", method="html") for article in articles)
    return f'<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"></head><body>{body}</body></html>'


OPEN_SLOT = re.compile(r'<(?P<tag>\w+)(?P<rest>[^>]*?\bdata-field="(?P<key>[^"]*)"[^>]*)>(?P<text>[^<]*)')


def with_slots(text: str) -> tuple[str | Slot, ...]:
    """Cut the changing markup at its slots."""

    def parts() -> Iterator[str | Slot]:
        end = 0
        for found in OPEN_SLOT.finditer(text):
            yield text[end : found.start()]
            key, tag, rest = escaping.unescape(found["key"]), found["tag"], found["rest"]
            if tag == "img":
                without_source = re.sub(r' src="[^"]*"', "", rest)
                yield Slot("image", key, f"<img{without_source}>")
                yield found["text"]
            else:
                before, after = class_place(rest)
                yield f"<{tag}{before}"
                yield Slot("fit", key)
                yield f"{after}>"
                yield Slot("text", key)
            end = found.end()
        yield text[end:]

    return tuple(parts())


def class_place(attributes: str) -> tuple[str, str]:
    """Where in a tag's attributes a further class name can be put."""
    found = re.search(r'\bclass="[^"]*', attributes)
    if found:
        return attributes[: found.end()], attributes[found.end() :]
    return f'{attributes} class="', '"'
