"""Uploaded scans: what a file is by its content, and its pages as pictures, read in a child process with limits.

Uploads are hostile until shown otherwise: a picture may unpack to gigabytes, a PDF may crash a library. The child
has a ceiling on processor time and memory; whatever happens to it, the parent gets an answer.
"""

import io
import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import filetype
import pikepdf
import pypdfium2
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
MEDIA_TYPES = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG"}
EMPTY, UNKNOWN, ENCRYPTED, BROKEN, TOO_MANY_PAGES, TOO_MANY_PIXELS, TOO_EXPENSIVE = (
    "empty", "unknown", "encrypted", "broken", "too_many_pages", "too_many_pixels", "too_expensive",
)
MAX_PAGES = 300
MAX_PIXELS = 80_000_000  # a sheet of A3 at 600 dpi
SHOWN_PIXELS = 6_000_000  # of a page's picture: a page may be as long as it likes
PHOTO = (826, 1158)  # pixels: a two-inch photo at 600 dpi is more than a face prints
SECONDS = 5  # processor time of the child; the heaviest honest scan takes 2
MEMORY = 1024 * 1024 * 1024  # address space of the child, bytes


@dataclass(frozen=True)
class Look:
    """What a file is: `fault` is "" or why it cannot be taken; `detail` is what it seems to be instead."""

    fault: str = ""
    media_type: str = ""
    pages: int = 0
    detail: str = ""


class Unshowable(Exception):
    """A page cannot be shown as a picture."""


def look(data: bytes) -> Look:
    """What `data` is; never raises for what is in it."""
    if not data:
        return Look(EMPTY)
    kind = filetype.guess(data)
    if kind is None or kind.mime not in MEDIA_TYPES:
        return Look(UNKNOWN, detail=kind.extension if kind else "")
    done = _ask("look", data)
    if done is None or done.returncode < 0:
        return Look(TOO_EXPENSIVE, kind.mime)
    return Look(BROKEN, kind.mime) if done.returncode else Look(**json.loads(done.stdout))


def page_picture(data: bytes, page: int = 0, width: int = 1056) -> bytes:
    """One page (from 0) of a PDF, or a picture itself, as WebP at most `width` pixels wide. Raises Unshowable."""
    return _picture("page", data, str(page), str(width))


def as_photo(data: bytes) -> bytes:
    """A picture upright and reduced to what a face prints, as JPEG without the camera's notes. Raises Unshowable."""
    return _picture("photo", data)


def _picture(order: str, data: bytes, *arguments: str) -> bytes:
    done = _ask(order, data, *arguments)
    if done is None or done.returncode:
        raise Unshowable(f"{order} of {len(data)} bytes")
    return done.stdout


def _ask(order: str, data: bytes, *arguments: str):
    try:
        return subprocess.run(
            [sys.executable, "-m", "licenses.scans", order, *arguments], input=data, capture_output=True,
            timeout=2 * SECONDS, cwd=ROOT, check=False,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        return None


# --- in the child


def _look(data: bytes) -> Look:
    media_type = filetype.guess(data).mime
    if media_type == "application/pdf":
        return _look_at_pdf(data, media_type)
    picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    if picture.width * picture.height > MAX_PIXELS:
        return Look(TOO_MANY_PIXELS, media_type, detail=f"{picture.width}×{picture.height}")
    picture.load()
    return Look("", media_type, 1)


def _look_at_pdf(data: bytes, media_type: str) -> Look:
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            if file.is_encrypted:
                return Look(ENCRYPTED, media_type)
            pages = len(file.pages)
            rebuilt = any("reconstruct" in str(warning) for warning in file.get_warnings())
    except pikepdf.PasswordError:
        return Look(ENCRYPTED, media_type)
    if pages == 0 or rebuilt:  # half a file can often be opened, but nobody knows what is missing
        return Look(BROKEN, media_type)
    if pages > MAX_PAGES:
        return Look(TOO_MANY_PAGES, media_type, pages)
    with pypdfium2.PdfDocument(data) as document:  # it must also be possible to show it
        document[0].render(scale=0.05)
    return Look("", media_type, pages)


def _page(data: bytes, page: int, width: int) -> bytes:
    if filetype.guess(data).mime == "application/pdf":
        with pypdfium2.PdfDocument(data) as document:
            sheet = document[page]
            across, down = sheet.get_size()
            picture = sheet.render(scale=min(width / across, (SHOWN_PIXELS / (across * down)) ** 0.5)).to_pil()
    else:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data), formats=("JPEG", "PNG")))
        picture.thumbnail((width, SHOWN_PIXELS // width))
    return _written(picture, "WEBP", quality=80, method=2)


def _photo(data: bytes) -> bytes:
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data), formats=("JPEG", "PNG")))
    picture.thumbnail(PHOTO)
    return _written(picture, "JPEG", quality=90)


def _written(picture, format: str, **options) -> bytes:
    if picture.mode != "RGB":  # what is transparent becomes white, not black
        layered = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(layered, mask=layered.getchannel("A"))
    out = io.BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(order: str, *arguments: str) -> None:
    """Read one file from standard input and write what was ordered: look → JSON, page or photo → a picture."""
    _limit()
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands in _look
    data = sys.stdin.buffer.read()
    if order == "look":
        try:
            found = _look(data)
        except MemoryError:
            found = Look(TOO_EXPENSIVE)
        except Exception:  # hostile input: whatever the libraries stumble over, the file is broken
            found = Look(BROKEN, filetype.guess(data).mime)
        json.dump(asdict(found), sys.stdout)
    elif order == "page":
        sys.stdout.buffer.write(_page(data, *map(int, arguments)))
    else:
        sys.stdout.buffer.write(_photo(data))


if __name__ == "__main__":
    main(*sys.argv[1:])
