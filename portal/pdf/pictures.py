"""Pages of our own PDFs as pictures, for the preview beside a form and for lists."""

import io
import threading

import pypdfium2

FORMATS = {"webp": {"quality": 82, "method": 2}, "png": {"compress_level": 4}}
_pdfium = threading.Lock()  # PDFium is not safe for threads


def page_count(pdf: bytes) -> int:
    """How many pages a PDF of ours has."""
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def page_image(pdf: bytes, page: int = 0, width: int = 1056, format: str = "webp") -> bytes:
    """One page (from 0) of a PDF of ours as a picture `width` pixels wide; format "webp" or "png".

    Raises IndexError when there is no such page, KeyError for another format.
    """
    options = FORMATS[format]
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(f"page {page} of {len(document)}")
        sheet = document[page]
        picture = sheet.render(scale=width / sheet.get_width()).to_pil().convert("RGB")
    out = io.BytesIO()
    picture.save(out, format.upper(), **options)
    return out.getvalue()
