"""Reading notices: three real ones give the days that are known of their years; what is wrong is told in words."""

import time
from datetime import date

import pytest

from portal.workdays.delivered import DELIVERED
from portal.workdays.wording import Unreadable, read
from tests.workdays import wordings


@pytest.mark.parametrize(("text", "year", "days"), [
    (wordings.REAL_2024, 2024, 28), (wordings.REAL_2025, 2025, 28), (wordings.REAL_2026, 2026, 33),
])
def test_real_notice_gives_the_days_of_its_year(text, year, days):
    found, known = read(text, year), DELIVERED[year]
    assert len(found.off) == days and set(found.off) <= set(known.off)
    assert all(on.weekday() > 4 for on in set(known.off) - set(found.off))  # a weekend that a holiday touches
    assert set(found.make_up) == set(known.make_up)


def test_every_day_has_the_name_of_its_paragraph():
    found = read(wordings.REAL_2025, 2025)
    assert found.off[date(2025, 10, 6)] == "国庆节、中秋节" and found.make_up[date(2025, 9, 28)] == "国庆节、中秋节"


def test_new_years_days_of_december_are_read_with_their_year():
    found = read(wordings.MADE_UP_2027, 2027)
    assert [on.isoformat() for on in sorted(found.off)[:4]] == ["2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03"]
    assert min(found.make_up) == date(2026, 12, 27)


@pytest.mark.parametrize("change", [
    lambda text: text.replace("：", ":").replace("（", "(").replace("）", ")"),  # as newspapers set it
    lambda text: text.replace("\n", ""),  # pasted without its paragraphs
    lambda text: text.replace("\n", "\r\n\r\n  "),
    lambda text: text.replace("1", "１").replace("2", "２"),
    lambda text: text.replace("周", "星期").replace("至", "到"),
    lambda text: text.replace("放假，共", "放假公休，共"),
])
def test_notice_is_read_however_it_was_set(change):
    assert read(change(wordings.REAL_2026), 2026) == read(wordings.REAL_2026, 2026)


@pytest.mark.parametrize(("old", "new", "said"), [
    ("1月1日（周四）", "1月1日（周三）", "2026-01-01是星期四"),
    ("共9天", "共8天", "读到 9 天"),
    ("2月15日（农历腊月二十八、周日）", "2月30日", "没有这一天"),
    ("19日（周五）至21日（周日）", "21日至19日", "止日早于起日"),
    ("五、端午节：6月19日（周五）至21日（周日）放假，共3天。", "", "没有读到端午节"),
    ("5月9日（周六）上班", "5月8日上班", "2026-05-08 不是周末"),
    ("5月9日（周六）上班", "5月2日上班", "2026-05-02 既放假又上班"),
    ("5月9日（周六）上班", "照常上班", "没有读到日期"),
    ("9月20日（周日）", "2月14日", "2026-02-14 写了两次"),
    ("共5天。5月9日（周六）上班", "共5天，5月9日（周六）上班", "请分成两句"),
    ("9月20日（周日）", "2025年9月20日", "2025-09-20 不在 2026 年"),
    ("7日（周三）放假调休，共7天", "12月31日放假调休", "一连 92 天"),
])
def test_what_is_wrong_in_the_wording_is_told(old, new, said):
    assert old in wordings.REAL_2026
    with pytest.raises(Unreadable, match=said):
        read(wordings.REAL_2026.replace(old, new), 2026)


@pytest.mark.parametrize("text", ["", "放假三天", "经研究决定，明日上班。", "一、元旦：" * 500, "一、\x00：1月1日放假"])
def test_text_that_is_no_notice_is_told(text):
    with pytest.raises(Unreadable):
        read(text, 2026)


def test_ranges_of_centuries_are_told_before_their_days_are_counted():
    ranges = "、".join(["0001年1月1日至9999年12月31日"] * 3)
    began = time.process_time()
    with pytest.raises(Unreadable, match="0001-01-01 不在 2026 年"):
        read(f"一、元旦：{ranges}放假。", 2026)
    assert time.process_time() - began < 1


def test_notice_of_another_year_does_not_pass():
    with pytest.raises(Unreadable, match="请核对年份"):
        read(wordings.REAL_2026, 2027)
