"""Licence types of the market: business licence, food, medicine, tobacco."""
# One face item is one line.
# ruff: noqa: E501

from catalogs.numbering import HOLDER_CODE_IS_NUMBER, NumberRule
from catalogs.reference.authorities import (
    DRUGS,
    MARKET,
    MARKET_ADMINISTRATION,
    TOBACCO,
)
from catalogs.reference.model import (
    LicenseType,
    Term,
    Validity,
    item,
    years,
)

BUSINESS_LICENSE = LicenseType(
    key="business_license",
    name="营业执照",
    type_code=MARKET_ADMINISTRATION.uscc + "001",
    confirmed=True,
    defined_by=MARKET_ADMINISTRATION,
    issuing_body="市、县级市场监督管理部门",
    issuing_levels=("city", "county"),
    holders="organisation",
    validity=Validity((Term(None),), free=True),
    number_rule=HOLDER_CODE_IS_NUMBER,
    retention="permanent",
    unique_per_holder=True,
    laws=("market-entity-regulations",),
    matters=("000190020000",),
    items=(
        item("holder_code", "统一社会信用代码", "TYSHXYDM", "code", public=True, concerns="holder", filled_from="holder_code"),
        item("holder_name", "名称", "MC", length=200, public=True, concerns="holder", filled_from="holder_name"),
        item("entity_type", "类型", "LX", public=True, choices=("有限责任公司（自然人投资或控股）", "有限责任公司（自然人独资）", "有限责任公司（法人独资）", "股份有限公司（非上市）", "个人独资企业", "普通合伙企业", "农民专业合作社", "个体工商户")),
        item("legal_rep", "法定代表人（负责人）", "FDDBRFZR", "person_name", public=True, concerns="third"),
        item("scope", "经营范围", "JYFW", "long_text", 1000, public=True),
        item("capital", "注册资本", "ZCZB", length=30, public=True, required=False),
        item("founded_on", "成立日期", "CLRQ", "date", public=True),
        item("validity", "营业期限", "YYQX", public=True, filled_from="validity"),
        item("address", "住所（经营场所）", "ZSJYCS", "address", public=True, concerns="holder"),
        item("issuer", "登记机关", "DJJG", public=True, filled_from="issuer"),
        item("issued_on", "登记日期", "DJRQ", "date", public=True, filled_from="issued_on"),
    ),
)

FOOD_BUSINESS_LICENSE = LicenseType(
    key="food_business_license",
    name="食品经营许可证",
    type_code=MARKET.uscc + "001",
    defined_by=MARKET,
    issuing_body="县级市场监督管理部门",
    issuing_levels=("county",),
    holders="organisation",
    validity=years(5),
    number_rule=NumberRule(
        "JY{business_type}{division}{serial:06d}",
        check="mod_11_10",
        item_codes={
            "business_type": {
                "食品销售经营者": "1",
                "餐饮服务经营者": "2",
                "餐饮服务经营者（小型餐饮）": "2",
                "集中用餐单位食堂": "3",
            }
        },
    ),
    retention="30",
    layout="food",
    laws=("food-safety-law-35", "food-business-licensing-measures"),
    matters=("000190021000",),
    items=(
        item("number", "许可证编号", "XKZBH", "code", public=True, filled_from="number"),
        item("holder_name", "经营者名称", "JYZMC", length=200, public=True, concerns="holder", filled_from="holder_name"),
        item("holder_code", "统一社会信用代码", "TYSHXYDM", "code", public=True, concerns="holder", filled_from="holder_code"),
        item("legal_rep", "法定代表人（负责人）", "FDDBRFZR", "person_name", public=True, concerns="third"),
        item("address", "住所", "ZS", "address", public=True, concerns="holder"),
        item("premises", "经营场所", "JYCS", "address", public=True),
        item("business_type", "主体业态", "ZTYT", public=True, choices=("食品销售经营者", "餐饮服务经营者", "餐饮服务经营者（小型餐饮）", "集中用餐单位食堂")),
        item("items", "经营项目", "JYXM", "long_text", 300, public=True),
        item("valid_until", "有效期至", "YXQZ", "date", public=True, filled_from="valid_until"),
        item("issuer", "发证机关", "FZJG", public=True, filled_from="issuer"),
        item("issued_on", "签发日期", "QFRQ", "date", public=True, filled_from="issued_on"),
    ),
)

FOOD_CATEGORIES = (
    "粮食加工品", "食用油、油脂及其制品", "调味品", "肉制品", "乳制品", "饮料", "方便食品", "饼干", "罐头", "冷冻饮品",
    "速冻食品", "薯类和膨化食品", "糖果制品", "茶叶及相关制品", "酒类", "蔬菜制品", "水果制品", "炒货食品及坚果制品", "蛋制品",
    "可可及焙烤咖啡产品", "食糖", "水产制品", "淀粉及淀粉制品", "糕点", "豆制品", "蜂产品",
)  # fmt: skip

FOOD_PRODUCTION_LICENSE = LicenseType(
    key="food_production_license",
    name="食品生产许可证",
    type_code=MARKET.uscc + "002",
    defined_by=MARKET,
    issuing_body="省、设区市市场监督管理部门",
    issuing_levels=("province", "city"),
    holders="organisation",
    validity=years(5),
    number_rule=NumberRule(
        "SC{food_category}{division}{serial:04d}",
        check="mod_11_10",
        item_codes={"food_category": {name: f"1{order:02d}" for order, name in enumerate(FOOD_CATEGORIES, 1)}},
    ),
    retention="30",
    unique_per_holder=True,
    laws=("food-safety-law-35", "food-production-licensing-measures"),
    matters=("000190022000",),
    items=(
        item("number", "许可证编号", "XKZBH", "code", public=True, filled_from="number"),
        item("holder_name", "生产者名称", "SCZMC", length=200, public=True, concerns="holder", filled_from="holder_name"),
        item("holder_code", "统一社会信用代码", "TYSHXYDM", "code", public=True, concerns="holder", filled_from="holder_code"),
        item("legal_rep", "法定代表人（负责人）", "FDDBRFZR", "person_name", public=True, concerns="third"),
        item("address", "住所", "ZS", "address", public=True, concerns="holder"),
        item("premises", "生产地址", "SCDZ", "address", public=True),
        item("food_category", "食品类别", "SPLB", public=True, choices=FOOD_CATEGORIES),
        item("details", "食品生产许可品种明细", "SPSCXKPZMX", "long_text", 300, public=True),
        item("valid_until", "有效期至", "YXQZ", "date", public=True, filled_from="valid_until"),
        item("issuer", "发证机关", "FZJG", public=True, filled_from="issuer"),
        item("issued_on", "发证日期", "FZRQ", "date", public=True, filled_from="issued_on"),
    ),
)

DRUG_BUSINESS_LICENSE = LicenseType(
    key="drug_business_license",
    name="药品经营许可证",
    type_code=DRUGS.uscc + "001",
    defined_by=DRUGS,
    issuing_body="省级药品监督管理部门；市、县级市场监督管理部门（零售）",
    issuing_levels=("province", "city", "county"),
    holders="organisation",
    validity=years(5),
    number_rule=NumberRule(
        "赣{business_mode}{division}{serial:04d}",
        item_codes={"business_mode": {"批发": "AA", "零售（连锁总部）": "BA", "零售（连锁门店）": "CB", "零售（单体）": "DB"}},
    ),
    retention="30",
    unique_per_holder=True,
    laws=("drug-administration-law-51",),
    matters=("000190023000",),
    items=(
        item("number", "许可证编号", "XKZBH", "code", public=True, filled_from="number"),
        item("holder_name", "企业名称", "QYMC", length=200, public=True, concerns="holder", filled_from="holder_name"),
        item("holder_code", "统一社会信用代码", "TYSHXYDM", "code", public=True, concerns="holder", filled_from="holder_code"),
        item("address", "注册地址", "ZCDZ", "address", public=True, concerns="holder"),
        item("legal_rep", "法定代表人", "FDDBR", "person_name", public=True, concerns="third"),
        item("person_in_charge", "主要负责人", "ZYFZR", "person_name", public=True, concerns="third"),
        item("quality_head", "质量负责人", "ZLFZR", "person_name", public=True, concerns="third"),
        item("warehouse", "仓库地址", "CKDZ", "address", public=True, required=False),
        item("scope", "经营范围", "JYFW", "long_text", 300, public=True),
        item("business_mode", "经营方式", "JYFS", public=True, choices=("批发", "零售（连锁总部）", "零售（连锁门店）", "零售（单体）")),
        item("valid_until", "有效期至", "YXQZ", "date", public=True, filled_from="valid_until"),
        item("issuer", "发证机关", "FZJG", public=True, filled_from="issuer"),
        item("issued_on", "发证日期", "FZRQ", "date", public=True, filled_from="issued_on"),
    ),
)

TOBACCO_RETAIL_LICENSE = LicenseType(
    key="tobacco_retail_license",
    name="烟草专卖零售许可证",
    type_code=TOBACCO.uscc + "001",
    defined_by=TOBACCO,
    issuing_body="县级烟草专卖行政主管部门",
    issuing_levels=("county",),
    holders="organisation",
    validity=Validity(free=True, max_years=5),
    number_rule=NumberRule("{division}{serial:06d}"),
    retention="10",
    unique_per_holder=True,
    laws=("tobacco-monopoly-law-16",),
    matters=("000190024000",),
    items=(
        item("number", "许可证号", "XKZH", "code", public=True, filled_from="number"),
        item("holder_name", "企业（字号）名称", "QYZHMC", length=200, public=True, concerns="holder", filled_from="holder_name"),
        item("person_in_charge", "负责人姓名", "FZRXM", "person_name", public=True, concerns="third"),
        item("entity_type", "企业类型", "QYLX", public=True, choices=("个体工商户", "有限责任公司", "个人独资企业", "合伙企业", "其他")),
        item("premises", "经营场所", "JYCS", "address", public=True),
        item("scope", "许可范围", "XKFW", public=True, choices=("卷烟零售", "卷烟、雪茄烟零售", "卷烟、雪茄烟、电子烟零售")),
        item("supplier", "供货单位", "GHDW", public=True),
        item("validity", "有效期限", "YXQX", public=True, filled_from="validity"),
        item("issuer", "发证机关", "FZJG", public=True, filled_from="issuer"),
        item("issued_on", "发证日期", "FZRQ", "date", public=True, filled_from="issued_on"),
    ),
)

TYPES = (
    BUSINESS_LICENSE,
    FOOD_BUSINESS_LICENSE,
    FOOD_PRODUCTION_LICENSE,
    DRUG_BUSINESS_LICENSE,
    TOBACCO_RETAIL_LICENSE,
)
