"""Two requests at the same moment: a code counts once, a recovery code once, a pair of roles is never held by one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from portal import clock
from portal.accounts import actions, second_factor
from portal.accounts.models import Appointment, User
from portal.actor import command
from portal.decisions import Refused
from tests import cast
from tests.accounts.conftest import Device


def both(*tasks):
    """Run the tasks at once, each on its own connection; returns what they gave or raised."""
    start = Barrier(len(tasks))

    def run(task):
        try:
            start.wait()
            return task()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_code_brought_twice_at_once_counts_once(own_database):
    phone = Device("zheng")
    code = phone.code()
    answers = both(*[lambda: second_factor.check(phone.user, code, by=command())] * 4)
    assert [a.taken for a in answers].count(True) == 1


def test_recovery_code_brought_twice_at_once_counts_once(own_database):
    phone = Device("zheng")
    answers = both(*[lambda: second_factor.check(phone.user, phone.codes[0], by=command())] * 4)
    assert [a.taken for a in answers].count(True) == 1


def test_two_appointments_at_once_never_make_one_person_hold_a_pair(own_database):
    user = actions.open_account(by=command(), username="xin", display_name="辛勤", password="Erste-Losung-1")

    def appoint(role):
        return lambda: actions.appoint(user, cast.department("donghu"), role, by=command(), since=clock.today())

    both(appoint("clerk"), appoint("signer"))
    assert Appointment.objects.filter(user=user).count() == 1


def test_one_account_name_is_given_once(own_database):
    def open_account():
        return actions.open_account(by=command(), username="xin", display_name="辛勤", password="Erste-Losung-1")

    both(open_account, open_account)
    assert User.objects.filter(username="xin").count() == 1
