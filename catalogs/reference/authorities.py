"""The bodies that define the demo licence types: ministries under real codes, provincial synthetic."""

from catalogs.reference.model import Authority, synthetic_uscc

PUBLIC_SECURITY_MINISTRY = Authority("公安部", "11100000000013127D", "national")
MARKET_ADMINISTRATION = Authority("国家市场监督管理总局", "11100000MB0143028R", "national")
NATURAL_RESOURCES_MINISTRY = Authority("自然资源部", "11100000MB03271699", "national")
HOUSING_MINISTRY = Authority("住房和城乡建设部", "11100000000013338W", "national")
TRANSPORT_MINISTRY = Authority("交通运输部", "11100000000019713D", "national")


def _provincial(name: str, serial: int, register: str = "11") -> Authority:
    return Authority(name, synthetic_uscc(register, "360000", serial), "province")


PUBLIC_SECURITY = _provincial("江西省公安厅", 1001)
CIVIL_AFFAIRS = _provincial("江西省民政厅", 1002)
HUMAN_RESOURCES = _provincial("江西省人力资源和社会保障厅", 1003)
ENVIRONMENT = _provincial("江西省生态环境厅", 1005)
HOUSING = _provincial("江西省住房和城乡建设厅", 1006)
WATER = _provincial("江西省水利厅", 1008)
HEALTH = _provincial("江西省卫生健康委员会", 1009)
MARKET = _provincial("江西省市场监督管理局", 1010)
DRUGS = _provincial("江西省药品监督管理局", 1011)
EDUCATION = _provincial("江西省教育厅", 1012)
TOBACCO = _provincial("江西省烟草专卖局", 1013)
DISABLED_PERSONS = _provincial("江西省残疾人联合会", 1014, register="13")
