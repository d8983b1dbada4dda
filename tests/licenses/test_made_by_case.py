"""Past the code, with the web role's SQL: a licence and its file come from the case that is being issued alone."""

import pytest
from django.db import IntegrityError, connection, transaction

from licenses import actions, verification
from licenses.models import Case, Document, License
from portal import clock
from portal.crypto.fields import sha256
from portal.ids import new_id
from portal.vault import files
from tests import cast
from tests.licenses import factories

pytestmark = pytest.mark.django_db


def at_commit():
    """What the end of the transaction would check is checked now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def copied(row, **changes):
    """A second row like this one but for the changes."""
    given = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**given | {"id": new_id(), **changes})


def register(key, *, digest: str = "") -> Document:
    """A file of the forger's, stored under a key and entered in the register."""
    pdf = factories.pdf(2)
    file = files.store(key, pdf, name="x.pdf", media_type="application/pdf")
    made = copied(Document.objects.first(), sha256=digest or sha256(pdf), file_id=file.pk)
    made.save(force_insert=True)
    return made


def add_version(license, case, like, *, key=None, **changes):
    """That file as a version of a licence, else like another version."""
    copied(like, license_id=license.pk, case_id=case.pk, document_id=register(key or license.key).pk,
           identifier="forged", code="F" * 25, **changes).save(force_insert=True)


@pytest.mark.parametrize("status", ["draft", "approved", "issued"])
def test_version_of_a_case_that_does_not_issue_this_licence_is_refused(status):
    license = factories.case_in("issued").license
    other = factories.case_in(status)
    for number in ("001", "002"):
        with pytest.raises(IntegrityError, match="approved case of this licence"), transaction.atomic():
            add_version(license, other, license.versions.get(), number=number)
    code = license.versions.get().code
    assert verification.by_file(factories.pdf(2), asker="192.0.2.9").code == "unknown"
    assert verification.by_code(code).code == "valid"


def test_version_of_the_case_that_changes_the_licence_is_refused(lin, wu, zheng):
    license = factories.case_in("issued").license
    case = actions.open_change(license, by=lin, kind="suspend", ground="违反许可条件", document="决字〔2026〕2号")
    for step in ("submit", "approve"):
        case = factories.take(step, case, clerk=lin, reviewer=wu, signer=zheng)
    for number in ("001", "002"):
        with pytest.raises(IntegrityError, match="approved case of this licence"), transaction.atomic():
            add_version(license, case, license.versions.get(), number=number)


def entered(case, **changes) -> License:
    """A licence row made past the code for a case."""
    zheng = cast.acting("zheng")
    given = {
        "id": new_id(), "entry": case.entry, "department": case.department, "shown_number": "X",
        "number_index": b"x", "serial": "X1", "key_id": case.key_id, "issued_at": clock.now(), "issued_by": zheng.user,
        "valid_from": clock.today(), "shown_holders": "x", "holder_indexes": list(case.holder_indexes),
    }
    return License.objects.create(**given | changes)


@pytest.mark.parametrize("status", ["draft", "submitted", "issued"])
def test_licence_without_an_approved_case_is_refused(status):
    case = factories.case_in(status)
    with pytest.raises(IntegrityError, match="made by an approved case"), transaction.atomic():
        entered(case)


def test_licence_without_its_signers_hand_or_of_another_key_holder_or_department_is_refused(zheng, wu):
    case = factories.case_in("approved")
    with pytest.raises(IntegrityError, match="signer has a hand"), transaction.atomic():
        entered(case)
    case.hands.create(person=zheng.user, capacity="sign", at=clock.now())
    for change in ({"issued_by": wu.user}, {"key_id": new_id()}, {"holder_indexes": [b"x"]},
                   {"department": cast.department("xihu")}):
        with pytest.raises(IntegrityError, match="made by an approved case"), transaction.atomic():
            entered(case, **change)


def test_licence_whose_case_is_not_issued_with_it_is_refused_at_the_end(zheng):
    case = factories.case_in("approved")
    other = factories.case_in("issued").made_version
    case.hands.create(person=zheng.user, capacity="sign", at=clock.now())
    at_commit()
    with pytest.raises(IntegrityError, match="comes with its first version"), transaction.atomic():
        entered(case)
        at_commit()
    with pytest.raises(IntegrityError, match="when its case is issued"), transaction.atomic():
        add_version(entered(case), case, other)
        at_commit()


def test_file_under_another_key_is_refused(zheng):
    case, other = factories.case_in("approved"), factories.case_in("issued").made_version
    case.hands.create(person=zheng.user, capacity="sign", at=clock.now())
    with pytest.raises(IntegrityError, match="under the key of both"), transaction.atomic():
        add_version(entered(case), case, other, key=other.license.key)


def test_document_with_another_digest_than_its_file_is_refused():
    key = factories.case_in("issued").key
    with pytest.raises(IntegrityError, match="digest of its file"), transaction.atomic():
        register(key, digest="0" * 64)


def test_case_is_not_issued_without_what_it_makes_nor_for_another_licence(zheng):
    case, license = factories.case_in("approved"), factories.case_in("issued").license
    case.hands.create(person=zheng.user, capacity="sign", at=clock.now())
    rows = Case.objects.filter(pk=case.pk)
    with pytest.raises(IntegrityError, match="with what it made"), transaction.atomic():
        rows.update(status="issued", issued_at=clock.now(), issued_by=zheng.user, license=license)
    with pytest.raises(IntegrityError, match="what a case is"), transaction.atomic():
        rows.update(license=license)
