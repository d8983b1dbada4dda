"""The command line of a fresh installation: the first administrators, recorded; no accounts that nobody opened."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import Appointment, Department, User
from portal.audit.models import AccessRecord
from portal.codes import make_org_code, make_uscc
from tests import cast

CODE = make_uscc("11360000" + make_org_code("99991007"))


def account(*arguments):
    out = StringIO()
    call_command("account", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_installation_opens_no_accounts_of_its_own():
    assert not User.objects.exclude(username__in=cast.PEOPLE).exists()


@pytest.mark.django_db
def test_first_administrator_is_opened_and_appointed_and_signs_in(enter):
    account("department", CODE, "江西省数据局", "360000", "--managing")
    told = account("open", "first", "首任")
    account("appoint", "first", CODE, "security_admin", "--since", "20260101")
    password = re.search(r"password: (\S+)", told)[1]
    assert enter("first", password).get("/").url == "/accounts/password/"
    assert Department.objects.get(uscc=CODE).level == "province"
    assert Appointment.objects.get(user__username="first").role == "security_admin"
    rows = AccessRecord.objects.filter(actor_kind="command", object_label__contains="first")
    assert {"accounts.open_account", "accounts.appoint"} <= {row.verb for row in rows}


@pytest.mark.django_db
def test_what_cannot_be_is_told_and_recorded():
    with pytest.raises(CommandError, match="不能兼任"):
        account("appoint", "wang", cast.DEPARTMENTS["province"][0], "audit_admin")
    assert AccessRecord.objects.latest("recorded_at", "id").result == "refused"
    with pytest.raises(CommandError, match="there is no account"):
        account("reset", "nobody", "--reason", "x")


@pytest.mark.django_db
def test_reset_and_unlock_at_the_command_line(enter):
    told = account("reset", "wang", "--reason", "三名管理员均无法登录")
    assert enter("wang", told.split()[-1]).get("/").url == "/accounts/password/"
    account("unlock", "wang")
    assert AccessRecord.objects.latest("recorded_at", "id").verb == "accounts.unlock"


@pytest.mark.django_db
def test_codes_are_printed_in_the_demonstration_only(device, settings):
    device("zheng")
    with pytest.raises(CommandError, match="demonstration only"):
        account("code", "zheng")
    settings.DEMO = True
    assert re.fullmatch(r"\d{6}\n", account("code", "zheng"))
