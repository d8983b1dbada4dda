"""Primary keys: UUIDv7, so that rows of several cities can meet in one table and still sort by time."""

import uuid

import uuid_utils.compat


def new_id() -> uuid.UUID:
    """A fresh UUIDv7 (RFC 9562); its 74 random bits also salt the digest of a log row."""
    return uuid_utils.compat.uuid7()
