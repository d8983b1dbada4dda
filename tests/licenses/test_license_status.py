"""What stands of a licence: acts in any order, by what was known when."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licenses.lookup import with_status
from licenses.models import License, LicenseState
from licenses.states import LicenseStatus
from licenses.status import Code, status_at, statuses_at
from portal import clock
from tests.databases import past_the_rules
from tests.licenses import factories

START = datetime(2026, 1, 1, 1, tzinfo=UTC)
ENDINGS = ("withdrawn", "annulled", "revoked", "cancelled", "replaced")
LATER = ("suspended", "effective", *ENDINGS)

hours = st.integers(0, 24 * 900)
acts = st.lists(st.tuples(st.sampled_from(LATER), hours, hours), max_size=6)
days = st.integers(-400, 900)
ends = st.none() | st.integers(0, 900)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def states_of(made, issued: int = 0):
    """The state of issue and the acts after it: (status, effective at hour, recorded at hour)."""
    rows = [("effective", issued, issued), *made]
    return [
        LicenseState(status=status, effective_from=at(effective), recorded_at=at(recorded))
        for status, effective, recorded in rows
    ]


def license_with(states, valid_from: int = 0, valid_to: int | None = None):
    """What `status_at` asks of a licence, out of memory."""
    day = START.date()
    return SimpleNamespace(
        states=SimpleNamespace(all=lambda: states), issued_at=START, valid_from=day + timedelta(days=valid_from),
        valid_to=None if valid_to is None else day + timedelta(days=max(valid_from, valid_to)),
    )


@given(acts, hours, hours)
def test_status_after_a_known_ending_act_is_never_valid(made, instant, known):
    license = license_with(states_of(made))
    ended = any(status in ENDINGS and effective <= instant and recorded <= known
                for status, effective, recorded in made)
    code = status_at(license, at(instant), at(known)).code
    assert (code in ENDINGS) == ended


@given(acts, hours, hours, days, ends)
def test_status_outside_the_period_is_never_valid(made, instant, known, valid_from, valid_to):
    license = license_with(states_of(made), valid_from, valid_to)
    code = status_at(license, at(instant), at(known)).code
    day = clock.day_of(at(instant))
    if day < license.valid_from or (license.valid_to and day > license.valid_to):
        assert code != Code.VALID
    if code == Code.EXPIRED:
        assert day > license.valid_to


@given(acts, hours, hours)
def test_status_as_known_then_does_not_change_by_what_is_recorded_later(made, instant, known):
    then = [act for act in made if act[2] <= known]
    before = status_at(license_with(states_of(then)), at(instant), at(known))
    assert status_at(license_with(states_of(made)), at(instant), at(known)) == before


@given(acts.flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))), hours)
def test_status_does_not_depend_on_the_order_of_rows(pair, instant):
    made, shuffled = pair
    distinct = len({(effective, recorded) for _status, effective, recorded in made}) == len(made)
    one, other = (status_at(license_with(states_of(rows)), at(instant), at(10**6)) for rows in (made, shuffled))
    assert one == other or not distinct


@given(hours.filter(bool))
def test_status_before_the_issue_is_not_yet_valid(earlier):
    assert status_at(license_with(states_of([])), at(-earlier), at(0)).code == Code.NOT_YET_VALID


def test_annulment_from_the_day_of_issue_outweighs_a_suspension_that_ended():
    made = [("suspended", 100, 100), ("effective", 200, 200), ("annulled", 1, 300)]
    license = license_with(states_of(made))
    assert status_at(license, at(250), at(250)).code == Code.VALID
    assert status_at(license, at(250), at(301)).code == Code.ANNULLED


@pytest.mark.parametrize("before", ["withdrawn", "annulled", "revoked"])
def test_cancellation_names_the_act_that_led_to_it(before):
    made = [("suspended", 5, 5), (before, 10, 10), ("cancelled", 20, 20)]
    status = status_at(license_with(states_of(made)), at(30), at(30))
    assert (status.code, status.led_to) == ("cancelled", before)
    assert status.led_to_label == Code(before).label


def test_cancellation_by_itself_names_no_act():
    status = status_at(license_with(states_of([("suspended", 5, 5), ("cancelled", 20, 20)])), at(30), at(30))
    assert (status.code, status.led_to, status.led_to_label) == ("cancelled", "", "")


def test_suspended_licence_past_its_end_is_expired():
    license = license_with(states_of([("suspended", 5, 5)]), 0, 10)
    assert status_at(license, at(24 * 9), at(10**6)).code == Code.SUSPENDED
    expired = status_at(license, at(24 * 12), at(10**6))
    assert (expired.code, expired.since) == (Code.EXPIRED, clock.start_of(license.valid_to + timedelta(days=1)))


@pytest.fixture(scope="module")
def issued(shelf):
    return shelf(lambda: factories.case_in("issued").license_id)


@pytest.mark.django_db
@pytest.mark.parametrize("status", LicenseStatus.values)
@pytest.mark.parametrize(("start", "end"), [(-10, None), (-10, 10), (-10, 0), (0, 0), (1, 10), (-10, -1)])
def test_filter_finds_a_licence_under_the_status_that_it_has(issued, status, start, end):
    """Whatever `status_at` says of a licence, the list's filter says the same and no other does."""
    license = License.objects.get(pk=issued)
    today = clock.today()
    dates = {"valid_from": today + timedelta(days=start),
             "valid_to": None if end is None else today + timedelta(days=end)}
    with past_the_rules():
        License.objects.filter(pk=license.pk).update(**dates, status=status)
        if status != "effective":
            LicenseState.objects.create(license=license, status=status, effective_from=clock.now(),
                                        recorded_at=clock.now(), case=license.cases.get())
    license.refresh_from_db()
    code = status_at(license).code
    assert statuses_at([license])[license.pk].code == code
    found = [c for c in Code.values if License.objects.filter(with_status(c, today), pk=license.pk).exists()]
    assert found == [code]


def test_expired_begins_after_the_last_day():
    license = license_with(states_of([]), 0, 10)
    last = license.valid_to
    end_of_day = clock.start_of(last + timedelta(days=1))
    assert last == date(2026, 1, 11)
    assert status_at(license, end_of_day - timedelta(seconds=1), at(10**6)).code == Code.VALID
    expired = status_at(license, end_of_day, at(10**6))
    assert (expired.code, expired.since) == (Code.EXPIRED, end_of_day)


def test_licence_that_is_still_to_come_has_no_instant_since_which():
    status = status_at(license_with(states_of([]), 5), at(1), at(10**6))
    assert (status.code, status.since) == (Code.NOT_YET_VALID, None)
