"""What the database refuses past the code, as the web role: changes after publication, overlaps, the writer's hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from catalogs import actions, loading, reference
from catalogs.models import Entry, EntryGroupRight, FaceItem, IssuingRight, Matter, Version
from portal import clock, history
from portal.decisions import Conflict
from portal.ids import new_id
from tests import cast
from tests.databases import past_the_rules


def refused_by(act) -> str:
    """The name of the constraint that refuses the act."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    return error.value.__cause__.diag.constraint_name


def refused(name: str, act):
    """The act is refused by the constraint of that name."""
    assert refused_by(act) == name


@pytest.fixture
def published(food):
    return food.versions.get()


@pytest.mark.parametrize("column", [
    "name", "validity", "layout_html", "layout_css", "number_rule", "published_by_id", "in_force_from", "rev",
    "retention",
])
def test_published_version_cannot_be_changed(published, column):
    values = {"validity": {"kind": "long_term"}, "number_rule": {}, "published_by_id": published.drafted_by_id,
              "in_force_from": date(2030, 1, 1), "rev": 99, "retention": "10"}
    refused("published_version",
            lambda: Version.objects.filter(pk=published.pk).update(**{column: values.get(column, "改")}))


def test_version_cannot_be_deleted(published):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalogs_version WHERE id = %s", [published.pk])


@pytest.mark.parametrize("act", [
    lambda v: v.items.update(label="改"), lambda v: v.items.first().delete(), lambda v: v.images.clear(),
    lambda v: v.matters.clear(), lambda v: FaceItem.objects.create(
        version=v, position=99, key="zz", label="乙", pinyin_key="KZ_ZZ", sensitivity="internal"),
])
def test_parts_of_a_published_version_cannot_be_changed(published, act):
    refused("published_version", lambda: act(published))


def test_parts_of_a_submitted_version_cannot_be_changed(submitted):
    refused("published_version", lambda: submitted.items.update(label="改"))


def test_submitted_version_cannot_be_changed_under_the_publisher(submitted):
    refused("submitted_version", lambda: Version.objects.filter(pk=submitted.pk).update(name="改"))


def test_discarded_version_cannot_be_changed_or_taken_up_again(draft, sun):
    actions.discard(draft, by=sun)
    for change in ({"name": "改"}, {"ground": "改"}, {"discarded_at": clock.now()}):
        refused("discarded_version", lambda change=change: Version.objects.filter(pk=draft.pk).update(**change))
    for status in ("draft", "submitted", "published"):
        refused("discarded_version", lambda status=status: Version.objects.filter(pk=draft.pk).update(status=status))
    refused("published_version", lambda: draft.items.update(label="改"))


def test_discarding_without_who_and_when_is_refused(draft):
    refused("version_discarded_evidence", lambda: Version.objects.filter(pk=draft.pk).update(status="discarded"))


def discarded(entry, sun):
    return Entry.objects.filter(pk=entry.pk).update(discarded_at=clock.now(), discarded_by=sun.user)


def test_type_that_was_published_or_submitted_cannot_be_discarded(food, sun):
    refused("discarded_entry", lambda: discarded(food, sun))
    version = loading.draft_type(reference.BY_KEY["water_abstraction_permit"], sun)
    actions.submit(version, by=sun)
    refused("discarded_entry", lambda: discarded(version.entry, sun))


def test_discarded_type_stays_so_and_gets_no_version(sun):
    version = loading.draft_type(reference.BY_KEY["water_abstraction_permit"], sun)
    entry = version.entry
    discarded(entry, sun)
    refused("discarded_entry", lambda: Entry.objects.filter(pk=entry.pk).update(discarded_at=None, discarded_by=None))
    refused("discarded_entry", lambda: Version.objects.filter(pk=version.pk).update(
        status="submitted", submitted_at=clock.now(), submitted_by=sun.user))
    Version.objects.filter(pk=version.pk).update(status="discarded", discarded_at=clock.now(), discarded_by=sun.user)
    values = {field.attname: getattr(version, field.attname) for field in Version._meta.concrete_fields}
    refused("discarded_entry", lambda: Version.objects.bulk_create([Version(**values | {"id": new_id(), "number": 2})]))


def test_type_code_is_there_once_among_those_not_discarded(sun):
    first, second = reference.BY_KEY["water_abstraction_permit"], reference.BY_KEY["food_business_license"]
    loading.draft_type(first, sun)
    with pytest.raises(Conflict, match="该类型代码已在目录中"):
        loading.draft_type(replace(second, type_code=first.type_code), sun)


def test_status_cannot_leave_the_table(draft):
    refused("workflow_pair", lambda: Version.objects.filter(pk=draft.pk).update(status="superseded"))


def test_publishing_by_whoever_drafted_is_refused(submitted):
    older = submitted.entry.versions.get(number=1)
    Version.objects.filter(pk=older.pk).update(status="superseded", in_force_until=clock.today())
    refused("version_two_persons", lambda: Version.objects.filter(pk=submitted.pk).update(
        status="published", published_by=F("drafted_by"), published_at=clock.now(), in_force_from=clock.today()))


def test_publishing_by_another_who_wrote_is_refused(draft, sun, he):
    """he changed the draft (whatever let him): the history row alone keeps him from publishing."""
    history.save(draft, by=he, reason="edit")
    submitted = actions.submit(draft, by=sun)
    refused("version_two_persons", lambda: Version.objects.filter(pk=submitted.pk).update(
        status="published", published_by=he.user, published_at=clock.now(),
        in_force_from=clock.today() + timedelta(days=9)))


def published_by(person, **changes) -> dict:
    return {"status": "published", "published_by": person.user, "published_at": clock.now(),
            "in_force_from": clock.today() + timedelta(days=9), **changes}


@pytest.mark.parametrize("username", ["lin", "he", "jiang", "city"])
def test_submitting_and_publishing_without_the_post_in_the_keeping_department_is_refused(
        draft, sun, li, as_actor, username):
    if username == "city":  # a post, but elsewhere
        person = as_actor("jiang")
        cast.also(person.user, cast.department("city"), "catalog_publisher")
    else:
        person = as_actor(username)
    rows = Version.objects.filter(pk=draft.pk)
    refused("no_appointment", lambda: rows.update(
        status="submitted", submitted_at=clock.now(), submitted_by=person.user))
    actions.submit(draft, by=sun)
    Version.objects.filter(entry=draft.entry, status="published").update(
        status="superseded", in_force_until=clock.today())
    refused("no_appointment", lambda: rows.update(**published_by(person)))
    refused("no_appointment", lambda: rows.update(**published_by(li, published_at=clock.start_of(date(2024, 1, 1)))))
    rows.update(**published_by(li))
    refused("no_appointment", lambda: rows.update(
        status="withdrawn", withdrawn_at=clock.now(), withdrawn_by=person.user, in_force_until=date(2030, 1, 1)))


def test_draft_by_or_discarded_by_somebody_without_the_post_is_refused(draft, lin):
    refused("no_appointment", lambda: Version.objects.filter(pk=draft.pk).update(
        status="discarded", discarded_at=clock.now(), discarded_by=lin.user))
    Version.objects.filter(pk=draft.pk).update(
        status="discarded", discarded_at=clock.now(), discarded_by=draft.drafted_by)
    values = {field.attname: getattr(draft, field.attname) for field in Version._meta.concrete_fields}
    for change in ({"drafted_by_id": lin.user.pk}, {"drafted_at": clock.start_of(date(2024, 1, 1))}):
        refused("no_appointment", lambda change=change: Version.objects.bulk_create([
            Version(**values | {"id": new_id(), "number": 3, **change})]))


@pytest.mark.parametrize("name", ["drafted_by", "submitted_by", "submitted_at"])
def test_who_drafted_or_submitted_is_not_rewritten(submitted, li, name):
    change = {name: clock.now() if name.endswith("at") else li.user}
    assert refused_by(lambda: Version.objects.filter(pk=submitted.pk).update(**change)) in (
        "fixed_columns", "submitted_version")


def test_overlapping_versions_are_refused(submitted, li):
    refused("version_no_overlap", lambda: Version.objects.filter(pk=submitted.pk).update(
        status="published", published_by=li.user, published_at=clock.now(), in_force_from=clock.today()))


def test_publishing_without_a_day_is_refused(submitted, li):
    refused("version_published_evidence", lambda: Version.objects.filter(pk=submitted.pk).update(
        status="published", published_by=li.user, published_at=clock.now()))


def test_secret_type_is_refused(food):
    def make_secret():
        with past_the_rules():  # without the trigger that lets only the name of an entry change
            Entry.objects.filter(pk=food.pk).update(secret=True)

    refused("secret_type", make_secret)


@pytest.mark.parametrize("change", [
    {"type_code": "11100000MB0143028R999"}, {"secret": True}, {"defining_name": "某局"}, {"created_by": None},
], ids=str)
def test_entry_stays_what_it_is_but_for_its_name(food, change):
    refused("fixed_columns", lambda: Entry.objects.filter(pk=food.pk).update(**change))
    Entry.objects.filter(pk=food.pk).update(name="食品经营许可证（新）")


def test_rights_matters_and_issuers_are_not_turned_into_others(food):
    for rows, change in ((IssuingRight.objects, {"since": date(2020, 1, 1)}), (Matter.objects, {"code": "x"}),
                         (EntryGroupRight.objects, {"content_object": Entry.objects.exclude(pk=food.pk).first()})):
        refused("fixed_columns", lambda rows=rows, change=change: rows.update(**change))


def test_second_draft_is_refused(draft):
    draft.number = 3
    values = {field.attname: getattr(draft, field.attname) for field in Version._meta.concrete_fields}
    refused("version_one_draft", lambda: Version.objects.bulk_create([Version(**values | {"id": new_id()})]))


def test_overlapping_issuing_rights_are_refused(food):
    refused("issuing_right_no_overlap", lambda: IssuingRight.objects.create(
        entry=food, department=cast.department("donghu"), since=date(2026, 1, 1)))


def test_history_cannot_be_rewritten(published):
    with pytest.raises(DatabaseError), transaction.atomic():
        published.history.update(history_change_reason="x")


def test_base_image_cannot_be_changed(published):
    with pytest.raises(DatabaseError), transaction.atomic():
        published.images.update(name="x")
