"""Passwords: what is refused, when one must be changed, what a reset does and does not open."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from portal import clock
from portal.accounts import actions, passwords
from portal.accounts.models import OldPassword, SignedIn, User
from portal.actor import command
from portal.audit.models import AccessRecord
from portal.decisions import Refused
from tests import cast

pytestmark = pytest.mark.django_db
URL = "/accounts/password/"
NEW = "Luo-Xia-7-gu-wu"


def person(username="lin"):
    return User.objects.get(username=username)


def post(client, old=cast.PASSWORD, new=NEW, again=None):
    return client.post(URL, {"old": old, "new": new, "again": new if again is None else again})


@pytest.mark.parametrize(("password", "why"), [
    ("Short-1a", "12 至 128"),
    ("x" * 120 + "Aa1-" * 3, "12 至 128"),
    ("onlylowercase-letters", "三类"),
    ("1234567890-1234", "三类"),
    ("Lin-is-here-2026", "不能包含"),
    ("My-LinXiaoYan-77", "不能包含"),
    ("我是林晓燕Aa1-456789", "不能包含"),
    ("Nanchangshidonghuqushichangjianduguanliju-1", "不能包含"),
    ("Jiangxi-2026-ok", "不能包含"),
    ("Dianzizhengzhao1!", "不能包含"),
    (cast.PASSWORD, "当前密码"),
])
def test_password_against_a_rule_is_refused_with_its_sentence(password, why):
    with pytest.raises(ValidationError, match=why):
        validate_password(password, person())


def test_word_of_the_most_common_ones_is_refused(settings):
    with pytest.raises(ValidationError):
        validate_password("Password1234", person())


@pytest.mark.parametrize("password", [NEW, "秋水共长天一色落霞 Aa1", "x" * 60 + "A1-b"])
def test_long_and_chinese_passwords_are_taken(password):
    validate_password(password, person())


def test_login_name_of_two_letters_does_not_forbid_its_letters():
    validate_password("The-Heron-flies-3", person("he"))


def test_first_password_must_be_changed_before_anything_else(enter):
    user = actions.open_account(by=command(), username="xin", display_name="辛勤", password="Erste-Losung-1")
    client = enter("xin", "Erste-Losung-1")
    for path in ("/", "/accounts/mine/", "/accounts/roles/"):
        assert client.get(path).url == URL
    assert client.post("/accounts/switch/", {"appointment": "x"}).status_code == 404
    assert post(client, "Erste-Losung-1").url == "/"
    assert client.get("/accounts/mine/").status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password and user.password_changed_at


def test_change_needs_the_old_password_and_tells_nothing_of_the_new_before(browse):
    client = browse("lin")
    answer = post(client, old="wrong", new=cast.PASSWORD)
    assert answer.status_code == 422
    assert "当前密码不正确" in answer.content.decode() and "最近" not in _errors(answer)
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert (row.verb, row.result) == ("accounts.change_password", "failed")


def _errors(answer):
    return "".join(re.findall(r'<p class="err">.*?</p>', answer.content.decode(), re.S))


def test_five_wrong_old_passwords_lock_out(browse):
    client = browse("lin")
    for _n in range(5):
        answer = post(client, old="wrong")
    assert answer.status_code == 429
    assert post(client).status_code == 429


def test_two_different_new_passwords_are_refused(browse):
    assert "不一致" in post(browse("lin"), again=NEW + "x").content.decode()


def test_change_ends_the_other_sessions_and_keeps_this_one_under_a_new_key(enter):
    here, there = enter("lin"), enter("lin")
    before = here.cookies["sessionid"].value
    assert post(here).status_code == 302
    assert here.get("/accounts/mine/").status_code == 200
    assert here.cookies["sessionid"].value != before
    assert there.get("/accounts/mine/").status_code == 302
    assert SignedIn.objects.filter(user=person()).count() == 1


def test_change_leaves_one_history_row_and_one_record(browse):
    client, user = browse("lin"), person()
    before, rows = user.history.count(), AccessRecord.objects.count()
    post(client)
    assert user.history.count() == before + 1
    assert AccessRecord.objects.count() == rows + 1
    assert not hasattr(user.history.first(), "password")


def test_last_five_passwords_are_not_taken_again():
    user = person()
    for n in range(6):
        user = actions.change_password(user, f"Teng-wang-ge-{n}", by=command())
    assert OldPassword.objects.filter(user=user).count() == passwords.REMEMBERED
    for n in (1, 2, 3, 4, 5):
        with pytest.raises(ValidationError, match="最近"):
            validate_password(f"Teng-wang-ge-{n}", user)
    validate_password(cast.PASSWORD, user)


def test_old_password_must_be_changed_after_its_days(enter, settings):
    user = actions.change_password(person(), NEW, by=command())
    clock.move_to(clock.now() + timedelta(days=settings.PASSWORD_MAX_AGE_DAYS, minutes=-5))
    assert enter("lin", NEW).get("/accounts/mine/").status_code == 200
    clock.move_to(clock.now() + timedelta(minutes=10))
    client = enter("lin", NEW)
    assert client.get("/").url == URL
    assert "90 日" in client.get(URL).content.decode()
    assert user.password_changed_at


def test_reset_gives_a_random_password_once_and_ends_the_sessions(browse, enter):
    lin = enter("lin")
    wang, user = browse("wang"), person()
    answer = wang.post(f"/accounts/people/{user.pk}/reset-password/", {"reason": "遗忘", "password": cast.PASSWORD})
    shown = re.search(r'<dd class="code"><b>(.+?)</b></dd>', answer.content.decode())[1]
    assert lin.get("/").url.startswith("/accounts/sign-in/")
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert (row.verb, row.account, row.reason, row.object_label) == ("accounts.reset_password", "wang", "遗忘", "lin")
    assert shown not in row.reason + bytes(row.entry).decode()
    client = enter("lin", shown)
    assert client.get("/").url == URL


def test_reset_needs_the_administrators_own_password_and_a_reason(browse):
    user = person()
    url = f"/accounts/people/{user.pk}/reset-password/"
    assert browse("wang").post(url, {"reason": "", "password": cast.PASSWORD}).status_code == 422
    assert browse("wang").post(url, {"reason": "x", "password": "wrong"}).status_code == 422
    user.refresh_from_db()
    assert not user.must_change_password


def test_nobody_resets_his_own_and_only_the_system_administrator_resets(wang, feng, lin):
    for by, username in ((wang, "wang"), (feng, "lin"), (lin, "he")):
        with pytest.raises(Refused):
            actions.reset_password(person(username), by=by, reason="x")


def test_one_time_passwords_differ_and_keep_the_rules():
    made = {actions.one_time_password(person()) for _n in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password, person())


def test_argon2_keeps_the_passwords_outside_tests(settings):
    assert settings.PASSWORD_HASHERS[-1] == "django.contrib.auth.hashers.Argon2PasswordHasher"
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[-1:]
    user = actions.change_password(person(), NEW, by=command())
    assert user.password.startswith("argon2$argon2id$")
