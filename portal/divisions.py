"""The divisions of Jiangxi (GB/T 2260): province, 11 cities, 100 counties, and how they nest."""

from dataclasses import dataclass

NATION = "100000"
PROVINCE = "360000"

# Code of the city, its name, then the last two digits and name of each county (list of November 2024).
_TABLE = """
3601 南昌市 02东湖区 03西湖区 04青云谱区 11青山湖区 12新建区 13红谷滩区 21南昌县 23安义县 24进贤县
3602 景德镇市 02昌江区 03珠山区 22浮梁县 81乐平市
3603 萍乡市 02安源区 13湘东区 21莲花县 22上栗县 23芦溪县
3604 九江市 02濂溪区 03浔阳区 04柴桑区 23武宁县 24修水县 25永修县 26德安县 28都昌县 29湖口县 30彭泽县 \
81瑞昌市 82共青城市 83庐山市
3605 新余市 02渝水区 21分宜县
3606 鹰潭市 02月湖区 03余江区 81贵溪市
3607 赣州市 02章贡区 03南康区 04赣县区 22信丰县 23大余县 24上犹县 25崇义县 26安远县 28定南县 29全南县 \
30宁都县 31于都县 32兴国县 33会昌县 34寻乌县 35石城县 81瑞金市 83龙南市
3608 吉安市 02吉州区 03青原区 21吉安县 22吉水县 23峡江县 24新干县 25永丰县 26泰和县 27遂川县 28万安县 \
29安福县 30永新县 81井冈山市
3609 宜春市 02袁州区 21奉新县 22万载县 23上高县 24宜丰县 25靖安县 26铜鼓县 81丰城市 82樟树市 83高安市
3610 抚州市 02临川区 03东乡区 21南城县 22黎川县 23南丰县 24崇仁县 25乐安县 26宜黄县 27金溪县 28资溪县 30广昌县
3611 上饶市 02信州区 03广丰区 04广信区 23玉山县 24铅山县 25横峰县 26弋阳县 27余干县 28鄱阳县 29万年县 \
30婺源县 81德兴市
"""

# Outside Jiangxi only the province is recognised.
_OTHER_PROVINCES = (
    *("北京市", "天津市", "上海市", "重庆市", "河北省", "山西省", "辽宁省", "吉林省", "黑龙江省", "江苏省"),
    *("浙江省", "安徽省", "福建省", "山东省", "河南省", "湖北省", "湖南省", "广东省", "海南省", "四川省"),
    *("贵州省", "云南省", "陕西省", "甘肃省", "青海省", "台湾省", "内蒙古自治区", "广西壮族自治区"),
    *("西藏自治区", "宁夏回族自治区", "新疆维吾尔自治区", "香港特别行政区", "澳门特别行政区"),
)


@dataclass(frozen=True)
class Division:
    """One division: six-digit code, name, level (province, city, county), code of its parent or empty."""

    code: str
    name: str
    level: str
    parent: str


def _read() -> dict[str, Division]:
    found = [Division(PROVINCE, "江西省", "province", "")]
    for line in _TABLE.strip().splitlines():
        head, city, *counties = line.split()
        found.append(Division(f"{head}00", city, "city", PROVINCE))
        found += [Division(head + county[:2], county[2:], "county", f"{head}00") for county in counties]
    return {division.code: division for division in found}


DIVISIONS: dict[str, Division] = _read()


def name(code: str) -> str:
    """The division's own name, 东湖区. Raises KeyError for a code that is not in the table."""
    return DIVISIONS[code].name


def full_name(code: str) -> str:
    """The name with those above it, 江西省南昌市东湖区. Raises KeyError for an unknown code."""
    division = DIVISIONS[code]
    return (full_name(division.parent) if division.parent else "") + division.name


def level(code: str) -> str:
    """province, city or county. Raises KeyError for an unknown code."""
    return DIVISIONS[code].level


def children(code: str) -> list[Division]:
    """The divisions directly below `code`, by code; empty for a county or an unknown code."""
    return [division for division in DIVISIONS.values() if division.parent == code]


def contains(area: str, code: str) -> bool:
    """Whether the division `code` is `area` or lies in it, judged by the code alone (360000 contains 360102),
    so that retired and unassigned codes are placed too. 100000 is the whole country. Both are six digits;
    anything else is contained nowhere."""
    if area == NATION:
        area = "000000"
    if len(area) != 6 or len(code) != 6 or not (area + code).isdecimal():
        return False
    significant = area.rstrip("0")
    return code.startswith(significant + "0" * (len(significant) % 2))


def recognised_prefix(address: str) -> str:
    """The beginning of `address` that names divisions of the table, county at the most; empty if none.

    江西省南昌市东湖区胜利路1号 gives 江西省南昌市东湖区. Levels may be left out; outside Jiangxi only the
    province is recognised.
    """
    for province in _OTHER_PROVINCES:
        if address.startswith(province):
            return province
    place, end = PROVINCE, 0
    if address.startswith(name(PROVINCE)):
        end = len(name(PROVINCE))
    for wanted in ("city", "county"):
        for division in DIVISIONS.values():
            below = division.level == wanted and contains(place, division.code)
            if below and address.startswith(division.name, end):
                place, end = division.code, end + len(division.name)
                break
    return address[:end]
