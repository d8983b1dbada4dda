"""What may happen to a licence in the demo after its issue, type by type, so that no act is shown on a wrong type."""

from itertools import pairwise

_BY_FRAUD = "以欺骗手段取得许可"
_GRAVE = "违法情节严重，予以吊销"
_AT_REQUEST = "持证主体申请注销"
_CHANGED = "许可所依据的客观情况发生重大变化"

_PERMIT = {"annul": _BY_FRAUD, "revoke": _GRAVE, "cancel": _AT_REQUEST}
_DEPENDENT_PERMIT = _PERMIT | {"withdraw": _CHANGED}
_PRACTITIONER = {
    "suspend": "违反执业管理规定，暂扣六十日",
    "revoke": _GRAVE,
    "annul": "以欺骗手段取得资格",
    "cancel": "本人申请注销",
}
_ATTESTED = {"annul": "以弄虚作假手段取得证书", "cancel": "本人申请注销"}
_REGISTERED = {"cancel": "登记事项终止，申请注销"}

# Type → act → ground. This is an assumption of the demo that errs on the side of leaving out: it neither quotes a rule
# nor says that an act that is not here could not be lawful. Permits are annulled, revoked or cancelled; withdrawn are
# only those that hang on natural resources, capacity or a standing of the holder that can change. Suspension is shown
# only for people's driving and practising. A qualification or a certificate of an examination that was got by deceit is
# annulled. A marriage certificate falls only with the marriage's annulment by a court. What merely records a fact
# (birth, the examination in Mandarin) keeps its status.
ACTS: dict[str, dict[str, str]] = {
    "resident_id_card": {"cancel": "持证人户口已注销"},
    "household_register": {"cancel": "户口已注销"},
    "driving_license": _PRACTITIONER | {"suspend": "违反道路交通安全管理规定，暂扣六十日"},
    "vehicle_license": {"annul": "以欺骗手段取得机动车登记", "cancel": "机动车报废，申请注销登记"},
    "marriage_certificate": {"annul": "婚姻已由人民法院判决撤销"},
    "birth_certificate": {},
    "disability_card": {"cancel": "本人申请注销"},
    "social_security_card": {"cancel": "本人申请注销"},
    "social_organisation_certificate": {"annul": "以欺骗手段取得登记", "cancel": "完成清算，申请注销登记"},
    "teacher_certificate": {"annul": "以弄虚作假手段取得教师资格"},
    "mandarin_certificate": {},
    "business_license": {"annul": "以欺骗手段取得登记", "revoke": _GRAVE, "cancel": "完成清算，申请注销登记"},
    "food_business_license": _PERMIT,
    "food_production_license": _PERMIT,
    "drug_business_license": _PERMIT,
    "tobacco_retail_license": _PERMIT,
    "medical_institution_license": _PERMIT,
    "public_place_hygiene_license": _PERMIT,
    "physician_certificate": _PRACTITIONER,
    "nurse_certificate": _PRACTITIONER,
    "road_transport_operation_license": _DEPENDENT_PERMIT,
    "road_transport_certificate": {"cancel": "车辆退出营运，申请注销"},
    "transport_practitioner_certificate": _PRACTITIONER,
    "taxi_driver_certificate": _PRACTITIONER,
    "construction_qualification_certificate": _DEPENDENT_PERMIT | {"withdraw": "不再符合相应资质条件，逾期未改正"},
    "special_work_certificate": _ATTESTED,
    "safety_officer_certificate": _ATTESTED,
    "real_estate_certificate": _REGISTERED,
    "real_estate_attestation": _REGISTERED | {"cancel": "抵押权消灭，申请注销登记"},
    "pollution_permit": _PERMIT,
    "water_abstraction_permit": _DEPENDENT_PERMIT,
    "environmental_approval": {"annul": "以欺骗手段取得批准"},
}

# What follows an act wherever the act itself may be.
_FOLLOWING = {
    ("suspend", "restore"): "暂扣期满，整改合格",
    ("annul", "cancel"): "已被撤销，依法办理注销",
    ("revoke", "cancel"): "已被吊销，依法办理注销",
}


def course(license_type: str, acts: tuple[str, ...]) -> list[tuple[str, str]]:
    """The acts one after the other, each with its ground; empty if the type, given by its key, does not take them."""
    known = ACTS[license_type]
    if acts[0] not in known:
        return []
    return [(acts[0], known[acts[0]]), *((later, _FOLLOWING[earlier, later]) for earlier, later in pairwise(acts))]
