"""Licence types of road transport: operators, vehicles, drivers."""
# One face item is one line.
# ruff: noqa: E501

from catalogs.numbering import HOLDER_CODE_IS_NUMBER, NumberRule
from catalogs.reference.authorities import TRANSPORT_MINISTRY
from catalogs.reference.model import (
    LONG_TERM,
    LicenseType,
    item,
    of_holder,
    years,
)
from catalogs.reference.people import SEXES

ROAD_TRANSPORT_OPERATION_LICENSE = LicenseType(
    key="road_transport_operation_license",
    name="道路运输经营许可证",
    type_code=TRANSPORT_MINISTRY.uscc + "008",
    confirmed=True,
    defined_by=TRANSPORT_MINISTRY,
    issuing_body="市、县级交通运输主管部门",
    issuing_levels=("city", "county"),
    holders="organisation",
    validity=years(4),
    number_rule=NumberRule("赣交运管许可字{division}{serial:06d}号"),
    retention="30",
    unique_per_holder=True,
    laws=("road-transport-regulations",),
    matters=("000190040000",),
    items=(
        item("number", "证号", "ZH", "code", public=True, filled_from="number"),
        item("holder_name", "业户名称", "YHMC", length=200, public=True, concerns="holder", filled_from="holder_name"),
        item("holder_code", "统一社会信用代码", "TYSHXYDM", "code", public=True, concerns="holder", filled_from="holder_code"),
        item("address", "地址", "DZ", "address", public=True, concerns="holder"),
        item("legal_rep", "法定代表人（负责人）", "FDDBRFZR", "person_name", public=True, concerns="third"),
        item("scope", "经营范围", "JYFW", "long_text", 200, public=True),
        item("operating_state", "经营状况", "JYZK", public=True, choices=("营业", "停业", "整改")),
        item("validity", "有效期限", "YXQX", public=True, filled_from="validity"),
        item("issuer", "核发机关", "HFJG", public=True, filled_from="issuer"),
        item("issued_on", "发证日期", "FZRQ", "date", public=True, filled_from="issued_on"),
    ),
)

# Valid as long as the vehicle is in service: no end date, the yearly check is a face item.
ROAD_TRANSPORT_CERTIFICATE = LicenseType(
    key="road_transport_certificate",
    name="道路运输证",
    type_code=TRANSPORT_MINISTRY.uscc + "013",
    confirmed=True,
    defined_by=TRANSPORT_MINISTRY,
    issuing_body="市、县级交通运输主管部门",
    issuing_levels=("city", "county"),
    holders="both",
    validity=LONG_TERM,
    number_rule=NumberRule("赣交运管字{division}{serial:06d}号"),
    retention="30",
    laws=("road-transport-regulations",),
    matters=("000190041000",),
    items=(
        item("number", "证号", "ZH", "code", public=True, filled_from="number"),
        item("holder_name", "业户名称", "YHMC", length=200, public=True, concerns="holder", filled_from="holder_name"),
        item("address", "地址", "DZ", "address", concerns="holder"),
        item("operation_number", "经营许可证号", "JYXKZH", "code", public=True),
        item("plate", "车辆号牌", "CLHP", "code", 12, public=True),
        item("vehicle_type", "车辆类型", "CLLX", public=True, choices=("普通货车", "厢式货车", "牵引车", "挂车", "大型客车", "中型客车", "小型客车")),
        item("capacity", "吨（座）位", "DZW", length=20, public=True),
        item("dimensions", "车辆尺寸（毫米）", "CLCCHM", length=30, required=False),
        item("scope", "经营范围", "JYFW", "long_text", 120, public=True),
        item("technical_grade", "车辆技术等级", "CLJSDJ", choices=("一级", "二级"), required=False),
        item("inspection_record", "年审记录", "NSJL", "long_text", 200),
        item("issuer", "核发机关", "HFJG", public=True, filled_from="issuer"),
        item("issued_on", "发证日期", "FZRQ", "date", public=True, filled_from="issued_on"),
    ),
)

TRANSPORT_PRACTITIONER_CERTIFICATE = LicenseType(
    key="transport_practitioner_certificate",
    name="道路运输从业人员从业资格证",
    type_code=TRANSPORT_MINISTRY.uscc + "071",
    confirmed=True,
    defined_by=TRANSPORT_MINISTRY,
    issuing_body="设区市交通运输主管部门",
    issuing_levels=("city",),
    holders="natural",
    validity=years(6),
    number_rule=HOLDER_CODE_IS_NUMBER,
    retention="30",
    unique_per_holder=True,
    laws=("road-transport-regulations", "transport-practitioner-provisions"),
    matters=("000190042000",),
    items=(
        of_holder("number", "证号", "ZH", "id_number", filled_from="number"),
        of_holder("holder_name", "姓名", "XM", "person_name", filled_from="holder_name"),
        of_holder("sex", "性别", "XB", choices=SEXES),
        of_holder("birth_date", "出生日期", "CSRQ", "date"),
        of_holder("nationality", "国籍", "GJ", length=20),
        of_holder("address", "住址", "ZZ", "address"),
        item("vehicle_classes", "准驾车型", "ZJCX", length=20, required=False),
        item("category", "从业资格类别", "CYZGLB", choices=("道路旅客运输驾驶员", "道路货物运输驾驶员", "道路危险货物运输驾驶员", "道路危险货物运输押运人员", "道路危险货物运输装卸管理人员")),
        item("first_issued_on", "初次领证日期", "CCLZRQ", "date"),
        item("valid_from", "有效起始日期", "YXQSRQ", "date", filled_from="valid_from"),
        item("valid_until", "有效期至", "YXQZ", "date", filled_from="valid_until"),
        of_holder("photo", "照片", "ZP", "photo"),
        item("issuer", "发证机关", "FZJG", filled_from="issuer"),
    ),
)

TAXI_DRIVER_CERTIFICATE = LicenseType(
    key="taxi_driver_certificate",
    name="巡游出租汽车驾驶员证",
    type_code=TRANSPORT_MINISTRY.uscc + "075",
    confirmed=True,
    defined_by=TRANSPORT_MINISTRY,
    issuing_body="设区市交通运输主管部门",
    issuing_levels=("city",),
    holders="natural",
    validity=years(6),
    number_rule=HOLDER_CODE_IS_NUMBER,
    retention="30",
    unique_per_holder=True,
    layout="taxi",
    laws=("taxi-driver-provisions",),
    matters=("000190043000",),
    items=(
        of_holder("holder_name", "姓名", "XM", "person_name", filled_from="holder_name"),
        of_holder("sex", "性别", "XB", choices=SEXES),
        of_holder("number", "证号", "ZH", "id_number", filled_from="number"),
        item("category", "资格类别", "ZGLB", choices=("巡游出租汽车驾驶员",)),
        item("vehicle_class", "准驾车型", "ZJCX", choices=("A1", "A2", "A3", "B1", "B2", "C1", "C2", "C5")),
        item("issued_on", "领证日期", "LZRQ", "date", filled_from="issued_on"),
        item("valid_until", "有效期至", "YXQZ", "date", filled_from="valid_until"),
        item("issuer", "发证机关", "FZJG", filled_from="issuer"),
        of_holder("photo", "照片", "ZP", "photo"),
        item("file_number", "档案号", "DAH", "code", 20),
        item("first_issued_on", "初次领证日期", "CCLZRQ", "date"),
    ),
)

TYPES = (
    ROAD_TRANSPORT_OPERATION_LICENSE,
    ROAD_TRANSPORT_CERTIFICATE,
    TRANSPORT_PRACTITIONER_CERTIFICATE,
    TAXI_DRIVER_CERTIFICATE,
)
