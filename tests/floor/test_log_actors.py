"""A log row names an account, its person and an appointment that belong together, whoever writes it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal import clock
from portal.accounts import actions
from portal.accounts.models import Appointment, Department, User
from portal.actor import PERSON, Actor, acting_as, command, public, system
from portal.audit import log
from portal.audit.models import AccessRecord
from tests import cast

pytestmark = pytest.mark.django_db


def forged(actor):
    """A row written with an actor that no request would make."""
    with transaction.atomic():
        log.record("view", by=actor)


def otherwise(actor, **changes):
    """An actor whose appointment says something else than its row."""
    appointment = Appointment.objects.select_related("user", "department").get(pk=actor.appointment.pk)
    for name, value in changes.items():
        setattr(appointment, name, value)
    return replace(actor, appointment=appointment)


@pytest.mark.parametrize("make", [
    lambda lin, wu: replace(lin, user=wu.user),
    lambda lin, wu: replace(lin, user=User(username="lin", display_name="吴建国")),
    lambda lin, wu: replace(lin, user=User(username="nobody", display_name="无人")),
    lambda lin, wu: replace(lin, kind="public"),
    lambda lin, wu: replace(lin, kind="command"),
    lambda lin, wu: replace(lin, kind="anybody"),
    lambda lin, wu: replace(public(), kind=PERSON),
    lambda lin, wu: replace(public(), appointment=lin.appointment),
    lambda lin, wu: otherwise(lin, role="signer"),
    lambda lin, wu: otherwise(lin, department=cast.department("xihu")),
    lambda lin, wu: otherwise(lin, pk=wu.user.pk),
    lambda lin, wu: otherwise(lin, department=Department(uscc=lin.department.uscc, name="某局")),
])
def test_row_whose_parts_do_not_belong_together_is_refused(lin, wu, make):
    with pytest.raises(IntegrityError, match="do not belong together"):
        forged(make(lin, wu))


def test_every_actor_that_the_code_makes_is_recorded(lin):
    before = AccessRecord.objects.count()
    for actor in (lin, public("192.0.2.1"), command(), system(), system(lin.user, lin.appointment),
                  Actor(PERSON, user=lin.user)):
        log.record("view", by=actor)
    assert AccessRecord.objects.count() == before + 6


def test_appointment_that_has_ended_is_recorded_no_more_but_a_request_under_way_is(lin, feng):
    ended = actions.end_appointment(lin.appointment, by=feng, until=clock.today() - timedelta(days=1))
    log.record("view", by=lin)
    with clock.moved_to(clock.now() + timedelta(days=1)), pytest.raises(IntegrityError):
        forged(acting_as(ended))
    with clock.moved_to(clock.start_of(cast.SINCE) - timedelta(hours=1)), pytest.raises(IntegrityError):
        forged(acting_as(ended))


def test_name_of_before_is_still_a_name_of_the_account(lin, wang):
    """A request that is under way while the name is corrected."""
    actions.edit_account(User.objects.get(pk=lin.user.pk), by=wang, display_name="林晓雁", staff_number="")
    log.record("view", by=lin)
    log.record("view", by=replace(lin, user=User.objects.get(pk=lin.user.pk)))
