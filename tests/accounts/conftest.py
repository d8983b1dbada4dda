"""People with devices: what the tests of accounts need beside the cast."""

import pyotp
import pytest

from portal import clock
from portal.accounts import second_factor
from portal.accounts.models import User
from portal.actor import command
from tests import cast


class Device:
    """An authenticator on a phone, and the recovery codes on paper."""

    def __init__(self, username):
        self.user = User.objects.get(username=username)
        self.secret = second_factor.new_secret()
        self.codes = second_factor.confirm(self.user, self.secret, self.code(-1), by=command())

    def code(self, steps: int = 0) -> str:
        """What the phone shows now, or some steps before or after."""
        return pyotp.TOTP(self.secret).generate_otp(int(clock.now().timestamp()) // 30 + steps)


@pytest.fixture
def device(db):
    """device("zheng") gives that person a second factor that works."""
    return Device


@pytest.fixture
def enter(browse):
    """enter("lin") is a client that signed in by the page, with the password alone."""

    def make(username, password=cast.PASSWORD, client=None):
        client = client or browse()
        response = client.post("/accounts/sign-in/", {"username": username, "password": password})
        assert response.status_code == 302, response.content.decode()
        return client

    return make
