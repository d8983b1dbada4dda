"""The public check and the health check while the database is away."""

import contextlib
import json

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from licenses.models import LicenseVersion
from tests.licenses import factories
from tests.licenses.checks import by_code, by_face, upload

pytestmark = pytest.mark.django_db

FACE = {"number": "赣A-1", "issued_on": "2026-01-05"}
WAYS = {
    "page": lambda client: client.get(reverse("licenses:verify")),
    "code": lambda client: client.get(reverse("licenses:verify_code", args=["ABCDEFGH"])),
    "face": lambda client: client.post(reverse("licenses:verify_face"), FACE),
    "file": lambda client: upload(client, b"%PDF-1.7"),
}


@contextlib.contextmanager
def away(*, for_what: str = ""):
    """A block in which the database answers no statement, or none that contains `for_what`."""

    def unless_away(execute, sql, *rest):
        if for_what in sql:
            raise OperationalError("the connection is closed")
        return execute(sql, *rest)

    with connection.execute_wrapper(unless_away):
        yield


@pytest.fixture
def asker(browse):
    """asker(username) is a browser that is shown the page of an error like anybody's."""

    def make(username: str = ""):
        client = browse(username)
        client.raise_request_exception = False
        return client

    return make


@pytest.mark.parametrize("username", ["", "lin"])
@pytest.mark.parametrize("way", WAYS)
def test_check_while_the_database_is_away_says_so_with_its_code(asker, way, username):
    client = asker(username)
    with away():
        page = WAYS[way](client)
    text = page.content.decode()
    assert page.status_code == 503 and "check_impossible" in text
    assert "无法核验" in text and "暂时连不上登记册，请稍后再试。" in text
    assert "⚠" not in text and "核验编号" not in text


@pytest.mark.parametrize("ask", [by_code, by_face])
def test_check_whose_log_row_cannot_be_written_tells_nothing(asker, shelf, ask):
    version = LicenseVersion.objects.get(pk=shelf(lambda: factories.case_in("issued").made_version.pk))
    client = asker()
    assert "食品经营许可证" in ask(client, version).content.decode()
    with away(for_what="INSERT INTO audit_accessrecord"):
        page = ask(client, version)
    assert page.status_code == 503 and "check_impossible" in page.content.decode()
    assert "食品经营许可证" not in page.content.decode() and version.identifier not in page.content.decode()


@pytest.mark.parametrize("username", ["", "lin"])
def test_health_while_the_database_is_away_is_503(asker, username):
    client = asker(username)
    with away():
        answer = client.get("/health/")
    assert (answer.status_code, json.loads(answer.content)) == (503, {"status": "no database"})


def test_other_page_while_the_database_is_away_is_the_page_of_errors(asker):
    client = asker("lin")
    with away():
        page = client.get("/cases/")
    assert page.status_code == 500 and "check_impossible" not in page.content.decode()
