"""The public check: one answer code for every way a licence can stand, told without a word about its holder."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse

from licenses import actions, verification
from licenses.models import LicenseVersion
from licenses.verification import Outcome
from portal import clock
from portal.audit.models import AccessRecord
from portal.crypto import ca
from portal.vault import files
from tests import cast
from tests.licenses import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    return factories.case_in("issued").made_version


@pytest.fixture
def pdf(version):
    return files.load(version.document.file)


def change(license, kind):
    """A change of a licence's status by its own case, taken by those who take it."""
    case = actions.open_change(license, by=cast.acting("lin"), kind=kind, ground="依法办理", document="东市监决〔2026〕1号")
    case = actions.submit(case, by=cast.acting("lin"), not_secret=True)
    case = actions.approve(case, by=cast.acting("wu"), digest=bytes(case.content_digest).hex())
    actions.carry_out(case, by=cast.acting("zheng"))
    license.refresh_from_db()


def by_code(client, version):
    return client.get(reverse("licenses:verify_code", args=[version.code]))


def upload(client, data, name="证照.pdf"):
    file = io.BytesIO(data)
    file.name = name
    return client.post(reverse("licenses:verify_file"), {"file": file})


def answer(page) -> str:
    assert page.status_code == 200
    return str(page.context["answer"].code)


# --- every code


def test_code_of_an_effective_licence_answers_valid(client, version):
    page = by_code(client, version)
    assert answer(page) == "valid"
    assert "有效" in page.content.decode()
    open("/tmp/verify.html", "wb").write(page.content)


@pytest.mark.parametrize(("kinds", "code"), [
    (["suspend"], "suspended"), (["suspend", "restore"], "valid"), (["withdraw"], "withdrawn"),
    (["annul"], "annulled"), (["revoke"], "revoked"), (["cancel"], "cancelled"), (["revoke", "cancel"], "cancelled"),
])
def test_code_after_an_act_of_the_authority_answers_the_act(client, version, kinds, code):
    for kind in kinds:
        change(version.license, kind)
    page = by_code(client, version)
    assert answer(page) == code
    assert ("此前已吊销" in page.content.decode()) == (kinds == ["revoke", "cancel"])
