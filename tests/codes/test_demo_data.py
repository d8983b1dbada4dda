"""The demo province is synthetic through and through, and its values pass the form that clerks use."""

import io
import random
from datetime import date
from itertools import islice

import pytest
from PIL import Image

from catalogs import schema
from catalogs.reference import BY_KEY, LICENSE_TYPES
from licenses.demo import data
from licenses.demo.names import TRADES
from licenses.demo.population import Organisation, Population, organisations, people
from licenses.demo.portraits import portrait
from licenses.demo.samples import sample_holders, sample_period, sample_values
from licenses.demo.traps import LONG_MINORITY_NAME, RARE_NAMES, traps
from portal import divisions
from portal.codes import (
    UsccKind,
    birth_date,
    check_holder_code,
    check_matter_code,
    check_uscc,
    clean_name,
    private_use_characters,
    sex,
    uscc_kind,
)
from portal.masking import mask_code, mask_holder_name, mask_license_number

DAY = date(2026, 11, 24)
each_type = pytest.mark.parametrize("license_type", LICENSE_TYPES, ids=lambda found: found.key)
each_department = pytest.mark.parametrize("department", data.DEPARTMENTS, ids=lambda found: found.key)


# --- departments


@each_department
def test_department_has_a_valid_code_that_was_never_assigned(department):
    assert check_uscc(department.uscc) == department.uscc
    assert department.uscc[8:12] == "9999"
    assert department.uscc[2:8] == department.division
    assert divisions.level(department.division) == department.level


@each_department
def test_department_acts_on_a_basis_that_fits_its_code(department):
    kind = {
        "organ": UsccKind.ORGAN,
        "institution": UsccKind.INSTITUTION,
        "authorised": UsccKind.MASS_ORGANISATION,
        "entrusted": UsccKind.INSTITUTION,
    }
    assert uscc_kind(department.uscc) is kind[department.basis]
    entrusted = department.basis == "entrusted"
    assert bool(department.entrusted_by) == bool(department.entrusted_since) == entrusted
    if entrusted:
        assert department.entrusted_by in {found.name for found in data.DEPARTMENTS}


@each_department
def test_department_plays_a_part_and_lies_below_its_parent(department):
    assert department.plays and set(department.plays) <= {"managing", "issuing", "using"}
    assert bool(department.issues) == ("issuing" in department.plays)
    if department.parent:
        parent = next(found for found in data.DEPARTMENTS if found.uscc == department.parent)
        assert divisions.contains(parent.division, department.division)
    else:
        assert department.key == "jx_office"


@each_department
def test_matters_of_a_department_have_valid_codes_with_its_own_code_inside(department):
    for matter in department.matters:
        assert check_matter_code(matter.code) == matter.code
        assert matter.code[:18] == matter.department == department.uscc
        assert matter.code[18] == {"province": "2", "city": "3", "county": "4"}[department.level]


def test_departments_and_matters_are_unique_and_the_province_is_covered():
    assert len({found.uscc for found in data.DEPARTMENTS}) == len(data.DEPARTMENTS)
    codes = [matter.code for found in data.DEPARTMENTS for matter in found.matters]
    assert len(set(codes)) == len(codes) >= 30
    managing = {found.division for found in data.DEPARTMENTS if "managing" in found.plays}
    assert managing >= {city.code for city in divisions.children("360000")} | {"360000"}
    assert sum("using" in found.plays for found in data.DEPARTMENTS) >= 5


@each_type
def test_every_type_has_an_issuer_of_a_level_that_may_issue_it(license_type):
    issuers = data.issuers(license_type.key)
    assert issuers
    assert {found.level for found in issuers} <= set(license_type.issuing_levels)


# --- people and organisations


def test_people_carry_valid_id_numbers_of_areas_that_were_never_assigned():
    for person in islice(people("test"), 300):
        assert check_holder_code(person.code_type, person.code, DAY) == person.code
        assert person.code[4:6] == "99" and f"{person.code[:4]}99" not in divisions.DIVISIONS
        assert (sex(person.code), birth_date(person.code)) == (person.sex, person.birth_date)
        assert clean_name(person.name) == person.name
        assert person.address.startswith(divisions.full_name(person.division))
        assert person.phone.split("-")[1].startswith("0000")


def test_organisations_carry_valid_codes_that_were_never_assigned():
    for organisation in islice(organisations("test"), 300):
        assert check_holder_code("001", organisation.code, DAY) == organisation.code
        assert organisation.code[8:12] == "9999"
        assert organisation.code[2:8] == organisation.division
        assert clean_name(organisation.name) == organisation.name


def test_the_same_seed_gives_the_same_people_and_no_code_twice():
    first, again = (list(islice(people(3), 200)) for _ in range(2))
    assert first == again != list(islice(people(4), 200))
    assert len({person.code for person in first}) == 200
    codes = [organisation.code for organisation in islice(organisations(3), 200)]
    assert len(set(codes)) == 200


def test_age_of_a_person_lies_where_it_was_asked_for():
    population = Population("ages")
    for _ in range(50):
        born = population.person(ages=(60, 62), on=DAY).birth_date
        assert DAY.replace(year=DAY.year - 63) < born <= DAY.replace(year=DAY.year - 60)
        assert (DAY - population.person(ages=(0, 0), on=DAY).birth_date).days in range(1, 29)


# --- licence data


@each_type
def test_sample_values_pass_the_form_and_fill_everything_that_is_required(license_type):
    for seed in range(6):
        population, rng = Population(seed), random.Random(seed)
        holders = sample_holders(license_type, population, on=DAY)
        values = sample_values(license_type, rng, holders=holders, on=DAY)
        typed = {item.key: item for item in license_type.typed_items if item.kind != "photo"}
        assert set(values) <= set(typed)
        assert {key for key, item in typed.items() if item.required} <= set(values)
        for key, value in values.items():
            assert schema.clean_value(typed[key], value, DAY) == value


@each_type
def test_sample_values_without_holders_are_drawn_as_well(license_type):
    assert sample_values(license_type, random.Random(1)) == sample_values(license_type, random.Random(1))


@each_type
def test_sample_holders_are_of_the_kind_and_number_that_the_type_allows(license_type):
    population = Population("holders")
    for _ in range(5):
        holders = sample_holders(license_type, population, division="360102", on=DAY)
        assert len(holders) == 1 or license_type.several_holders
        for holder in holders:
            kind = "organisation" if isinstance(holder, Organisation) else "natural"
            assert license_type.holders in (kind, "both")
            assert holder.division == "360102"


@each_type
def test_sample_values_agree_with_the_holder(license_type):
    population = Population("agree")
    holders = sample_holders(license_type, population, on=DAY)
    values = sample_values(license_type, random.Random("agree"), holders=holders, on=DAY)
    holder = holders[0]
    if "sex" in values:
        assert values["sex"] == holder.sex
    if "birth_date" in values:
        assert values["birth_date"] == holder.birth_date.isoformat()
    if "legal_rep" in values:
        assert values["legal_rep"] == holder.representative.name


@each_type
def test_sample_period_is_one_that_the_rule_allows(license_type):
    population, rng = Population("period"), random.Random("period")
    rule = license_type.validity
    for start in (DAY, date(2028, 2, 29)):
        holders = sample_holders(license_type, population, on=start)
        first, last = sample_period(license_type, rng, holders, start)
        assert first == start
        if last is None:
            assert rule.long_term
        elif rule.free:
            assert schema.end_of_validity(rule.as_json(), start, chosen=last) == last
        else:
            terms = range(len(rule.terms))
            assert last in [schema.end_of_validity(rule.as_json(), start, term=index) for index in terms]


def test_an_identity_card_holds_as_long_as_the_age_of_its_holder_says():
    population, card = Population("cards"), BY_KEY["resident_id_card"]
    for ages, years in (((5, 14), 5), ((17, 24), 10), ((27, 44), 20), ((47, 80), None)):
        holder = population.person(ages=ages, on=DAY)
        _, last = sample_period(card, random.Random(1), [holder], DAY)
        assert (last is None) if years is None else last == date(DAY.year + years, 11, 23)


def test_holders_asked_for_from_a_city_come_from_one_of_its_counties():
    population = Population("cities")
    for license_type in LICENSE_TYPES:
        for holder in sample_holders(license_type, population, division="360700", on=DAY):
            assert divisions.level(holder.division) == "county"
            assert divisions.contains("360700", holder.division)


def test_every_trade_gives_an_organisation_whose_code_tells_its_kind():
    population = Population("trades")
    for trade in TRADES:
        assert uscc_kind(population.organisation(trade).code) is not UsccKind.OTHER


# --- traps


def test_traps_are_all_there_and_always_the_same():
    first = traps(DAY)
    assert [trap.key for trap in first] == [trap.key for trap in traps(DAY)]
    assert [trap.values for trap in first] == [trap.values for trap in traps(DAY)]
    by_key = {trap.key: trap for trap in first}
    assert len(by_key["marriage"].holders) == len(by_key["shared_ownership"].holders) == 2
    assert by_key["shared_ownership"].holders[1].name in by_key["shared_ownership"].values["notes"]
    assert by_key["long_term"].valid_until is None
    assert by_key["approval"].license_type.category == "approval"
    assert not by_key["approval"].license_type.base_image
    assert by_key["renewed_twice"].renewals == 2
    assert by_key["long_name"].holders[0].name == LONG_MINORITY_NAME and len(LONG_MINORITY_NAME) == 22
    assert len(by_key["longest_name"].holders[0].name) == 200
    assert {by_key[f"rare_name_{order}"].holders[0].name for order in range(1, 5)} == set(RARE_NAMES)
    assert private_use_characters(by_key["private_use_name"].holders[0].name)
    assert [trap.key for trap in first if trap.refused] == ["private_use_name", "longest_name"]


def test_sole_trader_under_his_own_name_is_masked_like_a_person():
    holder = next(trap for trap in traps(DAY) if trap.key == "own_name").holders[0]
    assert uscc_kind(holder.code) is UsccKind.SOLE_TRADER
    assert holder.name == holder.representative.name != mask_holder_name("001", holder.code, holder.name)


def test_number_of_a_sole_trader_of_the_traps_is_made_of_his_id_number_and_masked():
    trap = next(trap for trap in traps(DAY) if trap.key == "id_derived_number")
    holder, birthday = trap.holders[0], trap.holders[0].representative.code[6:14]
    made = trap.license_type.number_rule.number(
        year=2026, division="360100", area="南昌市", serial=1, holder_code=holder.code, values=trap.values
    )
    assert made == trap.number
    assert holder.code == holder.representative.code in trap.number
    assert birthday not in mask_license_number(trap.number)
    assert birthday not in mask_code(holder.code_type, holder.code)
    assert holder.name != mask_holder_name(holder.code_type, holder.code, holder.name)


@pytest.mark.parametrize("trap", traps(DAY), ids=lambda found: found.key)
def test_values_of_a_trap_pass_the_form_and_its_issuer_issues_the_type(trap):
    assert trap.license_type.key in data.department(trap.issuer).issues
    items = {item.key: item for item in trap.license_type.typed_items}
    for key, value in trap.values.items():
        assert schema.clean_value(items[key], value, DAY) == value
    for holder in trap.holders:
        assert check_holder_code(holder.code_type, holder.code, DAY) == holder.code
        assert clean_name(holder.name) == holder.name


def test_portrait_is_a_small_picture_and_the_same_for_the_same_seed():
    content = portrait("seed")
    assert content == portrait("seed") != portrait("another")
    assert len(content) < 50_000
    assert Image.open(io.BytesIO(content)).size == (295, 413)
