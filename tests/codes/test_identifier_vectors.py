"""The vectors of standards.md §1: identifiers that must be accepted, and those that must not."""

import pytest

from licenses.identifier import Identifier, IdentifierError, build, check_character, next_version, parse

BUSINESS = "1.2.156.3005.2.11100000MB0143028R001.11360100999900281C"


@pytest.mark.parametrize(
    "text",
    [
        f"{BUSINESS}.36010020260000000001.001.S",
        f"{BUSINESS}.36010020260000000001.002.Q",
        f"{BUSINESS}.9F3C2A7D41B84E5590A1C6D2E8F70B13.001.R",
        "1.2.156.3005.2.11360000999900011L001.11360000999900011L.2026000001.001.S",
        # published
        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.002.S",
        "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
        "1.2.156.3005.2.11100000000013338W087.11370800MB28559184.37080001202411010001.001.3",
    ],
)
def test_identifier_of_the_vectors_is_valid_and_built_again(text):
    found = parse(text)
    assert build(found.type_code, found.issuer, found.serial, found.version) == text


@pytest.mark.parametrize(
    ("text", "reason", "sentence"),
    [
        (f"{BUSINESS}.36010020260000000001.002.S", "check", "校验位应为 Q，现为“S”"),
        (f"{BUSINESS}.36010020260000000010.001.S", "check", "校验位应为 C，现为“S”"),
        (f"{BUSINESS}.36010020260000000001.001.5", "check", "校验位应为 S，现为“5”"),
        (
            "1.2.156.3005.2.11100000MB0143028R010.11360100999900281C.36010020260000000001.001.S",
            "check",
            "校验位应为 N，现为“S”",
        ),
        (
            "1.2.156.3005.2.11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M",
            "check",
            "校验位应为 D，现为“M”",
        ),
        ("1.2.156.3003.2.11100000MB0143028R001.11360100999900281C.1.001.S", "root", "根代码"),
        (f"{BUSINESS}.1.001", "root", "根代码"),
        ("hello", "parts", "六部分"),
        ("", "empty", "请填写证照标识"),
        (f"{BUSINESS}.1.1.S", "version", "应为 3 位数字"),
        (f"{BUSINESS}.1.000.S", "version", "001 至 999"),
        (f"{BUSINESS}.A-1.001.S", "serial", "流水号“A-1”"),
        (f"{BUSINESS}.{'1' * 33}.001.S", "serial", "1 至 32 位"),
        ("1.2.156.3005.2.11100000MB0143028R0A1.11360100999900281C.1.001.S", "type_code", "证照类型代码有误"),
        ("1.2.156.3005.2.11100000MB0143028R001.11360100999900281D.1.001.S", "issuer", "第 18 位校验码应为 C"),
    ],
)
def test_identifier_that_is_wrong_is_refused_with_its_own_sentence(text, reason, sentence):
    with pytest.raises(IdentifierError) as caught:
        parse(text)
    assert caught.value.code == reason
    assert sentence in str(caught.value)


def test_identifier_with_a_division_for_its_issuer_is_accepted_on_import_only():
    text = "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9"
    assert parse(text, strict=False).issuer == "340100"
    with pytest.raises(IdentifierError) as caught:
        parse(text)
    assert caught.value.code == "issuer"
    with pytest.raises(IdentifierError):
        build("11100000MB03271699022", "340100", "000000016")


def test_identifier_typed_in_lower_case_with_spaces_is_made_canonical():
    text = f"{BUSINESS}.9F3C2A7D41B84E5590A1C6D2E8F70B13.001.R"
    assert str(parse(f" {text.lower()}\n")) == text


def test_identifier_taken_apart_has_its_six_parts():
    assert parse(f"{BUSINESS}.36010020260000000001.001.S") == Identifier(
        "1.2.156.3005.2", "11100000MB0143028R001", "11360100999900281C", "36010020260000000001", 1, "S"
    )


def test_next_version_has_its_own_check():
    assert next_version(f"{BUSINESS}.36010020260000000001.001.S") == f"{BUSINESS}.36010020260000000001.002.Q"


def test_next_version_after_999_is_refused():
    with pytest.raises(IdentifierError):
        next_version(build("11100000MB0143028R001", "11360100999900281C", "1", 999))


def test_check_character_of_the_public_self_test_is_m():
    assert check_character("A12425GABC1234002") == "M"
