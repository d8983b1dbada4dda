"""Asking the public check in the tests: by code, by face, by file."""

import io

from django.urls import reverse

from licenses import actions
from portal import clock
from tests import cast


def change(license, kind: str) -> None:
    """A change of a licence's status by its own case, taken by those who take it."""
    case = actions.open_change(license, by=cast.acting("lin"), kind=kind, ground="依法办理",
                               document="东市监决〔2026〕1号")
    case = actions.submit(case, by=cast.acting("lin"), not_secret=True)
    case = actions.approve(case, by=cast.acting("wu"), digest=bytes(case.content_digest).hex())
    actions.carry_out(case, by=cast.acting("zheng"))
    license.refresh_from_db()


def by_code(client, version):
    """The page behind the QR code."""
    return client.get(reverse("licenses:verify_code", args=[version.code]))


def by_face(client, version, address: str = "127.0.0.1", **changes):
    """The page for identifier and day of issue, or what is given instead, asked from a network address."""
    data = {"number": version.identifier, "issued_on": clock.day_of(version.issued_at).isoformat()} | changes
    return client.post(reverse("licenses:verify_face"), data, REMOTE_ADDR=address)


def upload(client, data: bytes, name: str = "证照.pdf", address: str = "127.0.0.1"):
    """The page for a file, asked from a network address."""
    file = io.BytesIO(data)
    file.name = name
    return client.post(reverse("licenses:verify_file"), {"file": file}, REMOTE_ADDR=address)


def answer(page) -> str:
    """The code that a page answers with."""
    assert page.status_code == 200
    return str(page.context["answer"].result)
