"""The main screens on a phone, in English, in very large type, and every kind of answer of the public check.

tests/architecture/test_in_browser.py looks at every page at the width of an office screen.
"""

import pytest
from django.conf import settings

from catalogs import actions as catalog
from catalogs.models import Entry
from licenses.models import LicenseVersion
from portal.audit.models import AccessRecord
from portal.paging import micros
from portal.vault import files
from tests import cast
from tests.browser import People, aside, fact, overflow, violations
from tests.licenses import checks, factories

SCREENS = [
    # who looks at it, what it is
    ("", "sign_in"), ("", "verify"), ("lin", "desk"), ("lin", "form"), ("lin", "returned"), ("wu", "review"),
    ("zheng", "sign"), ("lin", "license"), ("lin", "licenses"), ("lin", "cases"), ("sun", "entries"), ("sun", "entry"),
    ("sun", "items"), ("sun", "layout"), ("zhou", "log"), ("zhou", "row"), ("wang", "people"), ("feng", "appointments"),
    ("wang", "departments"), ("lin", "roles"), ("lin", "notices"), ("li", "law"), ("chu", "vault"), ("lin", "password"),
    ("zheng", "second_factor"), ("lin", "new"), ("lin", "issued"), ("zheng", "confirm"), ("wu", "reject"),
]


@pytest.fixture(scope="module")
def address(portal):
    """The address of each screen."""
    return aside(_addresses)


def _addresses() -> dict[str, str]:
    made = {status: factories.case_in(status) for status in ("draft", "returned", "submitted", "approved", "issued")}
    factories.with_material(made["draft"])
    draft = catalog.draft_next(Entry.objects.get(name=factories.MEDICAL), by=cast.acting("sun"))
    row = AccessRecord.objects.latest("recorded_at")
    return {
        "sign_in": "/accounts/sign-in/", "verify": "/verify/", "desk": "/", "cases": "/cases/",
        "licenses": "/licenses/", "entries": "/catalogs/entries/", "log": "/log/", "people": "/accounts/people/",
        "appointments": "/accounts/appointments/", "departments": "/accounts/departments/", "roles": "/accounts/roles/",
        "notices": "/notices/", "law": "/law/", "vault": "/vault/", "password": "/accounts/password/",
        "second_factor": "/accounts/second-factor/", "license": f"/licenses/{made['issued'].license_id}/",
        "form": f"/cases/{made['draft'].pk}/edit/", "returned": f"/cases/{made['returned'].pk}/edit/",
        "review": f"/cases/{made['submitted'].pk}/review/", "sign": f"/cases/{made['approved'].pk}/sign/",
        "new": "/cases/new/", "issued": f"/cases/{made['issued'].pk}/",
        "confirm": f"/cases/{made['approved'].pk}/issue/", "reject": f"/cases/{made['submitted'].pk}/reject/",
        "entry": f"/catalogs/entries/{made['issued'].entry_id}/",
        "items": f"/catalogs/entries/versions/{draft.pk}/items/",
        "layout": f"/catalogs/entries/versions/{draft.pk}/layout/",
        "row": f"/log/{row.retention}/{micros(row.recorded_at)}/{row.id}/",
    }


def choose(page, **choices: str) -> None:
    """Show the page again under display choices."""
    page.context.add_cookies([{"name": name, "value": value, "url": page.url} for name, value in choices.items()])
    page.reload()


@pytest.fixture(scope="module")
def browsers(browser, portal):
    """browsers(username) is that person's browser, as it was opened: one for the whole module."""
    people = People(browser, portal)

    def of(username: str):
        if username not in opened:
            opened[username] = people.open(username, "/keys/", width=390)
        page = opened[username]
        for choice in ("size", settings.LANGUAGE_COOKIE_NAME):
            page.context.clear_cookies(name=choice)
        page.set_viewport_size({"width": 390, "height": 844})
        return page

    opened = {}
    yield of
    people.close()
    assert people.said == []


@pytest.mark.parametrize("username, screen", SCREENS, ids=[screen for _who, screen in SCREENS])
def test_screen_on_a_phone_in_english_and_in_large_type(browsers, address, username, screen):
    page = browsers(username)
    page.goto(address[screen])
    assert "/sign-in/" not in page.url or screen == "sign_in"
    assert violations(page) == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert overflow(page) == 0, f"{width} pixels"
    # English is the longer text, and very large type the narrower screen
    choose(page, size="huge", **{settings.LANGUAGE_COOKIE_NAME: "en"})
    assert page.get_attribute("html", "lang") == "en" and page.get_attribute("html", "data-size") == "huge"
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 844})
        assert overflow(page) == 0, f"English in large type, {width} pixels"


def check_code(page, code: str) -> None:
    page.goto(f"/verify/{code}")


def check_file(page, data: bytes) -> None:
    page.goto("/verify/")
    page.set_input_files("input[type=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": data})
    page.get_by_role("button", name="上传并核验").click()


@pytest.mark.parametrize("answer", ["valid", "suspended", "altered", "check_impossible", "unknown"])
def test_answer_of_the_check_is_accessible_and_fits(at, address, answer):
    version = LicenseVersion.objects.get()
    page = at("", "/verify/")
    if answer == "suspended":
        aside(checks.change, version.license, "suspend")
    if answer in ("altered", "check_impossible"):
        check_file(page, files.load(version.document.file) + b"%more" if answer == "altered" else b"no PDF at all")
    else:
        check_code(page, "A" * 25 if answer == "unknown" else version.code)
    if answer == "suspended":
        aside(checks.change, version.license, "restore")
    assert fact(page, "结果代码") == answer
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert violations(page) == [] and overflow(page) == 0
