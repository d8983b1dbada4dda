"""What somebody with the web role's SQL cannot do, whatever the code says."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from catalogs.models import Entry
from licenses import actions, materials
from licenses.models import Case, Hand, Holder, License, LicenseState, Material
from licenses.status import status_at
from portal import clock
from portal.accounts.models import User
from portal.decisions import Invalid
from portal.ids import new_id
from tests import cast
from tests.databases import past_the_rules
from tests.licenses import factories

pytestmark = pytest.mark.django_db


def run(sql, values=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_temporary_table_of_the_same_name_does_not_blind_the_triggers(lin):
    """Databases of tests let the web role make one (installed ones do not), and still it helps nothing."""
    case = factories.case_in("submitted")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE licenses_hand (case_id uuid, person_id uuid, capacity text)")
        cursor.execute("INSERT INTO licenses_hand VALUES (%s, %s, 'review')", [case.pk, lin.user.pk])
        with pytest.raises(DatabaseError, match="no hand"), transaction.atomic():
            cursor.execute("UPDATE public.licenses_case SET status = 'approved', approved_at = now(), "
                           "approved_by_id = %s, approved_digest = content_digest WHERE id = %s",
                           [lin.user.pk, case.pk])
        cursor.execute("DROP TABLE pg_temp.licenses_hand")


def test_every_function_of_ours_looks_for_its_tables_in_public_only():
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
            AND NOT coalesce(p.proconfig @> ARRAY['search_path=public, pg_temp'], false) AND p.proname <> 'test_rules'
        """)
        assert cursor.fetchall() == []


def test_nothing_in_the_database_is_unpickled():
    assert "db" not in settings.CACHES["default"]["BACKEND"].lower()
    assert "JSON" in settings.SESSION_SERIALIZER


def test_state_without_an_approved_case_is_refused_and_the_status_stays():
    license = factories.case_in("issued").license
    draft = factories.open_draft()
    for case in (draft, license.cases.get()):
        with pytest.raises(DatabaseError), transaction.atomic():
            LicenseState.objects.create(license=license, status="revoked", case=case, effective_from=clock.now(),
                                        recorded_at=clock.now())
    assert status_at(license).code == "valid"


@pytest.mark.parametrize("change", [
    {"valid_to": "2099-01-01"}, {"serial": "X"}, {"issued_by": None}, {"shown_number": "X"},
])
def test_licence_is_not_changed_but_by_versions_and_states(change):
    license = factories.case_in("issued").license
    with pytest.raises(DatabaseError), transaction.atomic():
        License.objects.filter(pk=license.pk).update(**change)


@pytest.mark.parametrize("status, change", [
    ("issued", {"sealed_content": b"x"}), ("issued", {"issued_by": None}), ("rejected", {"problem": "x"}),
    ("approved", {"approved_digest": b"x", "content_digest": b"x"}), ("approved", {"approved_by": None}),
])
def test_what_was_approved_or_finished_is_not_rewritten(status, change):
    case = factories.case_in(status)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**change)


@pytest.mark.parametrize("sql", [
    "UPDATE licenses_counter SET next = 1", "UPDATE licenses_counter SET next = next + 2",
    "UPDATE licenses_number SET used_at = NULL", "UPDATE licenses_number SET value = value + 1",
])
def test_numbers_are_not_rewritten(sql):
    factories.case_in("issued")
    with pytest.raises(DatabaseError):
        run(sql)


def test_uniqueness_tells_nothing_of_another_departments_licence(lin):
    holder = {"code_type": "001", "code": factories.company_code(), "name": "南昌仁济门诊部有限公司"}
    license = factories.case_in("issued", entry=factories.MEDICAL, typed=factories.medical(holders=[holder])).license
    with past_the_rules():
        License.objects.filter(pk=license.pk).update(department=cast.department("xihu"))
    case = factories.open_draft(entry=factories.MEDICAL, typed=factories.medical(holders=[holder]))
    with pytest.raises(Invalid) as refused:
        actions.submit(case, by=lin, not_secret=True)
    assert "只能持有一件" in refused.value.decision.reason
    assert license.shown_number not in refused.value.decision.reason


# --- rows that say what a thing is


@pytest.mark.parametrize("change", [
    {"number": "X"}, {"kind": "revoke"}, {"department": None}, {"entry": None}, {"key": None}, {"collected_by": None},
])
def test_case_stays_what_it_is_while_it_is_a_draft(change, lin, tang):
    changes = {"department": tang.department, "collected_by": tang.user, "key": new_id(),
               "entry": Entry.objects.get(name=factories.MEDICAL)}
    case = factories.open_draft()
    change = {name: value or changes[name] for name, value in change.items()}
    with pytest.raises(DatabaseError, match="what a case is"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**change)


@pytest.mark.parametrize("change", [
    {"code_index": b"x"}, {"code_type": "111"}, {"key": new_id()}, {"first_seen_at": clock.now()},
], ids=",".join)
def test_holder_stays_who_he_is(change):
    factories.case_in("issued")
    with pytest.raises(DatabaseError, match="only these change"), transaction.atomic():
        Holder.objects.update(**change)
    Holder.objects.update(shown_name="改名后的公司")


def test_material_is_only_removed_and_only_once(lin, he):
    case = factories.open_draft()
    material = factories.with_material(case)
    other = factories.with_material(factories.open_draft())
    for change in ({"file": other.file}, {"case": other.case}, {"label": "x"}, {"added_by": he.user}):
        with pytest.raises(DatabaseError, match="only these change"), transaction.atomic():
            Material.objects.filter(pk=material.pk).update(**change)
    materials.remove(material, by=lin)
    with pytest.raises(DatabaseError, match="stays removed"), transaction.atomic():
        Material.objects.filter(pk=material.pk).update(removed_at=None, removed_by=None)


# --- hands


def lay(case, username: str, capacity: str, at=None):
    with transaction.atomic():
        return Hand.objects.create(case=case, person=User.objects.get(username=username), capacity=capacity,
                                   at=at or clock.now())


@pytest.mark.parametrize(("username", "capacity"), [
    ("zhao", "collect"), ("huang", "review"), ("wu", "sign"), ("zheng", "review"), ("chen", "sign"), ("sun", "review"),
    ("zheng", "collect"),
])
def test_hand_of_who_holds_no_post_for_the_step_in_the_department_is_refused(username, capacity):
    with pytest.raises(IntegrityError, match="held no post"):
        lay(factories.case_in("submitted"), username, capacity)


def test_hand_counts_only_while_the_appointment_lasts(wu):
    case = factories.case_in("submitted")
    with pytest.raises(IntegrityError, match="held no post"):
        lay(case, "wu", "review", at=clock.start_of(cast.SINCE) - timedelta(hours=1))
    wu.user.appointments.update(until=clock.today() - timedelta(days=1))
    with pytest.raises(IntegrityError, match="held no post"):
        lay(case, "wu", "review")


def test_hand_of_a_closed_account_is_refused(wu):
    case = factories.case_in("submitted")
    before = clock.now()
    User.objects.filter(pk=wu.user.pk).update(is_active=False, deactivated_at=clock.now(), deactivated_by=wu.user)
    with pytest.raises(IntegrityError, match="held no post"):
        lay(case, "wu", "review")
    assert lay(case, "wu", "review", at=before)


# --- history and log


@pytest.mark.parametrize("change", [{"status": "approved"}, {"problem": "x"}, {"id": new_id()}], ids=",".join)
def test_history_of_what_a_row_is_not_is_refused(change):
    case = factories.case_in("submitted")
    row = case.history.first()
    row.pk = new_id()
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match="tells what is not"), transaction.atomic():
        row.save(force_insert=True)


def test_history_that_a_row_was_deleted_is_refused_while_it_stands():
    row = factories.case_in("submitted").history.first()
    row.pk, row.history_type = new_id(), "-"
    with pytest.raises(IntegrityError, match="tells what is not"), transaction.atomic():
        row.save(force_insert=True)
