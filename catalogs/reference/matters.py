"""Basic matters (事项) under 12-digit codes: what leads to the demo licence types, and what asks for them.

The codes have the right form; their department number (third pair, 90) stands for no real body, and the last
group counts: they are demo codes. Second pair: 01 permits, 07 confirmations, 20 public services, 06 inspections.
"""
# One matter is one line.
# ruff: noqa: E501

from catalogs.reference.model import BasicMatter

PERMIT, SERVICE, ENFORCEMENT = "permit", "service", "enforcement"

MATTERS = (
    # --- public security
    BasicMatter("000790001000", "居民身份证申领、换领、补领", SERVICE, ("resident_id_card",), ("household_register",)),
    BasicMatter("000790002000", "户口登记、注销、迁移", SERVICE, ("household_register",), ("resident_id_card", "birth_certificate", "real_estate_certificate")),
    BasicMatter("000190003000", "机动车驾驶证核发、审验", PERMIT, ("driving_license",), ("resident_id_card",)),
    BasicMatter("000190004000", "机动车登记", PERMIT, ("vehicle_license",), ("resident_id_card", "business_license")),
    # --- civil affairs, disabled persons, social security, education
    BasicMatter("000790010000", "内地居民婚姻登记", SERVICE, ("marriage_certificate",), ("resident_id_card", "household_register")),
    BasicMatter("000190011000", "社会组织成立、变更、注销登记", PERMIT, ("social_organisation_certificate",), ("resident_id_card",)),
    BasicMatter("000790012000", "残疾人证办理", SERVICE, ("disability_card",), ("resident_id_card", "household_register")),
    BasicMatter("002090013000", "社会保障卡申领", SERVICE, ("social_security_card",), ("resident_id_card",)),
    BasicMatter("000190014000", "教师资格认定", PERMIT, ("teacher_certificate",), ("resident_id_card", "mandarin_certificate")),
    BasicMatter("000790015000", "普通话水平测试等级认定", SERVICE, ("mandarin_certificate",), ("resident_id_card",)),
    # --- market
    BasicMatter("000190020000", "经营主体设立、变更、注销登记", PERMIT, ("business_license",), ("resident_id_card", "real_estate_certificate")),
    BasicMatter("000190021000", "食品经营许可", PERMIT, ("food_business_license",), ("business_license", "resident_id_card")),
    BasicMatter("000190022000", "食品生产许可", PERMIT, ("food_production_license",), ("business_license", "resident_id_card")),
    BasicMatter("000190023000", "药品经营许可", PERMIT, ("drug_business_license",), ("business_license", "resident_id_card")),
    BasicMatter("000190024000", "烟草专卖零售许可", PERMIT, ("tobacco_retail_license",), ("business_license", "resident_id_card")),
    # --- health
    BasicMatter("000190030000", "医疗机构设置审批与执业登记", PERMIT, ("medical_institution_license",), ("resident_id_card", "physician_certificate")),
    BasicMatter("000190031000", "医师执业注册", PERMIT, ("physician_certificate",), ("resident_id_card",)),
    BasicMatter("000190032000", "护士执业注册", PERMIT, ("nurse_certificate",), ("resident_id_card",)),
    BasicMatter("000190033000", "公共场所卫生许可", PERMIT, ("public_place_hygiene_license",), ("business_license",)),
    BasicMatter("000790034000", "出生医学证明签发", SERVICE, ("birth_certificate",), ("resident_id_card", "marriage_certificate")),
    # --- transport
    BasicMatter("000190040000", "道路运输经营许可", PERMIT, ("road_transport_operation_license",), ("business_license", "resident_id_card")),
    BasicMatter("000190041000", "道路运输证核发", PERMIT, ("road_transport_certificate",), ("road_transport_operation_license", "vehicle_license")),
    BasicMatter("000190042000", "道路运输从业人员资格认定", PERMIT, ("transport_practitioner_certificate",), ("resident_id_card", "driving_license")),
    BasicMatter("000190043000", "出租汽车驾驶员资格认定", PERMIT, ("taxi_driver_certificate",), ("resident_id_card", "driving_license")),
    # --- land, building, environment, water
    BasicMatter("000790050000", "不动产权登记", SERVICE, ("real_estate_certificate",), ("resident_id_card", "marriage_certificate", "household_register")),
    BasicMatter("000790051000", "不动产抵押权、预告等登记", SERVICE, ("real_estate_attestation",), ("resident_id_card", "real_estate_certificate")),
    BasicMatter("000190052000", "建筑业企业资质认定", PERMIT, ("construction_qualification_certificate",), ("business_license", "safety_officer_certificate")),
    BasicMatter("000190053000", "建筑施工特种作业人员职业资格认定", PERMIT, ("special_work_certificate",), ("resident_id_card",)),
    BasicMatter("000190054000", "建筑施工企业安全生产管理人员任职资格认定", PERMIT, ("safety_officer_certificate",), ("resident_id_card", "business_license")),
    BasicMatter("000190060000", "排污许可", PERMIT, ("pollution_permit",), ("business_license", "environmental_approval")),
    BasicMatter("000190061000", "取水许可", PERMIT, ("water_abstraction_permit",), ("business_license",)),
    BasicMatter("000190062000", "建设项目环境影响评价文件审批", PERMIT, ("environmental_approval",), ("business_license", "real_estate_certificate")),
    # --- matters of using departments: they lead to no licence here
    BasicMatter("002090070000", "住房公积金提取", SERVICE, (), ("resident_id_card", "marriage_certificate", "real_estate_certificate")),
    BasicMatter("002090071000", "住房公积金贷款", SERVICE, (), ("resident_id_card", "marriage_certificate", "real_estate_certificate", "real_estate_attestation")),
    BasicMatter("002090072000", "义务教育阶段新生入学报名", SERVICE, (), ("resident_id_card", "household_register", "real_estate_certificate", "birth_certificate")),
    BasicMatter("002090073000", "基本医疗保险参保登记", SERVICE, (), ("resident_id_card", "social_security_card", "disability_card")),
    BasicMatter("002090074000", "开办餐饮店“一件事”", SERVICE, (), ("business_license", "food_business_license", "resident_id_card")),
    BasicMatter("000690075000", "餐饮店铺油烟与占道经营检查", ENFORCEMENT, (), ("business_license", "food_business_license")),
    BasicMatter("000690076000", "出租汽车客运经营检查", ENFORCEMENT, (), ("taxi_driver_certificate", "driving_license", "vehicle_license")),
)

BY_CODE = {matter.code: matter for matter in MATTERS}
