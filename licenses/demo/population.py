"""Synthetic people and organisations: realistic names, codes from unassigned ranges, so that nobody is meant."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from catalogs.reference.model import synthetic_uscc
from licenses.demo import names
from portal import divisions
from portal.codes import make_id

DEMO_DAY = date(2026, 1, 5)
PHONE_AREAS = {
    "3601": "0791", "3602": "0798", "3603": "0799", "3604": "0792", "3605": "0790", "3606": "0701",
    "3607": "0797", "3608": "0796", "3609": "0795", "3610": "0794", "3611": "0793",
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A synthetic natural person; `code` is an ID number whose area (…99) was never assigned."""

    name: str
    code: str
    sex: str
    ethnicity: str
    birth_date: date
    division: str
    address: str
    phone: str
    code_type: str = "111"


@dataclass(frozen=True)
class Organisation:
    """A synthetic organisation; `code` is a valid USCC with an unassigned serial; `trade` a key of names.TRADES."""

    name: str
    code: str
    trade: str
    representative: Person
    division: str
    address: str
    premises: str
    phone: str
    capital: str
    founded_on: date
    code_type: str = "001"


class Population:
    """A source of people and organisations that never gives the same code twice; the same seed, the same ones."""

    def __init__(self, seed):
        self.rng = random.Random(f"population/{seed}")
        self._codes: set[str] = set()

    def person(
        self,
        *,
        division: str = "",
        sex: str = "",
        ages: tuple[int, int] = (18, 82),
        on: date = DEMO_DAY,
        name: str = "",
        surname: str = "",
    ) -> Person:
        """A new person whose age on the day `on` lies in `ages`; what is not given is drawn.

        `division`: a county, or a city or the province, of which a county is drawn. Ages (0, 0) give a child
        born in the last four weeks.
        """
        rng = self.rng
        division = self._county(division)
        sex = sex or rng.choice("男女")
        days = (1, 28) if ages == (0, 0) else (ages[0] * 366 + 1, ages[1] * 365 + 364)
        born = on - timedelta(days=rng.randint(*days))
        ethnicity = "汉族" if surname else rng.choices(("汉族", "畲族", "维吾尔族"), (95, 4, 1))[0]
        name = name or self._name(sex, ethnicity, surname)
        code = self._unique(lambda: make_id(f"{division[:4]}99{born:%Y%m%d}{_order(rng, sex):03d}"))
        address, phone = self.address(division, home=True), self.phone(division)
        return Person(name, code, sex, ethnicity, born, division, address, phone)

    def organisation(self, trade: str = "", *, division: str = "", on: date = DEMO_DAY) -> Organisation:
        """A new organisation of a trade (a key of names.TRADES), founded before the day `on`; `division` as above."""
        rng = self.rng
        trade = trade or rng.choice(list(names.TRADES))
        division = self._county(division)
        form, pattern = rng.choice(names.TRADES[trade])
        place = divisions.name(division)
        city = divisions.name(f"{division[:4]}00")
        representative = self.person(division=division, ages=(24, 66), on=on)
        name = pattern.format(
            city=city, place=place, brand=rng.choice(names.BRANDS), street=rng.choice(names.ROADS)
        )
        code = self._unique(lambda: synthetic_uscc(names.REGISTERS[form], division, rng.randint(4000, 9998)))
        address = self.address(division)
        premises = address if rng.random() < 0.7 else self.address(division)
        founded = on - timedelta(days=rng.randint(200, 9000))
        capital = f"{rng.choice((10, 50, 100, 200, 500, 1000, 3000))}万元人民币"
        return Organisation(
            name, code, trade, representative, division, address, premises, self.phone(division), capital, founded
        )

    def address(self, division: str, home: bool = False) -> str:
        """An address with real divisions and a street that does not exist."""
        rng = self.rng
        street = f"{divisions.full_name(division)}{rng.choice(names.STREETS)}{rng.randint(1, 899)}号"
        if home:
            estate = f"{rng.choice(names.ESTATES)}{rng.randint(1, 28)}栋"
            return f"{street}{estate}{rng.randint(1, 3)}单元{rng.randint(1, 26)}0{rng.randint(1, 4)}室"
        return street + rng.choice(("", "一层", "二层", f"{rng.randint(1, 6)}栋", "一至二层"))

    def phone(self, division: str) -> str:
        """A landline number that cannot be assigned: local numbers do not begin with 0."""
        return f"{PHONE_AREAS[division[:4]]}-0000{self.rng.randint(0, 9999):04d}"

    def _county(self, division: str) -> str:
        area = division or divisions.PROVINCE
        return self.rng.choice([county for county in _COUNTIES if divisions.contains(area, county)])

    def _name(self, sex: str, ethnicity: str, surname: str) -> str:
        rng = self.rng
        if ethnicity == "维吾尔族":
            given = names.UYGHUR_MALE if sex == "男" else names.UYGHUR_FEMALE
            return f"{rng.choice(given)}·{rng.choice(names.UYGHUR_MALE)}"
        surname = surname or rng.choices(names.SURNAMES, names.SURNAME_WEIGHTS)[0]
        if rng.random() < 0.03:
            return surname + rng.choice(names.RARE_GIVEN)
        characters = names.GIVEN_MALE if sex == "男" else names.GIVEN_FEMALE
        return surname + "".join(rng.sample(characters, 1 if rng.random() < 0.2 else 2))

    def _unique(self, make) -> str:
        code = make()
        while code in self._codes:
            code = make()
        self._codes.add(code)
        return code


_COUNTIES = [division.code for division in divisions.DIVISIONS.values() if division.level == "county"]


def _order(rng: random.Random, sex: str) -> int:
    return rng.randint(0, 498) * 2 + (1 if sex == "男" else 2)


def people(seed) -> Iterator[Person]:
    """People without end, adults of both sexes from all counties; the same seed, the same people."""
    population = Population(seed)
    while True:
        yield population.person()


def organisations(seed) -> Iterator[Organisation]:
    """Organisations without end, of all trades from all counties; the same seed, the same ones."""
    population = Population(seed)
    while True:
        yield population.organisation()
