"""Realistic synthetic data for a licence of every demo type: holders, face item values, period of validity."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from catalogs.reference.model import LicenseType
from licenses.demo import sample_texts as texts
from licenses.demo.names import SURNAMES
from licenses.demo.population import DEMO_DAY, Organisation, Person, Population
from portal import divisions

Holder = Person | Organisation

TRADES = {
    "business_license": ("catering", "food_retail", "transport", "construction", "industry"),
    "food_business_license": ("catering", "catering", "food_retail", "canteen"),
    "food_production_license": ("food_factory",),
    "drug_business_license": ("pharmacy",),
    "tobacco_retail_license": ("food_retail",),
    "medical_institution_license": ("clinic",),
    "public_place_hygiene_license": ("public_place",),
    "road_transport_operation_license": ("transport",),
    "road_transport_certificate": ("transport",),
    "construction_qualification_certificate": ("construction",),
    "pollution_permit": ("industry", "food_factory"),
    "environmental_approval": ("industry", "food_factory"),
    "water_abstraction_permit": ("water", "industry"),
    "social_organisation_certificate": ("society",),
    "real_estate_attestation": ("bank",),
}
AGES = {
    "resident_id_card": (3, 85),
    "household_register": (1, 90),
    "driving_license": (19, 70),
    "vehicle_license": (20, 70),
    "disability_card": (6, 80),
    "social_security_card": (16, 80),
    "teacher_certificate": (22, 55),
    "mandarin_certificate": (18, 45),
    "physician_certificate": (25, 62),
    "nurse_certificate": (20, 50),
    "birth_certificate": (0, 0),
    "transport_practitioner_certificate": (22, 58),
    "taxi_driver_certificate": (24, 58),
    "special_work_certificate": (19, 55),
    "safety_officer_certificate": (24, 60),
    "real_estate_certificate": (24, 75),
}


def sample_holders(
    license_type: LicenseType, population: Population, *, division: str = "", on: date = DEMO_DAY
) -> list[Holder]:
    """Holders who fit the type: of the right kind, age, trade and number; from `division` (county or above).

    A marriage has a man and a woman; real estate has one or two owners; a birth certificate a newborn child.
    """
    rng, key = population.rng, license_type.key
    if key == "marriage_certificate":
        man = population.person(division=division, sex="男", ages=(24, 60), on=on)
        age = on.year - man.birth_date.year
        ages = (max(20, age - 6), age + 4)
        return [man, population.person(division=man.division, sex="女", ages=ages, on=on)]
    if license_type.holders == "organisation" or (license_type.holders == "both" and key in TRADES):
        return [population.organisation(rng.choice(TRADES[key]), division=division, on=on)]
    first = population.person(division=division, ages=AGES[key], on=on)
    if license_type.several_holders and rng.random() < 0.4:
        return [first, population.person(division=first.division, ages=AGES[key], on=on)]
    return [first]


def sample_period(
    license_type: LicenseType, rng: random.Random, holders: list[Holder], day: date
) -> tuple[date, date | None]:
    """First and last day of a licence that begins on `day`; the last is None for 长期.

    Where the rule tells cases apart, the case of a first licence is taken (by age for an ID card).
    """
    rule = license_type.validity
    if rule.free:
        if rule.long_term and rng.random() < 0.7:
            return day, None
        return day, _after(day, min(rng.choice((2, 3, 5, 20, 30, 50)), rule.max_years or 70))
    if rule.terms[0].ages:
        age = _age(holders[0], day)
        term = next(term for term in rule.terms if term.ages[1] is None or age <= term.ages[1])
    else:
        term = rule.terms[0] if rule.terms[0].label else rng.choice(rule.terms)
    return day, None if term.years is None else _after(day, term.years)


def _age(person: Person, day: date) -> int:
    born = person.birth_date
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _after(day: date, years: int) -> date:
    """The last day of a term of `years` that begins on `day`."""
    try:
        return day.replace(year=day.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(day.year + years, 2, 28)


@dataclass(frozen=True)
class Scene:
    """What the values of one licence are drawn from."""

    key: str
    rng: random.Random
    population: Population
    holders: list[Holder]
    day: date

    @property
    def holder(self) -> Holder:
        """The first holder."""
        return self.holders[0]

    @property
    def city(self) -> str:
        """The name of the holder's city."""
        return divisions.name(f"{self.holder.division[:4]}00")

    @property
    def place(self) -> str:
        """The name of the holder's city and county."""
        return self.city + divisions.name(self.holder.division)

    def pick(self, *choices: str) -> str:
        """One of the choices."""
        return self.rng.choice(choices)

    def digits(self, count: int) -> str:
        """So many random digits."""
        return "".join(self.rng.choice("0123456789") for _ in range(count))

    def earlier(self, least: int, most: int) -> date:
        """A day `least` to `most` days before the scene's."""
        return self.day - timedelta(days=self.rng.randint(least, most))

    def stranger(self, **wanted) -> Person:
        """Another person from the same county."""
        return self.population.person(division=self.holder.division, on=self.day, **wanted)


def sample_values(
    license_type: LicenseType,
    rng: random.Random,
    *,
    holders: list[Holder] | None = None,
    on: date = DEMO_DAY,
) -> dict[str, str]:
    """Values for the items that a clerk types (`typed_items`), by key, all text; dates are YYYY-MM-DD.

    They agree with the holders (drawn if not given) and with each other. Photos are left out: see `portraits`.
    Optional items are left out now and then.
    """
    population = Population(rng.random())
    holders = holders or sample_holders(license_type, population, on=on)
    scene = Scene(license_type.key, rng, population, holders, on)
    together = _TOGETHER.get(license_type.key)
    values = together(scene) if together else {}
    for item in license_type.typed_items:
        if item.kind == "photo" or item.key in values:
            continue
        if not item.required and rng.random() < 0.4:
            continue
        wordings = texts.BY_TYPE.get(license_type.key, {}).get(item.key) or item.choices
        if item.key in _BY_KEY:
            values[item.key] = _BY_KEY[item.key](scene)
        elif wordings:
            values[item.key] = rng.choice(wordings)
        elif item.required:
            raise LookupError(f"no sample for {license_type.key}.{item.key}")
    return {item.key: values[item.key] for item in license_type.typed_items if values.get(item.key)}


def _representative(scene: Scene) -> str:
    return scene.holder.representative.name


_BY_KEY: dict[str, Callable[[Scene], str]] = {
    "sex": lambda scene: scene.holder.sex,
    "ethnicity": lambda scene: scene.holder.ethnicity,
    "birth_date": lambda scene: scene.holder.birth_date.isoformat(),
    "address": lambda scene: scene.holder.address,
    "nationality": lambda scene: "中国",
    "legal_rep": _representative,
    "person_in_charge": _representative,
    "quality_head": lambda scene: scene.stranger(ages=(28, 58)).name,
    "premises": lambda scene: scene.holder.premises,
    "place": lambda scene: scene.population.address(scene.holder.division),
    "location": lambda scene: scene.population.address(scene.holder.division, home=True),
    "warehouse": lambda scene: scene.population.address(scene.holder.division),
    "return_place": lambda scene: scene.population.address(scene.holder.division),
    "capital": lambda scene: scene.holder.capital,
    "founded_on": lambda scene: scene.holder.founded_on.isoformat(),
    "first_issued_on": lambda scene: scene.earlier(365, 2500).isoformat(),
    "registered_on": lambda scene: scene.earlier(0, 20).isoformat(),
    "tested_on": lambda scene: scene.earlier(30, 60).isoformat(),
    "inspected_until": lambda scene: (scene.day + timedelta(days=scene.rng.randint(60, 700))).isoformat(),
    "native_place": lambda scene: f"江西{scene.place.replace('市', '', 1)}",
    "household_number": lambda scene: scene.holder.division + scene.digits(8),
    "file_number": lambda scene: scene.holder.division + scene.digits(6),
    "vin": lambda scene: f"L{''.join(scene.rng.choices(texts.VIN_ALPHABET, k=10))}{scene.digits(6)}",
    "engine_number": lambda scene: scene.pick("A", "B", "DK", "SQR") + scene.digits(7),
    "operation_number": lambda scene: f"赣交运管许可字{scene.holder.division}{scene.digits(6)}号",
    "unit_number": lambda scene: f"{scene.holder.division}{scene.digits(6)}GB{scene.digits(5)}F{scene.digits(8)}",
    "qualification_number": lambda scene: f"{scene.day.year - 6}36110{scene.holder.code}"[:27],
    "obligor": lambda scene: scene.stranger(ages=(24, 70)).name,
    "registrar": lambda scene: scene.stranger(ages=(25, 58)).name,
    "guardian": lambda scene: scene.stranger(ages=(25, 70)).name,
    "guardian_phone": lambda scene: scene.population.phone(scene.holder.division),
    "institution": lambda scene: f"{scene.place}{scene.pick('云鹤', '樟荫', '春晖')}医院",
    "supplier": lambda scene: f"江西省烟草公司{scene.city}公司",
    "project_code": lambda scene: f"{scene.day.year}-{scene.holder.division}-04-01-{scene.digits(6)}",
    "bank_account": lambda scene: "0000" + scene.digits(15),
    "area": lambda scene: scene.city if scene.holder.code.startswith("51") else scene.place,
}


# --- types whose values hang together


def _household(scene: Scene) -> dict[str, str]:
    child = "子" if scene.holder.sex == "男" else "女"
    if _age(scene.holder, scene.day) < 22:
        return {"relation": child, "head_name": scene.stranger(ages=(40, 60)).name}
    if scene.rng.random() < 0.5:
        return {"relation": "户主", "head_name": scene.holder.name}
    return {"relation": scene.pick("配偶", child), "head_name": scene.stranger(ages=(45, 85)).name}


def _marriage(scene: Scene) -> dict[str, str]:
    man, woman = scene.holders
    return {
        "birth_date_1": man.birth_date.isoformat(),
        "birth_date_2": woman.birth_date.isoformat(),
        "nationality_1": "中国",
        "nationality_2": "中国",
        "registered_on": scene.day.isoformat(),
    }


def _birth(scene: Scene) -> dict[str, str]:
    child = scene.holder
    surname = next((surname for surname in SURNAMES if child.name.startswith(surname)), "")
    mother = scene.stranger(sex="女", ages=(23, 39))
    father = scene.stranger(sex="男", ages=(23, 42), surname=surname)
    values = {
        "born_at": f"{child.birth_date.isoformat()} {scene.rng.randint(0, 23):02d}:{scene.rng.randint(0, 59):02d}",
        "gestation": str(scene.rng.randint(37, 41)),
        "weight": str(scene.rng.randint(2600, 4100)),
        "length": str(scene.rng.randint(47, 53)),
        "birth_place": "江西省南昌市",
        "institution": "南昌市云鹤妇幼保健院",
    }
    for parent, person in (("mother", mother), ("father", father)):
        values |= {
            f"{parent}_name": person.name,
            f"{parent}_age": str(_age(person, child.birth_date)),
            f"{parent}_nationality": "中国",
            f"{parent}_code": person.code,
            f"{parent}_address": mother.address,
        }
    return values


def _entity_type(scene: Scene) -> dict[str, str]:
    head = scene.holder.code[:2]
    if head == "92":
        return {"entity_type": "个体工商户", "capital": ""}
    company = {"business_license": "有限责任公司（自然人投资或控股）", "tobacco_retail_license": "有限责任公司"}
    return {"entity_type": "农民专业合作社" if head == "93" else company[scene.key]}


def _business(scene: Scene) -> dict[str, str]:
    return _entity_type(scene) | {"scope": texts.BUSINESS_SCOPES[scene.holder.trade]}


def _food(scene: Scene) -> dict[str, str]:
    trade = scene.holder.trade
    if trade == "canteen":
        kind = "集中用餐单位食堂"
    elif trade == "food_retail":
        kind = "食品销售经营者"
    else:
        small = scene.holder.code.startswith("92")
        kind = "餐饮服务经营者（小型餐饮）" if small else "餐饮服务经营者"
    return {"business_type": kind, "items": scene.rng.choice(texts.FOOD_ITEMS[kind])}


def _food_production(scene: Scene) -> dict[str, str]:
    category, details = scene.rng.choice(texts.FOOD_DETAILS)
    return {"food_category": category, "details": details}


def _drug(scene: Scene) -> dict[str, str]:
    mode = "零售（连锁门店）" if "连锁" in scene.holder.name else "零售（单体）"
    return {"business_mode": mode, "warehouse": ""}


def _medical(scene: Scene) -> dict[str, str]:
    for word, kind, nature, ownership, departments, beds in texts.MEDICAL:
        if word in scene.holder.name:
            return {
                "institution_kind": kind,
                "business_nature": nature,
                "ownership": ownership,
                "departments": departments,
                "beds": beds,
            }
    raise LookupError(scene.holder.name)


def _hygiene(scene: Scene) -> dict[str, str]:
    for word, kind, items in texts.PUBLIC_PLACES:
        if word in scene.holder.name:
            return {"place_kind": kind, "items": items}
    raise LookupError(scene.holder.name)


def _social(scene: Scene) -> dict[str, str]:
    kind = "社会团体" if scene.holder.code.startswith("51") else "民办非企业单位"
    for word, scope, supervisor in texts.SOCIETIES:
        if word in scene.holder.name:
            return {
                "organisation_kind": kind,
                "scope": scope,
                "supervisor": scene.place + supervisor,
                "capital": scene.pick("3万元", "10万元", "30万元"),
            }
    raise LookupError(scene.holder.name)


def _vehicle(scene: Scene) -> dict[str, str]:
    kind, model, usage, seats, mass = scene.rng.choice(texts.VEHICLES)
    return {"vehicle_type": kind, "model": model, "usage": usage, "seats": seats, "mass": mass} | _plate(scene)


def _plate(scene: Scene) -> dict[str, str]:
    # Plates with the letters I and O are not given out, so these belong to nobody.
    letters = {"0791": "A", "0792": "G", "0797": "B"}
    letter = letters.get(scene.holder.phone[:4], "L")
    return {"plate": f"赣{letter}{scene.pick('I', 'O')}{scene.digits(4)}"}


def _transport_vehicle(scene: Scene) -> dict[str, str]:
    kind, capacity, dimensions, scope = scene.rng.choice(texts.TRANSPORT_VEHICLES)
    record = f"{scene.day.year - 1}年度审验合格"
    return _plate(scene) | {
        "vehicle_type": kind,
        "capacity": capacity,
        "dimensions": dimensions,
        "scope": scope,
        "inspection_record": record,
    }


def _real_estate(scene: Scene) -> dict[str, str]:
    several = len(scene.holders) > 1
    form = scene.pick("共同共有", "按份共有") if several else "单独所有"
    area = round(scene.rng.uniform(58, 168), 2)
    land = round(area / scene.rng.randint(8, 22), 2)
    start = scene.earlier(900, 6000)
    values = {
        "ownership_form": form,
        "right_kind": "国有建设用地使用权/房屋所有权",
        "right_nature": "出让/市场化商品房",
        "usage": "城镇住宅用地/住宅",
        "floor_area": f"分摊土地{land}㎡/房屋建筑{area}㎡",
        "term": f"{start:%Y}年{start.month:02d}月{start.day:02d}日起70年",
        "other_state": f"房屋结构：钢筋混凝土结构；总层数：{scene.rng.randint(11, 33)}层",
    }
    if form == "按份共有":
        first, second = scene.holders
        values["notes"] = f"{first.name}占60%份额，{second.name}占40%份额"
    return values


def _attestation(scene: Scene) -> dict[str, str]:
    amount, year = scene.rng.randint(20, 180), scene.day.year
    terms = f"抵押方式：一般抵押；担保债权数额：{amount}万元；债务履行期限：{year}年至{year + 25}年"
    return {"attested": "抵押权", "other": terms}


def _qualification(scene: Scene) -> dict[str, str]:
    return {"economic_nature": "有限责任公司（自然人投资或控股）", "grades": scene.rng.choice(texts.QUALIFICATIONS)}


def _safety_officer(scene: Scene) -> dict[str, str]:
    company = scene.population.organisation("construction", division=scene.holder.division, on=scene.day)
    category, position, title = scene.rng.choice(texts.SAFETY_POSTS)
    return {
        "company": company.name,
        "company_code": company.code,
        "category": category,
        "position": position,
        "professional_title": title,
    }


def _pollution(scene: Scene) -> dict[str, str]:
    found = (industry for word, industry in texts.INDUSTRIES if word in scene.holder.name)
    return {"industry": next(found, "谷物磨制")}


def _water(scene: Scene) -> dict[str, str]:
    word = next((word for word in ("自来水", "水电") if word in scene.holder.name), "")
    use, source, mode, volume, way, back = texts.WATER_USES[word]
    values = {"usage": use, "water_source": source, "mode": mode, "volume": volume}
    return values | {"return_mode": way, "return_volume": back}


def _environment(scene: Scene) -> dict[str, str]:
    subject = scene.rng.choice(texts.PROJECTS)
    return {
        "project": f"{scene.holder.name}{subject}",
        "document_kind": "环境影响报告表",
        "decision": texts.DECISION.format(project=subject, place=scene.place),
        "location": scene.holder.premises,
    }


def _practitioner(scene: Scene) -> dict[str, str]:
    category, classes = scene.rng.choice(texts.PRACTITIONERS)
    return {"category": category, "vehicle_classes": classes}


def _physician(scene: Scene) -> dict[str, str]:
    category, scope = scene.rng.choice(texts.PHYSICIANS)
    return {"category": category, "scope": scope, "place": "江西省"}


def _nurse(scene: Scene) -> dict[str, str]:
    return {"place": f"{scene.place}{scene.pick('云鹤', '樟荫', '春晖')}医院"}


def _teacher(scene: Scene) -> dict[str, str]:
    category, subject = scene.rng.choice(texts.TEACHERS)
    return {"category": category, "subject": subject}


def _mandarin(scene: Scene) -> dict[str, str]:
    score = round(scene.rng.uniform(81, 96.5), 1)
    grade = "一级乙等" if score >= 92 else "二级甲等" if score >= 87 else "二级乙等"
    return {"score": str(score), "grade": grade, "test_site": f"{scene.city}普通话水平测试站"}


def _driving(scene: Scene) -> dict[str, str]:
    return {"first_issued_on": scene.day.isoformat()}


_TOGETHER: dict[str, Callable[[Scene], dict[str, str]]] = {
    "driving_license": _driving,
    "household_register": _household,
    "vehicle_license": _vehicle,
    "marriage_certificate": _marriage,
    "social_organisation_certificate": _social,
    "teacher_certificate": _teacher,
    "mandarin_certificate": _mandarin,
    "business_license": _business,
    "food_business_license": _food,
    "food_production_license": _food_production,
    "drug_business_license": _drug,
    "tobacco_retail_license": _entity_type,
    "medical_institution_license": _medical,
    "physician_certificate": _physician,
    "nurse_certificate": _nurse,
    "public_place_hygiene_license": _hygiene,
    "birth_certificate": _birth,
    "road_transport_certificate": _transport_vehicle,
    "transport_practitioner_certificate": _practitioner,
    "real_estate_certificate": _real_estate,
    "real_estate_attestation": _attestation,
    "construction_qualification_certificate": _qualification,
    "safety_officer_certificate": _safety_officer,
    "pollution_permit": _pollution,
    "water_abstraction_permit": _water,
    "environmental_approval": _environment,
}
