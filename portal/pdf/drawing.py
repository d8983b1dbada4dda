"""Drawing: a licence by stamping its values over a face that was drawn once, any other document from HTML.

WeasyPrint draws the unchanging layer of a face (background, guilloche, title, notes) once per process; its pages
are kept as form objects, as bytes that only need new numbers. A licence then costs the layout of its values, about
0.07 of drawing everything anew (tests/benchmarks/render.py). Description and file format stay apart: a face and
its filling know nothing of PDF.
"""

import gc
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pikepdf
import pydyf
import segno

from portal.pdf import engine
from portal.pdf.engine import NO_IMAGES, CannotDraw, drawing
from portal.pdf.faces import FaceSource, Filling, Markup, take_apart
from portal.pdf.fitting import DoesNotFit, Problem, fit, glyph_problems
from portal.pdf.fonts import undrawable
from portal.pdf.metadata import PRODUCER, packet, pdf_date
from portal.pdf.sealing import Placeholder, signature_dictionary

DATA_FILE = "license.json"
KEPT_FACES = 64  # per process; a compiled face takes about 0.3 MB
COLLECT_EVERY = 50  # drawings between two garbage collections
QUIET_ZONE = 2  # modules
MISSING = "〓"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
REFERENCE = re.compile(rb"(?<![\w.])(\d+) 0 R\b")
POINTS = 0.75  # per CSS pixel


# --- objects as bytes ---------------------------------------------------------------------------------------


class Raw(pydyf.Object):
    """A PDF object whose bytes are ready."""

    compressible = False

    def __init__(self, content: bytes):
        super().__init__()
        self.content = content

    @property
    def data(self) -> bytes:
        return self.content


def stream(dictionary: bytes, content: bytes) -> bytes:
    """A stream object's bytes; `dictionary` without its brackets and /Length."""
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (dictionary, len(content), content)


@dataclass(frozen=True)
class Kept:
    """A page's picture: its objects as pieces of bytes around references, the form object first."""

    objects: tuple[tuple[bytes | int, ...], ...]

    def add_to(self, pdf: pydyf.PDF) -> bytes:
        """Add the objects to a file; the reference of the form object."""
        first = len(pdf.objects)
        for pieces in self.objects:
            numbered = [b"%d 0 R" % (first + piece) if isinstance(piece, int) else piece for piece in pieces]
            pdf.add_object(Raw(b"".join(numbered)))
        return b"%d 0 R" % first


def keep(file: pikepdf.Pdf, form: pikepdf.Object) -> Kept:
    """A form object and all it refers to, as bytes; streams stay compressed as they are."""
    found = [form]
    places = {form.objgen[0]: 0}
    objects = []
    for item in found:  # grows while it is being read
        if isinstance(item, pikepdf.Stream):
            dictionary = pikepdf.Dictionary({key: value for key, value in item.items() if key != "/Length"})
            described = dictionary.unparse()[2:-2]
            content = stream(described, item.read_raw_bytes())
            ends = 2 + len(described)
        else:
            content = item.unparse(resolved=True)
            ends = len(content)
        pieces: list[bytes | int] = []
        start = 0
        for match in REFERENCE.finditer(content, 0, ends):
            number = int(match[1])
            if number not in places:
                places[number] = len(found)
                found.append(file.get_object(number, 0))
            pieces += [content[start : match.start()], places[number]]
            start = match.end()
        objects.append((*pieces, content[start:]))
    return Kept(tuple(objects))


def apart(file: pikepdf.Pdf) -> None:
    """Give the fonts of the unchanging layer subset tags of their own: other glyphs than the same font's above."""
    for item in file.objects:
        if isinstance(item, pikepdf.Dictionary):
            for key in ("/BaseFont", "/FontName"):
                if key in item:
                    name = str(item[key])
                    item[key] = pikepdf.Name("/Z" + name[2:])


# --- faces --------------------------------------------------------------------------------------------------


class Square(NamedTuple):
    """Where a QR code goes, in points from the lower left corner of the page."""

    left: float
    bottom: float
    side: float


@dataclass(frozen=True)
class Face:
    """A face ready for stamping: markup of the values, style, pages drawn once, places of the QR code."""

    markup: Markup
    sheets: list
    pages: tuple[Kept, ...]
    squares: tuple[Square | None, ...]


@lru_cache(maxsize=KEPT_FACES)
def compiled(source: FaceSource, sample: bool) -> Face:
    """A face drawn once, kept by its digest. Raises CannotDraw for a face that cannot be compiled."""
    markup = take_apart(source)
    sheets = [engine.sheet(source.css, source.images)]
    document = engine.lay_out(markup.fixed_sample if sample else markup.fixed, sheets, source.images)
    if len(document.pages) != markup.pages:
        raise CannotDraw(f"{markup.pages} pages are described and {len(document.pages)} come out; see @page")
    for page in document.pages:
        for block in blocks(page):
            if not block.is_absolutely_positioned():
                raise CannotDraw(f"<{block.element_tag}> has no place of its own; give it position: absolute")
    squares = tuple(code_square(page) for page in document.pages)
    with pikepdf.open(io.BytesIO(engine.write(document, variant=None))) as file:
        apart(file)
        pages = tuple(keep(file, file.make_indirect(page.as_form_xobject())) for page in file.pages)
    return Face(markup, sheets, pages, squares)


def boxes(page) -> Iterator:
    """All boxes of a laid-out page."""
    return page._page_box.descendants(placeholders=True)


def blocks(page) -> Iterator:
    """The boxes that stand directly in a page's article."""
    for box in boxes(page):
        if box.element_tag == "article":
            yield from box.children


def code_square(page) -> Square | None:
    """Where the QR code goes on a laid-out page, if it has one."""
    for box in boxes(page):
        if box.element is not None and "data-qr" in box.element.attrib and box.children is not None:
            side = min(box.width, box.height)
            top = box.content_box_y() + (box.height - side) / 2
            left = box.content_box_x() + (box.width - side) / 2
            return Square(left * POINTS, (page.height - top - side) * POINTS, side * POINTS)
    return None


# --- drawing ------------------------------------------------------------------------------------------------


def draw(source: FaceSource, filling: Filling, *, sample: bool, signature: Placeholder | None) -> bytes:
    """A licence as PDF/A-3u: one revision, the data file embedded, with `signature` an empty place for seal().

    The same arguments give the same bytes. Raises DoesNotFit for values that cannot be printed (ask problems()
    before review), CannotDraw for a wrong face. With `sample` (preview) the marks of a sample are drawn and values
    are never refused: a character without a picture becomes 〓, what is too long is drawn as far as it goes.
    """
    found = glyph_problems(shown(source, filling.values))
    if found and not sample:
        raise DoesNotFit(found)
    values = {key: drawable(text) for key, text in filling.values.items()} if found else filling.values
    for key, picture in filling.images.items():
        if not picture.startswith(PICTURES):
            raise CannotDraw(f"the picture {key} is neither JPEG nor PNG")
    with drawing:
        face = compiled(source, sample)
        document, found = fit(face.markup, face.sheets, values, filling.images)
        if found and not sample:
            raise DoesNotFit(found)
        document = document.copy(document.pages[: face.markup.pages])
        attached = []
        if filling.data_file:
            attached = [engine.attachment(DATA_FILE, filling.data_file, filling.created, filling.title)]

        def finish(document, pdf: pydyf.PDF) -> None:
            stamp(pdf, face, filling.qr_text)
            describe(pdf, filling)
            if signature:
                add_signature_field(pdf, signature)
            freeze(pdf)

        result = engine.write(document, finish, attached)
        collect_now_and_then()
        return result


def problems(source: FaceSource, values: Mapping[str, str]) -> list[Problem]:
    """What keeps these values from being printed on this face; empty when all is well.

    Undrawable characters first; only when there are none is the layout tried. Raises CannotDraw for a wrong face.
    """
    found = glyph_problems(shown(source, values))
    if found:
        return found
    with drawing:
        face = compiled(source, False)
        return fit(face.markup, face.sheets, values, NO_IMAGES)[1]


def render(html: str, css: str, *, filling: Filling, images: Mapping[str, bytes] = NO_IMAGES) -> bytes:
    """Any other document (a letter, a report) as PDF/A-3u: same fonts, same metadata, no network.

    Of `filling` the title, author, subject, metadata, data file and time are used. Raises CannotDraw when an image
    is missing or a character has no glyph.
    """
    with drawing:
        document = engine.lay_out(html, [engine.sheet(css, images)], images)
        attached = []
        if filling.data_file:
            attached = [engine.attachment(DATA_FILE, filling.data_file, filling.created, filling.title)]
        return engine.write(document, lambda document, pdf: describe(pdf, filling), attached)


def shown(source: FaceSource, values: Mapping[str, str]) -> dict[str, str]:
    """The values that this face prints."""
    keys = take_apart(source).keys()
    return {key: text for key, text in values.items() if key in keys}


def drawable(text: str) -> str:
    """A text with 〓, which printers set where a type is missing, for every character without a picture."""
    return (text or "").translate({ord(character): MISSING for character, _, _ in undrawable(text or "")})


def collect_now_and_then() -> None:
    """Collect garbage every so many drawings: box trees are full of circles."""
    global _drawn
    _drawn += 1
    if _drawn % COLLECT_EVERY == 0:
        gc.collect()


_drawn = 0


# --- what is added to WeasyPrint's file ---------------------------------------------------------------------


def by_reference(pdf: pydyf.PDF, reference: bytes) -> pydyf.Object:
    """The object that a reference such as b"12 0 R" names."""
    return pdf.objects[int(reference.split()[0])]


def stamp(pdf: pydyf.PDF, face: Face, qr_text: str) -> None:
    """Put the unchanging layer and the QR code under the values of every page."""
    code = qr_mask(qr_text) if qr_text and any(face.squares) else None
    if code:
        pdf.add_object(code)
    for number, (reference, kept, square) in enumerate(zip(pdf.page_references, face.pages, face.squares, strict=True)):
        page = by_reference(pdf, reference)
        pictures = by_reference(pdf, page["Resources"])["XObject"]
        pictures[f"Face{number}"] = kept.add_to(pdf)
        below = [b"q /Face%d Do Q" % number]
        if code and square:
            pictures["Code"] = code.reference
            place = b"%.3f 0 0 %.3f %.3f %.3f" % (square.side, square.side, square.left, square.bottom)
            below.append(b"q %b cm 1 1 1 rg 0 0 1 1 re f 0 0 0 rg /Code Do Q" % place)
        by_reference(pdf, page["Contents"]).stream[0:0] = below


def qr_mask(text: str) -> Raw:
    """A QR code as a mask of one bit per module with its quiet zone; a fourth of it may be damaged."""
    code = segno.make(text, error="q", micro=False, boost_error=False)
    rows = list(code.matrix_iter(border=QUIET_ZONE))
    side = len(rows)
    packed = b"".join(
        int("".join(map(str, map(int, row))).ljust(-(-side // 8) * 8, "0"), 2).to_bytes(-(-side // 8), "big")
        for row in rows
    )
    head = b"/Type /XObject/Subtype /Image/ImageMask true/BitsPerComponent 1/Decode [1 0]/Filter /FlateDecode"
    return Raw(stream(head + b"/Width %d/Height %d" % (side, side), zlib.compress(packed)))


def describe(pdf: pydyf.PDF, filling: Filling) -> None:
    """Document information and XMP that say the same, and the embedded file named once."""
    date = pydyf.String(pdf_date(filling.created))
    told = {
        "Title": filling.title,
        "Author": filling.author,
        "Subject": filling.subject,
        "Producer": PRODUCER,
    }
    pdf.info.clear()
    pdf.info.update({key: pydyf.String(value) for key, value in told.items() if value})
    pdf.info.update({"CreationDate": date, "ModDate": date})
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    xmp = packet(filling.title, filling.author, filling.subject, filling.created, filling.metadata)
    number = int(pdf.catalog["Metadata"].split()[0])
    plain = Raw(stream(b"/Type /Metadata/Subtype /XML", xmp))
    plain.number, pdf.objects[number] = number, plain
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def add_signature_field(pdf: pydyf.PDF, place: Placeholder) -> None:
    """An invisible signature field on the first page, its value with room for the signature."""
    value = Raw(signature_dictionary(place))
    pdf.add_object(value)
    first = pdf.page_references[0]
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(place.field),
            "F": 132,  # printed, locked: what PDF/A asks of an annotation
            "Rect": pydyf.Array([0, 0, 0, 0]),
            "P": first,
            "V": value.reference,
        }
    )
    pdf.add_object(field)
    by_reference(pdf, first).setdefault("Annots", pydyf.Array()).append(field.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([field.reference]), "SigFlags": 3})


def freeze(pdf: pydyf.PDF) -> None:
    """Compress every stream once: pydyf would do it a second time for the file's identifier."""
    for number, item in enumerate(pdf.objects):
        if isinstance(item, pydyf.Stream):
            ready = Raw(item.data)
            ready.number, pdf.objects[number] = number, ready
