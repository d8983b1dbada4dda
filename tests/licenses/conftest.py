"""Departments sign with the certificates that the demo authority made for the run."""

import pytest


@pytest.fixture(autouse=True)
def certificates(settings, authority):
    """Departments sign with the certificates of the run."""
    settings.CA_FOLDER = authority
