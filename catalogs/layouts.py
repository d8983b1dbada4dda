"""The faces that come with the portal (catalogs/faces/<layout>) and the pictures of faces, kept by their digest."""

import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from catalogs.models import BaseImage

FOLDER = Path(__file__).parent / "faces"
LAYOUTS = {
    "general": _("通用版式"), "food": _("食品经营许可证版式"), "medical": _("医疗机构执业许可证版式"),
    "taxi": _("驾驶员卡证版式"),
}
OWN = "own"  # a layout written by the editor
SLOT = re.compile(r'(data-field=")([^"]*)(")')


@dataclass(frozen=True)
class Layout:
    """A face that comes with the portal: markup and style, pictures as (name, content)."""

    html: str
    css: str
    pictures: tuple[tuple[str, bytes], ...]

    def images(self) -> list[BaseImage]:
        """Its pictures, kept."""
        return [keep(name, content) for name, content in self.pictures]


def bundled(layout: str, keys: dict[str, str]) -> Layout:
    """A bundled face (a key of LAYOUTS) for an entry whose face items have these keys by label.

    A face names its slots by keys of its own and says in items.json which label each stands for; here they get the
    keys that the entry's items of the same label have.
    """
    folder = FOLDER / layout
    named = folder / "items.json"
    renamed = {}
    if named.exists():
        renamed = {own: keys.get(label, own) for own, label, *_rest in json.loads(named.read_text(encoding="utf-8"))}
    html = SLOT.sub(lambda slot: slot[1] + renamed.get(slot[2], slot[2]) + slot[3],
                    (folder / "face.html").read_text(encoding="utf-8"))
    pictures = tuple(
        (path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.suffix in (".svg", ".png", ".jpg")
    )
    return Layout(html, (folder / "face.css").read_text(encoding="utf-8"), pictures)


def keep(name: str, content: bytes) -> BaseImage:
    """The picture of these bytes; kept once, under the name that it came with first."""
    digest = hashlib.sha256(content).hexdigest()
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return BaseImage.objects.get_or_create(
        sha256=digest, defaults={"name": name, "media_type": media_type, "content": content},
    )[0]
