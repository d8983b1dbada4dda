"""Every page of accounts for every member of the cast; lists and searches leave one row; nothing is written on GET."""

import pytest
from django.urls import reverse

from portal.accounts.models import Appointment, User
from portal.accounts.roles import PERMISSIONS, ROLES
from portal.audit.models import AccessRecord
from tests import cast

pytestmark = pytest.mark.django_db

PEOPLE_PAGES = {"wang", "feng"}  # who keep accounts; others are told so
EVERYONE = set(cast.PEOPLE)


def _person():
    return [User.objects.get(username="he").pk]


def _department():
    return [cast.department("xihu").pk]


def _appointment():
    return [Appointment.objects.get(user__username="he").pk]


# url name: (arguments, who gets 200, what the others get; who is refused with a reason)
PAGES = {
    "people": (list, PEOPLE_PAGES, 403, {}),
    "person": (_person, PEOPLE_PAGES | {"he"}, 404, {}),
    "appointments": (list, PEOPLE_PAGES, 403, {}),
    "open_account": (list, {"wang"}, 403, {}),
    "edit_account": (_person, {"wang"}, 403, {}),
    "appoint": (_person, {"feng"}, 404, {"wang": 403, "he": 403}),
    "end_appointment": (_appointment, {"feng"}, 404, dict.fromkeys(
        ("wang", *(u for u, (_n, d, _r) in cast.PEOPLE.items() if d == "donghu")), 403)),
    "add_department": (list, {"wang"}, 403, {}),
    "edit_department": (_department, {"wang"}, 403, {}),
    "departments": (list, EVERYONE, 200, {}),
    "department": (_department, EVERYONE, 200, {}),
    "roles": (list, EVERYONE, 200, {}),
    "mine": (list, EVERYONE, 200, {}),
    "password": (list, EVERYONE, 200, {}),
    "second_factor": (list, EVERYONE, 200, {}),
}
ACTS = {"reset-password": "wang", "deactivate": "wang", "remove-second-factor": "feng"}  # who does it


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_for_those_it_is_for(browse, name):
    arguments, allowed, otherwise, special = PAGES[name]
    url = reverse(f"accounts:{name}", args=arguments())
    for username in cast.PEOPLE:
        wanted = 200 if username in allowed else special.get(username, otherwise)
        answer = browse(username).get(url)
        assert answer.status_code == wanted, username
        assert "⚠" not in answer.content.decode(), "an undefined variable"


@pytest.mark.parametrize("key", ACTS)
def test_act_on_an_account_opens_for_its_administrator_alone(browse, key):
    url = reverse("accounts:act", args=[*_person(), key])
    for username in cast.PEOPLE:
        wanted = {"wang": 403, "feng": 403, "he": 403, ACTS[key]: 200}.get(username, 404)
        client = browse(username)
        assert client.get(url).status_code == wanted, username
        assert "⚠" not in client.get(url).content.decode()
        if wanted != 200:
            assert client.post(url, {"reason": "x", "password": cast.PASSWORD}).status_code == wanted, username
    assert browse("wang").get(reverse("accounts:act", args=[*_person(), "nonsense"])).status_code == 404


@pytest.mark.parametrize("name", ["unlock", "end_sessions"])
def test_post_on_an_account_is_refused_to_others(browse, name):
    url = reverse(f"accounts:{name}", args=_person())
    for username in sorted(EVERYONE - {"wang", "he"}):
        wanted = 403 if username == "feng" else 404
        assert browse(username).post(url).status_code == wanted, username


@pytest.mark.parametrize("name", [*PAGES, "code", "renew_codes", "own_department"])
def test_page_is_closed_to_anonymous(browse, name):
    arguments = PAGES[name][0]() if name in PAGES else []
    assert browse().get(reverse(f"accounts:{name}", args=arguments)).url.startswith("/accounts/sign-in/")


@pytest.mark.parametrize("name", ["people", "person", "appointments", "departments", "department", "mine"])
def test_page_leaves_exactly_one_row_of_the_log(browse, name):
    client, url = browse("wang"), reverse(f"accounts:{name}", args=PAGES[name][0]())
    before = AccessRecord.objects.count()
    client.get(url)
    assert AccessRecord.objects.count() == before + 1


@pytest.mark.parametrize(("name", "username", "result"), [
    ("people", "lin", "refused"), ("person", "lin", "not_found"), ("open_account", "lin", "refused"),
    ("edit_account", "feng", "refused"), ("appoint", "wang", "refused"),
])
def test_refusal_leaves_exactly_one_row_of_the_log(browse, name, username, result):
    client, url = browse(username), reverse(f"accounts:{name}", args=PAGES[name][0]())
    before = AccessRecord.objects.count()
    client.get(url)
    assert AccessRecord.objects.count() == before + 1
    assert AccessRecord.objects.latest("recorded_at", "id").result == result


def test_search_for_a_person_stands_in_the_log_masked_and_in_no_address(browse):
    client = browse("wang")
    answer = client.post("/accounts/people/", {"q": "吴建国", "department": "", "role": "", "state": ""})
    assert "吴" not in answer.url and answer.url.startswith("/accounts/people/?s=")
    before = AccessRecord.objects.count()
    page = client.get(answer.url)
    assert [r.record.username for r in page.context["table"].page.object_list] == ["wu"]
    assert AccessRecord.objects.count() == before + 1
    row = AccessRecord.objects.latest("recorded_at", "id")
    assert (row.verb, row.result_count, len(row.terms)) == ("search", 1, 1)
    assert "吴建国" not in row.terms_masked and row.terms_masked.startswith("q=吴")
    other = browse("feng").get(answer.url)
    assert other.context["table"].paginator.count == len(cast.PEOPLE), "another session does not see the terms"


@pytest.mark.parametrize(("asked", "found"), [
    ({"role": "signer"}, {"zheng"}),
    ({"state": "inactive"}, set()),
    ({"state": "unappointed"}, set()),
    ({"state": "locked"}, set()),
])
def test_filters_narrow_the_list(browse, asked, found):
    page = browse("wang").get("/accounts/people/", asked)
    assert {r.record.username for r in page.context["table"].page.object_list} == found


def test_list_costs_the_same_number_of_queries_for_more_people(browse, django_assert_max_num_queries):
    client = browse("wang")
    client.get("/accounts/people/")
    with django_assert_max_num_queries(16):
        client.get("/accounts/people/")


def test_matrix_shows_every_role_and_permission(browse):
    page = browse("lin").get("/accounts/roles/").content.decode()
    for label in [*(r.label for r in ROLES.values()), *PERMISSIONS.values()]:
        assert str(label) in page


def test_new_account_shows_its_password_once_and_keeps_it_nowhere(browse):
    client = browse("wang")
    given = {"display_name": "龚㛃", "username": "Gong.Jie", "staff_number": "7"}
    answer = client.post("/accounts/people/open/", given)
    user = User.objects.get(username="gong.jie")
    password = answer.context["password"]
    assert user.check_password(password) and user.must_change_password
    assert user.created_by.username == "wang"
    assert password not in client.get(f"/accounts/people/{user.pk}/").content.decode()
    again = client.post("/accounts/people/open/", {"display_name": "甲", "username": "gong.jie"})
    assert again.status_code == 422 and "已有人使用" in again.content.decode()


@pytest.mark.parametrize("name", ["a", "林", "-abc", "a b", "x" * 41])
def test_login_name_of_another_form_is_refused(browse, name):
    assert browse("wang").post("/accounts/people/open/", {"display_name": "甲", "username": name}).status_code == 422


def test_timeline_says_who_did_what_and_why(browse):
    user = User.objects.get(username="he")
    client = browse("wang")
    client.post(f"/accounts/people/{user.pk}/deactivate/", {"reason": "调往外地"})
    client.post(f"/accounts/people/{user.pk}/reactivate/", {"reason": "调回"})
    page = client.get(f"/accounts/people/{user.pk}/")
    titles = [(str(e.title), e.person, e.reason) for e in page.context["entries"]]
    assert titles[:2] == [("恢复启用", "王平", "调回"), ("停用账号", "王平", "调往外地")]
    assert titles[-1][0] == "开立账号"
    assert all("password" not in change.label for e in page.context["entries"] for change in e.changes)
