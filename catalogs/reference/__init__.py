"""Reference data of the demo province: licence types with face items and rules, and basic matters."""

from catalogs.numbering import NumberRule
from catalogs.reference import authorities, health, land, market, people, transport
from catalogs.reference.matters import MATTERS
from catalogs.reference.model import LONG_TERM, LicenseType, item

LICENSE_TYPES: tuple[LicenseType, ...] = (
    people.TYPES + market.TYPES + health.TYPES + transport.TYPES + land.TYPES
)
BY_KEY: dict[str, LicenseType] = {license_type.key: license_type for license_type in LICENSE_TYPES}

# The trap: its data are state secrets, so the catalogue must refuse it (A 26).
SECRET_TYPE = LicenseType(
    key="classified_post_certificate",
    name="涉密岗位资格审查证明（演示）",
    type_code=authorities.PUBLIC_SECURITY.uscc + "999",
    defined_by=authorities.PUBLIC_SECURITY,
    issuing_body="省级主管部门",
    issuing_levels=("province",),
    holders="natural",
    validity=LONG_TERM,
    number_rule=NumberRule("{year}{serial:06d}", per="department_year"),
    retention="permanent",
    laws=("measures-26",),
    secret=True,
    items=(item("number", "编号", "BH", "code", filled_from="number"),),
)

__all__ = ["BY_KEY", "LICENSE_TYPES", "MATTERS", "SECRET_TYPE", "LicenseType"]
