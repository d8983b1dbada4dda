"""The access log: one whole row per act, made by the database where it must be, never changed."""

import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.accounts.models import Department
from portal.audit import log
from portal.audit.models import AccessRecord
from tests import cast


def test_record_of_a_view_says_who_what_and_from_where(lin):
    log.record("view", by=lin, about=cast.department("donghu"), fields=["name"])
    row = AccessRecord.objects.latest("recorded_at")
    assert (row.account, row.role, row.department_name) == ("lin", "clerk", "南昌市东湖区市场监督管理局")
    assert (row.verb, row.fields, row.address, row.result) == ("view", ["name"], "192.0.2.7", "ok")


def test_leaf_is_the_digest_of_entry_and_database_time(lin):
    log.record("view", by=lin)
    row = AccessRecord.objects.latest("recorded_at")
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_epoch_micros(recorded_at) FROM audit_accessrecord WHERE id = %s", [row.id])
        micros = cursor.fetchone()[0]
    wanted = hashlib.sha256(b"\x00" + bytes(row.entry) + micros.to_bytes(8, "big")).digest()
    assert bytes(row.leaf) == wanted


@pytest.mark.parametrize("statement", [
    "UPDATE audit_accessrecord SET verb = 'x'",
    "DELETE FROM audit_accessrecord",
    "TRUNCATE audit_accessrecord",
    "INSERT INTO audit_accessrecord (id, recorded_at) VALUES (gen_random_uuid(), now())",
])
def test_web_role_rewriting_the_log_is_refused(lin, statement):
    log.record("view", by=lin)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE audit_accessrecord SET verb = 'x'", "DELETE FROM audit_accessrecord"])
def test_owner_rewriting_the_log_is_refused_by_the_trigger(owner_sql, own_database, statement):
    from portal.actor import command

    log.record("view", by=command())
    with pytest.raises(Exception, match="append-only"):
        owner_sql(statement)


def test_open_object_outside_the_scope_is_not_found_and_recorded_once(as_actor):
    nobody = as_actor()
    before = AccessRecord.objects.count()
    with pytest.raises(log.NotFound):
        log.open_object(nobody, Department.objects.all(), "view", pk=cast.department("donghu").pk)
    assert AccessRecord.objects.count() == before + 1
    assert AccessRecord.objects.latest("recorded_at").result == "not_found"


def test_constraint_refusal_has_a_sentence(wang):
    from portal.accounts.actions import add_department
    from portal.decisions import Conflict

    with pytest.raises(Conflict) as refused:
        add_department(by=wang, uscc="11360000999900011L", name="重复", level="city", division="360100", issuing=True)
    assert "矛盾" in refused.value.decision.reason
    assert isinstance(refused.value.__cause__, IntegrityError)
