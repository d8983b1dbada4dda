"""The vectors of standards.md §10: codes that must be accepted, and refusals with their sentences."""

from datetime import date

import pytest

from portal.codes import (
    HOLDER_CODE_TYPES,
    CodeError,
    UsccKind,
    birth_date,
    check_food_license_number,
    check_holder_code,
    check_id_number,
    check_matter_code,
    check_org_code,
    check_type_code,
    check_uscc,
    clean_name,
    fold_code,
    is_sole_trader,
    make_id,
    make_org_code,
    make_uscc,
    private_use_characters,
    sex,
    upgraded_from_15,
    uscc_kind,
)

TODAY = date(2026, 11, 24)


def refusal(check, *args):
    """The CodeError that `check` must raise."""
    with pytest.raises(CodeError) as caught:
        check(*args)
    assert str(caught.value).endswith(("。", "？"))
    return caught.value


# --- unified social credit code


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("11360000999900011L", UsccKind.ORGAN),
        ("11360100999900281C", UsccKind.ORGAN),
        ("11360700999900361Y", UsccKind.ORGAN),
        ("12360000999900441B", UsccKind.INSTITUTION),
        ("91360102999900521U", UsccKind.ENTERPRISE),
        ("92360402999900601U", UsccKind.SOLE_TRADER),
        ("52361102999900791U", UsccKind.PRIVATE_NON_ENTERPRISE),
        ("513600009999008714", UsccKind.ASSOCIATION),
        ("933608219999009514", UsccKind.COOPERATIVE),
        ("11100000000013127D", UsccKind.ORGAN),
        ("11100000MB0143028R", UsccKind.ORGAN),
        ("11100000MB03271699", UsccKind.ORGAN),
        ("11100000000013338W", UsccKind.ORGAN),
        ("11100000000019713D", UsccKind.ORGAN),
        ("11430000006122244L", UsccKind.ORGAN),
        ("11330105002500287C", UsccKind.ORGAN),
        ("11370800MB28559184", UsccKind.ORGAN),
    ],
)
def test_uscc_of_the_vectors_is_valid_and_its_kind_known(code, kind):
    assert check_uscc(code) == code
    assert uscc_kind(code) is kind
    assert is_sole_trader(code) is (kind is UsccKind.SOLE_TRADER)
    assert make_uscc(code[:8] + make_org_code(code[8:16])) == code


@pytest.mark.parametrize(
    ("code", "reason", "sentence"),
    [
        ("11630000999900011L", "check", "第 18 位校验码应为"),
        ("11360000999900012L", "both_checks", "第 9 至 17 位中多半录错一位"),
        ("11360000999900011M", "check", "第 18 位校验码应为 L，现为 M"),
        ("11360000999900021L", "both_checks", "第 17 位组织机构校验码和第 18 位校验码都不符"),
        ("1136000O999900011L", "letter", "不使用字母 O（第 8 位），可能是数字 0"),
        ("I1360000999900011L", "letter", "不使用字母 I（第 1 位），可能是数字 1"),
        ("11360000S99900011L", "letter", "可能是数字 5"),
        ("113600009999000Z1L", "letter", "可能是数字 2"),
        ("11360000999900011V", "letter", "不使用字母 V（第 18 位），请核对"),
        ("11360000999900011", "length", "应为 18 位，现为 17 位"),
        ("11360000999900011L0", "length", "应为 18 位，现为 19 位"),
        ("11360000-99900011L", "character", "第 9 位“-”不是数字或大写字母"),
        ("1136A000999900011L", "division", "第 3 至 8 位"),
        ("  ", "empty", "请填写统一社会信用代码"),
    ],
)
def test_uscc_that_is_wrong_is_refused_with_its_own_sentence(code, reason, sentence):
    error = refusal(check_uscc, code)
    assert error.code == reason
    assert sentence in str(error)


def test_uscc_with_wrong_organisation_code_but_right_last_check_is_refused():
    wrong = make_uscc("11360000" + "999900012")
    error = refusal(check_uscc, wrong)
    assert error.code == "org_check"
    assert "第 17 位应为 1，现为 2" in str(error)


def test_uscc_typed_full_width_with_spaces_in_lower_case_is_made_canonical():
    assert check_uscc(" １１３６００００ 9999 00011ｌ\u200b") == "11360000999900011L"


def test_organisation_code_is_accepted_with_and_without_hyphen():
    assert check_org_code("99990001-1") == check_org_code("999900011") == "999900011"
    assert refusal(check_org_code, "99990001-2").code == "check"
    assert refusal(check_org_code, "9999").code == "length"
    assert refusal(check_org_code, "9999000?1").code == "character"


# --- ID numbers


@pytest.mark.parametrize(
    ("number", "printed_sex", "born"),
    [
        ("360199199001010017", "男", date(1990, 1, 1)),
        ("360199198503120027", "女", date(1985, 3, 12)),
        ("36079919991231003X", "男", date(1999, 12, 31)),
        ("361199200002290045", "女", date(2000, 2, 29)),
        ("36089919580615005X", "男", date(1958, 6, 15)),
        ("360599201006010069", "女", date(2010, 6, 1)),
        ("360199199310180079", "男", date(1993, 10, 18)),
        ("36019919900307003X", "男", date(1990, 3, 7)),
    ],
)
def test_id_number_of_the_vectors_is_valid(number, printed_sex, born):
    assert check_id_number(number, TODAY) == number
    assert (sex(number), birth_date(number)) == (printed_sex, born)
    assert make_id(number[:17]) == number
    assert not upgraded_from_15(number)


@pytest.mark.parametrize(
    ("number", "reason", "sentence"),
    [
        ("360199199001010018", "check", "第 18 位校验码应为 7，现为 8"),
        ("360199199002300016", "date", "“19900230”不是真实日期"),
        (make_id("36019920270101001"), "future", "2027-01-01 晚于今天"),
        (make_id("36019918760101001"), "age", "已超过 150 岁"),
        (make_id("99019919900101001"), "province", "前两位“99”"),
        ("36019919900101001", "length", "应为 18 / 15 位，现为 17 位"),
        ("3601991990010100A7", "character", "第 17 位“A”应为数字"),
        ("36019919900101001Y", "character", "第 18 位“Y”应为数字或 X"),
        ("٣60199199001010017", "character", "第 1 位"),
        ("", "empty", "请填写公民身份号码"),
    ],
)
def test_id_number_that_is_wrong_is_refused_with_its_own_sentence(number, reason, sentence):
    error = refusal(check_id_number, number, TODAY)
    assert error.code == reason
    assert sentence in str(error)


def test_id_number_of_15_digits_is_upgraded_and_says_so():
    assert check_id_number("360199900101001", TODAY) == "360199199001010017"
    assert upgraded_from_15(" 360199900101001 ")


def test_id_number_with_small_x_is_made_canonical():
    assert check_id_number("36079919991231003x", TODAY) == "36079919991231003X"


def test_id_number_of_somebody_born_today_and_150_years_ago_is_accepted():
    assert check_id_number(make_id("36019920261124001"), TODAY)
    assert check_id_number(make_id("36019918761124001"), TODAY)
    assert refusal(check_id_number, make_id("36019918761123001"), TODAY).code == "age"


# --- holder codes


@pytest.mark.parametrize(
    ("type_code", "text", "canonical"),
    [
        ("001", "91360102999900521u", "91360102999900521U"),
        ("099", "赣民证字第0100号", "赣民证字第0100号"),
        ("099", "99990001-1", "999900011"),
        ("111", "360199199001010017", "360199199001010017"),
        ("114", "南字第 00012345 号", "南字第00012345号"),
        ("414", "ea1234567", "EA1234567"),
        ("511", "01234567", "01234567"),
        ("511", "0123456789", "0123456789"),
        ("516", "H12345678", "H12345678"),
        ("516", "m1234567801", "M1234567801"),
        ("999", "X-1", "X-1"),
    ],
)
def test_holder_code_of_each_kind_is_made_canonical(type_code, text, canonical):
    assert check_holder_code(type_code, text, TODAY) == canonical


@pytest.mark.parametrize(
    ("type_code", "text", "reason"),
    [
        ("001", "91360102999900521X", "check"),
        ("099", "99990001-2", "check"),
        ("111", "360199199001010018", "check"),
        ("414", "E123", "form"),
        ("414", "E12345678901234567", "form"),
        ("511", "123456789", "form"),
        ("516", "A12345678", "form"),
        ("999", "", "empty"),
        ("999", "X" * 65, "too_long"),
        ("999", "X\x07", "control"),
        ("010", "1", "type"),
    ],
)
def test_holder_code_that_is_wrong_is_refused(type_code, text, reason):
    assert refusal(check_holder_code, type_code, text, TODAY).code == reason


def test_holder_code_table_lists_the_sixteen_types_with_their_class():
    natural = {code for code, kind in HOLDER_CODE_TYPES.items() if kind.holder == "natural"}
    assert set(HOLDER_CODE_TYPES) - natural == {"001", "099"}
    assert len(HOLDER_CODE_TYPES) == 16


# --- licence types, matters, food licences


def test_type_code_is_a_uscc_and_three_digits():
    assert check_type_code("11100000mb0143028r001") == "11100000MB0143028R001"
    assert refusal(check_type_code, "11100000MB0143028R01").code == "length"
    assert refusal(check_type_code, "11100000MB0143028A001").code == "check"
    assert refusal(check_type_code, "11100000MB0143028R0A1").code == "character"


def test_matter_code_has_12_or_31_or_33_characters():
    basic = "000115035000"
    implementation = "11100000MB03271699" + "1" + basic
    for code in (basic, implementation, implementation + "01"):
        assert check_matter_code(code) == code
    assert refusal(check_matter_code, basic + "1").code == "length"
    assert refusal(check_matter_code, "00011503500A").code == "character"
    assert refusal(check_matter_code, "11100000MB03271698" + "1" + basic).code == "check"
    assert refusal(check_matter_code, "11100000MB03271699" + "7" + basic).code == "character"


@pytest.mark.parametrize(
    "number",
    # published business numbers (four of the six found) and production numbers (all eight found)
    [
        "JY13301080111719", "JY13101060025900", "JY11108071215650", "JY13501040006708",
        "SC11464010500015", "SC11333019700024", "SC11837048101233", "SC11834020305037",
        "SC12636098200051", "SC11532139200465", "SC12434017430075", "SC11432010400101",
    ],
)  # fmt: skip
def test_food_license_number_of_a_published_example_is_valid(number):
    assert check_food_license_number(number) == number


def test_food_license_number_that_is_wrong_is_refused():
    error = refusal(check_food_license_number, "JY13301080111718")
    assert error.code == "check" and "应为 9，现为 8" in str(error)
    assert refusal(check_food_license_number, "JX13301080111719").code == "form"
    assert refusal(check_food_license_number, "JY1330108011171").code == "length"


# --- names


@pytest.mark.parametrize(
    "name",
    [
        "龚㛃", "邹䶮", "𠮷祥", "阿依古丽·买买提", "\ue000某", "李\U00030000", "John Smith", "﨎村",
        "（个体）㈱", "名" * 200,
    ],
)
def test_name_with_rare_characters_is_kept_exactly_as_typed(name):
    assert clean_name(f" \u3000{name}\n") == name


def test_name_counts_code_points_and_not_utf16_units():
    assert clean_name("𠮷" * 200)
    error = refusal(clean_name, "𠮷" * 201)
    assert error.code == "too_long" and "现为 201 字" in str(error)


@pytest.mark.parametrize("character", ["\x00", "\t", "\n", "\u200b", "\u202e", "\u2028", "\ud800"])
def test_name_with_invisible_character_is_refused_and_its_place_told(character):
    error = refusal(clean_name, f"张{character}三")
    assert error.code == "control"
    assert f"第 2 个字是不可见的控制字符（U+{ord(character):04X}）" in str(error)


def test_name_that_is_blank_is_refused():
    assert refusal(clean_name, " \u3000").code == "empty"


def test_private_use_characters_are_found_for_a_warning():
    assert private_use_characters("张\ue000\U000f0000㛃") == ["\ue000", "\U000f0000"]


def test_folding_leaves_han_characters_alone():
    assert fold_code("赣（2026）南昌市 不动产权第０１号ａ") == "赣（2026）南昌市不动产权第01号A"
