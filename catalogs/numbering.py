"""How licence numbers of a type are made: the rule that a version keeps, its words, and what can be wrong with it."""

from dataclasses import dataclass, field
from string import Formatter

from django.utils.translation import gettext as _

from portal.codes import mod_11_10

PARTS = frozenset({"year", "division", "area", "serial", "holder_code"})


@dataclass(frozen=True)
class NumberRule:
    """How licence numbers of a type are made.

    `pattern` is a format string over year, division (the issuer's six digits), area (its name), serial,
    holder_code, and the keys of `item_codes` (the code that stands for the chosen value of that face item).
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
    """Why the pattern cannot be filled from what is known when a licence is issued, as sentences; empty when it can."""
    by_key, codes = {item.key: item for item in items}, rule.get("item_codes") or {}
    try:
        parts = {name for _text, name, _spec, _conversion in Formatter().parse(rule["pattern"]) if name is not None}
    except ValueError:
        return [_("编号规则的花括号不成对，请核对。")]
    found = [
        _("编号规则中的“%(part)s”无法取值；可用：%(known)s，以及设有代码的选项信息项。") % {
            "part": "{" + part + "}", "known": " ".join("{" + known + "}" for known in sorted(PARTS)),
        }
        for part in sorted(parts - PARTS - set(codes))
    ]
    if not found and rule.get("per") != "holder" and "serial" not in parts:
        found.append(_("编号规则缺少流水号 {serial}，编号会重复。"))
    for key, table in codes.items():
        missing = [c for c in by_key[key].choices if c not in table] if key in by_key else []
        if key not in by_key or missing:
            found.append(_("编号规则为信息项“%(key)s”设有代码，但%(what)s。") % {
                "key": key,
                "what": _("该信息项不存在") if key not in by_key else _("缺少选项：%s") % _("、").join(missing),
            })
    if not found:
        try:
            rule["pattern"].format(year=2026, division="360102", area="", serial=1, holder_code="",
                                   **{key: "1" for key in codes})
        except (ValueError, IndexError, KeyError, AttributeError):
            found.append(_("编号规则的格式写法有误，例如六位流水号写作 {serial:06d}。"))
    return found
