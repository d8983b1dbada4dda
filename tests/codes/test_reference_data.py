"""The reference data are whole: every code valid, every key unique, every rule able to make what it promises."""

import re

import pytest

from catalogs.numbering import HOLDER_CODE_IS_NUMBER
from catalogs.reference import BY_KEY, LICENSE_TYPES, MATTERS, SECRET_TYPE
from catalogs.reference.model import FILLED_FROM, ITEM_KINDS
from portal.codes import check_food_license_number, check_matter_code, check_type_code, check_uscc
from portal.law.reference import DRAFT_MEASURES, LEGAL_BASES

# standards.md §1.3: codes seen in use
CONFIRMED = {
    "11100000000013127D001": "居民身份证",
    "11100000MB0143028R001": "营业执照",
    "11100000MB03271699001": "不动产权证书",
    "11100000MB03271699022": "不动产登记证明",
    "11100000000013338W011": "建筑施工企业安全生产管理人员考核合格证书",
    "11100000000013338W032": "建筑施工特种作业操作资格证",
    "11100000000019713D008": "道路运输经营许可证",
    "11100000000019713D013": "道路运输证",
    "11100000000019713D071": "道路运输从业人员从业资格证",
    "11100000000019713D075": "巡游出租汽车驾驶员证",
}
NAMES = (
    "居民身份证 居民户口簿 机动车驾驶证 机动车行驶证 营业执照 食品经营许可证 食品生产许可证 药品经营许可证 "
    "医疗机构执业许可证 医师执业证书 护士执业证书 公共场所卫生许可证 出生医学证明 结婚证 社会组织法人登记证书 "
    "残疾人证 社会保障卡 不动产权证书 不动产登记证明 道路运输经营许可证 道路运输证 道路运输从业人员从业资格证 "
    "建筑业企业资质证书 建筑施工特种作业操作资格证 建筑施工企业安全生产管理人员考核合格证书 排污许可证 "
    "烟草专卖零售许可证 取水许可证 教师资格证书 普通话水平测试等级证书"
).split()

each_type = pytest.mark.parametrize("license_type", LICENSE_TYPES, ids=lambda found: found.key)
ITEMS = [(license_type, item) for license_type in LICENSE_TYPES for item in license_type.items]


def test_the_thirty_types_of_the_list_a_taxi_card_and_an_approval_document_are_there():
    more = {"巡游出租汽车驾驶员证", "建设项目环境影响评价文件批复"}
    assert {found.name for found in LICENSE_TYPES} == {*NAMES} | more
    assert len(BY_KEY) == len(LICENSE_TYPES) == 32
    assert len({found.type_code for found in (*LICENSE_TYPES, SECRET_TYPE)}) == 33


def test_confirmed_type_codes_are_those_seen_in_use_and_the_others_are_minted_from_synthetic_bodies():
    assert {found.type_code: found.name for found in LICENSE_TYPES if found.confirmed} == CONFIRMED
    for found in LICENSE_TYPES:
        assert found.confirmed == (found.defined_by.level == "national")
        assert found.confirmed or found.type_code[8:12] == "9999"


@each_type
def test_type_code_is_valid_and_begins_with_the_defining_body(license_type):
    assert check_type_code(license_type.type_code) == license_type.type_code
    assert license_type.type_code[:18] == check_uscc(license_type.defined_by.uscc)


@each_type
def test_properties_of_a_type_are_of_the_known_values(license_type):
    assert license_type.category in ("license", "approval")
    assert license_type.holders in ("natural", "organisation", "both")
    assert license_type.retention in ("permanent", "30", "10")
    assert license_type.layout in ("food", "medical", "taxi", "general")
    assert set(license_type.issuing_levels) <= {"province", "city", "county"} and license_type.issuing_levels
    assert license_type.laws and license_type.matters
    assert not license_type.secret


def test_layouts_categories_and_traps_are_where_they_belong():
    layouts = {found.layout: found.name for found in LICENSE_TYPES if found.layout != "general"}
    assert layouts == {"food": "食品经营许可证", "medical": "医疗机构执业许可证", "taxi": "巡游出租汽车驾驶员证"}
    approvals = [found for found in LICENSE_TYPES if found.category == "approval"]
    assert [found.base_image for found in approvals] == [False]
    assert {found.key for found in LICENSE_TYPES if found.several_holders} == {
        "marriage_certificate",
        "real_estate_certificate",
        "real_estate_attestation",
    }
    assert SECRET_TYPE.secret and SECRET_TYPE not in LICENSE_TYPES


@each_type
def test_face_item_keys_labels_and_pinyin_keys_are_unique_within_a_type(license_type):
    for part in ("key", "label", "pinyin_key"):
        found = [getattr(item, part) for item in license_type.items]
        assert len(set(found)) == len(found), part
    # each is filled from the licence at most once
    filled = [item.filled_from for item in license_type.items if item.filled_from]
    assert len(set(filled)) == len(filled)


@each_type
def test_face_items_are_of_the_known_form(license_type):
    for item in license_type.items:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}", item.key)
        assert re.fullmatch(r"KZ_[A-Z][A-Z_]{0,36}", item.pinyin_key)
        assert 0 < len(item.label) <= 40
        assert item.kind in ITEM_KINDS
        assert item.sensitivity in ("public", "internal", "personal", "sensitive")
        assert item.concerns in ("license", "holder", "third")
        assert item.filled_from in ("", *FILLED_FROM)
        assert item.public == (item.sensitivity == "public")
        assert bool(item.choices) == (item.kind == "choice")
        assert len(set(item.choices)) == len(item.choices)
        assert all(0 < len(choice) <= item.max_length for choice in item.choices)
        assert 0 < item.max_length <= 2000


def test_items_that_identify_a_person_are_never_open_but_where_the_register_is_public():
    for license_type, item in ITEMS:
        if item.kind in ("id_number", "phone", "photo"):
            assert item.sensitivity in ("personal", "sensitive"), (license_type.key, item.key)
        if item.kind == "person_name" and item.public:
            assert license_type.holders == "organisation" or license_type.key in (
                "physician_certificate",
                "nurse_certificate",
            )


def test_everything_about_a_newborn_child_is_sensitive():
    child = [item for item in BY_KEY["birth_certificate"].items if item.concerns == "holder"]
    assert len(child) == 7
    assert {item.sensitivity for item in child} == {"sensitive"}


@each_type
def test_number_rule_makes_a_number_for_every_choice(license_type):
    rule = license_type.number_rule
    for item_key, codes in rule.item_codes.items():
        item = next(item for item in license_type.items if item.key == item_key)
        assert set(codes) == set(item.choices)
    values = {item.key: item.choices[0] for item in license_type.items if item.choices}
    facts = {"year": 2026, "division": "360102", "area": "东湖区", "holder_code": "91360102999900521U"}
    numbers = {rule.number(serial=serial, values=values, **facts) for serial in (1, 2, 99)}
    assert all(0 < len(number) <= 40 for number in numbers)
    assert len(numbers) == (1 if rule.per == "holder" else 3)
    assert rule.per == "holder" or "{serial" in rule.pattern
    assert ("{year}" in rule.pattern) <= (rule.per == "department_year")
    assert rule == HOLDER_CODE_IS_NUMBER or rule.as_json()["pattern"] == rule.pattern


@pytest.mark.parametrize("key", ["food_business_license", "food_production_license"])
def test_food_license_numbers_carry_their_check_digit(key):
    rule = BY_KEY[key].number_rule
    facts = {"year": 2026, "division": "360102", "area": "东湖区", "serial": 31, "holder_code": ""}
    (item_key, codes), = rule.item_codes.items()
    for choice in codes:
        number = rule.number(values={item_key: choice}, **facts)
        assert check_food_license_number(number) == number


@each_type
def test_validity_rule_says_how_a_licence_ends(license_type):
    rule = license_type.validity.as_json()
    assert rule["kind"] in ("years", "long_term", "free")
    assert all(0 < years <= 20 for years in rule["years"])
    assert rule["kind"] != "years" or rule["years"]
    assert rule["kind"] != "long_term" or (rule["long_term"] and not rule["years"])
    ages = [term["ages"] for term in rule["terms"] if term["ages"]]
    assert all(before[1] + 1 == after[0] for before, after in zip(ages, ages[1:], strict=False))
    assert not ages or (ages[0][0] == 0 and ages[-1][1] is None)


@each_type
def test_laws_and_matters_of_a_type_are_known(license_type):
    assert set(license_type.laws) <= {basis.key for basis in LEGAL_BASES}
    for code in license_type.matters:
        matter = next(matter for matter in MATTERS if matter.code == code)
        assert license_type.key in matter.results


def test_matters_have_valid_codes_and_name_known_types():
    assert len({matter.code for matter in MATTERS}) == len(MATTERS) == 39
    for matter in MATTERS:
        assert check_matter_code(matter.code) == matter.code
        assert matter.kind in ("permit", "service", "enforcement")
        assert {*matter.results, *matter.materials} <= set(BY_KEY)
        assert matter.results or matter.materials
        assert all(matter.code in BY_KEY[key].matters for key in matter.results)
    assert {key for matter in MATTERS for key in matter.results} == set(BY_KEY)


# --- legal bases


def test_legal_bases_fit_the_table():
    for basis in LEGAL_BASES:
        assert re.fullmatch(r"[a-z0-9-]{1,60}", basis.key)
        assert len(basis.title) <= 120 and len(basis.article) <= 40
        assert 0 < len(basis.summary) <= 400 and 0 < len(basis.source) <= 200
        assert basis.status in ("in_force", "draft", "repealed", "unchecked")
    assert len({(basis.key, basis.status) for basis in LEGAL_BASES}) == len(LEGAL_BASES)


def test_the_measures_are_a_draft_and_never_law_in_force():
    assert [basis.key for basis in DRAFT_MEASURES] == [f"measures-{article}" for article in range(2, 30)]
    assert {basis.status for basis in DRAFT_MEASURES} == {"draft"}
    assert all("征求意见稿" in basis.title and basis.since is None for basis in DRAFT_MEASURES)


def test_only_what_was_read_with_its_day_stands_as_in_force():
    in_force = {basis.key: basis.since.isoformat() for basis in LEGAL_BASES if basis.status == "in_force"}
    assert in_force == {
        "cybersecurity-law-logs": "2026-01-01",
        "data-sharing-regulations": "2025-08-01",
        "state-council-2022-3": "2022-01-20",
        "da-t-97": "2023-12-01",
        "gb-t-36901-36906": "2019-01-01",
    }
    memory = [basis for basis in LEGAL_BASES if "凭记忆" in basis.source]
    assert memory and {basis.status for basis in memory} == {"unchecked"}


def test_the_versions_of_one_provision_do_not_overlap():
    old, new = (basis for basis in LEGAL_BASES if basis.key == "cybersecurity-law-logs")
    assert (old.status, new.status) == ("repealed", "in_force")
    assert old.until < new.since
