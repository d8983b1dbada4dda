"""Addresses that nobody types: a sentence or an ordinary page, never a 500."""

import pytest

pytestmark = pytest.mark.django_db
NINES = "9" * 5000


@pytest.mark.parametrize("address", [
    "/cases/new/?q=%00", "/accounts/departments/?q=%00", "/licenses/?q=%00", f"/licenses/?page={NINES}",
    f"/cases/?page={NINES}", f"/catalogs/entries/?page={NINES}",
])
def test_impossible_address_is_answered_without_a_failure(browse, address):
    assert browse("lin").get(address).status_code in (200, 302, 400, 404)
