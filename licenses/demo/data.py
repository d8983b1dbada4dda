"""The departments of the demo province and the matters that they carry out; their codes are synthetic."""
# A department is one line.
# ruff: noqa: E501

from dataclasses import dataclass
from datetime import date

from catalogs import reference
from catalogs.reference import authorities
from catalogs.reference.matters import BY_CODE
from catalogs.reference.model import BasicMatter, synthetic_uscc
from portal import divisions
from portal.codes import make_implementation_code

ORGAN, INSTITUTION, AUTHORISED, ENTRUSTED = "organ", "institution", "authorised", "entrusted"
MANAGING, ISSUING, USING = "managing", "issuing", "using"
_REGISTERS = {ORGAN: "11", INSTITUTION: "12", AUTHORISED: "13", ENTRUSTED: "12"}
_LEVEL_DIGITS = {"province": 2, "city": 3, "county": 4}


@dataclass(frozen=True)
class ImplementedMatter:
    """A matter as one department carries it out: 31-character code, name, the department's USCC, what it is of."""

    code: str
    name: str
    department: str
    basic: BasicMatter


@dataclass(frozen=True)
class Department:
    """A department of the demo province.

    `parent` is the USCC of the body above it, or empty. `plays`: of managing, issuing, using. `basis`: organ,
    institution, authorised (by law) or entrusted; the entrusted name who entrusts them, since when and until
    when. `issues`: keys of the licence types it issues. `matters`: the matters it carries out.
    """

    key: str
    name: str
    short_name: str
    uscc: str
    level: str
    division: str
    parent: str
    plays: tuple[str, ...]
    basis: str
    issues: tuple[str, ...]
    matters: tuple[ImplementedMatter, ...]
    entrusted_by: str = ""
    entrusted_since: date | None = None
    entrusted_until: date | None = None


_BY_KEY: dict[str, Department] = {}


def _add(key, name, short_name, division, serial, parent, plays, issues=(), basis=ORGAN, uscc="", more_matters=(), **entrusted):
    uscc = uscc or synthetic_uscc(_REGISTERS[basis], division, serial)
    level = divisions.level(division)
    codes = [code for issued in issues for code in reference.BY_KEY[issued].matters] + list(more_matters)
    matters = tuple(
        ImplementedMatter(make_implementation_code(uscc, _LEVEL_DIGITS[level], code), BY_CODE[code].name, uscc, BY_CODE[code])
        for code in codes
    )
    _BY_KEY[key] = Department(
        key, name, short_name, uscc, level, division, _BY_KEY[parent].uscc if parent else "", plays, basis,
        tuple(issues), matters, **entrusted,
    )  # fmt: skip


# --- managing departments: the province, its 11 cities, some counties
_add("jx_office", "江西省政务服务管理办公室", "省政务办", "360000", 1, "", (MANAGING,))
_add("jx_centre", "江西省政务信息中心", "省政务信息中心", "360000", 44, "jx_office", (MANAGING,), basis=INSTITUTION)
for _city in divisions.children("360000"):
    _serial = {"360100": 28, "360700": 36}.get(_city.code, 2000 + int(_city.code[2:4]))
    _add(f"office_{_city.code}", f"{_city.name}政务服务管理办公室", f"{_city.name}政务办", _city.code, _serial, "jx_office", (MANAGING,))
for _code in ("360102", "360103", "360113", "360121", "360403", "360702", "360731"):
    _add(f"office_{_code}", f"{divisions.name(_code)}政务服务管理办公室", f"{divisions.name(_code)}政务办", _code, 2100, f"office_{_code[:4]}00", (MANAGING,))

# --- issuing departments of the province
_add("jx_housing", authorities.HOUSING.name, "省住建厅", "360000", 1006, "jx_office", (ISSUING,), ("construction_qualification_certificate", "special_work_certificate", "safety_officer_certificate"))
_add("jx_education", authorities.EDUCATION.name, "省教育厅", "360000", 1012, "jx_office", (ISSUING,), ("mandarin_certificate", "teacher_certificate"))

# --- issuing departments of Nanchang
_add("nc_market", "南昌市市场监督管理局", "南昌市市监局", "360100", 3001, "office_360100", (ISSUING, USING), ("business_license", "food_production_license"))
_add("nc_health", "南昌市卫生健康委员会", "南昌市卫健委", "360100", 3002, "office_360100", (ISSUING,), ("medical_institution_license", "physician_certificate", "nurse_certificate"))
_add("nc_transport", "南昌市交通运输局", "南昌市交通局", "360100", 3003, "office_360100", (ISSUING,), ("road_transport_operation_license", "road_transport_certificate", "transport_practitioner_certificate", "taxi_driver_certificate"))
_add("nc_traffic_police", "南昌市公安局交通管理局", "南昌市交管局", "360100", 3004, "office_360100", (ISSUING,), ("driving_license", "vehicle_license"))
_add("nc_land", "南昌市自然资源和规划局", "南昌市自规局", "360100", 3005, "office_360100", (ISSUING, USING), ("real_estate_certificate", "real_estate_attestation"))
_add("nc_environment", "南昌市生态环境局", "南昌市生态环境局", "360100", 3006, "office_360100", (ISSUING,), ("pollution_permit", "environmental_approval"))
_add("nc_social_security", "南昌市人力资源和社会保障局", "南昌市人社局", "360100", 3007, "office_360100", (ISSUING,), ("social_security_card",))

# --- issuing departments of districts and counties of Nanchang
_add("dh_market", "南昌市东湖区市场监督管理局", "东湖区市监局", "360102", 3101, "nc_market", (ISSUING,), ("food_business_license", "business_license", "drug_business_license"))
_add("dh_civil_affairs", "南昌市东湖区民政局", "东湖区民政局", "360102", 3102, "office_360102", (ISSUING,), ("marriage_certificate", "social_organisation_certificate"))
_add("dh_disabled", "南昌市东湖区残疾人联合会", "东湖区残联", "360102", 3103, "office_360102", (ISSUING,), ("disability_card",), basis=AUTHORISED)
_add("dh_tobacco", "南昌市东湖区烟草专卖局", "东湖区烟草局", "360102", 3104, "office_360102", (ISSUING,), ("tobacco_retail_license",))
_add("dh_education", "南昌市东湖区教育体育局", "东湖区教体局", "360102", 3105, "office_360102", (ISSUING, USING), ("teacher_certificate",), more_matters=("002090072000",))
_add("xh_health", "南昌市西湖区卫生健康委员会", "西湖区卫健委", "360103", 3106, "nc_health", (ISSUING,), ("medical_institution_license", "nurse_certificate", "public_place_hygiene_license"))
_add("hgt_market", "南昌市红谷滩区市场监督管理局", "红谷滩区市监局", "360113", 3107, "nc_market", (ISSUING,), ("food_business_license", "business_license"))
_add("ncx_police", "南昌县公安局", "南昌县公安局", "360121", 3108, "office_360121", (ISSUING,), ("resident_id_card", "household_register"))
_add("ncx_water", "南昌县水利局", "南昌县水利局", "360121", 3109, "office_360121", (ISSUING,), ("water_abstraction_permit",))
_add("nc_hospital", "南昌市云鹤妇幼保健院", "云鹤妇幼保健院", "360100", 3110, "nc_health", (ISSUING,), ("birth_certificate",), basis=ENTRUSTED, entrusted_by="南昌市卫生健康委员会", entrusted_since=date(2025, 1, 1), entrusted_until=date(2027, 12, 31))

# --- issuing departments of Ganzhou and Jiujiang
_add("gz_land", "赣州市自然资源局", "赣州市自然资源局", "360700", 3201, "office_360700", (ISSUING,), ("real_estate_certificate", "real_estate_attestation"))
_add("zg_market", "赣州市章贡区市场监督管理局", "章贡区市监局", "360702", 3202, "office_360702", (ISSUING,), ("food_business_license", "business_license"))
_add("yd_civil_affairs", "于都县民政局", "于都县民政局", "360731", 3203, "office_360731", (ISSUING,), ("marriage_certificate",))
_add("jj_transport", "九江市交通运输局", "九江市交通局", "360400", 3301, "office_360400", (ISSUING,), ("taxi_driver_certificate", "transport_practitioner_certificate", "road_transport_operation_license"))
_add("xy_approval", "九江市浔阳区行政审批局", "浔阳区审批局", "360403", 3302, "office_360403", (ISSUING,), ("public_place_hygiene_license", "food_business_license"))

# --- using departments
_add("nc_housing_fund", "南昌市住房公积金管理中心", "南昌公积金中心", "360100", 3401, "office_360100", (USING,), basis=INSTITUTION, more_matters=("002090070000", "002090071000"))
_add("nc_service_hall", "南昌市政务服务中心", "南昌政务大厅", "360100", 3402, "office_360100", (USING,), basis=INSTITUTION, more_matters=("002090074000",))
_add("nc_medical_insurance", "南昌市医疗保障局", "南昌市医保局", "360100", 3403, "office_360100", (USING,), more_matters=("002090073000",))
_add("nc_urban_management", "南昌市城市管理和综合执法局", "南昌市城管局", "360100", 3404, "office_360100", (USING,), more_matters=("000690075000",))
_add("nc_transport_enforcement", "南昌市交通运输综合行政执法支队", "南昌交通执法支队", "360100", 3405, "nc_transport", (USING,), basis=ENTRUSTED, more_matters=("000690076000",), entrusted_by="南昌市交通运输局", entrusted_since=date(2025, 7, 1))

DEPARTMENTS: tuple[Department, ...] = tuple(_BY_KEY.values())


def department(key: str) -> Department:
    """The department with that key. Raises KeyError."""
    return _BY_KEY[key]


def issuers(license_type: str) -> list[Department]:
    """The departments that issue a licence type, given by its key."""
    return [found for found in DEPARTMENTS if license_type in found.issues]
