"""The steps of a version: who may take them, what they leave, and that a second person publishes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from catalogs import actions, reference
from catalogs.loading import draft_type
from catalogs.models import Entry, Version
from catalogs.states import VERSION
from catalogs.views import happened
from portal import clock, formats
from portal.accounts.actions import appoint
from portal.accounts.models import Appointment
from portal.actor import acting_as, command
from portal.audit.models import AccessRecord
from portal.decisions import Conflict, Invalid, Refused
from portal.notices.models import Notice
from portal.notices.send import text_of
from tests import cast
from tests.databases import past_the_rules

STEPS = {
    "submit": ("draft", {"sun"}, {}),
    "discard": ("draft", {"sun"}, {}),
    "send_back": ("submitted", {"li"}, {"reason": "请补充。"}),
    "publish": ("submitted", {"li"}, {"in_force_from": date(2999, 1, 1)}),
    "withdraw": ("published", {"li"}, {"ground": "改由国家目录提供。", "in_force_until": date(2999, 1, 1)}),
}


def in_status(status, food, sun):
    version = actions.draft_next(food, by=sun) if status != "published" else food.versions.get()
    return actions.submit(version, by=sun) if status == "submitted" else version


@pytest.mark.parametrize("username", sorted(cast.PEOPLE))
@pytest.mark.parametrize("step", sorted(STEPS))
def test_step_is_taken_by_its_role_alone(as_actor, food, sun, step, username):
    status, allowed, given = STEPS[step]
    version, actor = in_status(status, food, sun), as_actor(username)
    if username in allowed:
        done = VERSION.actions[step]
        assert getattr(actions, step)(version, by=actor, **given).status == done.step.target
        return
    with pytest.raises(Refused) as refused:
        getattr(actions, step)(version, by=actor, **given)
    assert refused.value.decision.reason.endswith("。")
    version.refresh_from_db()
    assert version.status == status


@pytest.mark.parametrize("step", sorted(STEPS))
def test_step_leaves_one_history_row_and_one_record(as_actor, food, sun, step):
    status, (actor,), given = STEPS[step]
    version = in_status(status, food, sun)
    rows, records = version.history.count(), AccessRecord.objects.filter(verb=f"catalogs.version.{step}").count()
    getattr(actions, step)(version, by=as_actor(actor), **given)
    assert version.history.count() == rows + 1
    assert AccessRecord.objects.filter(verb=f"catalogs.version.{step}").count() == records + 1


# --- a draft that comes to nothing


def test_discarded_draft_makes_room_for_another_and_keeps_its_number(draft, food, sun):
    done = actions.discard(draft, by=sun)
    assert (done.status, done.discarded_by) == ("discarded", sun.user) and done.discarded_at
    assert not done.in_force_from
    assert list(Version.objects.in_force().filter(entry=food)) == [food.versions.get(number=1)]
    again = actions.draft_next(food, by=sun)
    assert again.number == 3 and [item.key for item in again.items.all()] == [
        item.key for item in food.versions.get(number=1).items.all()]
    food.refresh_from_db()
    assert food.discarded_at is None


def test_next_draft_is_a_copy_of_what_was_not_discarded(draft, food, sun):
    draft = actions.change_draft(draft, by=sun, rev=draft.rev, values={"retention": "10"})
    actions.discard(draft, by=sun)
    assert actions.draft_next(food, by=sun).retention == food.versions.get(number=1).retention != "10"


@pytest.fixture
def mistyped(sun):
    """The draft of a type that was never published."""
    return draft_type(replace(reference.BY_KEY["water_abstraction_permit"], name="取水许可正"), sun)


def test_type_that_was_never_published_frees_its_code_when_its_draft_is_discarded(mistyped, sun, li):
    actions.discard(mistyped, by=sun)
    entry = Entry.objects.get(pk=mistyped.entry_id)
    assert (entry.discarded_by, entry.history.latest().history_change_reason) == (sun.user, "discard")
    again = draft_type(reference.BY_KEY["water_abstraction_permit"], sun)
    assert again.entry.type_code == entry.type_code and again.entry.pk != entry.pk
    done = actions.publish(actions.submit(again, by=sun), by=li, in_force_from=clock.today())
    assert done.entry.name == "取水许可证"


@pytest.mark.parametrize("act", [
    lambda entry, by: actions.draft_next(entry, by=by),
    lambda entry, by: actions.give_issuing_right(entry, cast.department("donghu"), by=by, since=clock.today()),
], ids=["draft", "issuer"])
def test_discarded_type_is_not_gone_on_with(mistyped, sun, act):
    actions.discard(mistyped, by=sun)
    with pytest.raises(Refused, match="已放弃"):
        act(Entry.objects.get(pk=mistyped.entry_id), sun)


def test_submitted_version_is_sent_back_before_it_is_discarded(submitted, sun):
    with pytest.raises(Conflict, match="不能放弃草稿"):
        actions.discard(submitted, by=sun)


def test_publication_ends_the_older_version_on_the_same_day(submitted, li, tomorrow):
    actions.publish(submitted, by=li, in_force_from=tomorrow)
    old, new = submitted.entry.versions.order_by("number")
    assert (old.status, old.in_force_until) == ("superseded", tomorrow)
    assert (new.status, new.in_force_from) == ("published", tomorrow)
    today, then = (list(Version.objects.in_force(day).filter(entry=new.entry)) for day in (clock.today(), tomorrow))
    assert today == [old] and then == [new]
    assert old.history.filter(history_change_reason="supersede").count() == 1


def test_publication_in_the_past_is_refused(submitted, li):
    with pytest.raises(Invalid, match="不能早于今天"):
        actions.publish(submitted, by=li, in_force_from=clock.today() - timedelta(days=1))
    assert submitted.entry.versions.filter(status="published").count() == 1


def test_publication_before_a_planned_version_is_refused(submitted, sun, li):
    actions.publish(submitted, by=li, in_force_from=clock.today() + timedelta(days=30))
    third = actions.submit(actions.draft_next(submitted.entry, by=sun), by=sun)
    with pytest.raises(Invalid, match="上一版本"):
        actions.publish(third, by=li, in_force_from=clock.today())


def test_publication_tells_the_issuing_departments(submitted, li, tomorrow):
    actions.publish(submitted, by=li, in_force_from=tomorrow)
    told = Notice.objects.filter(event="catalog_published", facts__number=2)
    assert {notice.to_department.short_name or notice.to_department.name for notice in told} == {
        "南昌市东湖区市场监督管理局", "南昌市西湖区市场监督管理局"}
    assert "第 2 版已发布" in text_of(told[0])


def test_timeline_of_a_version_names_steps_with_their_days(draft, sun, li, tomorrow):
    version = actions.publish(actions.submit(draft, by=sun), by=li, in_force_from=clock.today())
    actions.withdraw(version, by=li, ground="改由国家目录提供。", in_force_until=tomorrow)
    until, since = formats.sentence(tomorrow), formats.sentence(clock.today())
    lines = [line for line in happened.of_version(version) if line.title != "修改草稿"]
    assert [(line.title, line.reason, line.kind) for line in lines] == [
        (f"撤回目录版本，自{until}起停用", "改由国家目录提供。", "bad"), (f"发布，自{since}起启用", "", "ok"),
        ("提交发布", "", ""), ("编制草稿", "", ""),
    ]


def test_publication_renames_the_entry(draft, sun, li):
    renamed = actions.change_draft(draft, by=sun, rev=1, values={"name": "食品经营许可证（新版）"})
    actions.publish(actions.submit(renamed, by=sun), by=li, in_force_from=clock.today())
    assert Entry.objects.get(pk=draft.entry_id).name == "食品经营许可证（新版）"


@pytest.fixture
def sun_as_publisher(db):
    """sun holds the publisher's post in another managing department that keeps the entry meanwhile."""
    other = cast.department("city")
    user = Appointment.objects.get(user__username="sun").user
    return acting_as(appoint(user, other, "catalog_publisher", by=command(), since=date(2025, 1, 1)))


def test_version_that_no_longer_satisfies_the_rules_is_not_published(submitted, li):
    with past_the_rules():
        Version.objects.filter(pk=submitted.pk).update(number_rule={"pattern": "TG{serial:6}", "per": "department"})
    submitted.refresh_from_db()
    with pytest.raises(Invalid, match="暂不能发布，请退回修改：编号规则的格式写法有误"):
        actions.publish(submitted, by=li, in_force_from=clock.today())


def test_writer_of_a_draft_never_publishes_it(submitted, sun_as_publisher):
    with past_the_rules():
        Entry.objects.filter(pk=submitted.entry_id).update(kept_by=sun_as_publisher.department)
    submitted.refresh_from_db()
    with pytest.raises(Refused, match="参与了该版本的编制"):
        actions.publish(submitted, by=sun_as_publisher, in_force_from=clock.today())


def test_publisher_who_sent_back_may_publish_later(submitted, sun, li):
    back = actions.send_back(submitted, by=li, reason="请补充。")
    assert back.ground == "请补充。"
    again = actions.submit(back, by=sun)
    assert again.ground == ""
    assert actions.publish(again, by=li, in_force_from=clock.today()).status == "published"


def test_superseding_alone_is_refused(food, li):
    with pytest.raises(Refused, match="自动替代"):
        actions.supersede(food.versions.get(), by=li, in_force_until=clock.today())


def test_withdrawn_version_counts_until_its_day(food, li, tomorrow):
    actions.withdraw(food.versions.get(), by=li, ground="停用。", in_force_until=tomorrow)
    assert Version.objects.in_force().filter(entry=food).exists()
    assert not Version.objects.in_force(tomorrow).filter(entry=food).exists()


@pytest.mark.parametrize(("step", "given"), [
    ("send_back", {"reason": "  "}), ("withdraw", {"ground": "", "in_force_until": date(2999, 1, 1)}),
])
def test_reason_is_needed(food, sun, li, step, given):
    version = in_status(STEPS[step][0], food, sun)
    with pytest.raises(Invalid, match="请填写"):
        getattr(actions, step)(version, by=li, **given)


def test_second_draft_of_an_entry_is_refused(draft, sun):
    with pytest.raises(Refused, match="编制中的版本"):
        actions.draft_next(draft.entry, by=sun)


def test_draft_of_another_department_is_refused(draft, sun):
    with past_the_rules():
        Entry.objects.filter(pk=draft.entry_id).update(kept_by=cast.department("city"))
    draft.refresh_from_db()
    with pytest.raises(Refused, match="只能由该部门办理"):
        actions.submit(draft, by=sun)


def test_change_with_a_stale_revision_is_a_conflict(draft, sun):
    actions.change_draft(draft, by=sun, rev=1, values={"retention": "10"})
    with pytest.raises(Conflict, match="已在别处修改"):
        actions.change_draft(draft, by=sun, rev=1, values={"retention": "30"})
    draft.refresh_from_db()
    assert (draft.rev, draft.retention) == (2, "10")


def test_change_leaves_one_history_row_and_one_record(draft, sun):
    rows, records = draft.history.count(), AccessRecord.objects.count()
    actions.change_draft(draft, by=sun, rev=1, values={"retention": "10"}, items=draft.items.all())
    assert draft.history.count() == rows + 1
    assert AccessRecord.objects.count() == records + 1


def test_change_of_a_submitted_version_is_refused(submitted, sun):
    with pytest.raises(Refused, match="只有草稿可以修改"):
        actions.change_draft(submitted, by=sun, rev=submitted.rev, values={"retention": "10"})


def test_draft_without_items_cannot_be_submitted(draft, sun):
    empty = actions.change_draft(draft, by=sun, rev=1, items=[])
    with pytest.raises(Invalid, match="至少需要一个照面信息项"):
        actions.submit(empty, by=sun)


def test_refusal_is_recorded_once(food, qian):
    before = AccessRecord.objects.filter(result="refused").count()
    with pytest.raises(Refused):
        actions.draft_next(food, by=qian)
    row = AccessRecord.objects.filter(result="refused").order_by("-recorded_at").first()
    assert AccessRecord.objects.filter(result="refused").count() == before + 1
    assert (row.verb, row.account, row.license_type) == ("catalogs.version.draft", "qian", food.type_code)


CITY_CODE = cast.DEPARTMENTS["city"][0] + "001"
GENERAL = {
    "holder_category": "organisation", "validity": {"kind": "long_term"}, "retention": "10",
    "number_rule": {"pattern": "{serial}"}, "issuing_body": "南昌市行政审批局", "issuing_levels": ["city"],
}


@pytest.fixture
def city_editor(db):
    """An editor of the city's managing department."""
    user = Appointment.objects.get(user__username="sun").user
    return acting_as(appoint(user, cast.department("city"), "catalog_editor", by=command(), since=date(2025, 1, 1)))


def take_up(by, name: str):
    return actions.create_entry(by=by, values=GENERAL, entry={
        "type_code": CITY_CODE, "name": name, "defining_name": "南昌市行政审批局", "defining_level": "city"})


@pytest.mark.parametrize("name", ["食品经营许可证", " 食品经营 许可证"])
def test_city_entry_that_doubles_a_provincial_type_is_refused(city_editor, name):
    with pytest.raises(Refused, match="省级目录已有"):
        take_up(city_editor, name)
    assert not Entry.objects.filter(type_code=CITY_CODE).exists()


def test_city_entry_of_its_own_is_taken_up(city_editor):
    version = take_up(city_editor, "南昌市停车泊位备案证")
    assert (version.status, version.number, version.entry.kept_by) == ("draft", 1, cast.department("city"))


def test_city_draft_renamed_to_a_provincial_type_cannot_be_submitted(city_editor):
    version = take_up(city_editor, "南昌市停车泊位备案证")
    renamed = actions.change_draft(version, by=city_editor, rev=1, values={"name": "食品经营许可证"})
    with pytest.raises(Refused, match="省级目录已有"):
        actions.submit(renamed, by=city_editor)


def test_wrong_type_code_is_refused_with_its_sentence(sun):
    with pytest.raises(Invalid, match="校验码"):
        actions.create_entry(by=sun, entry={"type_code": "11360000999900011M001", "name": "甲", "defining_name": "乙",
                                            "defining_level": "province"}, values={})


def test_secret_type_is_refused_by_the_database(sun):
    with pytest.raises(Conflict, match="涉及国家秘密"):
        draft_type(reference.SECRET_TYPE, sun)
    assert not Entry.objects.filter(type_code=reference.SECRET_TYPE.type_code).exists()
