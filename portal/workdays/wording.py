"""Reading the wording of the State Council's holiday notice: which days are off and which make up for them."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

NAMED = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""What a whole year's notice arranges; National Day and Mid-Autumn may stand in one paragraph."""

LONGEST = 31
"""Days that are off in a row at most; the longest ever announced were twelve."""

# After NFKC the punctuation is half-width.
_PARAGRAPH = re.compile(r"[一二三四五六七八九十]+、((?:[^、:,。\d]{1,12}、)*[^、:,。\d]{1,12}):")
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?!子)(?:\(([^)]*)\))?"
_DAYS = re.compile(rf"{_DAY}(?:(?:至|到|-|—|~){_DAY})?")
_COUNT = re.compile(r"(?:共|放假)(\d+)天")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")


class Unreadable(ValueError):
    """The wording cannot be taken as it stands; the text says what and where, for whoever typed it."""


@dataclass
class Arrangement:
    """Days off and days made up, each with the holiday that its paragraph names."""

    off: dict[date, str] = field(default_factory=dict)
    make_up: dict[date, str] = field(default_factory=dict)


def read(text: str, year: int) -> Arrangement:
    """The arrangement for `year` that the wording makes. Raises Unreadable with a sentence for the user.

    Only numbered paragraphs are read, and of them the sentences with 放假 or 上班. Weekdays and numbers of days in the
    wording must agree with the dates: a notice of another year does not pass.
    """
    found = Arrangement()
    parts = _PARAGRAPH.split(_plain(text))
    for names, body in zip(parts[1::2], parts[2::2], strict=True):
        for sentence in re.split(r"[。;]", body):
            if "放假" in sentence and "上班" in sentence:
                raise Unreadable(_("“%(words)s”：放假与上班请分成两句。") % {"words": sentence[:40]})
            if "放假" in sentence:
                _take(found.off, _days(sentence, year, counted=True), names)
            elif "上班" in sentence:
                _take(found.make_up, _days(sentence, year), names)
    _check_whole(found, parts[1::2])
    return found


def _plain(text: str) -> str:
    """Half-width, without white space; a paragraph ends its last sentence."""
    lines = unicodedata.normalize("NFKC", text).splitlines()
    return "".join(re.sub(r"\s+", "", line) + "。" for line in lines if line.strip()).replace("。。", "。")


def _days(sentence: str, year: int, *, counted: bool = False) -> list[date]:
    days, month = [], 0
    for match in _DAYS.finditer(sentence):
        groups = match.groups()
        first = _date(groups[:4], year, month, match[0])
        last = _date(groups[4:], first.year, first.month, match[0]) if groups[6] else first
        length = _length(first, last, year, match[0])
        month = last.month
        days += [first + timedelta(days=n) for n in range(length)]
    if not days:
        raise Unreadable(_("“%(words)s”：没有读到日期。") % {"words": sentence[:40]})
    count = _COUNT.search(sentence)
    if counted and count and int(count[1]) != len(days):
        raise Unreadable(_("“%(words)s”：读到 %(found)d 天，与所写的天数不一致。") % {
            "words": sentence[:40], "found": len(days)})
    return days


def _length(first: date, last: date, year: int, words: str) -> int:
    """How many days from `first` to `last`: asked before they are counted out, since somebody may write centuries."""
    for on in (first, last):
        if not date(year - 1, 12, 1) <= on <= date(year, 12, 31):
            raise Unreadable(_("%(day)s 不在 %(year)d 年，请核对年份。") % {"day": on.isoformat(), "year": year})
    if last < first:
        raise Unreadable(_("“%(words)s”：止日早于起日。") % {"words": words})
    length = (last - first).days + 1
    if length > LONGEST:
        raise Unreadable(_("“%(words)s”：一连 %(found)d 天，超过 %(most)d 天，请核对。") % {
            "words": words, "found": length, "most": LONGEST})
    return length


def _date(groups, year: int, month: int, words: str) -> date:
    """A date of the wording: what it leaves out is that of the date before it."""
    own_year, own_month, day, note = groups
    try:
        found = date(int(own_year or year), int(own_month or month), int(day))
    except ValueError:
        raise Unreadable(_("“%(words)s”：没有这一天。") % {"words": words}) from None
    weekday = _WEEKDAY.search(note or "")
    if weekday and "一二三四五六日".index(weekday[1].replace("天", "日")) != found.weekday():
        raise Unreadable(_("“%(words)s”：%(day)s是%(weekday)s，请核对年份和日期。") % {
            "words": words, "day": found.isoformat(), "weekday": WEEKDAYS[found.weekday()]})
    return found


def _take(days: dict, found: list[date], names: str) -> None:
    for on in found:
        if on in days:
            raise Unreadable(_("%(day)s 写了两次。") % {"day": on.isoformat()})
        days[on] = names


def _check_whole(found: Arrangement, paragraphs: list[str]) -> None:
    named = "、".join(paragraphs)
    missing = [name for name in NAMED if name not in named or not any(name in each for each in found.off.values())]
    if missing:
        raise Unreadable(_("没有读到%(names)s的放假日期，请粘贴通知的全部条文。") % {"names": "、".join(missing)})
    for on in found.make_up:
        if on in found.off:
            raise Unreadable(_("%(day)s 既放假又上班，请核对。") % {"day": on.isoformat()})
        if on.weekday() < 5:
            raise Unreadable(_("%(day)s 不是周末，不能是调休上班日，请核对。") % {"day": on.isoformat()})
