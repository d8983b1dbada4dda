"""Times, deadlines and differences in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal import formats
from portal.workdays.counting import Calendar
from portal.workdays.delivered import year_of

NOW = datetime(2026, 11, 23, 1, 42, 18, tzinfo=UTC)  # 09:42:18 in Shanghai, a Monday
CALENDAR = Calendar(year_of)


@pytest.mark.parametrize(("when", "text"), [
    (NOW, "11-23 09:42"),
    (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "11-23 00:00"),  # the day is Shanghai's, not UTC's
    (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), "2025-12-31 23:59"),
    (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "01-01 00:00"),
    (date(2026, 3, 5), "03-05"),
    (date(2031, 3, 5), "2031-03-05"),
])
def test_short_shows_shanghai_time_and_the_year_of_others(when, text):
    assert formats.short(when, NOW) == text


def test_sentence_in_chinese_and_english_is_written_as_each_does():
    assert formats.sentence(NOW) == "2026年11月23日"
    assert formats.weekday(NOW) == "星期一"
    with translation.override("en"):
        assert formats.sentence(date(2026, 3, 5)) == "5 March 2026"


def test_full_and_iso_of_an_instant_are_shanghai_s():
    late = datetime(2026, 11, 22, 20, 0, 5, tzinfo=UTC)
    assert formats.full(late) == "2026-11-23 04:00:05" and formats.iso(late) == "2026-11-23"


@pytest.mark.parametrize(("when", "options", "kind", "words"), [
    (date(2026, 11, 19), {}, "late", "逾期 2 个工作日"),
    (date(2026, 11, 20), {}, "late", "逾期 1 个工作日"),
    (date(2026, 11, 22), {}, "late", "逾期 1 个工作日"),
    (date(2026, 11, 23), {}, "today", "今日"),
    (datetime(2026, 11, 23, 9, 30, tzinfo=UTC), {}, "today", "今日 17:30"),
    (datetime(2026, 11, 23, 1, 30, tzinfo=UTC), {}, "late", "今日 09:30 已过"),
    (date(2026, 11, 25), {}, "soon", "剩 2 个工作日"),
    (date(2026, 11, 26), {}, "ok", "剩 3 个工作日"),
    (date(2026, 11, 30), {}, "ok", "剩 5 个工作日"),
    (date(2026, 11, 20), {"done": True}, "done", "已办结"),
])
def test_deadline_is_said_in_working_days(when, options, kind, words):
    assert formats.deadline(when, NOW, CALENDAR, **options) == formats.Deadline(kind, words)


def test_deadline_just_after_midnight_in_shanghai_counts_from_the_new_day():
    midnight = datetime(2026, 11, 23, 16, 0, 1, tzinfo=UTC)
    assert formats.deadline(date(2026, 11, 24), midnight, CALENDAR).kind == "today"
    assert formats.deadline(date(2026, 11, 24), midnight - timedelta(seconds=2), CALENDAR).words == "剩 1 个工作日"


def test_differences_mark_only_what_differs():
    removed, added = formats.differences("2025年11月22日", "2028年11月22日")
    assert [piece.text for piece in removed if piece.changed] == ["5"]
    assert [piece.text for piece in added if piece.changed] == ["8"]


def test_differences_of_texts_without_much_in_common_are_whole():
    removed, added = formats.differences("热食类食品制售", "医疗机构")
    assert removed == [formats.Piece("热食类食品制售", True)] and added == [formats.Piece("医疗机构", True)]


@given(st.text(max_size=40), st.text(max_size=40))
def test_differences_lose_no_character(old, new):
    removed, added = formats.differences(old, new)
    assert "".join(p.text for p in removed) == old and "".join(p.text for p in added) == new
    assert [p.text for p in removed if not p.changed] == [p.text for p in added if not p.changed]
