"""How licence numbers of a type are made: the rule that a version keeps, its words, and what can be wrong with it."""

import re
from dataclasses import dataclass, field
from string import Formatter

from django.utils.translation import gettext as _

from portal.codes import mod_11_10

# What a number is made of, and how many characters each takes at most.
PARTS = {"year": 4, "division": 6, "area": 8, "serial": 12, "holder_code": 18}
SERIAL_WIDTH = re.compile(r"0([1-9]|1[0-2])d?")  # {serial:06d}: six digits at least, filled up with zeros
LONGEST = 48  # characters of a number: what the bundled faces print on one line


@dataclass(frozen=True)
class NumberRule:
    """How licence numbers of a type are made.

    `pattern` is a format string over year, division (the issuer's six digits), area (its name), serial (alone with a
    width, SERIAL_WIDTH), holder_code, and the keys of `item_codes` (the code that stands for the chosen value of that
    face item); `faults` holds that before anything is formatted.
    `per`: what a series counts for: department, department_year, or holder (no serial: the number follows
    from the holder). `check`: mod_11_10 appends that digit over the digits so far. The forms are those seen
    in use; they are demo assumptions, not quotations from a rule.
    """

    pattern: str
    per: str = "department"
    check: str = ""
    item_codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def number(
        self, *, year: int, division: str, area: str, serial: int, holder_code: str, values: dict[str, str]
    ) -> str:
        """The number of a licence; `values` are its face items by key. KeyError for a value without code."""
        chosen = {key: codes[values[key]] for key, codes in self.item_codes.items()}
        number = self.pattern.format(
            year=year, division=division, area=area, serial=serial, holder_code=holder_code, **chosen
        )
        if self.check == "mod_11_10":
            number += mod_11_10("".join(c for c in number if c in "0123456789"))
        return number

    def as_json(self) -> dict:
        """The rule as a version keeps it."""
        return {"pattern": self.pattern, "per": self.per, "check": self.check, "item_codes": self.item_codes}


HOLDER_CODE_IS_NUMBER = NumberRule("{holder_code}", per="holder")


def in_words(rule: dict) -> str:
    """A number rule in words."""
    counted = {
        "department": _("按签发部门编号"), "department_year": _("按签发部门和年度编号"),
        "holder": _("由持证主体代码而来"),
    }[rule.get("per", "department")]
    check = _("，末位校验码") if rule.get("check") else ""
    chosen = _("，含选项代码") if rule.get("item_codes") else ""
    return _("%(pattern)s（%(counted)s%(check)s%(chosen)s）") % {
        "pattern": rule["pattern"], "counted": counted, "check": check, "chosen": chosen,
    }


def faults(rule: dict, items) -> list[str]:
    """Why a rule makes no numbers when licences are issued, as sentences; empty when it does."""
    by_key, found = {item.key: item for item in items}, pattern_faults(rule)
    for key, table in (rule.get("item_codes") or {}).items():
        missing = [c for c in by_key[key].choices if c not in table] if key in by_key else []
        if key not in by_key or missing:
            found.append(_("编号规则为信息项“%(key)s”设有代码，但%(what)s。") % {
                "key": key,
                "what": _("该信息项不存在") if key not in by_key else _("缺少选项：%s") % _("、").join(missing),
            })
    return found


def pattern_faults(rule: dict) -> list[str]:
    """What is wrong with a rule by itself, whatever the face items are, as sentences.

    Nothing is formatted here: a pattern could ask for more text than there is memory.
    """
    codes = rule.get("item_codes") or {}
    try:
        pieces = list(Formatter().parse(rule["pattern"]))
    except ValueError:
        return [_("编号规则的花括号不成对，请核对。")]
    fields = [(name, spec, conversion) for _text, name, spec, conversion in pieces if name is not None]
    parts = {name for name, _spec, _conversion in fields}
    found = [
        _("编号规则中的“%(part)s”无法取值；可用：%(known)s，以及设有代码的选项信息项。") % {
            "part": "{" + part + "}", "known": " ".join("{" + known + "}" for known in sorted(PARTS)),
        }
        for part in sorted(parts - PARTS.keys() - codes.keys())
    ]
    if not found and rule.get("per") != "holder" and "serial" not in parts:
        found.append(_("编号规则缺少流水号 {serial}，编号会重复。"))
    if not all(_is_plain(*one) for one in fields):
        found.append(_("编号规则的格式写法有误：只有流水号可写位数（1 至 12 位，如 {serial:06d}），其他部分只写名称。"))
    found += [_("编号规则为信息项“%(key)s”设有代码，但该技术名是编号规则的固定名称，请改用其他技术名。") % {"key": key}
              for key in codes if key in PARTS]
    longest = PARTS | {key: max(map(len, table.values()), default=0) for key, table in codes.items()}
    length = sum(len(text) + longest.get(name, 0) for text, name, *_format in pieces) + bool(rule.get("check"))
    if length > LONGEST:
        found.append(_("按编号规则，编号可能长达 %(length)d 个字符；最多 %(limit)d 个。") % {
            "length": length, "limit": LONGEST})
    return found


def _is_plain(name: str, spec: str, conversion: str | None) -> bool:
    """Whether a field of a pattern stands alone, or is the serial with its width."""
    return not conversion and (not spec or (name == "serial" and SERIAL_WIDTH.fullmatch(spec) is not None))
