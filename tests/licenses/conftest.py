"""What every test of licences needs: departments that can sign."""

import pytest


@pytest.fixture(autouse=True)
def certificates(settings, authority):
    """Departments sign with the certificates of the run."""
    settings.CA_FOLDER = authority
