"""Departments: codes, levels and areas agree; nothing is pulled from under people who hold office."""

import pytest
from django.db import DatabaseError, connection, transaction

from portal import clock
from portal.accounts import actions
from portal.accounts.models import Department
from portal.actor import command
from portal.audit.models import AccessRecord
from portal.codes import make_org_code, make_uscc
from portal.constraints import sentence_of
from portal.decisions import Conflict, Invalid, Refused
from tests import cast

pytestmark = pytest.mark.django_db
CODE = make_uscc("11360102" + make_org_code("99991009"))


def form(**changed):
    return {"name": "南昌市东湖区卫生健康委员会", "short_name": "", "uscc": CODE, "division": "360102",
            "parent": cast.department("city").pk, "issuing": "on", "basis": "organ", "entrusted_by": "",
            "entrusted_since": "", "entrusted_until": "", **changed}


def add(**changed):
    values = {"uscc": CODE, "name": "南昌市东湖区卫生健康委员会", "level": "county", "division": "360102",
              "parent": cast.department("city"), "issuing": True, **changed}
    return actions.add_department(by=command(), **values)


def test_system_administrator_registers_a_department(browse):
    answer = browse("wang").post("/accounts/departments/add/", form())
    made = Department.objects.get(uscc=CODE)
    assert answer.url == f"/accounts/departments/{made.pk}/"
    assert made.level == "county" and made.history.count() == 1
    assert AccessRecord.objects.filter(verb="accounts.add_department", account="wang").count() == 1


@pytest.mark.parametrize(("changed", "why"), [
    ({"uscc": CODE[:17] + ("0" if CODE[17] != "0" else "1")}, "校验码"),
    ({"uscc": CODE[:16]}, "18 位"),
    ({"division": "360702"}, "辖区"),
    ({"division": "990000"}, "不存在"),
    ({"issuing": ""}, "至少勾选一项"),
    ({"basis": "entrusted"}, "须登记委托机关"),
    ({"entrusted_by": "某机关"}, "不填委托机关"),
    ({"basis": "entrusted", "entrusted_by": "甲", "entrusted_since": "2026-05-01", "entrusted_until": "2026-04-01"},
     "不能早于起始"),
    ({"uscc": cast.DEPARTMENTS["donghu"][0], "division": "360102"}, "矛盾"),
])
def test_form_with_something_wrong_is_told_why_and_nothing_is_lost(browse, changed, why):
    answer = browse("wang").post("/accounts/departments/add/", form(**changed))
    assert answer.status_code in (409, 422)
    assert why in answer.content.decode() and "南昌市东湖区卫生健康委员会" in answer.content.decode()
    assert not Department.objects.filter(name="南昌市东湖区卫生健康委员会").exists()


@pytest.mark.parametrize(("changed", "why"), [
    ({"uscc": CODE[:8] + "1" + CODE[9:]}, "校验码"),
    ({"level": "city"}, "层级"),
    ({"division": "360702"}, "辖区"),
])
def test_action_holds_the_same_rules_as_the_form(changed, why):
    with pytest.raises(Invalid, match=why):
        add(**changed)


def test_level_against_the_division_is_refused_past_the_code():
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_department SET level = 'province' WHERE division = '360102'")
    assert "层级" in sentence_of(refused.value)


def test_circle_of_superiors_is_refused(wang):
    city = cast.department("city")
    first = add(level="city", division="360100", uscc=make_uscc("11360100" + make_org_code("99991008")))
    with pytest.raises(Invalid, match="下级部门"):
        actions.edit_department(city, by=wang, parent=first)


def test_moving_a_department_away_from_its_subordinates_is_refused(wang):
    with pytest.raises(Invalid, match="下级部门"):
        actions.edit_department(cast.department("city"), by=wang, parent=None, division="360700")


def test_duty_that_people_in_office_stand_on_is_not_taken(wang):
    with pytest.raises(Invalid, match="须先免除"):
        actions.edit_department(cast.department("donghu"), by=wang, issuing=False, using=True)


def test_code_of_a_registered_department_is_not_changed_by_the_form(browse):
    found = cast.department("donghu")
    given = form(uscc=CODE, name="新名称", abolished_on="", seen=actions.revision(found))
    browse("wang").post(f"/accounts/departments/{found.pk}/edit/", given)
    found.refresh_from_db()
    assert (found.uscc, found.name) == (cast.DEPARTMENTS["donghu"][0], "新名称")


def test_second_of_two_editors_is_told_and_loses_nothing(browse, wang):
    found = cast.department("donghu")
    client, url = browse("wang"), f"/accounts/departments/{found.pk}/edit/"
    seen = client.get(url).context["seen"]
    actions.edit_department(found, by=wang, short_name="东湖局")
    answer = client.post(url, form(name="另一名称", seen=seen, abolished_on=""))
    assert answer.status_code == 409
    assert "刚由他人修改" in answer.content.decode() and "另一名称" in answer.content.decode()
    with pytest.raises(Conflict):
        actions.edit_department(found, by=wang, seen=seen, name="x")


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "x"}])
def test_form_that_does_not_say_what_was_seen_changes_nothing(browse, seen):
    found = cast.department("donghu")
    given = form(name="另一名称", abolished_on="", **seen)
    answer = browse("wang").post(f"/accounts/departments/{found.pk}/edit/", given)
    assert answer.status_code == 409 and "刚由他人修改" in answer.content.decode()
    assert cast.department("donghu").name == found.name


def test_only_the_system_administrator_keeps_departments(feng, lin):
    for by in (feng, lin):
        with pytest.raises(Refused, match="系统管理员"):
            actions.edit_department(cast.department("donghu"), by=by, name="x")


def test_page_names_the_persons_of_a_department_only_inside(browse):
    url = f"/accounts/departments/{cast.department('donghu').pk}/"
    inside, outside = browse("lin").get(url).content.decode(), browse("zhao").get(url).content.decode()
    assert "吴建国" in inside and "谁可以办理" in inside
    assert "吴建国" not in outside and "谁可以办理" not in outside
    assert "吴建国" in browse("feng").get(url).content.decode()
    assert browse("lin").get("/accounts/departments/own/").url == url


def test_tree_counts_what_lies_below(browse):
    page = browse("lin").get("/accounts/departments/?area=360000")
    below = {division.name: n for division, n in page.context["below"]}
    assert below["南昌市"] == 3 and below["赣州市"] == 1 and below["九江市"] == 0
    assert browse("lin").get("/accounts/departments/?area=999999").status_code == 404


def test_search_finds_by_name_and_by_code(browse):
    client = browse("lin")
    for q in ("西湖", cast.DEPARTMENTS["xihu"][0][:12].lower()):
        page = client.get("/accounts/departments/", {"q": q})
        assert [d.name for d in page.context["departments"]] == ["南昌市西湖区市场监督管理局"]
        row = AccessRecord.objects.latest("recorded_at", "id")
        assert (row.verb, row.result_count) == ("search", 1)


def test_abolished_department_is_said_to_be(browse, wang):
    actions.edit_department(cast.department("ganzhou"), by=wang, abolished_on=clock.today())
    page = browse("lin").get("/accounts/departments/?area=360700").content.decode()
    assert "已撤并" in page
