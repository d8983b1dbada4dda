"""What `install` makes of a production installation, whose clock cannot be moved: an instant that is written is now."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from licenses.models import Hand
from portal import clock
from portal.accounts.models import Appointment, User
from portal.audit import log
from portal.database import people
from portal.ids import new_id
from tests import cast
from tests.licenses import factories

MINUTES = timedelta(minutes=11)


@pytest.fixture
def production(own_database, owner_sql):
    """A case of the demo and tests, then the functions of time as production has them."""
    case = factories.case_in("submitted")
    owner_sql(people.clock_sql(moves=False))
    return case


@pytest.mark.parametrize("shift", [-MINUTES, MINUTES])
def test_hand_of_another_time_is_refused(production, shift):
    given = {"case": production, "person": User.objects.get(username="wu"), "capacity": "review"}
    with pytest.raises(IntegrityError, match="held no post"):
        Hand.objects.create(at=clock.now() + shift, **given)
    assert Hand.objects.create(at=clock.now(), **given)


def test_history_of_another_time_is_refused(production):
    for at, refused in ((clock.now() - MINUTES, True), (clock.now(), False)):
        row = production.history.first()
        row.pk, row.history_date = new_id(), at
        if refused:
            with pytest.raises(IntegrityError, match="tells what is not"):
                row.save(force_insert=True)
        else:
            row.save(force_insert=True)


@pytest.mark.parametrize("shift", [-MINUTES, MINUTES])
def test_log_row_of_another_time_is_refused(production, shift):
    with clock.moved_to(clock.now() + shift), pytest.raises(IntegrityError, match="tells of happens"):
        log.record("view", by=cast.acting("lin"), about=production)
    log.record("view", by=cast.acting("lin"), about=production)


def test_web_role_appoints_for_no_person(production):
    """The command line of a production installation acts as the owner."""
    user = User.objects.get(username="wu")
    with pytest.raises(IntegrityError, match="by a person"), transaction.atomic():
        cast.also(user, user.appointments.get().department, "signer")
    with pytest.raises(IntegrityError, match="by a person"), transaction.atomic():
        Appointment.objects.filter(user=user).update(until=clock.today())
