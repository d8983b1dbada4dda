"""The officer's desk: all his queues in one table by deadline, with figures that the queues themselves give."""

from datetime import timedelta

import pytest

from portal import clock, desk, home
from portal.audit.models import AccessRecord
from portal.workdays.counting import Calendar, add_workdays
from portal.workdays.delivered import year_of

pytestmark = pytest.mark.django_db


def day(days: int):
    """Today, the day so many working days ahead, or so many days ago."""
    today = clock.today()
    return add_workdays(Calendar(year_of), today, days).due_on if days > 0 else today + timedelta(days=days)


def task(number, *, days=None, **more):
    """A task due on `day(days)`; without `days`, one without a deadline."""
    due = None if days is None else day(days)
    given = {
        "number": number, "url": f"/cases/{number}/", "title": "南昌市东湖区胜利路老街𠮷祥麻辣烫店",
        "subtitle": "92360102********8K", "kind": "食品经营许可证", "status": "待审核", "status_kind": "todo",
        "since": clock.now() - timedelta(days=3), "due": due, "handler": "林晓燕", "verb": "审核",
    }
    return desk.Task(**{**given, **more})


@pytest.fixture
def hang(monkeypatch):
    """hang(key, tasks, count=…) puts a queue on everybody's desk for the length of the test."""
    monkeypatch.setattr(desk, "_queues", [])

    def make(key, tasks, count=None, label="待审核", shown=lambda actor: True):
        desk.register(desk.Queue(key, label, shown, lambda actor: len(tasks) if count is None else count,
                                 lambda actor, limit: tasks[:limit]))

    return make


def rows(response) -> list:
    return [row.record.number for row in response.context["table"].page.object_list]


def test_desk_shows_the_tasks_of_all_queues_by_deadline(hang, browse):
    hang("review", [task("A-1", days=-1), task("A-2", days=4), task("A-3")])
    hang("sign", [task("B-1", days=0), task("B-2", days=-3)], label="待签发")
    response = browse("wu").get("/")
    assert rows(response) == ["B-2", "A-1", "B-1", "A-2", "A-3"]
    assert [(tab.label, tab.count) for tab in response.context["tabs"]] == [
        ("全部待办", 5), ("待审核", 3), ("待签发", 2)]


def test_deadline_with_an_hour_comes_before_the_same_day_without(hang, browse):
    noon = clock.start_of(day(1)) + timedelta(hours=12)
    hang("review", [task("A-1", days=1), task("A-2", due=noon)])
    assert rows(browse("wu").get("/")) == ["A-2", "A-1"]


def test_tiles_count_what_is_late_and_due(hang, browse):
    hang("review", [task("A-1", days=-1), task("A-2", days=-9), task("A-3", days=0), task("A-4", days=2),
                    task("A-5", days=3), task("A-6")])
    tiles = browse("wu").get("/").context["tiles"]
    assert [(tile.value, tile.kind) for tile in tiles] == [("2", "red"), ("1", "amber"), ("1", ""), ("6", "")]


def test_queue_that_is_cut_off_says_so_and_counts_at_least(hang, browse):
    hang("review", [task(f"A-{n:03}", days=-5) for n in range(home.LIMIT)], count=731)
    response = browse("wu").get("/")
    assert response.context["tiles"][0].value == "200+"
    assert "另有 531 件" in response.content.decode()
    assert response.content.decode().count('class="late even"') == home.PER_PAGE // 2


@pytest.mark.parametrize(("query", "wanted"), [
    ("?queue=sign", ["B-1"]), ("?due=late", ["A-1"]), ("?due=soon", ["B-1"]), ("?queue=nonsense", ["A-1", "B-1"]),
    ("?due=nonsense", ["A-1", "B-1"]),
])
def test_desk_is_narrowed_by_queue_and_deadline(hang, browse, query, wanted):
    hang("review", [task("A-1", days=-1)])
    hang("sign", [task("B-1", days=2)], label="待签发")
    assert rows(browse("wu").get("/" + query)) == wanted


def test_task_links_to_its_page_and_marks_what_is_late(hang, browse):
    hang("review", [task("A-1", days=-1, note="窗口受理")])
    text = browse("wu").get("/").content.decode()
    assert '<a class="code" href="/cases/A-1/">A-1</a><span class="sub">窗口受理</span>' in text
    assert '<span class="due late">逾期 1 个工作日</span>' in text and '<tr role="row" class="late even">' in text


def test_empty_desk_says_where_to_go_on(hang, browse):
    hang("review", [])
    text = browse("zhou").get("/").content.decode()
    assert "没有等您办理的事项" in text and ">访问日志</a>" in text
    assert '<table' not in text


def test_role_without_queues_is_not_told_that_nothing_waits(hang, browse):
    hang("review", [task("A-1")], shown=lambda actor: actor.may("licenses.review"))
    text = browse("zhou").get("/").content.decode()
    assert "没有待办队列" in text and "A-1" not in text


def test_person_without_an_appointment_is_told_whom_to_ask(hang, browse, zhao):
    zhao.user.appointments.update(until=clock.today() - timedelta(days=1))
    assert "没有任职" in browse("zhao").get("/").content.decode()


def test_looking_at_the_desk_is_one_access_record_with_what_it_showed(hang, browse, wu):
    hang("review", [task("A-1"), task("A-2")])
    before = AccessRecord.objects.count()
    browse("wu").get("/")
    assert AccessRecord.objects.count() == before + 1
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert (row.verb, row.object_kind, row.shown, row.result_count) == ("list", "portal.desk", ["A-1", "A-2"], 2)


def test_menu_counts_all_that_waits(hang, browse):
    hang("review", [task("A-1"), task("A-2")])
    menu = browse("wu").get("/").context["menu"]
    line = next(item for _group, items in menu for item in items if item["url"] == "/")
    assert (line["count"], line["current"]) == (2, True)
