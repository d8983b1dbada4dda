"""Past the code, with the web role's SQL: what was submitted stays, and whom a case or licence is about."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from licenses import actions
from licenses.models import Case, Holder, License, LicenseHolder
from portal import clock
from portal.ids import new_id
from portal.vault import actions as vault
from portal.vault import subjects
from portal.vault.models import DataKey
from portal.workdays import actions as workdays
from tests import cast
from tests.licenses import factories
from tests.workdays import wordings

pytestmark = pytest.mark.django_db

CONTENT = ({"sealed_content": b"x"}, {"content_digest": b"x"}, {"acceptance_number": "x"}, {"matter": None})
HOLDERS = ({"shown_holders": "别人"}, {"shown_codes": "x"}, {"holder_indexes": [b"x"]}, {"grams": [1]},
           {"shown_holders": "", "shown_codes": "", "holder_indexes": [], "grams": []})


def refused(rows, words: str, **change):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        rows.update(**change)


@pytest.mark.parametrize("change", [*CONTENT, *HOLDERS], ids=",".join)
@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_content_is_rewritten_only_while_the_case_is_filled_in(standing, status, change):
    refused(Case.objects.filter(pk=standing(status).pk), "filled in|what was approved", **change)


@pytest.mark.parametrize("change", HOLDERS, ids=",".join)
@pytest.mark.parametrize("status", ["issued", "rejected", "withdrawn"])
def test_finished_case_is_not_pointed_at_another_person(standing, status, change):
    refused(Case.objects.filter(pk=standing(status).pk), "filled in", **change)


@pytest.mark.parametrize("status", ["draft", "returned"])
def test_content_of_a_case_that_is_filled_in_changes(standing, status):
    assert Case.objects.filter(pk=standing(status).pk).update(shown_holders="别人", acceptance_number="x") == 1


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "approved"])
def test_who_submitted_and_declared_and_when_is_not_rewritten(standing, status, he):
    rows, now = Case.objects.filter(pk=standing(status).pk), clock.now()
    for verb in ("submitted", "not_secret"):
        refused(rows, "and stays|what was approved", **{f"{verb}_by": he.user, f"{verb}_at": now})


def test_submission_of_a_content_declared_by_another_or_already_opened_is_refused(standing, lin, he, wu):
    now = clock.now()
    given = {"status": "submitted", "submitted_at": now, "submitted_by": lin.user, "not_secret_at": now,
             "not_secret_by": lin.user, "sealed_content": b"x", "content_digest": b"x"}
    rows = Case.objects.filter(pk=standing("draft").pk)
    for change in ({"not_secret_by": he.user}, {"opened_at": now, "opened_by": wu.user}):
        refused(rows, "comes with the submission", **given | change)
    assert rows.update(**given)


def test_review_is_begun_by_a_reviewer_and_not_unmade(standing, lin, wu):
    rows = Case.objects.filter(pk=standing("submitted").pk)
    refused(rows, "begun once", opened_at=clock.now(), opened_by=lin.user)
    actions.begin_review(rows.get(), by=wu)
    for at, by in ((None, None), (clock.now() + timedelta(hours=1), wu.user)):
        refused(rows, "begun once", opened_at=at, opened_by=by)


@pytest.mark.parametrize("status", ["draft", "submitted", "approved", "returned"])
def test_target_day_is_set_by_nobody_but_the_count(standing, status):
    for day in (date(2099, 1, 1), None):
        if (case := standing(status)).due_on != day:
            refused(Case.objects.filter(pk=case.pk), "counted, not set", due_on=day)


def test_target_day_of_another_year_than_the_confirmed_notice_is_not_set(standing, sun, li):
    notice = workdays.enter(by=sun, year=2027, number=wordings.MADE_UP_NUMBER, issued_on=clock.today(),
                            text=wordings.MADE_UP_2027)
    with clock.moved_to(clock.start_of(date(2031, 3, 3))):
        case = factories.case_in("submitted")
    workdays.confirm(notice, by=li)
    refused(Case.objects.filter(pk=case.pk), "counted, not set", due_on=date(2027, 1, 1))


@pytest.mark.parametrize("step", ["recall", "send_back", "reject", "withdraw"])
@pytest.mark.parametrize("changes", [False, True], ids=["new", "change"])
def test_honest_steps_after_submission_pass(step, changes, lin, wu):
    case = factories.case_in("submitted") if not changes else actions.submit(
        actions.open_change(factories.case_in("issued").license, by=lin, kind="suspend", ground="违反许可条件",
                            document="决字〔2026〕2号"), by=lin, not_secret=True)
    given = {} if step == "recall" else {"reason": "请核对。"}
    done = getattr(actions, step)(case, by=lin if step in ("recall", "withdraw") else wu, **given)
    assert done.status != "submitted"


@pytest.mark.parametrize("name", ["submitted", "opened", "approved", "returned", "issued"])
def test_case_begins_without_what_comes_later(standing, wu, name):
    given = {field.attname: getattr(standing("draft"), field.attname) for field in Case._meta.concrete_fields}
    given |= {"id": new_id(), "number": "X", f"{name}_at": clock.now(), f"{name}_by_id": wu.user.pk}
    with pytest.raises(IntegrityError, match="without what comes later"), transaction.atomic():
        Case.objects.bulk_create([Case(**given)])


@pytest.mark.parametrize("change", [*HOLDERS, {"number_index": b"x"}], ids=",".join)
def test_licence_is_not_pointed_at_another_person(standing, change):
    refused(License.objects.filter(pk=standing("issued").license_id), "issued to", **change)


def test_licence_gets_no_further_holder(standing):
    license = standing("issued").license
    other = Holder.objects.exclude(licenses=license).first() or Holder.objects.first()
    with pytest.raises(IntegrityError, match="issued to"), transaction.atomic():
        LicenseHolder.objects.create(license=license, holder=other, position=9)


def test_what_was_derived_goes_with_the_key_and_is_not_filled_again(standing):
    case = standing("issued")
    order = vault.order(subjects.find(cast.acting("chen"), case.key_id), by=cast.acting("chen"), words="一件证照",
                        ground="依法销毁")
    vault.confirm(order, by=cast.acting("chu"))
    case.refresh_from_db()
    assert (case.shown_holders, case.holder_indexes, case.license.shown_holders) == ("", [], "")
    assert not DataKey.objects.filter(pk=case.key_id).exists()
    refused(Case.objects.filter(pk=case.pk), "filled in", shown_holders="别人")
    refused(License.objects.filter(pk=case.license_id), "issued to", shown_holders="别人")
