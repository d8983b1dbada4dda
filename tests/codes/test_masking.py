"""Masks show what §9.3 allows and never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.masking import (
    mask_address,
    mask_code,
    mask_date,
    mask_holder_name,
    mask_id_number,
    mask_item,
    mask_license_number,
    mask_name,
    mask_phone,
    mask_value,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小明", "张*明"),
        ("欧阳小明", "欧**明"),
        ("龚㛃", "龚*"),
        ("𠮷祥", "𠮷*"),
        ("阿依古丽·买买提", "阿***·**提"),
        ("葛\U000e0100明", "葛\U000e0100*"),  # a variation selector belongs to the character before it
        ("张", "*"),
        ("", ""),
        ("  张三 ", "张*"),
    ],
)
def test_name_is_masked_by_its_length(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("type_code", "code", "masked"),
    [
        ("111", "360102199001010031", "360102********0031"),
        ("111", "36010219900101003X", "360102********003X"),
        ("001", "91360102999900521U", "91360102999900521U"),
        ("001", "11360000999900011L", "11360000999900011L"),
        ("001", "92360402999900601U", "923604********601U"),
        ("099", "赣民证字第0100号", "赣民证字第0100号"),
        ("099", "360199199001010017", "360199********0017"),  # a sole trader without a code of his own
        ("414", "EA1234567", "EA*****67"),
        ("414", "E1234", "*****"),
        ("516", "H12345678", "H1*****78"),
        ("不明", "12345678901", "12*******01"),
    ],
)
def test_holder_code_is_masked_as_its_type_asks(type_code, code, masked):
    assert mask_code(type_code, code) == masked


@pytest.mark.parametrize(
    ("type_code", "code", "name", "masked"),
    [
        ("111", "360199199001010017", "张小明", "张*明"),
        ("001", "91360102999900521U", "江西某某食品有限公司", "江西某某食品有限公司"),
        ("001", "92360402999900601U", "浔阳区甘棠湖边小吃店", "浔阳区甘棠湖边小吃店"),
        ("001", "92360402999900601U", "张小明", "张*明"),
        ("099", "360199199001010017", "张小明", "张*明"),
        ("099", "360199199001010017", "浔阳区甘棠湖边小吃店", "浔阳区甘棠湖边小吃店"),
        ("099", "赣民证字第0100号", "协和会", "协和会"),
        ("999", "X1", "JohnSmith", "J*******h"),
        ("不明", "X1", "张小明", "张*明"),
    ],
)
def test_holder_name_of_a_person_is_masked_and_of_an_organisation_is_not(type_code, code, name, masked):
    assert mask_holder_name(type_code, code, name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("360199199001010017", "360199********0017"),
        ("36019919900101001742", "360199********0017**"),  # disability card: class and grade follow
        ("36010020260000000001", "36010020260000000001"),
        ("JY23601020031256", "JY23601020031256"),
        ("赣(2026)南昌市不动产权第0000001号", "赣(2026)南昌市不动产权第0000001号"),
        ("X360199199001010017", "X360199********0017"),
        ("", ""),
    ],
)
def test_license_number_is_masked_where_an_id_number_is_in_it(number, masked):
    assert mask_license_number(number) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000000", "138****0000"),
        ("１３８ 0000 0000", "138****0000"),
        ("0791-00001234", "0791-****34"),
        ("010 0000 1234", "010-****34"),
        ("（0791）0000123", "0791-****23"),
        ("+86 13800000000", "****"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_phone_keeps_its_prefix_and_last_digits(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("江西省南昌市东湖区胜利路步行街216号一层", "江西省南昌市东湖区****"),
        ("南昌市东湖区胜利路1号", "南昌市东湖区****"),
        ("东湖区胜利路1号", "东湖区****"),
        ("江西省丰城市剑光街道2号", "江西省丰城市****"),
        ("江西省赣江新区3号", "江西省****"),
        ("江西省南昌市经开区双港大道9号", "江西省南昌市****"),
        ("浙江省杭州市西湖区文三路1号", "浙江省****"),
        ("胜利路开发区5号", "****"),
        ("", ""),
    ],
)
def test_address_is_masked_from_the_district_on(address, masked):
    assert mask_address(address) == masked


@pytest.mark.parametrize(
    ("sensitivity", "kind", "text", "masked"),
    [
        ("public", "person_name", "张小明", "张小明"),
        ("internal", "text", "内部编号", "内部编号"),
        ("personal", "person_name", "张小明", "张*明"),
        ("personal", "id_number", "360102199001010031", "360102********0031"),
        ("personal", "address", "江西省南昌市东湖区胜利路1号", "江西省南昌市东湖区****"),
        ("personal", "phone", "13800000000", "138****0000"),
        ("personal", "date", "1990-01-01", "1990-**-**"),
        ("personal", "date", "19900101", "****"),
        ("personal", "code", "AB12345678", "AB******78"),
        ("personal", "choice", "男", "****"),
        ("personal", "text", "", ""),
        ("sensitive", "person_name", "张小明", "张**"),
        ("sensitive", "id_number", "360102199001010031", "3****************1"),
        ("sensitive", "address", "江西省南昌市东湖区胜利路1号", "****"),
        ("sensitive", "number", "3250", "****"),
        ("unknown", "text", "什么", "****"),
    ],
)
def test_face_item_is_masked_by_sensitivity_and_type(sensitivity, kind, text, masked):
    assert mask_item(sensitivity, kind, text) == masked


KINDS = ["text", "long_text", "date", "code", "choice", "number", "photo"]
KINDS += ["person_name", "id_number", "address", "phone"]
LETTERS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
WORDS = st.text(LETTERS | st.sampled_from("·0123456789Xx区县市"), max_size=40)


def shown(masked):
    return [c for c in masked if c not in "*·"]


@given(WORDS)
def test_name_mask_shows_two_characters_at_the_most_and_keeps_the_length(name):
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert len(shown(masked)) <= 2
    assert [i for i, c in enumerate(name) if c == "·"] == [i for i, c in enumerate(masked) if c == "·"]


@given(st.text("0123456789X", max_size=30))
def test_id_mask_never_shows_the_birth_date(number):
    masked = mask_id_number(number)
    assert len(masked) == len(number)
    if len(number) == 18:
        assert masked[6:14] == "********"
    else:
        assert len(shown(masked)) <= 2


@given(st.sampled_from(["111", "114", "414", "516", "999", "?"]), st.text("0123456789ABX", max_size=30))
def test_code_mask_of_a_person_hides_at_least_as_much_as_it_shows_but_for_id_numbers(type_code, code):
    masked = mask_code(type_code, code)
    if not (type_code == "111" and len(code) == 18):
        assert len(shown(masked)) <= len(code) / 2


@given(st.text("0123456789 -+()", max_size=20))
def test_phone_mask_shows_seven_digits_at_the_most(phone):
    assert len([c for c in mask_phone(phone) if c.isdigit()]) <= 7


@given(st.sampled_from(["江西省", "江西省南昌市", "南昌市东湖区", ""]), WORDS)
def test_address_mask_shows_nothing_of_the_street(place, street):
    masked = mask_address(place + "甲" + street)
    assert masked == place + "****"


@given(st.sampled_from(KINDS), st.text())
def test_every_mask_takes_any_text_and_is_empty_for_empty_only(kind, text):
    for sensitivity in ("personal", "sensitive"):
        masked = mask_item(sensitivity, kind, text)
        assert isinstance(masked, str)
        assert mask_value(kind, "") == mask_item(sensitivity, kind, "") == ""


@given(st.sampled_from(KINDS), st.text(LETTERS, min_size=5, max_size=60))
def test_sensitive_item_shows_two_characters_at_the_most(kind, text):
    assert len(shown(mask_item("sensitive", kind, text))) <= 2


@given(st.text())
def test_date_mask_shows_the_year_at_the_most(text):
    assert len([c for c in mask_date(text) if c.isdigit()]) <= 4
