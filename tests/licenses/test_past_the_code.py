"""What somebody with the web role's SQL cannot do, whatever the code says."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from licenses import actions
from licenses.models import Case, License, LicenseState
from licenses.status import status_at
from portal import clock
from portal.decisions import Invalid
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
