"""What somebody with the web role's SQL cannot do to a data key: name two people who could not have ordered it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal import clock
from portal.accounts.models import User
from portal.ids import new_id
from portal.vault.keys import delete_key, is_destroyed, new_key
from portal.vault.models import DataKey, Destruction
from tests import cast

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def forged(key, *, department="donghu", by="chen", at=None, **values) -> Destruction:
    """An order written past the code."""
    return Destruction.objects.create(
        key_id=key.pk, department=cast.department(department), subject="x", ground="x", ordered_at=at or clock.now(),
        ordered_by=User.objects.get(username=by), **values)


def answered(order, by: str, at=None):
    """The answer of a second person, written past the code, and the key's deletion asked for."""
    Destruction.objects.filter(pk=order.pk).update(
        confirmed_by=User.objects.get(username=by), confirmed_at=at or clock.now())
    delete_key(order.pk)


def test_order_and_answer_by_people_in_office_destroy_the_key(dossier):
    answered(forged(dossier.key), "chu")
    assert is_destroyed(dossier.key.pk)


@pytest.mark.parametrize("order", [
    {"by": "lin"}, {"by": "tang"}, {"by": "chu"}, {"department": "xihu", "by": "tang"},
    {"at": clock.start_of(cast.SINCE) - HOUR},
], ids=str)
def test_order_of_who_is_not_head_of_the_dossiers_department_then_is_refused(dossier, order):
    with pytest.raises(IntegrityError), transaction.atomic():
        forged(dossier.key, **order)


def test_order_that_is_answered_from_the_start_is_refused(dossier):
    with pytest.raises(IntegrityError, match="without its answer"), transaction.atomic():
        forged(dossier.key, confirmed_at=clock.now() + HOUR, confirmed_by=User.objects.get(username="chu"))


def test_order_for_a_key_of_no_dossier_is_refused(dossier):
    """A holder's key, or any other, is nobody's to order gone."""
    with pytest.raises(IntegrityError, match="no dossier"), transaction.atomic():
        forged(new_key("holder"))


@pytest.mark.parametrize("by", ["lin", "chen", "tang", "zhou"])
def test_answer_of_who_is_no_secrecy_officer_destroys_nothing(dossier, by):
    order = forged(dossier.key)
    with pytest.raises(IntegrityError), transaction.atomic():
        answered(order, by)
    assert not is_destroyed(dossier.key.pk)


@pytest.mark.parametrize("shift", [-HOUR, -timedelta(days=999)])
def test_answer_before_the_order_or_before_the_officer_was_appointed_destroys_nothing(dossier, shift):
    order = forged(dossier.key)
    with pytest.raises(IntegrityError, match="both in office"), transaction.atomic():
        answered(order, "chu", at=clock.now() + shift)
    assert not is_destroyed(dossier.key.pk)


def test_answer_of_an_officer_whose_appointment_ended_destroys_nothing(dossier):
    order = forged(dossier.key)
    User.objects.get(username="chu").appointments.update(until=clock.today() - timedelta(days=1))
    with pytest.raises(IntegrityError, match="both in office"), transaction.atomic():
        answered(order, "chu")


def test_rejected_order_destroys_nothing(dossier):
    order = forged(dossier.key)
    Destruction.objects.filter(pk=order.pk).update(
        status="rejected", rejected_at=clock.now(), rejected_by=User.objects.get(username="chu"))
    with pytest.raises(IntegrityError), transaction.atomic():
        answered(order, "chu")
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_key(order.pk)


@pytest.mark.parametrize("change", [
    {"key_id": new_id()}, {"subject": "y"}, {"ordered_by": None}, {"ordered_at": None}, {"ground": "y"},
])
def test_order_is_not_rewritten(dossier, change):
    order = forged(dossier.key)
    with pytest.raises(DatabaseError), transaction.atomic():
        Destruction.objects.filter(pk=order.pk).update(**change)


def test_answer_is_not_rewritten(dossier):
    order = forged(dossier.key)
    Destruction.objects.filter(pk=order.pk).update(
        confirmed_by=User.objects.get(username="chu"), confirmed_at=clock.now())
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        Destruction.objects.filter(pk=order.pk).update(confirmed_at=clock.now() + HOUR)


def test_stored_file_is_never_changed(dossier):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE vault_storedfile SET sha256 = repeat('0', 64)")
    assert DataKey.objects.filter(pk=dossier.key.pk).exists()
