"""What must hold of codes and identifiers for every input, tried with invented ones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licenses.identifier import IdentifierError, build, next_version, parse
from portal.codes import (
    HOLDER_CODE_TYPES,
    ID_PROVINCES,
    USCC_ALPHABET,
    CodeError,
    check_food_license_number,
    check_holder_code,
    check_id_number,
    check_matter_code,
    check_org_code,
    check_type_code,
    check_uscc,
    clean_name,
    fold_code,
    make_id,
    make_org_code,
    make_uscc,
    mod_11_10,
)

TODAY = date(2026, 11, 24)
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

org_codes = st.text(USCC_ALPHABET, min_size=8, max_size=8).map(make_org_code)
usccs = st.builds(
    lambda head, division, org_code: make_uscc(head + division + org_code),
    st.sampled_from(["11", "12", "51", "91", "92", "93", "N1"]),
    st.text("0123456789", min_size=6, max_size=6),
    org_codes,
)
id_numbers = st.builds(
    lambda province, area, born, order: make_id(f"{province}{area}{born:%Y%m%d}{order:03d}"),
    st.sampled_from(sorted(ID_PROVINCES)),
    st.text("0123456789", min_size=4, max_size=4),
    st.dates(date(1880, 1, 1), TODAY),
    st.integers(0, 999),
)
type_codes = st.builds(lambda uscc, serial: f"{uscc}{serial:03d}", usccs, st.integers(0, 999))
food_numbers = st.text("0123456789", min_size=13, max_size=13).map(lambda body: f"JY{body}{mod_11_10(body)}")
serials = st.text(CHARACTERS, min_size=1, max_size=32)
identifiers = st.builds(build, type_codes, usccs, serials, st.integers(1, 999))


@st.composite
def misread(draw, codes, alphabet):
    """A code with one of its characters replaced by another of the alphabet."""
    code = draw(codes)
    position = draw(st.integers(0, len(code) - 1))
    other = draw(st.sampled_from([c for c in alphabet if c != code[position]]))
    return code[:position] + other + code[position + 1 :]


@given(usccs)
def test_uscc_made_from_any_beginning_is_valid(code):
    assert check_uscc(code) == code


@given(misread(usccs, USCC_ALPHABET))
def test_uscc_with_one_character_misread_is_always_refused(code):
    with pytest.raises(CodeError):
        check_uscc(code)


@given(id_numbers)
def test_id_number_made_from_any_beginning_is_valid(number):
    assert check_id_number(number, TODAY) == number


@given(misread(id_numbers, "0123456789"))
def test_id_number_with_one_digit_misread_is_always_refused(number):
    with pytest.raises(CodeError):
        check_id_number(number, TODAY)


@given(misread(food_numbers, "0123456789"))
def test_food_license_number_with_one_digit_misread_is_always_refused(number):
    with pytest.raises(CodeError):
        check_food_license_number(number)


@given(type_codes, usccs, serials, st.integers(1, 999))
def test_identifier_parsed_again_gives_what_it_was_built_from(type_code, issuer, serial, version):
    parts = (type_code, issuer, serial, version)
    text = build(*parts)
    found = parse(text)
    assert (found.type_code, found.issuer, found.serial, found.version) == parts
    assert str(found) == text
    assert len(text) <= 128


@given(misread(identifiers, CHARACTERS))
def test_identifier_with_one_character_misread_is_always_refused(text):
    with pytest.raises(IdentifierError):
        parse(text)


@given(type_codes, usccs, serials, st.integers(1, 998))
def test_identifier_of_the_next_version_differs_in_version_only(type_code, issuer, serial, version):
    before = parse(build(type_code, issuer, serial, version))
    after = parse(next_version(str(before)))
    assert after.version == version + 1
    assert (after.type_code, after.issuer, after.serial) == (before.type_code, before.issuer, before.serial)


ANYTHING = st.text() | st.text(CHARACTERS + "０１Ａ.-·xX \u200b", max_size=100)


@given(ANYTHING)
def test_every_check_answers_or_raises_its_own_error_whatever_it_is_given(text):
    checks = [check_uscc, check_org_code, check_type_code, check_matter_code, check_food_license_number]
    checks.append(clean_name)
    checks += [lambda t, kind=kind: check_holder_code(kind, t, TODAY) for kind in HOLDER_CODE_TYPES]
    for check in checks:
        try:
            assert check(text)
        except CodeError as error:
            assert str(error)


@given(ANYTHING, st.booleans())
def test_identifier_parser_answers_or_raises_its_own_error_whatever_it_is_given(text, strict):
    try:
        assert parse(text, strict=strict)
    except IdentifierError as error:
        assert str(error)


@given(ANYTHING)
def test_folding_twice_changes_nothing_more(text):
    assert fold_code(fold_code(text)) == fold_code(text)


@given(st.text())
def test_cleaning_a_name_twice_changes_nothing_more(text):
    try:
        name = clean_name(text)
    except CodeError:
        return
    assert clean_name(name) == name
    assert name in text
