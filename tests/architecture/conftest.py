"""The stage: one database with an object for every address, built once for each module that walks through it."""

import pytest

from tests.architecture import samples


@pytest.fixture(scope="module")
def stage(shelf):
    """Key → arguments (samples.build); every test rolls back what it did."""
    return shelf(samples.build)
