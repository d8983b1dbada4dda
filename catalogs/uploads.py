"""Base images that people upload: PNG or JPEG by content, written anew so that nothing but the picture is kept."""

import hashlib
import io

import filetype
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from portal.decisions import Invalid, denied

LIMIT = 5_000_000  # bytes
LARGEST = 5000  # pixels on a side: A4 at 400 dpi and a little
SMALLEST = 300
KINDS = {"png": "PNG", "jpg": "JPEG"}
ENDS = {"png": b"IEND", "jpg": b"\xff\xd9"}  # Pillow, as WeasyPrint sets it, would fill up what is cut off


def clean_picture(data: bytes) -> tuple[str, bytes]:
    """A name and the rewritten bytes of an uploaded picture. Raises Invalid with a sentence.

    The name is made of the content (base-1a2b3c4d.png), so that two uploads never share one.
    """
    kind = filetype.guess_extension(data[:300])
    if kind not in KINDS:
        raise Invalid(denied(_("底图只接受 PNG 或 JPEG 图片（按内容识别）；SVG 等其他格式不能上传。")))
    broken = Invalid(denied(_("图片文件已损坏，无法读取，请重新导出后上传。")))
    if ENDS[kind] not in data:
        raise broken
    try:
        with Image.open(io.BytesIO(data), formats=[KINDS[kind]]) as picture:
            if not all(SMALLEST <= side <= LARGEST for side in picture.size):
                raise Invalid(denied(_("底图应为 %(small)d 至 %(large)d 像素见方以内，现为 %(width)d×%(height)d。") % {
                    "small": SMALLEST, "large": LARGEST, "width": picture.width, "height": picture.height,
                }))
            content = _rewritten(picture, kind)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise broken from error
    return f"base-{hashlib.sha256(content).hexdigest()[:8]}.{kind}", content


def _rewritten(picture, kind: str) -> bytes:
    """The pixels alone: no metadata, no colour profile, no trailing bytes."""
    out = io.BytesIO()
    if kind == "jpg":
        picture.convert("RGB").save(out, "JPEG", quality=92, optimize=True)
    else:
        picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB").save(
            out, "PNG", optimize=True)
    return out.getvalue()
