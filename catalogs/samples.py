"""Faces with sample values, for the pages of the catalogue: no person's data, drawn by the renderer of the licences."""

import base64
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from catalogs import numbering, schema
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
START = date(2026, 11, 24)
DAY = "2026年11月24日"
LONG_TERM = "长期"  # on a Chinese face, whatever the reader's language
FREE_YEARS = 5  # where the decision says how long
LONG_TEXT = 40  # characters
OF_KIND = {
    ItemKind.DATE: DAY, ItemKind.CODE: "36010200000001", ItemKind.NUMBER: "1", ItemKind.PERSON_NAME: "某某某",
    ItemKind.ID_NUMBER: "360102********0000", ItemKind.ADDRESS: "江西省南昌市东湖区某某路1号",
    ItemKind.PHONE: "0791-00000000", ItemKind.PHOTO: "",
}


class NotDrawn(Exception):
    """A face could not be drawn; the message says why in the reader's language."""


def system_values(version, items) -> dict[str, str]:
    """Sample texts of the system slots and of what items are filled from: number and term by the version's rules."""
    natural = version.holder_category == HolderCategory.NATURAL
    holder, code = ("某某某", "360102********0000") if natural else ("南昌市东湖区某某有限公司", "91360102**********")
    end = _end(version.validity)
    values = {
        "license_name": version.name, "license_number": _number(version.number_rule, items, code),
        "identifier": f"1.2.156.3005.2.{version.entry.type_code}.…", "holder_name": holder, "holder_code": code,
        "issuer": "某某市某某局", "issued_on": DAY, "valid_from": DAY, "valid_to": end or LONG_TERM,
        "validity": f"{DAY}至{end}" if end else LONG_TERM, "verify_note": "",
    }
    return values | {
        "number": values["license_number"], "valid_until": values["valid_to"], "holder_name_1": "某某某",
        "holder_code_1": code, "holder_name_2": "某某", "holder_code_2": code,
    }


def _number(rule: dict, items, code: str) -> str:
    """The first number by a rule; by one that cannot be applied yet, a number of the usual length."""
    if numbering.faults(rule, items):
        return OF_KIND[ItemKind.CODE]
    chosen = {item.key: item.choices[0] for item in items if item.choices}
    try:
        return numbering.NumberRule(**rule).number(
            year=START.year, division="360102", area="东湖区", serial=1, holder_code=code, values=chosen)
    except KeyError:  # codes for an item that is no choice
        return OF_KIND[ItemKind.CODE]


def _end(validity: dict) -> str:
    """The last day by the first term of a validity rule; empty for 长期."""
    years = validity.get("max_years") or FREE_YEARS
    end = schema.end_of_validity(validity, START, chosen=schema.years_on(START, years) - timedelta(days=1))
    return f"{end.year}年{end.month}月{end.day}日" if end else ""


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
    system = system_values(version, items)
    values = system | {item.key: sample_value(item, system) for item in items}
    try:
        return _drawn(source, tuple(values.items()))
    except DoesNotFit as error:
        labels = {slot: schema.FILLED_FROM[source] for source, slot in schema.SYSTEM_SLOT_OF.items()}
        labels |= {key: item.label for item in items for key in (item.filled_from, item.key)}
        raise NotDrawn(_("版式容纳不下示例内容：%(items)s。") % {
            "items": _("、").join(str(labels.get(problem.key, problem.key)) for problem in error.problems),
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
