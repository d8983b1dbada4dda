"""The shape of reference data: a licence type with its face items and rules, and a basic matter."""

from dataclasses import dataclass

from catalogs.numbering import NumberRule
from portal.codes import make_org_code, make_uscc

ITEM_KINDS = (
    "text", "long_text", "date", "code", "choice", "number", "photo",
    "person_name", "id_number", "address", "phone",
)  # fmt: skip
FILLED_FROM = (
    "number", "holder_name", "holder_code", "holder_name_1", "holder_code_1", "holder_name_2",
    "holder_code_2", "issuer", "issued_on", "valid_from", "valid_until", "validity",
)  # fmt: skip
_LENGTHS = {
    "text": 60, "long_text": 500, "date": 10, "code": 40, "number": 20, "photo": 64, "person_name": 200,
    "id_number": 64, "address": 120, "phone": 20,
}  # fmt: skip
_PERSONAL_KINDS = ("person_name", "id_number", "phone", "photo")


def synthetic_uscc(register: str, division: str, serial: int) -> str:
    """A valid but unassigned code: `register` 11, 12, 13, 91 …, six-digit `division`, `serial` 0–9999."""
    return make_uscc(f"{register}{division}{make_org_code(f'9999{serial:04d}')}")


@dataclass(frozen=True)
class Authority:
    """A body that defines licence types; `level` is national, province, city or county."""

    name: str
    uscc: str
    level: str


@dataclass(frozen=True)
class FaceItem:
    """A 照面信息项 of a licence type.

    `kind` is one of ITEM_KINDS. `filled_from` (one of FILLED_FROM) says that the value is not typed but comes from
    the licence itself: its number, a holder, the issuer, a date. With several holders, holder_name and
    holder_code are all of them, joined with 、.
    """

    key: str
    label: str
    pinyin_key: str
    kind: str
    max_length: int
    required: bool
    sensitivity: str
    public: bool
    concerns: str
    choices: tuple[str, ...]
    filled_from: str


def item(
    key: str,
    label: str,
    pinyin: str,
    kind: str = "text",
    length: int = 0,
    *,
    required: bool = True,
    public: bool = False,
    sensitivity: str = "",
    concerns: str = "license",
    choices: tuple[str, ...] = (),
    filled_from: str = "",
) -> FaceItem:
    """A face item with what is usual filled in: the length by kind (with choices: of the longest), personal
    for names, ID numbers, phones and photos unless they are public, else public or internal."""
    if not sensitivity:
        personal = kind in _PERSONAL_KINDS and not public
        sensitivity = "public" if public else "personal" if personal else "internal"
    if choices:
        kind = "choice"
    length = length or (max(map(len, choices)) if choices else _LENGTHS[kind])
    pinyin_key = f"KZ_{pinyin}"
    return FaceItem(
        key, label, pinyin_key, kind, length, required, sensitivity, public, concerns, choices, filled_from
    )


def of_holder(key: str, label: str, pinyin: str, kind: str = "text", length: int = 0, **more) -> FaceItem:
    """A face item about a natural person who holds the licence: personal unless said otherwise."""
    return item(key, label, pinyin, kind, length, **{"sensitivity": "personal", "concerns": "holder"} | more)


def of_third(key: str, label: str, pinyin: str, kind: str = "text", length: int = 0, **more) -> FaceItem:
    """A face item about somebody who does not hold the licence: personal unless said otherwise."""
    return item(key, label, pinyin, kind, length, **{"sensitivity": "personal", "concerns": "third"} | more)


@dataclass(frozen=True)
class Term:
    """One case of a validity rule: so many years, or None for 长期; `ages` (first, last, both included, last
    None for open) where the holder's age at issue decides."""

    years: int | None
    label: str = ""
    ages: tuple[int, int | None] | None = None


@dataclass(frozen=True)
class Validity:
    """How long a licence holds: fixed terms, or `free`: an end date that the decision names.

    `max_years` bounds a free term. A free rule with a 长期 term may also be open-ended.
    """

    terms: tuple[Term, ...] = ()
    free: bool = False
    max_years: int | None = None

    @property
    def long_term(self) -> bool:
        """Whether a licence may be open-ended (长期: no end date is stored)."""
        return any(term.years is None for term in self.terms)

    def as_json(self) -> dict:
        """kind (years, long_term, free), years, long_term, max_years, terms: as a version keeps it."""
        years = [term.years for term in self.terms if term.years is not None]
        return {
            "kind": "free" if self.free else "years" if years else "long_term",
            "years": years,
            "long_term": self.long_term,
            "max_years": self.max_years,
            "terms": [
                {"years": term.years, "label": term.label, "ages": list(term.ages) if term.ages else None}
                for term in self.terms
            ],
        }


def years(*numbers: int) -> Validity:
    """Fixed terms of so many years."""
    return Validity(tuple(Term(number) for number in numbers))


LONG_TERM = Validity((Term(None),))


@dataclass(frozen=True)
class LicenseType:
    """A licence type as the catalogue takes it up.

    `confirmed`: the type code is the one seen in use; else it is minted from a synthetic body's code.
    `category` license or approval · `holders` natural, organisation or both · `issuing_levels` of province,
    city, county · `retention` permanent, 30 or 10 (years; our assumption) · `layout` food, medical, taxi or
    general · `base_image` the layout has a picture (证照底图) · `laws` keys of portal.law.reference ·
    `matters` basic codes of the matters that lead to it.
    """

    key: str
    name: str
    type_code: str
    defined_by: Authority
    issuing_body: str
    issuing_levels: tuple[str, ...]
    holders: str
    validity: Validity
    number_rule: NumberRule
    retention: str
    items: tuple[FaceItem, ...]
    laws: tuple[str, ...]
    matters: tuple[str, ...] = ()
    confirmed: bool = False
    category: str = "license"
    several_holders: bool = False
    unique_per_holder: bool = False
    layout: str = "general"
    base_image: bool = True
    standard_version: str = ""
    secret: bool = False

    @property
    def typed_items(self) -> tuple[FaceItem, ...]:
        """The items that a clerk fills in; the others come from the licence itself."""
        return tuple(item for item in self.items if not item.filled_from)


@dataclass(frozen=True)
class BasicMatter:
    """A matter (事项) under its 12-digit basic code, before a department carries it out.

    `kind`: permit, service or enforcement. `results`: keys of the licence types that it leads to.
    `materials`: keys of the licence types that it asks for.
    """

    code: str
    name: str
    kind: str
    results: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
