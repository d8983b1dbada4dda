"""Validity, values, masks and differences of catalogue versions."""

from datetime import date
from types import SimpleNamespace

import pytest

from catalogs import actions, layouts, samples, schema
from catalogs.models import Entry, FaceItem
from catalogs.reference import BY_KEY
from portal.pdf.faces import take_apart

TODAY = date(2026, 11, 24)
FIVE = {"kind": "years", "years": [5]}
LONG = {"kind": "long_term"}


@pytest.mark.parametrize(("start", "years", "end"), [
    (date(2026, 11, 24), 5, date(2031, 11, 23)),
    (date(2026, 1, 1), 5, date(2030, 12, 31)),
    (date(2024, 2, 29), 5, date(2029, 2, 28)),
    (date(2024, 2, 29), 4, date(2028, 2, 28)),
    (date(2023, 3, 1), 5, date(2028, 2, 29)),
])
def test_end_of_years_is_the_day_before_the_same_date(start, years, end):
    assert schema.end_of_validity({"kind": "years", "years": [years]}, start) == end


def test_end_of_long_term_is_none():
    assert schema.end_of_validity(LONG, TODAY) is None


def test_end_by_term_follows_the_chosen_case():
    id_card = BY_KEY["resident_id_card"].validity.as_json()
    assert schema.end_of_validity(id_card, TODAY, term=2) == date(2046, 11, 23)
    assert schema.end_of_validity(id_card, TODAY, term=3) is None
    assert [label for _n, label in schema.term_choices(id_card)][0] == "5 年（未满 16 周岁）"


def test_end_of_free_rule_is_the_chosen_day_within_its_limit():
    tobacco = BY_KEY["tobacco_retail_license"].validity.as_json()
    assert schema.end_of_validity(tobacco, TODAY, chosen=date(2031, 11, 23)) == date(2031, 11, 23)
    for wrong in (None, date(2026, 11, 23), date(2031, 11, 24)):
        with pytest.raises(ValueError, match="。$"):
            schema.end_of_validity(tobacco, TODAY, chosen=wrong)


def test_end_of_free_rule_that_knows_long_term_may_be_open():
    business = BY_KEY["business_license"].validity.as_json()
    assert schema.end_of_validity(business, TODAY) is None


def test_unknown_term_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="请选择有效期"):
        schema.end_of_validity(FIVE, TODAY, term=1)


def item(kind="text", **more):
    values = {"key": "x", "label": "甲项", "pinyin_key": "KZ_X", "kind": kind, "max_length": 60, "required": True,
              "sensitivity": "internal", "choices": []}
    return FaceItem(**values | more)


@pytest.mark.parametrize(("kind", "typed", "clean"), [
    ("date", "2026年11月24日", "2026-11-24"), ("date", "20261124", "2026-11-24"),
    ("date", "２０２６－１１－２４", "2026-11-24"),
    ("code", " 赣a１2345 ", "赣A12345"), ("number", "1,200.50", "1200.50"), ("text", "  热食 ", "热食"),
    ("long_text", "一\r\n二", "一\n二"), ("person_name", "阿依夏木·买买提", "阿依夏木·买买提"),
    ("id_number", "e12345678", "E12345678"), ("phone", "0791-8888 0000", "0791-88880000"),
    ("phone", "13800000000", "13800000000"),
    ("photo", "01A20F60-7521-7028-A95F-6709C8A62B12", "01a20f60-7521-7028-a95f-6709c8a62b12"),
])
def test_value_is_stored_in_canonical_form(kind, typed, clean):
    assert schema.clean_value(item(kind), typed, TODAY) == clean


@pytest.mark.parametrize(("made", "typed", "says"), [
    (item(), "", "请填写"), (item(), " ", "请填写"), (item(), "一\n二", "控制字符"),
    (item("text", max_length=2), "三个字", "最多 2 字"),
    (item("date"), "2026-02-30", "不存在"), (item("date"), "明天", "不存在"),
    (item("choice", choices=["甲"]), "乙", "所列选项"),
    (item("number"), "十二", "应为数字"), (item("phone"), "12345", "手机号码"), (item("photo"), "a.jpg", "照片"),
    (item("id_number"), "36010219900101001X", "校验码"), (item("id_number"), "证件", "公民身份号码"),
    (item("code", pinyin_key="KZ_TYSHXYDM"), "11360000999900011M", "校验码"),
])
def test_wrong_value_is_refused_with_a_sentence(made, typed, says):
    with pytest.raises(ValueError, match=says) as refused:
        schema.clean_value(made, typed, TODAY)
    assert str(refused.value).endswith(("。", "？"))


def test_optional_value_may_be_empty():
    assert schema.clean_value(item("date", required=False), "", TODAY) == ""


def test_length_is_counted_in_code_points():
    rare = "𠮷" * 60
    assert schema.clean_value(item(), rare, TODAY) == rare


def test_clean_values_keeps_what_was_typed_and_drops_unknown_keys(food):
    version = schema.version_in_force(food, TODAY)
    typed = {"legal_rep": "龚㛃", "business_type": "别的", "number": "1", "z": "1"}
    values, errors = schema.clean_values(version, typed, TODAY)
    assert values["legal_rep"] == "龚㛃" and values["business_type"] == "别的"
    assert set(values) == {"legal_rep", "address", "premises", "business_type", "items"}
    assert set(errors) == {"address", "premises", "business_type", "items"}


def test_values_are_masked_by_sensitivity(db):
    version = Entry.objects.get(name="结婚证").versions.get()
    keys = {item.key: item for item in version.items.all()}
    personal = next(key for key, found in keys.items() if found.kind == "id_number" and found.sensitivity == "personal")
    masked = schema.mask_values(version, {personal: "360102199001010013", "unknown": "x"})
    assert masked == {personal: "360102********0013"}


def test_version_in_force_is_none_before_the_first_day(food):
    assert schema.version_in_force(food, date(2025, 1, 1)) is None
    assert schema.version_in_force(food, date(2025, 1, 2)).number == 1


def test_face_has_the_slots_of_the_entry_and_no_number_twice(food, medical):
    source = schema.face_source(schema.version_in_force(food, TODAY))
    assert 'data-field="legal_rep"' in source.html and 'data-field="legal_representative"' not in source.html
    assert "number" not in {found.key for found in source.items}
    assert {"frame.svg", "rule.svg"} <= set(source.images)


@pytest.mark.parametrize(("source", "usual"), [
    ("holder_name", "持证主体"), ("valid_until", "有效期限"), ("validity", "有效期限"),
])
def test_general_face_prints_holder_and_validity_once_under_the_name_of_the_item(source, usual):
    face = layouts.bundled("general", {})
    images = [SimpleNamespace(name=name, content=picture) for name, picture in face.pictures]
    filled = item("text", key="jgmc", label="机构名称", filled_from=source)
    plain = item("text", key="jgxz", label="机构性质")
    markup = {name: take_apart(schema.source_of(face.html, face.css, images, items)).fill({source: "某某"}, [], {})
              for name, items in (("with", [filled, plain]), ("without", [plain]))}
    assert usual in markup["without"]
    assert usual not in markup["with"] and "机构名称" in markup["with"] and "某某" in markup["with"]


def test_sample_values_follow_number_rule_and_term(draft):
    draft.number_rule = {"pattern": "TG{division}{serial:06d}", "per": "department"}
    draft.validity = {"kind": "years", "years": [3]}
    told = samples.system_values(draft, list(draft.items.all()))
    assert (told["license_number"], told["valid_to"]) == ("TG360102000001", "2029年11月23日")
    draft.validity = {"kind": "long_term"}
    assert samples.system_values(draft, [])["validity"] == "长期"


def test_sample_number_of_a_wrong_rule_is_not_made(draft):
    draft.number_rule = {"pattern": "TG{serial:0900000000d}", "per": "department"}
    assert samples.system_values(draft, [])["license_number"] == "36010200000001"


def test_face_of_a_published_version_is_kept(food):
    version = schema.version_in_force(food, TODAY)
    assert schema.face_source(version) is schema.face_source(version)


def test_difference_names_fields_items_and_layout(draft, sun):
    items = [{name: getattr(found, name) for name in actions.ITEM} for found in draft.items.all()]
    items[4]["max_length"] = 99
    del items[5]
    items.append({"key": "note", "label": "备注", "pinyin_key": "KZ_BZ", "sensitivity": "internal"})
    changed = actions.change_draft(draft, by=sun, rev=1, items=items, values={"retention": "10", "layout": "general"})
    labels = {change.label for change in schema.difference(draft.entry.versions.get(number=1), changed)}
    assert labels == {
        "保管期限", "照面信息项“住所”", "照面信息项“经营场所”", "照面信息项“备注”", "照面版式", "版式结构",
        "版式样式", "证照底图",
    }


def test_copy_of_a_version_differs_in_nothing(draft):
    assert schema.difference(draft.entry.versions.get(number=1), draft) == []
