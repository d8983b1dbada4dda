"""Licences that are easily got wrong, ready to be made in the demo province (standards.md §12, last paragraph)."""

import random
from dataclasses import dataclass, replace
from datetime import date

from catalogs.reference import BY_KEY
from catalogs.reference.model import LicenseType
from licenses.demo.population import Population
from licenses.demo.samples import Holder, sample_holders, sample_period, sample_values

LONG_MINORITY_NAME = "阿卜杜热合曼·买买提依明·阿卜杜拉江·托合提"
RARE_NAMES = ("龚㛃", "邹䶮", "熊𬱖", "𠮷川")
PRIVATE_USE_NAME = "王\ue3a5"


@dataclass(frozen=True)
class Trap:
    """A licence to be made.

    `issuer`: key of the department (licenses.demo.data). `values`: typed items. `valid_until` None is 长期.
    `number`: the number that it must come out with, else empty. `renewals`: how often it is to be renewed
    after its first issue, each time as the next version of the same identifier; nothing reads this yet, it waits
    for the kind of case by which licences are renewed. `refused`: it must not get through, for the reason that
    `note` tells.
    """

    key: str
    note: str
    license_type: LicenseType
    issuer: str
    holders: tuple[Holder, ...]
    values: dict[str, str]
    valid_from: date
    valid_until: date | None
    number: str = ""
    renewals: int = 0
    refused: bool = False


def traps(on: date) -> list[Trap]:
    """The traps, for licences that begin on the day `on`; always the same ones."""
    population = Population("traps")
    rng = random.Random("traps")

    def trap(key, note, type_key, issuer, division, holders=None, **more) -> Trap:
        license_type = BY_KEY[type_key]
        holders = holders or sample_holders(license_type, population, division=division, on=on)
        values = sample_values(license_type, rng, holders=holders, on=on)
        start, end = sample_period(license_type, rng, holders, on)
        return replace(Trap(key, note, license_type, issuer, tuple(holders), values, start, end), **more)

    owners = [population.person(division="360102", ages=(30, 60), on=on) for _ in range(2)]
    shares = f"{owners[0].name}占60%份额，{owners[1].name}占40%份额"
    shared = trap("shared_ownership", "两个持证主体，按份共有", "real_estate_certificate", "nc_land", "360102", owners)
    shared.values.update(ownership_form="按份共有", notes=shares)

    def man(name, ethnicity="汉族"):
        person = population.person(division="360103", sex="男", ages=(28, 50), on=on, name=name)
        return [replace(person, ethnicity=ethnicity)]

    trader = population.organisation("food_retail", division="360102", on=on)
    while not trader.code.startswith("92"):
        trader = population.organisation("food_retail", division="360102", on=on)
    named = replace(trader, name=trader.representative.name)
    # Not in the register of codes: the department knows him by the proprietor's ID number, as an organisation's
    # “other code” 099 (an assumption of the demo). The permit's number is made of the holder's code.
    owner = trader.representative
    unregistered = replace(named, code_type="099", code=owner.code)

    teacher = "teacher_certificate", "dh_education", "360102"
    taxi = "taxi_driver_certificate", "nc_transport", "360103"
    return [
        trap("marriage", "两个持证主体", "marriage_certificate", "dh_civil_affairs", "360102"),
        replace(shared, valid_until=None),
        trap("long_term", "长期有效：截止日期为空", "business_license", "dh_market", "360102", valid_until=None),
        trap("approval", "批文类，且无证照底图", "environmental_approval", "nc_environment", "360111"),
        trap("long_name", "二十二个字的姓名", *teacher, man(LONG_MINORITY_NAME, "维吾尔族")),
        *(trap(f"rare_name_{order}", "生僻字姓名", *taxi, man(name)) for order, name in enumerate(RARE_NAMES, 1)),
        trap("private_use_name", "姓名含自造字，不能印制", *taxi, man(PRIVATE_USE_NAME), refused=True),
        trap(
            "renewed_twice",
            "延续两次，同一标识三个版本",
            "food_business_license",
            "dh_market",
            "360102",
            [population.organisation("catering", division="360102", on=on)],
            renewals=2,
        ),
        trap(
            "own_name",
            "个体工商户以本人姓名为字号，名称与代码展示须脱敏",
            "tobacco_retail_license",
            "dh_tobacco",
            "360102",
            [named],
        ),
        trap(
            "id_derived_number",
            "个体工商户没有统一社会信用代码，证号由经营者公民身份号码生成，展示须脱敏",
            "pollution_permit",
            "nc_environment",
            "360102",
            [unregistered],
            number=f"{owner.code}001V",
        ),
        trap(
            "longest_name",
            "二百个字的名称，照面放不下",
            "social_organisation_certificate",
            "dh_civil_affairs",
            "360102",
            [replace(population.organisation("society", division="360102", on=on), name=_two_hundred_characters())],
            refused=True,
        ),
    ]


def _two_hundred_characters() -> str:
    head, tail = "南昌市东湖区", "联合养老服务中心"
    places = "云鹤樟荫星桥翠林春晖秋水映山丰禾瓷韵晴川白鹭双桂听松望江青岚锦禾" * 6
    return head + places[: 200 - len(head) - len(tail)] + tail
