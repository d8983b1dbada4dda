"""The table of divisions is whole, and nesting is judged rightly, for retired codes too."""

import pytest

from portal import divisions


def test_table_has_one_province_11_cities_and_100_counties():
    levels = [division.level for division in divisions.DIVISIONS.values()]
    assert (levels.count("province"), levels.count("city"), levels.count("county")) == (1, 11, 100)
    assert len(divisions.children("360000")) == 11
    assert len(divisions.children("360100")) == 9


def test_every_division_lies_in_its_parent_and_only_there():
    for division in divisions.DIVISIONS.values():
        assert divisions.contains(division.code, division.code)
        if division.parent:
            assert divisions.contains(division.parent, division.code)
            assert not divisions.contains(division.code, division.parent)
        cities = [city.code for city in divisions.children("360000")]
        if division.level != "province":
            around = [city for city in cities if divisions.contains(city, division.code)]
            assert around == [division.code[:4] + "00"]


@pytest.mark.parametrize(
    ("area", "code", "inside"),
    [
        ("360000", "360102", True),
        ("360100", "360199", True),
        ("360100", "360202", False),
        ("360000", "370102", False),
        ("360102", "360103", False),
        ("100000", "360102", True),
        ("360000", "100000", False),
        ("361000", "361002", True),
        ("361000", "361100", False),
        ("3600", "360102", False),
        ("360000", "36010A", False),
        ("", "", False),
    ],
)
def test_nesting_is_judged_by_the_code(area, code, inside):
    assert divisions.contains(area, code) is inside


def test_names_and_levels_are_found_by_code():
    assert divisions.name("360113") == "红谷滩区"
    assert divisions.full_name("360102") == "江西省南昌市东湖区"
    assert divisions.full_name("360000") == "江西省"
    levels = [divisions.level(code) for code in ("360000", "360700", "360731")]
    assert levels == ["province", "city", "county"]
    with pytest.raises(KeyError):
        divisions.name("360199")
