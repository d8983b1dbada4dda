"""What a PDF from anywhere says about itself and its signatures, read in a child process with limits.

Uploaded files are hostile until shown otherwise: reading one may need endless time or memory, or crash a library.
The child has a ceiling on processor time, memory and pages; whatever happens to it, the parent gets an answer.
"""

import asyncio
import base64
import contextlib
import io
import json
import os
import re
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from datetime import datetime

import pikepdf
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from portal.pdf.fonts import ROOT

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 50
MAX_SIGNATURES = 8
MAX_METADATA = 1024 * 1024  # bytes of XMP that are read
SECONDS = 5  # processor time of the child; a licence takes 1
MEMORY = 1024 * 1024 * 1024  # address space of the child, bytes
IDENTIFIER = re.compile(rb"<zz:ZZBS>([0-9A-Za-z.]{1,128})</zz:ZZBS>")

ENCRYPTED, BROKEN, TOO_LARGE, TOO_MANY_PAGES, TOO_EXPENSIVE = (
    "encrypted", "broken", "too_large", "too_many_pages", "too_expensive",
)  # fmt: skip


@dataclass(frozen=True)
class Signature:
    """One signature of a file: does it hold for the bytes it covers, does it cover all, who made it."""

    holds: bool
    covers_file: bool
    trusted: bool
    changes: str = ""  # what pyHanko's difference analysis calls later revisions: NONE, LTA_UPDATES, … OTHER
    signer: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Inspection:
    """What was read. `fault` is "" or why the file could not be read (whole)."""

    fault: str = ""
    pages: int = 0
    identifier: str = ""
    signatures: tuple[Signature, ...] = ()


def identifier_in(data: bytes) -> str:
    """The licence identifier that stands in a file's uncompressed XMP, also when the file is damaged; or ""."""
    found = IDENTIFIER.search(data)
    return found[1].decode("ascii").upper() if found else ""


def inspect(data: bytes, roots: tuple[bytes, ...], at: datetime) -> Inspection:
    """Read a file of unknown origin; never raises for what is in it.

    `roots` are DER certificates under which a signer is trusted, `at` (aware) the time for which it is judged.
    """
    if len(data) > MAX_BYTES:
        return Inspection(TOO_LARGE)
    order = {"roots": [base64.b64encode(root).decode("ascii") for root in roots], "at": at.isoformat()}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "portal.pdf.inspection"],
            input=json.dumps(order).encode("ascii") + b"\n" + data,
            capture_output=True,
            timeout=2 * SECONDS,
            cwd=ROOT,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Inspection(TOO_EXPENSIVE)
    if child.returncode:
        return Inspection(TOO_EXPENSIVE if child.returncode < 0 else BROKEN)
    told = json.loads(child.stdout)
    return Inspection(**told | {"signatures": tuple(Signature(**one) for one in told["signatures"])})


# --- in the child -------------------------------------------------------------------------------------------


def read(data: bytes, roots: list[bytes], at: datetime) -> Inspection:
    """The same without limits; the child's work. Raises whatever the libraries raise."""
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            if file.is_encrypted:
                return Inspection(ENCRYPTED)
            pages, identifier = len(file.pages), metadata_identifier(file)
    except pikepdf.PasswordError:
        return Inspection(ENCRYPTED)
    except pikepdf.PdfError:
        return Inspection(BROKEN)
    if pages > MAX_PAGES:
        return Inspection(TOO_MANY_PAGES, pages, identifier)
    trust = ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in roots],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    reader = PdfFileReader(io.BytesIO(data))
    found = asyncio.run(read_signatures(reader.embedded_regular_signatures[:MAX_SIGNATURES], trust))
    return Inspection("", pages, identifier, tuple(found))


def metadata_identifier(file: pikepdf.Pdf) -> str:
    """The identifier in a file's XMP, also a compressed one."""
    packet = file.Root.get("/Metadata")
    if not isinstance(packet, pikepdf.Stream) or int(packet.get("/Length", 0)) > MAX_METADATA:
        return ""
    with contextlib.suppress(pikepdf.PdfError):
        return identifier_in(packet.read_bytes()[:MAX_METADATA])
    return ""


async def read_signatures(embedded: list, trust: ValidationContext) -> list[Signature]:
    """What pyHanko says about each signature; one that it cannot read does not hold."""
    found = []
    for one in embedded:
        try:
            status = await async_validate_pdf_signature(one, signer_validation_context=trust)
        except Exception:  # hostile input: any failure of the libraries means that the signature does not hold
            found.append(Signature(False, False, False))
            continue
        certificate = status.signing_cert
        found.append(
            Signature(
                holds=status.intact and status.valid,
                covers_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
                trusted=status.trusted,
                changes=status.modification_level.name if status.modification_level else "",
                signer={
                    "subject": str(certificate.subject.native.get("common_name", "")),
                    "issuer": str(certificate.issuer.native.get("common_name", "")),
                    "serial": f"{certificate.serial_number:x}",
                    "signed_at": status.signer_reported_dt.isoformat() if status.signer_reported_dt else "",
                },
            )
        )
    return found


def limit() -> None:
    """Put the ceilings on this process."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read one file from standard input, after a line with roots and time; write the inspection as JSON."""
    limit()
    order = json.loads(sys.stdin.buffer.readline())
    roots = [base64.b64decode(root) for root in order["roots"]]
    try:
        found = read(sys.stdin.buffer.read(), roots, datetime.fromisoformat(order["at"]))
    except MemoryError:
        found = Inspection(TOO_EXPENSIVE)
    except Exception:  # hostile input: whatever the libraries stumble over, the file is broken
        found = Inspection(BROKEN)
    json.dump(asdict(found), sys.stdout)


if __name__ == "__main__":
    main()
