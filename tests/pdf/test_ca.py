"""The demo CA: what it issues, who may read its keys, what it revokes."""

import stat
from datetime import timedelta

import pytest
from cryptography import x509

from portal.crypto import ca
from tests.pdf import samples


def certificate(folder, name=samples.USCC):
    return x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())


def test_keys_are_readable_by_their_owner_alone(ca_folder):
    for name in ("root.key", f"{samples.USCC}.key"):
        assert stat.S_IMODE((ca_folder / name).stat().st_mode) == 0o600


def test_subject_names_the_department_and_its_uscc(ca_folder):
    subject = certificate(ca_folder).subject
    assert subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value == samples.DEPARTMENT
    found = subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_IDENTIFIER)[0].value
    assert found == f"NTRCN-{samples.USCC}"


def test_root_stays_when_it_is_there(ca_folder):
    before = {path.name: path.read_bytes() for path in ca_folder.glob("root.*")}
    ca.ensure_root(ca_folder)
    assert {path.name: path.read_bytes() for path in ca_folder.glob("root.*")} == before


def test_second_certificate_of_a_department_takes_the_place_of_the_first(ca_folder):
    first = certificate(ca_folder).serial_number
    ca.issue_department(ca_folder, samples.USCC, samples.DEPARTMENT, samples.VALID_FROM, samples.VALID_TO)
    assert certificate(ca_folder).serial_number != first


def test_revoked_certificate_is_on_a_list_that_the_root_signed(ca_folder):
    serial = certificate(ca_folder).serial_number
    ca.revoke(ca_folder, serial, samples.AT)
    ca.revoke(ca_folder, serial, samples.AT + timedelta(days=1))
    root = certificate(ca_folder, "root").public_bytes(ca.serialization.Encoding.DER)
    found = ca.RevocationList((ca_folder / "root.crl").read_bytes(), root)
    assert found.revoked_at(serial) == samples.AT and found.revoked_at(serial + 1) is None


def test_list_signed_by_another_root_is_refused(ca_folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    ca.ensure_root(other)
    root = certificate(ca_folder, "root").public_bytes(ca.serialization.Encoding.DER)
    with pytest.raises(ValueError, match="not signed by the issuer"):
        ca.RevocationList((other / "root.crl").read_bytes(), root)


@pytest.mark.parametrize("name", ["", "局" * 65])
def test_name_that_a_certificate_cannot_hold_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="1 to 64 characters"):
        ca.issue_department(tmp_path, samples.USCC, name, samples.VALID_FROM, samples.VALID_TO)


def test_key_of_another_certificate_is_refused(ca_folder):
    ca.issue_department(ca_folder, "other", "南昌市", samples.VALID_FROM, samples.VALID_TO)
    der = certificate(ca_folder).public_bytes(ca.serialization.Encoding.DER)
    with pytest.raises(ca.UnusableKey, match="does not belong"):
        ca.FileKey(ca_folder / "other.key", der)
