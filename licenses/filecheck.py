"""Reading a PDF that somebody hands in and the register does not know: a changed licence, or none of ours.

The truth is the register: a file whose SHA-256 is in it is intact, whatever else may be said, and is never read here
(other checkers call a page with something laid over it valid).
"""

from dataclasses import dataclass, field
from datetime import datetime

from portal.pdf import inspection

ALTERED, NOT_OURS, SIGNER_NOT_TRUSTED, UNREADABLE = "altered", "not_ours", "signer_not_trusted", "unreadable"


@dataclass(frozen=True)
class FileFinding:
    """What became of a check; `code` and `detail` are fixed words, the sentences are the page's.

    altered: bytes_changed, appended, no_signature, damaged · not_ours: foreign,
    unknown_to_register (signed under a trusted root, yet not in the register) · signer_not_trusted: untrusted ·
    unreadable: not_a_pdf, encrypted, broken, too_large, too_many_pages, too_expensive.
    `identifier` is what the file claims, `signer` (subject, issuer, serial, signed_at) what its signature says.
    """

    code: str
    detail: str
    identifier: str = ""
    signer: dict = field(default_factory=dict)


def check_file(data: bytes, *, trusted_roots: tuple[bytes, ...], at: datetime) -> FileFinding:
    """Judge a file that is not in the register. Never raises for what is in it; takes at most about 10 s, usually 1 s.

    `trusted_roots` are DER certificates; `at` (aware) is the time for which the signer is judged.
    """
    claimed = inspection.identifier_in(data[: inspection.MAX_BYTES])
    if not claimed and not data.startswith(b"%PDF-"):
        return FileFinding(UNREADABLE, "not_a_pdf")
    return _judge(inspection.inspect(data, trusted_roots, at), claimed)


def _judge(found: inspection.Inspection, claimed: str) -> FileFinding:
    identifier = claimed or found.identifier
    signature = next((one for one in found.signatures if one.trusted), None)
    signature = signature or (found.signatures[0] if found.signatures else None)
    signer = signature.signer if signature else {}
    if found.fault and identifier:
        return FileFinding(ALTERED, "damaged", identifier)
    if found.fault:
        return FileFinding(UNREADABLE, found.fault)
    if not identifier and not (signature and signature.trusted):
        return FileFinding(NOT_OURS, "foreign", "", signer)
    if signature is None:
        return FileFinding(ALTERED, "no_signature", identifier)
    if not signature.holds:
        return FileFinding(ALTERED, "bytes_changed", identifier, signer)
    if not signature.covers_file:
        return FileFinding(ALTERED, "appended", identifier, signer)
    if not signature.trusted:
        return FileFinding(SIGNER_NOT_TRUSTED, "untrusted", identifier, signer)
    return FileFinding(NOT_OURS, "unknown_to_register", identifier, signer)
