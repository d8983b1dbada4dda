"""The codes of persons, organisations, licence types and matters: how each is written and checked."""

from portal.codes.holder import HOLDER_CODE_TYPES, NATURAL, ORGANISATION, HolderCodeType, check_holder_code
from portal.codes.id_number import (
    ID_PROVINCES,
    birth_date,
    check_id_number,
    make_id,
    sex,
    upgraded_from_15,
)
from portal.codes.license import (
    check_food_license_number,
    check_matter_code,
    check_type_code,
    make_implementation_code,
    mod_11_10,
)
from portal.codes.text import CodeError, clean_name, fold_code, private_use_characters
from portal.codes.uscc import (
    USCC_ALPHABET,
    UsccKind,
    check_org_code,
    check_uscc,
    is_sole_trader,
    make_org_code,
    make_uscc,
    uscc_kind,
)

__all__ = [
    "HOLDER_CODE_TYPES",
    "ID_PROVINCES",
    "NATURAL",
    "ORGANISATION",
    "USCC_ALPHABET",
    "CodeError",
    "HolderCodeType",
    "UsccKind",
    "birth_date",
    "check_food_license_number",
    "check_holder_code",
    "check_id_number",
    "check_matter_code",
    "check_org_code",
    "check_type_code",
    "check_uscc",
    "clean_name",
    "fold_code",
    "is_sole_trader",
    "make_id",
    "make_implementation_code",
    "make_org_code",
    "make_uscc",
    "mod_11_10",
    "private_use_characters",
    "sex",
    "upgraded_from_15",
    "uscc_kind",
]
