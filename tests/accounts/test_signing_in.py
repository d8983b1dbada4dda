"""Signing in: lock-out, the same answer to all failures, fresh sessions, redirects only inside."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.urls import reverse

from portal import clock
from portal.accounts.models import SignedIn, User
from portal.audit.models import AccessRecord
from tests import cast

pytestmark = pytest.mark.django_db
URL = "/accounts/sign-in/"


def sign_in(client, username="lin", password=cast.PASSWORD, **extra):
    return client.post(URL, {"username": username, "password": password, **extra.pop("data", {})}, **extra)


def latest():
    return AccessRecord.objects.latest("recorded_at", "id")


def test_sign_in_with_the_right_password_leads_on_and_is_recorded_once(browse):
    client = browse()
    before = AccessRecord.objects.count()
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/")
    assert AccessRecord.objects.count() == before + 1
    row = latest()
    assert (row.verb, row.account, row.role, row.address) == ("sign_in", "lin", "clerk", "127.0.0.1")
    assert row.session and SignedIn.objects.get().user.username == "lin"
    assert User.objects.get(username="lin").last_sign_in


def test_sign_in_writes_no_history_of_the_account(browse):
    before = User.history.count()
    sign_in(browse())
    assert User.history.count() == before


@pytest.mark.parametrize("name", ["LIN", " lin "])
def test_name_in_any_case_signs_in(browse, name):
    assert sign_in(browse(), name).status_code == 302


def test_unknown_name_and_wrong_password_get_the_same_page(browse):
    known, unknown = (sign_in(browse(), name, "wrong-Wrong-1") for name in ("lin", "lim"))
    assert known.status_code == unknown.status_code == 422
    strip = lambda r, name: r.content.decode().replace(name, "")  # noqa: E731
    first, second = strip(known, 'value="lin"'), strip(unknown, 'value="lim"')
    assert len(first) == len(second) and "不正确" in first


def test_name_that_nobody_has_is_kept_only_as_a_digest(browse):
    sign_in(browse(), "My-Secret-Pass1", "x")
    assert latest().verb == "sign_in_failed" and latest().result == "failed"
    assert "secret" not in latest().reason.lower() and latest().reason.startswith("~")
    attempt = AccessAttempt.objects.get()
    assert "secret" not in (attempt.username + attempt.post_data).lower()


def test_failure_of_a_known_account_names_it(browse):
    sign_in(browse(), "Lin", "wrong")
    assert (latest().reason, latest().object_label, latest().account) == ("lin", "lin", "")


def test_fifth_failure_locks_out_and_says_for_how_long(browse):
    client = browse()
    for _n in range(4):
        assert sign_in(client, password="wrong").status_code == 422
    response = sign_in(client, "LIN", password="wrong")
    assert response.status_code == 429
    assert "15 分钟" in response.content.decode()
    assert latest().verb == "locked_out"
    assert sign_in(client).status_code == 429, "the right password does not help now"
    assert latest().result == "refused"


def test_lock_out_does_not_reach_other_addresses(browse):
    client = browse()
    for _n in range(5):
        sign_in(client, password="wrong")
    assert sign_in(browse(), REMOTE_ADDR="192.0.2.99").status_code == 302


def test_forwarded_address_is_believed_only_from_a_trusted_proxy(browse, settings):
    for n in range(5):
        sign_in(browse(), password="wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")
    assert sign_in(browse()).status_code == 429
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert sign_in(browse(), HTTP_X_FORWARDED_FOR="192.0.2.77").status_code == 302
    assert latest().address == "192.0.2.77"


def test_many_tries_from_one_address_are_slowed(browse, monkeypatch):
    monkeypatch.setattr("portal.accounts.views.sign_in.TRIES_PER_ADDRESS", "3/m")
    answers = [sign_in(browse(), f"name{n}", "x").status_code for n in range(5)]
    assert answers.count(429) >= 1 and answers[-1] == 429


def test_many_tries_from_one_network_of_ipv6_are_slowed(browse, monkeypatch):
    monkeypatch.setattr("portal.accounts.views.sign_in.TRIES_PER_ADDRESS", "3/m")
    answers = [sign_in(browse(), f"name{n}", "x", REMOTE_ADDR=f"2001:db8::{n}").status_code for n in range(1, 6)]
    assert answers[-1] == 429


def test_session_key_is_a_new_one_after_signing_in(browse):
    client = browse()
    session = client.session
    session["planted"] = "by the attacker"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client)
    assert client.cookies["sessionid"].value != planted
    assert "planted" not in client.session


@pytest.mark.parametrize("target", [
    "https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "http:///evil.example",
])
def test_redirect_leads_only_inside(browse, target):
    assert sign_in(browse(), data={"next": target}).url == "/"


def test_redirect_leads_to_the_page_that_was_asked_for(browse):
    client = browse()
    asked = client.get("/accounts/password/")
    assert asked.url == URL + "?next=/accounts/password/"
    assert sign_in(client, data={"next": "/accounts/password/"}).url == "/accounts/password/"


def test_sign_in_without_csrf_token_is_refused(browse):
    client = browse().__class__(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    client.get(URL)
    token = client.cookies["csrftoken"].value
    assert sign_in(client, data={"csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize("name", ["sign_out", "switch", "password"])
def test_post_without_csrf_token_is_refused_and_recorded(browse, name):
    client = browse("lin")
    client.handler.enforce_csrf_checks = True
    assert client.post(reverse(f"accounts:{name}")).status_code == 403
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert (row.account, row.result) == ("lin", "refused") and reverse(f"accounts:{name}") in row.reason


def test_sign_out_ends_the_session_and_the_old_cookie_opens_nothing(browse):
    client = browse()
    sign_in(client)
    cookie = client.cookies["sessionid"].value
    assert client.post("/accounts/sign-out/").status_code == 302
    assert latest().verb == "sign_out" and not SignedIn.objects.exists()
    client.cookies["sessionid"] = cookie
    assert client.get("/accounts/password/").status_code == 302


@pytest.mark.parametrize("name", ["sign_out", "switch"])
def test_get_of_what_acts_is_not_allowed(browse, name):
    assert browse("lin").get(reverse(f"accounts:{name}")).status_code == 405


def test_success_after_a_failure_forgets_it(browse):
    sign_in(browse(), password="wrong")
    assert sign_in(browse()).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_unknown_name_costs_as_much_hashing_as_a_wrong_password(browse, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = User.objects.get(username="lin")
    user.set_password(cast.PASSWORD)
    User.objects.filter(pk=user.pk).update(password=user.password)
    User.objects.filter(username="he").update(password=user.password, is_active=False, deactivated_at=clock.now(),
                                              deactivated_by=user)
    hashed = []
    for name in ("encode", "verify"):
        original = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(Argon2PasswordHasher, name, lambda *a, _o=original, **k: hashed.append(1) or _o(*a, **k))
    for name in ("lin", "nobody-has-this", "he"):
        hashed.clear()
        assert sign_in(browse(), name, "wrong").status_code == 422
        assert len(hashed) == 1, name
