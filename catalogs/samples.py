"""Faces with sample values, for the pages of the catalogue: no person's data, drawn by the renderer of the licences."""

import base64
from functools import lru_cache

from django.utils.translation import gettext as _

from catalogs.models import HolderCategory, ItemKind
from catalogs.schema import face_source
from portal import clock
from portal.pdf.drawing import draw
from portal.pdf.engine import CannotDraw
from portal.pdf.faces import FaceSource, Filling
from portal.pdf.fitting import DoesNotFit
from portal.pdf.pictures import page_image

WIDTH = 1056  # pixels: sharp on a dense screen in the pane beside a form
KEPT = 32  # faces, per process
DAY = "2026年11月24日"
LONG_TEXT = 40  # characters
OF_KIND = {
    ItemKind.DATE: DAY, ItemKind.CODE: "36010200000001", ItemKind.NUMBER: "1", ItemKind.PERSON_NAME: "某某某",
    ItemKind.ID_NUMBER: "360102********0000", ItemKind.ADDRESS: "江西省南昌市东湖区某某路1号",
    ItemKind.PHONE: "0791-00000000", ItemKind.PHOTO: "",
}


class NotDrawn(Exception):
    """A face could not be drawn; the message says why in the reader's language."""


def system_values(name: str, type_code: str, holder_category: str) -> dict[str, str]:
    """Sample texts of the system slots, and of what items can be filled from."""
    natural = holder_category == HolderCategory.NATURAL
    holder, code = ("某某某", "360102********0000") if natural else ("南昌市东湖区某某有限公司", "91360102**********")
    values = {
        "license_name": name, "license_number": "36010200000001", "identifier": f"1.2.156.3005.2.{type_code}.…",
        "holder_name": holder, "holder_code": code, "issuer": "某某市某某局", "issued_on": DAY, "valid_from": DAY,
        "valid_to": "2031年11月23日", "validity": f"{DAY}至2031年11月23日", "verify_note": "",
    }
    return values | {
        "number": values["license_number"], "valid_until": values["valid_to"], "holder_name_1": "某某某",
        "holder_code_1": code, "holder_name_2": "某某", "holder_code_2": code,
    }


def sample_value(item, system: dict[str, str]) -> str:
    """What stands in an item's place on a sample face."""
    if item.filled_from:
        return system.get(item.filled_from, "")
    if item.kind == ItemKind.CHOICE:
        return item.choices[0] if item.choices else ""
    if item.kind == ItemKind.LONG_TEXT:
        return f"此处为{item.label}的内容示例，较长的内容自动换行。"[:min(item.max_length, LONG_TEXT)]
    return OF_KIND[item.kind] if item.kind in OF_KIND else f"{item.label}示例"[:item.max_length]


def pictures(version, source: FaceSource | None = None, items=None) -> tuple[bytes, ...]:
    """The pages of a version's face as WebP pictures, with sample values and the marks of a sample.

    source and items: another face and other items for the same version, as they stand in a form. Raises NotDrawn.
    """
    source = source or face_source(version)
    items = list(version.items.all()) if items is None else items
    system = system_values(version.name, version.entry.type_code, version.holder_category)
    values = system | {item.key: sample_value(item, system) for item in items}
    try:
        return _drawn(source, tuple(values.items()))
    except DoesNotFit as error:
        labels = {item.key: item.label for item in items}
        raise NotDrawn(_("版式容纳不下示例内容：%(items)s。") % {
            "items": _("、").join(labels.get(problem.key, problem.key) for problem in error.problems),
        }) from error
    except CannotDraw as error:
        raise NotDrawn(_("版式无法绘制：%(fault)s") % {"fault": error}) from error


@lru_cache(maxsize=KEPT)
def _drawn(source: FaceSource, values: tuple) -> tuple[bytes, ...]:
    shown = dict(values)
    filling = Filling(values=shown, title=shown["license_name"], author="", created=clock.now(), qr_text="样本")
    pdf = draw(source, filling, sample=True, signature=None)
    return tuple(page_image(pdf, page, WIDTH, "webp") for page in range(page_count(source.html)))


def page_count(html: str) -> int:
    """How many pages a face has."""
    return html.count("<article")


def as_addresses(pages) -> list[str]:
    """Pictures as data: addresses, for a face that is not saved yet."""
    return ["data:image/webp;base64," + base64.b64encode(page).decode() for page in pages]
