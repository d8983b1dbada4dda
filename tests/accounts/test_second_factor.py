"""The second factor: no way round it, a code counts once, throttled, recovery codes, lost devices."""

import re
from datetime import timedelta

import pyotp
import pytest

from portal import clock
from portal.accounts import actions, second_factor
from portal.accounts.models import Appointment, RecoveryCode, SecondFactor, SignedIn, User
from portal.actor import acting_as, command
from portal.audit.models import AccessRecord
from portal.decisions import Conflict, Refused
from portal.notices.models import Notice
from portal.notices.send import text_of
from tests import cast

pytestmark = pytest.mark.django_db


def latest():
    return AccessRecord.objects.latest("recorded_at", "id")


def appoint(username, role, department="donghu"):
    return actions.appoint(User.objects.get(username=username), cast.department(department), role, by=command(),
                           since=clock.today())


def set_up(client, password=cast.PASSWORD):
    """Go through the set-up page like a person with a phone; returns the answer to the last post and the secret."""
    page = client.get("/accounts/second-factor/").content.decode()
    token = re.search(r'name="token" value="([0-9a-f]+)"', page)[1]
    secret = re.search(r"<dd>((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})</dd>", page)[1].replace(" ", "")
    code = pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // 30)
    return client.post("/accounts/second-factor/", {"token": token, "code": code, "password": password}), secret


def test_person_with_only_a_guarded_role_must_set_it_up_before_anything_else(enter):
    client = enter("zheng")
    for path in ("/", "/accounts/mine/", "/accounts/password/", "/accounts/roles/"):
        assert client.get(path).url == "/accounts/second-factor/"
    response, _secret = set_up(client)
    assert response.status_code == 200
    codes = re.findall(r'<li class="code">([A-Z2-9]{5}-[A-Z2-9]{5})</li>', response.content.decode())
    assert len(set(codes)) == 10
    assert client.get("/accounts/mine/").status_code == 200
    assert latest().role == "signer" or AccessRecord.objects.filter(verb="accounts.set_up_second_factor").count() == 1


def test_person_with_a_device_must_enter_a_code_before_anything_else(enter, device):
    phone = device("zheng")
    client = enter("zheng")
    for path in ("/", "/accounts/mine/", "/accounts/second-factor/", "/accounts/second-factor/codes/"):
        assert client.get(path).url == "/accounts/code/"
    assert client.post("/accounts/code/", {"code": phone.code()}).url == "/"
    assert client.get("/accounts/mine/").status_code == 200


def test_code_leads_to_the_page_that_was_asked_for(browse, device):
    phone = device("zheng")
    client = browse()
    client.post("/accounts/sign-in/", {"username": "zheng", "password": cast.PASSWORD, "next": "/accounts/roles/"})
    client.get("/accounts/roles/")
    assert client.post("/accounts/code/", {"code": phone.code()}).url == "/accounts/roles/"


def test_code_counts_once(enter, device):
    phone = device("zheng")
    code = phone.code()
    assert enter("zheng").post("/accounts/code/", {"code": code}).status_code == 302
    second = enter("zheng")
    assert second.post("/accounts/code/", {"code": code}).status_code == 422
    assert (latest().verb, latest().result, latest().account) == ("second_factor_failed", "failed", "zheng")
    assert second.get("/").url == "/accounts/code/"


def test_earlier_code_after_a_later_one_is_refused(device):
    phone = device("zheng")
    assert second_factor.check(phone.user, phone.code(1), by=command()).taken
    assert not second_factor.check(phone.user, phone.code(0), by=command()).taken


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (0, True), (1, True), (2, False)])
def test_code_is_taken_only_near_its_time(device, steps, taken):
    phone = device("zheng")
    assert second_factor.check(phone.user, phone.code(steps), by=command()).taken is taken


def test_spaces_and_full_width_digits_are_taken(device):
    phone = device("zheng")
    code = phone.code()
    wide = code[:3].translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}) + " " + code[3:]
    assert second_factor.check(phone.user, wide, by=command()).taken


def test_five_wrong_codes_block_the_right_one_also_in_another_session(enter, device):
    phone = device("zheng")
    client = enter("zheng")
    for _n in range(5):
        answer = client.post("/accounts/code/", {"code": "abc"})
    assert "以后再试" in answer.content.decode()
    assert enter("zheng").post("/accounts/code/", {"code": phone.code()}).status_code == 422
    clock.move_to(clock.now() + timedelta(minutes=16))
    assert enter("zheng").post("/accounts/code/", {"code": phone.code()}).status_code == 302


def test_recovery_code_stands_in_once_and_says_how_many_are_left(enter, device):
    phone = device("zheng")
    client = enter("zheng")
    assert client.post("/accounts/code/", {"code": phone.codes[0].lower()}).status_code == 302
    assert AccessRecord.objects.filter(verb="recovery_code", account="zheng").count() == 1
    assert RecoveryCode.objects.filter(used_at=None).count() == 9
    assert enter("zheng").post("/accounts/code/", {"code": phone.codes[0]}).status_code == 422


def test_recovery_codes_lie_only_as_digests(device):
    phone = device("zheng")
    stored = b"".join(bytes(c.digest) for c in RecoveryCode.objects.all())
    assert not any(code.replace("-", "").encode() in stored for code in phone.codes)
    assert phone.secret.encode() not in bytes(SecondFactor.objects.get().sealed_secret)


def test_renewed_codes_void_the_old_ones(enter, device):
    phone = device("zheng")
    client = enter("zheng")
    client.post("/accounts/code/", {"code": phone.code()})
    assert client.post("/accounts/second-factor/codes/", {"password": "wrong"}).status_code == 422
    assert client.post("/accounts/second-factor/codes/", {"password": cast.PASSWORD}).status_code == 200
    assert not second_factor.check(phone.user, phone.codes[1], by=command()).taken
    assert second_factor.codes_left(phone.user) == 10


def test_session_goes_on_under_a_new_key_after_the_code(enter, device):
    phone = device("zheng")
    client = enter("zheng")
    before = client.cookies["sessionid"].value
    client.post("/accounts/code/", {"code": phone.code()})
    assert client.cookies["sessionid"].value != before
    assert SignedIn.objects.get(user=phone.user).session_key == client.cookies["sessionid"].value


def test_person_with_an_ordinary_role_works_in_it_and_is_asked_only_for_the_guarded_one(enter, device):
    signer = appoint("wu", "signer")
    client = enter("wu")
    assert client.get("/accounts/mine/").status_code == 200
    assert client.get("/accounts/mine/").context["actor"].role == "reviewer"
    assert client.post("/accounts/switch/", {"appointment": signer.pk}).url == "/accounts/second-factor/"
    phone = device("wu")
    client = enter("wu")
    assert client.post("/accounts/switch/", {"appointment": signer.pk}).url == "/accounts/code/"
    assert client.get("/accounts/mine/").context["actor"].role == "reviewer"
    assert client.post("/accounts/code/", {"code": phone.code()}).url == "/"
    assert client.get("/accounts/mine/").context["actor"].role == "signer"
    assert AccessRecord.objects.filter(verb="switch", account="wu").count() == 1


def test_guarded_role_planted_in_the_session_is_not_acted_under(enter):
    signer = appoint("wu", "signer")
    client = enter("wu")
    session = client.session
    session["appointment"] = str(signer.pk)
    session.save()
    assert client.get("/accounts/mine/").context["actor"].role == "reviewer"


def test_set_up_token_of_another_person_is_refused(enter):
    zheng, li = enter("zheng"), enter("li")
    page = zheng.get("/accounts/second-factor/").content.decode()
    token = re.search(r'name="token" value="([0-9a-f]+)"', page)[1]
    answer = li.post("/accounts/second-factor/", {"token": token, "code": "123456", "password": cast.PASSWORD})
    assert answer.status_code == 422 and not SecondFactor.objects.exists()


def test_set_up_with_a_wrong_password_or_code_sets_up_nothing(enter):
    client = enter("zheng")
    answer, _secret = set_up(client, password="wrong")
    assert answer.status_code == 422 and not SecondFactor.objects.exists()
    assert client.get("/").url == "/accounts/second-factor/"


def test_moving_to_another_device_needs_the_code_of_the_first(enter, device):
    phone = device("wu")
    client = enter("wu")
    assert client.get("/accounts/second-factor/").url == "/accounts/code/"
    client.post("/accounts/code/", {"code": phone.code()})
    answer, secret = set_up(client)
    assert answer.status_code == 200 and secret != phone.secret
    assert not second_factor.check(phone.user, phone.code(1), by=command()).taken
    assert SecondFactor.history.filter(user=phone.user).count() == 2


def test_lost_device_is_removed_by_the_security_administrator_with_a_reason(enter, device, wang, feng):
    phone = device("zheng")
    client = enter("zheng")
    with pytest.raises(Refused, match="安全管理员"):
        actions.remove_second_factor(phone.user, by=wang, reason="丢失")
    actions.remove_second_factor(phone.user, by=feng, reason="手机丢失，已当面核实")
    assert (latest().verb, latest().reason, latest().object_label) == (
        "accounts.remove_second_factor", "手机丢失，已当面核实", "zheng")
    assert len(latest().history) == 1
    assert not RecoveryCode.objects.filter(user=phone.user).exists()
    assert client.get("/").url.startswith("/accounts/sign-in/"), "his sessions ended"
    assert enter("zheng").get("/").url == "/accounts/second-factor/"


def test_security_administrator_cannot_remove_his_own(feng, device):
    phone = device("feng")
    with pytest.raises(Refused, match="自己的账号"):
        actions.remove_second_factor(phone.user, by=feng, reason="x")


def test_removing_what_is_not_there_is_a_conflict(feng):
    with pytest.raises(Conflict, match="没有启用"):
        actions.remove_second_factor(User.objects.get(username="lin"), by=feng, reason="x")


def _act(client, user, key):
    return client.post(f"/accounts/people/{user.pk}/{key}/", {"reason": "x", "password": cast.PASSWORD})


def test_system_administrator_alone_does_not_become_a_signer(browse, enter, device):
    phone, wang = device("zheng"), browse("wang")
    page = wang.get(f"/accounts/people/{phone.user.pk}/").content.decode()
    assert "“解除动态口令”由安全管理员办理" in page, "the button says why not"
    new = _act(wang, phone.user, "reset-password").context["password"]
    refused = _act(wang, phone.user, "remove-second-factor")
    assert refused.status_code == 403 and "由安全管理员办理" in refused.content.decode()
    assert SecondFactor.objects.filter(user=phone.user).exists()
    assert enter("zheng", new).get("/").url == "/accounts/code/"


def test_two_administrators_together_help_who_lost_phone_and_password(browse, enter, device):
    phone = device("zheng")
    assert _act(browse("feng"), phone.user, "remove-second-factor").status_code == 302
    new = _act(browse("wang"), phone.user, "reset-password").context["password"]
    client = enter("zheng", new)
    client.post("/accounts/password/", {"old": new, "new": "Teng-wang-ge-1", "again": "Teng-wang-ge-1"})
    answer, _secret = set_up(client, "Teng-wang-ge-1")
    assert answer.status_code == 200
    assert client.get("/accounts/mine/").context["actor"].role == "signer"


def in_post(username, role):
    """The person after a change of posts: he acts under another one of the three administrators' posts."""
    old = Appointment.objects.get(user__username=username)
    actions.end_appointment(old, by=command(), until=clock.today() - timedelta(days=1))
    return acting_as(appoint(username, role, "province"))


def test_who_reset_the_password_removes_no_factor_after_a_change_of_posts_until_a_code_was_given(device, wang):
    appoint("wu", "signer")
    phone = device("wu")
    clock.move_to(clock.now() + timedelta(hours=1))
    new = actions.reset_password(phone.user, by=wang, reason="x")
    phone.user.refresh_from_db()
    assert phone.user.check_password(new)
    actions.change_password(phone.user, "Teng-wang-ge-1", by=command())  # an ordinary post lets in without a code
    later = in_post("wang", "security_admin")
    with pytest.raises(Refused, match="密码由您重置"):
        actions.remove_second_factor(phone.user, by=later, reason="x")
    clock.move_to(clock.now() + timedelta(minutes=5))
    assert second_factor.check(phone.user, phone.code(), by=command()).taken
    actions.remove_second_factor(phone.user, by=later, reason="x")


def test_recovery_code_given_since_the_reset_counts_like_a_code(device, wang):
    phone = device("zheng")
    actions.reset_password(phone.user, by=wang, reason="x")
    clock.move_to(clock.now() + timedelta(minutes=5))
    second_factor.check(phone.user, phone.codes[0], by=command())
    actions.remove_second_factor(phone.user, by=in_post("wang", "security_admin"), reason="x")
    assert not SecondFactor.objects.filter(user=phone.user).exists()


def test_who_removed_the_factor_resets_no_password_after_a_change_of_posts_until_it_is_set_up_anew(device, feng, wang):
    phone = device("zheng")
    actions.remove_second_factor(phone.user, by=feng, reason="x")
    later = in_post("feng", "system_admin")
    with pytest.raises(Refused, match="动态口令由您解除"):
        actions.reset_password(phone.user, by=later, reason="x")
    clock.move_to(clock.now() + timedelta(minutes=5))
    device("zheng")
    actions.reset_password(phone.user, by=later, reason="x")


def test_unlocking_a_person_opens_no_more_tries_of_codes(enter, device, wang):
    phone = device("zheng")
    client = enter("zheng")
    for _n in range(5):
        client.post("/accounts/code/", {"code": "abc"})
    actions.unlock(phone.user, by=wang)
    assert not second_factor.check(phone.user, phone.code(), by=command()).taken


def test_reset_password_does_not_pass_by_the_second_factor(enter, device, wang):
    phone = device("zheng")
    new = actions.reset_password(phone.user, by=wang, reason="遗忘")
    client = enter("zheng", new)
    assert client.get("/accounts/password/").url == "/accounts/code/"
    client.post("/accounts/code/", {"code": phone.code()})
    assert client.get("/").url == "/accounts/password/"


def test_set_up_by_day_of_an_appointment_that_begins_tomorrow_asks_for_nothing(enter):
    user = User.objects.get(username="lin")
    actions.appoint(user, cast.department("xihu"), "signer", by=command(), since=clock.today() + timedelta(days=1))
    assert enter("lin").get("/accounts/mine/").status_code == 200


def test_person_is_told_of_what_others_did_to_his_account(device, wang, feng):
    phone = device("zheng")
    actions.reset_password(phone.user, by=wang, reason="x")
    actions.remove_second_factor(phone.user, by=feng, reason="x")
    appointment = phone.user.appointments.get()
    actions.end_appointment(appointment, by=feng, until=clock.today())
    told = Notice.objects.filter(to_user=phone.user).values_list("event", flat=True)
    assert {"account_second_factor_set_up", "account_password_reset", "account_second_factor_removed",
            "account_appointment_ended"} <= set(told)
    assert all(len(text_of(notice)) > 20 for notice in Notice.objects.filter(to_user=phone.user))


def _told_of_removal() -> set:
    notices = Notice.objects.filter(event="account_second_factor_removed_elsewhere").select_related("to_user")
    assert all("zheng" in text_of(notice) or "chen" in text_of(notice) for notice in notices)
    return {notice.to_user.username for notice in notices}


def test_head_of_the_department_and_the_other_administrators_are_told_of_a_removed_factor(device, feng):
    actions.remove_second_factor(device("zheng").user, by=feng, reason="x")
    assert _told_of_removal() == {"chen", "zhou"}


def test_removal_at_the_command_line_is_told_to_both_administrators_and_not_twice_to_the_person(device):
    actions.remove_second_factor(device("chen").user, by=command(), reason="x")
    assert _told_of_removal() == {"feng", "zhou"}
