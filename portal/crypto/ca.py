"""A certificate authority for demonstrations: a root, certificates of departments, a revocation list, as files.

Not for real licences: those are signed with seals of a licensed certification body (measures, A 13), which stand
behind the same SealProvider. Keys are P-256, lie unencrypted under var/ca with mode 0600 and never come into git.

    root.pem root.key root.crl      the root, valid 2020 to 2050
    <USCC>.pem <USCC>.key           the certificate in force of a department
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

ROOT_NAME = "电子证照演示根证书（仅供演示）"
ROOT_FROM, ROOT_UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)
USCC_SCHEME = "NTRCN-"  # ETSI EN 319 412-1, 5.1.4: number from a national register, of China
LONGEST_NAME = 64  # RFC 5280, ub-common-name


class UnusableKey(ValueError):
    """A key file is missing, unreadable or does not belong to its certificate."""


# --- files --------------------------------------------------------------------------------------------------


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer of a folder at a time."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A private key as PEM (PKCS #8)."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def certificate_bytes(certificate) -> bytes:
    """A certificate or revocation list as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


# --- issuing ------------------------------------------------------------------------------------------------


def ensure_root(folder: Path) -> None:
    """Have root.pem, root.key and an empty root.crl in `folder`; what is there stays."""
    with locked(folder):
        _ensure_root(folder)


def _ensure_root(folder: Path) -> None:
    if (folder / "root.pem").exists() and (folder / "root.key").exists() and (folder / "root.crl").exists():
        return
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, ROOT_NAME)]
    )
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ROOT_FROM)
        .not_valid_after(ROOT_UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_private(folder / "root.key", key_bytes(key))
    write_private(folder / "root.crl", certificate_bytes(_revocation_list(key, certificate, [], ROOT_FROM)))
    write_private(folder / "root.pem", certificate_bytes(certificate))


def issue_department(folder: Path, uscc: str, name: str, not_before: datetime, not_after: datetime) -> Path:
    """Make a key and a certificate for a department, in place of any it has; the path of the certificate.

    The subject carries `name` (at most 64 characters) as common name and organisation, and `uscc` as organisation
    identifier "NTRCN-<USCC>". Times are aware. Makes the root if there is none.
    """
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"a certificate's name has 1 to {LONGEST_NAME} characters, not {len(name)}")
    with locked(folder):
        _ensure_root(folder)
        root, root_key = _root(folder)
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
                x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, USCC_SCHEME + uscc),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        usage = x509.KeyUsage(
            digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(not_before)
            .not_valid_after(not_after)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
            .sign(root_key, hashes.SHA256())
        )
        write_private(folder / f"{uscc}.key", key_bytes(key))
        write_private(folder / f"{uscc}.pem", certificate_bytes(certificate))
    return folder / f"{uscc}.pem"


def revoke(folder: Path, serial: int, at: datetime) -> None:
    """Put a certificate on the revocation list as of `at` (aware); an entry that is there stays."""
    with locked(folder):
        root, key = _root(folder)
        entries = list(x509.load_pem_x509_crl((folder / "root.crl").read_bytes()))
        if any(entry.serial_number == serial for entry in entries):
            return
        entries.append(x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build())
        crl = _revocation_list(key, root, entries, at)
        write_private(folder / "root.crl", certificate_bytes(crl))


def _root(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    certificate = x509.load_pem_x509_certificate((folder / "root.pem").read_bytes())
    key = serialization.load_pem_private_key((folder / "root.key").read_bytes(), password=None)
    return certificate, key


def _revocation_list(key, root: x509.Certificate, entries: list, at: datetime) -> x509.CertificateRevocationList:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(at)
        .next_update(ROOT_UNTIL)
        .add_extension(x509.CRLNumber(len(entries) + 1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for entry in entries:
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key, hashes.SHA256())


# --- using --------------------------------------------------------------------------------------------------


class FileKey:
    """A private key out of a file, loaded and compared with its certificate once."""

    def __init__(self, key_file: Path, certificate: bytes):
        """`certificate` is DER. Raises UnusableKey when the file is no key, or another certificate's."""
        try:
            self._key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise UnusableKey(f"{key_file.name}: {error}") from error
        public = x509.load_der_x509_certificate(certificate).public_key()
        if not isinstance(self._key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or (
            self._key.public_key() != public
        ):
            raise UnusableKey(f"{key_file.name} does not belong to its certificate")

    def sign(self, data: bytes) -> bytes:
        """ECDSA (RFC 6979) or RSA PKCS #1 v1.5 signature with SHA-256; the same data gives the same signature."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def is_issued_by(certificate: bytes, issuer: bytes) -> bool:
    """Whether a certificate (both DER) names this issuer and carries its signature."""
    try:
        x509.load_der_x509_certificate(certificate).verify_directly_issued_by(x509.load_der_x509_certificate(issuer))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


class RevocationList:
    """A certificate revocation list whose signature was checked."""

    def __init__(self, pem: bytes, issuer: bytes):
        """Raises ValueError when the list is unreadable or not signed by `issuer` (DER)."""
        self._list = x509.load_pem_x509_crl(pem)
        if not self._list.is_signature_valid(x509.load_der_x509_certificate(issuer).public_key()):
            raise ValueError("the revocation list is not signed by the issuer")

    def is_current(self, at: datetime) -> bool:
        """Whether the next list was not yet due at an instant."""
        due = self._list.next_update_utc
        return due is not None and at < due

    def revoked_at(self, serial: int) -> datetime | None:
        """Since when a certificate is revoked, None when it is not."""
        entry = self._list.get_revoked_certificate_by_serial_number(serial)
        return entry.revocation_date_utc if entry else None
