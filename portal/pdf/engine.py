"""WeasyPrint as the portal uses it: cut fonts alone, no network, one font configuration kept, one caller at a time.

What `lay_out` gives must be written before anybody else draws: hold `drawing` over both.
"""

import logging
import mimetypes
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType

from portal.pdf import fonts

with fonts.private_fontconfig():
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

VARIANT = "pdf/a-3u"
BASE_URL = "http://face/"  # never asked: it only gives the names of images a common form
BASE_CSS = (Path(__file__).parent / "base.css").read_text(encoding="utf-8")
NO_IMAGES: Mapping[str, bytes] = MappingProxyType({})
# Pango and its font map are not safe for threads, and FFI calls let other threads run.
drawing = threading.Lock()
logging.getLogger("weasyprint").setLevel(logging.ERROR)  # warnings of style sheets; glyphs are checked by us


class CannotDraw(Exception):
    """A document cannot be drawn as asked; the message says why, for engineers and catalogue editors."""


class GivenImages(URLFetcher):
    """Gives WeasyPrint the images of one document by name, and refuses every other address."""

    def __init__(self, images: Mapping[str, bytes]):
        super().__init__(fail_on_errors=True)
        self.images = images

    def fetch(self, url, headers=None):
        name = url.removeprefix(BASE_URL)
        if name not in self.images:
            raise CannotDraw(f"{name} is not among the images of this document")
        mime_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, self.images[name], {"Content-Type": mime_type})


@cache
def font_configuration() -> FontConfiguration:
    """The one font configuration of this process; a new one per document takes a worker to 735 MB (measured)."""
    with fonts.private_fontconfig():
        return FontConfiguration()


def sheet(css: str, images: Mapping[str, bytes] = NO_IMAGES) -> weasyprint.CSS:
    """A parsed style sheet, to be kept and used again."""
    with refusals():
        return weasyprint.CSS(
            string=css, base_url=BASE_URL, url_fetcher=GivenImages(images), font_config=font_configuration()
        )


@cache
def base_sheet() -> weasyprint.CSS:
    """The style sheet under every document (portal/pdf/base.css)."""
    return sheet(BASE_CSS)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn WeasyPrint's fetching errors into CannotDraw."""
    try:
        yield
    except FatalURLFetchingError as error:
        raise CannotDraw(str(error.__cause__ or error)) from error


def lay_out(html: str, sheets: list[weasyprint.CSS], images: Mapping[str, bytes] = NO_IMAGES) -> weasyprint.Document:
    """Pages with every box in its place, not yet drawn."""
    with refusals():
        page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=GivenImages(images))
        return page.render(stylesheets=[base_sheet(), *sheets], font_config=font_configuration(), cache={})


def write(
    document: weasyprint.Document,
    finisher: Callable = lambda document, pdf: None,
    attachments: list | None = None,
    variant: str | None = VARIANT,
) -> bytes:
    """The document as a PDF file; `finisher(document, pydyf_pdf)` may add to it before it is serialised.

    Raises CannotDraw when a character had no glyph: nothing unreadable leaves the house, whoever forgot to check.
    """

    def finish(document, pdf):
        for font in document.fonts.values():
            if font.missing:
                raise CannotDraw("no glyph for " + " ".join(f"U+{code:04X}" for code in font.missing))
        finisher(document, pdf)

    return document.write_pdf(finisher=finish, pdf_variant=variant, attachments=attachments)


def attachment(name: str, content: bytes, created, description: str) -> weasyprint.Attachment:
    """A file to be embedded as the data behind the page (AFRelationship Data, ISO 19005-3)."""
    return weasyprint.Attachment(
        string=content.decode("utf-8"),
        name=name,
        description=description,
        created=created,
        modified=created,
        relationship="Data",
        url_fetcher=GivenImages(NO_IMAGES),
    )
