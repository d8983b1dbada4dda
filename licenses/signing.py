"""Signing: who holds the seal, whether its certificate may be used now, and the signature in the file (PAdES).

B-level signing happily uses expired and revoked certificates (measured, notes/security.md §1.3), so the
certificate is checked by us before every signature. Level B-B now; time stamps come behind the same function.
"""

import asyncio
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from asn1crypto import pem, x509
from asn1crypto.algos import SignedDigestAlgorithm
from django.utils.translation import gettext_lazy as _
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.crypto.ca import USCC_SCHEME, FileKey, RevocationList, UnusableKey, is_issued_by
from portal.pdf.sealing import seal

LEVEL = "PAdES-B-B"
DIGEST = "sha256"
KEPT = 256  # providers and lists per process

REASONS = {
    "key_missing": _("签章密钥缺失或无法读取，请联系系统管理员。"),
    "provider_down": _("签章服务暂时不可用，请稍后重试。"),
    "not_yet_valid": _("签章证书尚未生效（%(valid_from)s 起有效），不能签发。"),
    "expired": _("签章证书已过期（%(valid_to)s 止），请更换证书后重试。"),
    "revoked": _("签章证书已被吊销（%(revoked_at)s 起），不能签发。"),
    "wrong_department": _("签章证书不属于颁发机构（%(uscc)s），不能签发。"),
    "not_trusted": _("签章证书不是由受信任的机构签发，不能签发证照。"),
    "revocation_unknown": _("无法核实签章证书是否已被吊销，请稍后重试。"),
}


class SignerUnavailable(Exception):
    """No valid signature can be made now; `code` is a key of REASONS, str() the sentence for the user."""

    def __init__(self, code: str, **facts: str):
        super().__init__(code)
        self.code, self.facts = code, facts

    def __str__(self) -> str:
        return str(REASONS[self.code]) % self.facts


@dataclass(frozen=True)
class Trust:
    """By what a certificate is judged: DER certificates of roots, and where the PEM revocation list lies."""

    roots: tuple[bytes, ...]
    crl_file: Path | None


class SealProvider(Protocol):
    """Whoever holds a department's key: a file, a PKCS #11 token, a remote signing service (measures, A 13)."""

    certificate: bytes  # DER
    chain: tuple[bytes, ...]  # DER, from the issuer of the certificate upwards, roots may be left out
    algorithm: str  # as in CMS: sha256_ecdsa, sha256_rsa
    trust: Trust

    def sign(self, data: bytes, request_id: str) -> bytes:
        """A signature over `data` (hashed by the provider); the same request id gives the same signature.

        Raises SignerUnavailable when the provider cannot sign now.
        """

    def health(self) -> str:
        """ "" when the provider can sign, else the code of REASONS that says why not."""


@dataclass(frozen=True)
class SignedFile:
    """A signed PDF, its SHA-256 (hex) and what the register keeps about the signature."""

    pdf: bytes
    sha256: str
    facts: dict


# --- the key in a file (demo CA, tests) ---------------------------------------------------------------------


class FileSealProvider:
    """A key in a file. Signatures are deterministic (RFC 6979), so a repeated request gives the same one."""

    def __init__(self, key_file: Path, certificate: bytes, chain: tuple[bytes, ...], trust: Trust):
        self.certificate, self.chain, self.trust = certificate, chain, trust
        kind = x509.Certificate.load(certificate).public_key.algorithm
        self.algorithm = {"ec": "sha256_ecdsa", "rsa": "sha256_rsa"}[kind]
        try:
            self._key = FileKey(key_file, certificate)
        except UnusableKey:
            self._key = None

    def sign(self, data: bytes, request_id: str) -> bytes:
        """See SealProvider."""
        if self._key is None:
            raise SignerUnavailable("key_missing")
        return self._key.sign(data)

    def health(self) -> str:
        """See SealProvider."""
        return "" if self._key else "key_missing"


def provider_of(folder: Path, uscc: str) -> FileSealProvider:
    """The seal of a department of the demo CA in `folder`; raises SignerUnavailable when it has none."""
    certificate, key, root = folder / f"{uscc}.pem", folder / f"{uscc}.key", folder / "root.pem"
    try:
        stamps = tuple(path.stat().st_mtime_ns for path in (certificate, key, root))
        return _provider(certificate, key, root, folder / "root.crl", stamps)
    except (OSError, ValueError) as error:
        raise SignerUnavailable("key_missing") from error


@lru_cache(maxsize=KEPT)
def _provider(certificate: Path, key: Path, root: Path, crl: Path, stamps: tuple) -> FileSealProvider:
    trust = Trust((der(root),), crl)
    return FileSealProvider(key, der(certificate), (), trust)


def der(path: Path) -> bytes:
    """The certificate in a PEM file."""
    return pem.unarmor(path.read_bytes())[2]


# --- may it be used now -------------------------------------------------------------------------------------


def check_certificate(provider: SealProvider, at: datetime, uscc: str) -> None:
    """Raise SignerUnavailable unless the department `uscc` may sign with this provider at an instant (aware).

    To be asked before every signature: the provider answers, the certificate is in force, was issued to this
    department under a trusted root and is not revoked.
    """
    if problem := provider.health():
        raise SignerUnavailable(problem)
    certificate = x509.Certificate.load(provider.certificate)
    if at < certificate.not_valid_before:
        raise SignerUnavailable("not_yet_valid", valid_from=day(certificate.not_valid_before))
    if at > certificate.not_valid_after:
        raise SignerUnavailable("expired", valid_to=day(certificate.not_valid_after))
    if uscc_of(certificate) != uscc:
        raise SignerUnavailable("wrong_department", uscc=uscc)
    issuer = issuer_under(provider.certificate, provider.chain, provider.trust.roots)
    if issuer is None:
        raise SignerUnavailable("not_trusted")
    revoked_at = revocation_list(provider.trust.crl_file, issuer, at).revoked_at(certificate.serial_number)
    if revoked_at is not None and revoked_at <= at:
        raise SignerUnavailable("revoked", revoked_at=day(revoked_at))


def day(instant: datetime) -> str:
    """A day for a sentence, 2026-11-23."""
    return instant.astimezone(UTC).date().isoformat()


def uscc_of(certificate: x509.Certificate) -> str:
    """The USCC in a certificate's subject, as organisation identifier or serial number; "" when there is none."""
    subject = certificate.subject.native
    found = str(subject.get("organization_identifier") or subject.get("serial_number") or "")
    return found.removeprefix(USCC_SCHEME)


@lru_cache(maxsize=KEPT)
def issuer_under(certificate: bytes, chain: tuple[bytes, ...], roots: tuple[bytes, ...]) -> bytes | None:
    """The issuer of a certificate if the chain above it ends in a trusted root, else None."""
    issuer, below = None, certificate
    for above in (*chain, *roots):
        if is_issued_by(below, above):
            issuer = issuer or above
            if above in roots:
                return issuer
            below = above
    return None


def revocation_list(crl_file: Path | None, issuer: bytes, at: datetime) -> RevocationList:
    """The list that is in force at an instant; raises SignerUnavailable when there is none that can be trusted."""
    try:
        found = _revocation_list(crl_file, issuer, crl_file.stat().st_mtime_ns) if crl_file else None
    except (OSError, ValueError) as error:
        raise SignerUnavailable("revocation_unknown") from error
    if found is None or not found.is_current(at):
        raise SignerUnavailable("revocation_unknown")
    return found


@lru_cache(maxsize=KEPT)
def _revocation_list(crl_file: Path, issuer: bytes, stamp: int) -> RevocationList:
    return RevocationList(crl_file.read_bytes(), issuer)


# --- signing ------------------------------------------------------------------------------------------------


class ProviderSigner(Signer):
    """pyHanko's CMS around the signature of a provider."""

    def __init__(self, provider: SealProvider, request_id: str):
        store = SimpleCertificateStore()
        store.register_multiple(x509.Certificate.load(above) for above in provider.chain)
        super().__init__(
            signing_cert=x509.Certificate.load(provider.certificate),
            cert_registry=store,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": provider.algorithm}),
            embed_roots=False,
        )
        self._provider, self._request_id = provider, request_id

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The provider's signature over the signed attributes."""
        return self._provider.sign(data, self._request_id)


_threads = threading.local()
_apart = ThreadPoolExecutor(1, "signing")  # for callers whose own thread runs an event loop already


def run(task):
    """The result of one of pyHanko's coroutines, in an event loop that this thread keeps."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _run_here(task)
    return _apart.submit(_run_here, task).result()


def _run_here(task):
    if not hasattr(_threads, "loop"):
        _threads.loop = asyncio.new_event_loop()
    return _threads.loop.run_until_complete(task)


def sign_pdf(pdf: bytes, provider: SealProvider, request_id: str, at: datetime) -> SignedFile:
    """Put the provider's signature into the empty place that drawing.draw(signature=…) left in `pdf`.

    `at` is the signing time that the place already names. Check the certificate first. The same PDF and request
    id give the same bytes. Raises SignerUnavailable when the provider cannot sign, ValueError when there is not
    exactly one empty place.
    """
    signer = ProviderSigner(provider, request_id)

    def make_cms(digest: bytes) -> bytes:
        return run(signer.async_sign(digest, DIGEST, use_pades=True)).dump()

    signed = seal(pdf, make_cms)
    return SignedFile(signed, hashlib.sha256(signed).hexdigest(), facts_of(signer.signing_cert, provider, at))


def facts_of(certificate: x509.Certificate, provider: SealProvider, at: datetime) -> dict:
    """What the register keeps about a signature, as JSON values."""
    return {
        "subject": certificate.subject.native.get("common_name", ""),
        "uscc": uscc_of(certificate),
        "issuer": certificate.issuer.native.get("common_name", ""),
        "serial": f"{certificate.serial_number:x}",
        "certificate_sha256": certificate.sha256.hex(),
        "valid_to": certificate.not_valid_after.isoformat(),
        "algorithm": provider.algorithm,
        "signed_at": at.isoformat(),
        "level": LEVEL,
    }
