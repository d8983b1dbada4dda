"""Destroying a data key takes two named persons, in code and in the database; afterwards nothing opens."""

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.actor import acting_as
from portal.audit.models import AccessRecord
from portal.decisions import Conflict, Invalid, Refused
from portal.notices.models import Notice
from portal.vault import actions, files
from portal.vault.keys import Destroyed, delete_key, is_destroyed, unseal_json
from portal.vault.models import DataKey, Destruction, StoredFile
from tests import cast
from tests.databases import past_the_rules

GROUND = "国密定〔2026〕0001 号；保守国家秘密法"


@pytest.fixture
def ordered(dossier, chen):
    return actions.order(dossier.subject, by=chen, words="办件 DH20261124-0001 的全部内容", ground=GROUND)


def as_secrecy_officer(user):
    """The same person under an appointment that he may not have beside the other: the code is asked all the same."""
    with past_the_rules():
        return acting_as(cast.also(user, user.appointments.get().department, "secrecy_officer"))


def test_order_leaves_everything_readable(ordered, dossier):
    assert unseal_json(dossier.key.pk, "test:1", dossier.sealed)["name"] == "龚㛃"
    assert AccessRecord.objects.filter(verb="vault.order", account="chen").count() == 1


def test_confirmation_makes_content_and_files_unreadable(ordered, dossier, chu, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        done = actions.confirm(ordered, by=chu)
    assert (done.status, done.confirmed_by) == ("carried_out", chu.user)
    assert not DataKey.objects.filter(pk=dossier.key.pk).exists()
    for read in (
        lambda: unseal_json(dossier.key.pk, "test:1", dossier.sealed),
        lambda: files.load(dossier.file), lambda: files.name_of(dossier.file),
    ):
        with pytest.raises(Destroyed) as destroyed:
            read()
        assert "已依法销毁" in destroyed.value.sentence
    assert StoredFile.objects.filter(pk=dossier.file.pk).exists()
    folder = f"{str(dossier.key.pk)[-2:]}/{dossier.key.pk}"
    assert not storages["vault"].exists(folder)


def test_files_stay_until_the_destruction_is_committed(ordered, dossier, chu, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        actions.confirm(ordered, by=chu)
    assert storages["vault"].exists(f"{str(dossier.key.pk)[-2:]}/{dossier.key.pk}/{dossier.file.sha256}")


def test_files_of_a_living_key_are_not_removed(dossier):
    with pytest.raises(RuntimeError):
        files.remove_all(dossier.key.pk)
    assert files.load(dossier.file) == b"%PDF-1.7 a scan"


def test_confirmation_is_told_to_whoever_ordered(ordered, chu, chen):
    actions.confirm(ordered, by=chu)
    assert Notice.objects.filter(to_user=chen.user, event="destruction_carried_out").count() == 1


def test_confirmation_leaves_one_access_record_with_the_issuer(ordered, chu):
    actions.confirm(ordered, by=chu)
    row = AccessRecord.objects.get(verb="vault.destruction.confirm")
    assert (row.account, row.issuer, row.result) == ("chu", ordered.department.uscc, "ok")


def test_same_person_confirming_is_refused_by_the_policy(ordered, chen):
    with pytest.raises(Refused) as refused:
        actions.confirm(ordered, by=as_secrecy_officer(chen.user))
    assert "另一人" in refused.value.decision.reason
    assert not is_destroyed(ordered.key_id)


def test_same_person_confirming_is_refused_by_the_constraint(ordered, chen):
    with pytest.raises(IntegrityError, match="destruction_two_persons"), transaction.atomic():
        Destruction.objects.filter(pk=ordered.pk).update(confirmed_at=ordered.ordered_at, confirmed_by=chen.user)


def test_deleting_the_key_before_the_confirmation_is_refused_by_the_database(ordered):
    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        delete_key(ordered.pk)
    assert not is_destroyed(ordered.key_id)


@pytest.mark.parametrize("statement", [
    "DELETE FROM vault_datakey", "TRUNCATE vault_datakey CASCADE", "UPDATE vault_datakey SET wrapped = ''",
])
def test_web_role_ruining_a_key_past_the_code_is_refused(dossier, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert unseal_json(dossier.key.pk, "test:1", dossier.sealed)["name"] == "龚㛃"


def test_clerk_ordering_is_refused_and_recorded(dossier, lin):
    with pytest.raises(Refused):
        actions.order(dossier.subject, by=lin, words="x", ground=GROUND)
    assert AccessRecord.objects.get(verb="vault.order").result == "refused"


def test_head_of_another_department_ordering_is_refused(dossier, chen, zhao):
    with past_the_rules():
        other = acting_as(cast.also(zhao.user, zhao.department, "issuing_head"))
    with pytest.raises(Refused) as refused:
        actions.order(dossier.subject, by=other, words="x", ground=GROUND)
    assert "东湖区" in refused.value.decision.reason


def test_second_order_for_the_same_key_is_a_conflict(ordered, dossier, chen):
    with pytest.raises(Conflict) as refused:
        actions.order(dossier.subject, by=chen, words="再次", ground=GROUND)
    assert "已有一项" in refused.value.decision.reason


def test_rejected_order_destroys_nothing_and_keeps_its_reason(ordered, dossier, chu):
    with pytest.raises(Invalid):
        actions.reject(ordered, by=chu, reason=" ")
    done = actions.reject(ordered, by=chu, reason="未附定密决定")
    assert (done.status, done.rejected_because) == ("rejected", "未附定密决定")
    assert not is_destroyed(dossier.key.pk)
    with pytest.raises(Conflict):
        actions.confirm(done, by=chu)


def test_order_for_a_destroyed_key_is_invalid(ordered, dossier, chen, chu):
    actions.confirm(ordered, by=chu)
    with pytest.raises(Invalid):
        actions.order(dossier.subject, by=chen, words="再次", ground=GROUND)
