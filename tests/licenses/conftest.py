"""What every test of licences needs: departments that can sign, and a case in every status to look at."""

import pytest

from licenses.models import Case
from tests.licenses import factories


@pytest.fixture(autouse=True)
def certificates(settings, authority):
    """Departments sign with the certificates of the run."""
    settings.CA_FOLDER = authority


@pytest.fixture(scope="module")
def in_every_status(shelf):
    """Status → key of a case that reached it by real steps, for all tests of a module."""
    return shelf(lambda: {status: factories.case_in(status).pk for status in factories.STEPS})


@pytest.fixture
def standing(in_every_status, db):
    """standing("submitted") is the module's case in that status; what a test does to it is rolled back."""
    return lambda status: Case.objects.select_related("entry", "version", "department", "license").get(
        pk=in_every_status[status])
