"""Display choices, the head for each reader, and the pages of errors."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import RequestFactory
from django.urls import clear_url_caches, path

from portal import pages
from tests.look import kit, kit_urls


def posted(next_page="/cases/", **choices):
    return pages.set_display(RequestFactory().post("/display/", {"next": next_page, **choices}))


def test_choice_is_kept_in_a_cookie_and_the_reader_returns():
    response = posted(size="large")
    assert (response.status_code, response.url) == (302, "/cases/")
    cookie = response.cookies["size"]
    assert cookie.value == "large" and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert set(response.cookies) == {"size"}


def test_choice_can_be_taken_back():
    assert posted(contrast="").cookies["contrast"].value == ""


@pytest.mark.parametrize("choices", [{"size": "giant"}, {"contrast": "<b>"}, {"language": "fr"}, {}])
def test_unknown_choice_sets_nothing(choices):
    assert not posted(**choices).cookies


@pytest.mark.parametrize("away", ["https://a.example/", "//a.example/", "javascript:alert(1)", "/\\a.example", ""])
def test_way_back_to_another_site_leads_home(away):
    assert posted(away, size="large").url == "/"


def test_choice_by_address_is_not_taken():
    assert pages.set_display(RequestFactory().get("/display/?size=large")).status_code == 405


@pytest.mark.parametrize("cookie", ["", "giant", "large\" onload=\"x"])
def test_unknown_cookie_counts_as_the_default(cookie):
    assert pages.display_of(kit.request_for(size=cookie))["size"] == ""


def test_choices_are_written_on_the_page():
    html = kit.kit_page(size="huge", contrast="high")
    assert 'data-size="huge" data-contrast="high"' in html and '<html lang="zh-hans"' in html


def test_site_of_a_city_shows_its_area_and_tier(settings):
    settings.SITE = {**settings.SITE, "tier": "city", "area": "360100"}
    assert pages.site()["owner"] == "南昌市" and pages.site()["tier"] == "市级"


@pytest.mark.parametrize(("level", "division", "named"), [
    ("province", "360000", "江西省 · 省级"), ("city", "360700", "赣州市 · 市级"), ("county", "360102", "南昌市 · 市级"),
])
def test_head_names_the_system_of_the_department_acted_under(level, division, named):
    request = kit.request_for()
    department = SimpleNamespace(level=level, division=division)
    request.actor = SimpleNamespace(department=department)
    site = pages.shell(request)["site"]
    assert f"{site['owner']} · {site['tier']}" == named


def test_head_of_a_stranger_names_the_system_of_the_installation(settings):
    settings.SITE = {**settings.SITE, "tier": "city", "area": "360300"}
    assert '<span class="sub">萍乡市 · 市级' in head(kit.STRANGER)


def head(person):
    request = kit.request_for()
    return kit.render("components/head.html", {**pages.shell(request), **kit.people(person)}, request=request)


def test_head_of_a_person_has_search_name_and_other_appointments():
    html = head(kit.PERSON)
    assert 'method="post" action="/search/"' in html and "张敏" in html and "退出登录" in html
    assert 'name="appointment" value="2"' in html and 'name="appointment" value="1"' not in html


def test_head_of_a_stranger_has_sign_in_and_checking_only():
    html = head(kit.STRANGER)
    assert "登录" in html and "/verify/" in html
    assert 'name="q"' not in html and "退出登录" not in html and "notices" not in html


@pytest.mark.parametrize(("error", "status"), [
    (Http404("nothing"), 404), (PermissionDenied("no"), 403), (SuspiciousOperation("odd"), 400), (KeyError("x"), 500),
])
def test_error_in_a_view_ends_on_its_page(client, monkeypatch, settings, error, status):
    settings.MIDDLEWARE = []

    def broken(request):
        raise error

    monkeypatch.setattr(kit_urls, "urlpatterns", [path("broken/", broken), *kit_urls.urlpatterns])
    clear_url_caches()
    client.raise_request_exception = False
    response = client.get("/broken/")
    clear_url_caches()
    assert response.status_code == status and "可以这样做" in response.content.decode()


def test_not_found_does_not_repeat_what_django_says():
    response = pages.not_found(kit.request_for(), Http404("No Case matches the given query."))
    assert response.status_code == 404 and "matches" not in response.content.decode()


def test_forbidden_shows_its_reason():
    response = pages.forbidden(kit.request_for(), PermissionDenied("您不在名单内。"))
    assert response.status_code == 403 and "您不在名单内。" in response.content.decode()


def test_page_grown_old_says_what_to_do_and_nothing_technical():
    response = pages.csrf_failure(kit.request_for(), "CSRF token from POST incorrect.")
    text = response.content.decode()
    assert response.status_code == 403 and "重新提交" in text and "CSRF" not in text


@pytest.mark.parametrize(("hourly", "wait"), [(False, "请等待一分钟后再试"), (True, "请等待一小时后再试")])
def test_too_many_requests_are_told_how_long_to_wait(hourly, wait):
    response = pages.too_many(kit.request_for(), hourly=hourly)
    assert response.status_code == 429 and wait in response.content.decode()


def test_server_error_is_drawn_without_the_database_and_with_its_number():
    request = kit.request_for()  # no test mark for the database: a query would fail
    response = pages.server_error(request)
    text = response.content.decode()
    assert response.status_code == 500 and request.id in text and "⚠" not in text


def test_bad_request_is_drawn_for_a_host_that_is_not_ours():
    request = RequestFactory().get("/", headers={"host": "evil.example"})
    response = pages.bad_request(request, None)
    assert response.status_code == 400 and "evil.example" not in response.content.decode()


@pytest.mark.parametrize("name", ["403", "403_csrf", "404", "405", "409", "422", "429"])
def test_error_page_leaves_no_variable_undefined(name):
    request = kit.request_for()
    context = {**pages.shell(request), **kit.people(), "status": name[:3], "reason": "", "above": "/"}
    assert "⚠" not in kit.render(f"{name}.html", context, request=request)
