"""The place for a signature in a PDF and how a ready signature is put there, so that the file has one revision.

ISO 32000-1, 12.8: /ByteRange names all bytes but the value of /Contents; PAdES (ETSI EN 319 142-1) adds the
sub-filter. The field is invisible: a picture of a seal comes from a seal service or not at all.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.pdf.metadata import pdf_date

NUMBER = "0" * 10
PLACE = re.compile(rb"/ByteRange \[0 (0{10}) (0{10}) (0{10})\]/Contents <(0+)>")


@dataclass(frozen=True)
class Placeholder:
    """What stands around a signature that is still to be made: by whom, when (aware), why, room in bytes."""

    name: str
    signed_at: datetime
    reason: str = ""
    room: int = 8192
    field: str = "Signature1"


def hex_text(text: str) -> str:
    """A text as a PDF string of UTF-16."""
    return "<feff" + text.encode("utf-16-be").hex() + ">"


def signature_dictionary(place: Placeholder) -> bytes:
    """The signature dictionary with zeros where seal() will write."""
    reason = f"/Reason {hex_text(place.reason)}" if place.reason else ""
    return (
        "<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached"
        f"/M ({pdf_date(place.signed_at)})/Name {hex_text(place.name)}{reason}"
        f"/ByteRange [0 {NUMBER} {NUMBER} {NUMBER}]/Contents <{'00' * place.room}>>>"
    ).encode("ascii")


def seal(pdf: bytes, make_cms: Callable[[bytes], bytes]) -> bytes:
    """The same file with its signature: `make_cms` gets the SHA-256 of the signed bytes and returns DER.

    Raises ValueError when the file has not exactly one empty place, or the signature is larger than the room.
    """
    places = list(PLACE.finditer(pdf))
    if len(places) != 1:
        raise ValueError(f"the file has {len(places)} empty places for a signature, not one")
    place = places[0]
    start, end = place.start(4) - 1, place.end(4) + 1  # the angle brackets belong to the value
    numbers = b"%-10d %-10d %-10d" % (start, end, len(pdf) - end)
    head = pdf[: place.start(1)] + numbers + pdf[place.end(3) : start]
    tail = pdf[end:]
    state = hashlib.sha256(head)
    state.update(tail)
    signature = make_cms(state.digest()).hex().encode("ascii")
    room = end - start - 2
    if len(signature) > room:
        raise ValueError(f"the signature takes {len(signature) // 2} bytes, the room is {room // 2}")
    return b"".join([head, b"<", signature.ljust(room, b"0"), b">", tail])
