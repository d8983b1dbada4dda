"""Encryption of fields and files under data keys, wrapping of data keys, blind indexes.

A sealed record is `version(1) suite(1) nonce(12) ciphertext tag(16)`. The context (table, column, row) goes in as
associated data, so that a ciphertext copied to another row does not open. Data keys are wrapped by a master key
that lies outside the database and the repository; the index key is as sensitive as they are, since ID numbers
have little entropy.
"""

import base64
import functools
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings

VERSION = 1
AES_256_GCM = 1
_HEADER = bytes([VERSION, AES_256_GCM])


class Unreadable(Exception):
    """A sealed value that does not open: its key is gone, or it belongs to another row."""


@functools.cache
def _keys() -> dict:
    path = Path(settings.KEY_FOLDER) / "portal.keys"
    stored = json.loads(path.read_text())
    return {
        "current": stored["current"],
        "masters": {int(n): base64.b64decode(k) for n, k in stored["masters"].items()},
        "index": base64.b64decode(stored["index"]),
    }


def _master(number: int) -> bytes:
    """A master key. The file is read again for one that is not known yet: another process may have rotated."""
    if number not in _keys()["masters"]:
        _keys.cache_clear()
    return _keys()["masters"][number]


def ensure_keys(folder) -> None:
    """Make the key file (mode 0600) when there is none; an existing one is never touched."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "portal.keys"
    if path.exists():
        return
    text = json.dumps({
        "current": 1,
        "masters": {"1": base64.b64encode(secrets.token_bytes(32)).decode()},
        "index": base64.b64encode(secrets.token_bytes(32)).decode(),
        "django": secrets.token_urlsafe(50),
    })
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def add_master(folder) -> int:
    """Add a new current master key for rotation; returns its number. Old data keys are re-wrapped afterwards."""
    path = Path(folder) / "portal.keys"
    stored = json.loads(path.read_text())
    number = max(int(n) for n in stored["masters"]) + 1
    stored["masters"][str(number)] = base64.b64encode(secrets.token_bytes(32)).decode()
    stored["current"] = number
    fresh = path.with_suffix(".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(json.dumps(stored))
    owner = path.stat()
    os.chown(fresh, owner.st_uid, owner.st_gid)
    fresh.replace(path)
    _keys.cache_clear()
    return number


def new_data_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(32)


def wrap(data_key: bytes) -> tuple[bytes, int]:
    """A data key wrapped (RFC 3394) under the current master key, and that master key's number."""
    number = _keys()["current"]
    return aes_key_wrap(_master(number), data_key), number


def unwrap(wrapped: bytes, number: int) -> bytes:
    """The data key; raises Unreadable when the master key is not the one it was wrapped with."""
    try:
        return aes_key_unwrap(_master(number), bytes(wrapped))
    except (KeyError, InvalidUnwrap) as error:
        raise Unreadable("data key does not unwrap") from error


def seal(data_key: bytes, context: str, plain: bytes) -> bytes:
    """`plain` encrypted and bound to `context`, such as 'licenses.case.data:<uuid>'."""
    nonce = secrets.token_bytes(12)
    body = AESGCM(data_key).encrypt(nonce, plain, _HEADER + context.encode())
    return _HEADER + nonce + body


def unseal(data_key: bytes, context: str, sealed: bytes) -> bytes:
    """The plain bytes; raises Unreadable for a wrong key, another context or a changed byte."""
    sealed = bytes(sealed)
    if sealed[:2] != _HEADER:
        raise Unreadable("unknown format of a sealed value")
    try:
        return AESGCM(data_key).decrypt(sealed[2:14], sealed[14:], _HEADER + context.encode())
    except InvalidTag as error:
        raise Unreadable("sealed value does not open") from error


def seal_secret(context: str, plain: bytes) -> bytes:
    """Encrypt something that belongs to no dossier (a one-time-code secret, search terms) under the master key."""
    number = _keys()["current"]
    return number.to_bytes(2, "big") + seal(_secret_key(number), context, plain)


def unseal_secret(context: str, sealed: bytes) -> bytes:
    """Reverse of `seal_secret`; raises Unreadable."""
    sealed = bytes(sealed)
    return unseal(_secret_key(int.from_bytes(sealed[:2], "big")), context, sealed[2:])


def _secret_key(number: int) -> bytes:
    try:
        return hmac.digest(_master(number), b"secret", "sha256")
    except KeyError as error:
        raise Unreadable("master key is not there") from error


def blind_index(field: str, text: str) -> bytes:
    """16 bytes that are equal for equal text within `field` and tell nothing without the index key.

    The caller gives canonical text (portal.codes); an HMAC-SHA-256, cut.
    """
    return hmac.digest(_keys()["index"], f"{field}:{text}".encode(), "sha256")[:16]


def blind_grams(text: str) -> list[int]:
    """Keyed numbers (63 bits) of the distinct one- and two-character pieces of a name, for infix search.

    They leak which names share pieces to whoever reads the database, so they have no history and go with the key.
    """
    singles, pairs = _pieces(text)
    return sorted(_gram(piece) for piece in singles | pairs)


def search_grams(text: str) -> list[int]:
    """What of `blind_grams` a name must contain to contain `text`: its pairs, or its one character."""
    singles, pairs = _pieces(text)
    return sorted(_gram(piece) for piece in pairs or singles)


def _pieces(text: str) -> tuple[set, set]:
    chars = [c for c in text if not c.isspace()]
    return set(chars), {a + b for a, b in zip(chars, chars[1:], strict=False)}


def _gram(piece: str) -> int:
    return int.from_bytes(hmac.digest(_keys()["index"], b"gram:" + piece.encode(), "sha256")[:8], "big") >> 1


def digest_code(label: str, text: str) -> bytes:
    """Keyed digest of a code or token of which only the digest may be kept."""
    return hmac.digest(_keys()["index"], f"{label}:{text}".encode(), "sha256")


def sha256(data: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(data).hexdigest()
