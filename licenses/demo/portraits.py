"""Photos for demo licences: a drawn figure that is nobody."""

import io
import random

from PIL import Image, ImageDraw

_SIZE = (295, 413)  # a one-inch photo at 300 dpi
_GROUND = ("#dfe9f3", "#e8eef0", "#f2f2f2")
_SKIN = ("#f0cfae", "#e8bf9a", "#f4d9bf")
_HAIR = ("#2a2522", "#3b3028", "#55504c")
_COATS = ("#2f4a6b", "#4a4f57", "#6b3a3a", "#3d5a45")


def portrait(seed) -> bytes:
    """A PNG of 295 × 413 pixels, below 50 KB, of a drawn figure; the same seed, the same picture."""
    rng = random.Random(f"portrait/{seed}")
    ground, skin, hair, coat = (rng.choice(colours) for colours in (_GROUND, _SKIN, _HAIR, _COATS))
    large = Image.new("RGB", (_SIZE[0] * 2, _SIZE[1] * 2), ground)  # drawn at twice the size for smooth edges
    pen = ImageDraw.Draw(large)
    pen.ellipse((60, 570, 530, 1100), fill=coat)
    pen.polygon([(215, 590), (375, 590), (295, 720)], fill="#ffffff")
    pen.rounded_rectangle((245, 440, 345, 630), 48, fill=skin)
    pen.ellipse((168, 130, 422, 420), fill=hair)
    pen.ellipse((186, 190, 404, 510), fill=skin)
    pen.chord((168, 130, 422, 390), 183, 357, fill=hair)
    out = io.BytesIO()
    large.resize(_SIZE, Image.Resampling.LANCZOS).quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()
