"""Every page in a real browser, by somebody who may see it: accessible, within the screen, nothing in the console."""

import pytest

from tests import browser as kit
from tests.architecture import samples
from tests.architecture.test_addresses import NAMES

# Who looks at which pages.
READERS = {
    "": ["accessibility", "keys", "accounts:sign_in", "licenses:verify", "licenses:verify_code"],
    "lin": [
        "home", "accounts:departments", "accounts:department", "accounts:mine", "accounts:password", "accounts:person",
        "accounts:roles", "accounts:second_factor", "licenses:cases", "licenses:case", "licenses:case_edit",
        "licenses:case_lock", "licenses:material",
    ],
    "he": [
        "licenses:case_reveal", "licenses:case_withdraw", "licenses:case_new", "licenses:case_start",
        "catalogs:entries", "catalogs:entry", "catalogs:matters", "law:list", "law:page", "workdays:current",
        "workdays:year", "licenses:licenses",
        "licenses:license", "licenses:license_change", "notices:inbox",
    ],
    "wu": ["licenses:case_reject", "licenses:case_review", "licenses:case_send_back"],
    "zheng": ["licenses:case_issue", "licenses:case_sign"],
    "chen": ["catalogs:rights", "vault:list", "vault:page", "vault:order"],
    "sun": [
        "catalogs:issuers", "catalogs:end_issuer", "catalogs:create", "catalogs:version", "catalogs:discard",
        "catalogs:general", "catalogs:items", "catalogs:item", "catalogs:layout", "catalogs:matters_of",
        "catalogs:matter", "catalogs:add_matter", "workdays:enter",
    ],
    "li": ["workdays:notice", "law:edit", "law:add", "catalogs:publish", "catalogs:send_back", "catalogs:withdraw"],
    "zhou": ["audit:list", "audit:row"],
    "chu": ["vault:confirm", "licenses:case_unlock"],
    "wang": ["accounts:appointments", "accounts:edit_department", "accounts:add_department", "accounts:people",
             "accounts:act", "accounts:edit_account", "accounts:open_account"],
    "feng": ["accounts:end_appointment", "accounts:appoint"],
}
# Addresses that lead elsewhere, take only posts, or answer with a file, a picture or a part of a page.
NO_PAGES = {
    "health", "display", "accounts:code", "accounts:own_department", "accounts:sign_out", "accounts:switch",
    "accounts:unlock", "accounts:renew_codes", "accounts:end_session", "accounts:end_sessions", "audit:search",
    "catalogs:arrange", "catalogs:draft", "catalogs:face", "catalogs:image", "catalogs:layout_preview",
    "catalogs:revoke", "catalogs:submit", "licenses:case_approve", "licenses:case_check", "licenses:case_draft",
    "licenses:case_face", "licenses:case_opened", "licenses:case_recall", "licenses:found", "licenses:license_face",
    "licenses:license_file", "licenses:license_lock", "licenses:license_print", "licenses:license_reveal",
    "licenses:license_unlock", "licenses:material_file", "licenses:material_page", "licenses:search",
    "licenses:verify_face", "licenses:verify_file", "notices:read", "notices:read_all", "vault:reject",
    "workdays:confirm", "workdays:void",
}


@pytest.fixture(scope="module")
def people(stage, browser):
    """Pages of the cast on the stage's portal."""
    with kit.served() as address:
        found = kit.People(browser, address)
        yield found
        found.close()


def test_every_page_has_a_reader():
    read = [name for names in READERS.values() for name in names]
    assert sorted([*read, *NO_PAGES]) == sorted(NAMES)


@pytest.mark.parametrize("username", READERS)
def test_pages_are_accessible_and_fit_wide_and_narrow_screens(stage, people, username):
    wrong, page = [], people.open(username, "/keys/")
    for name in READERS[username]:
        response = page.goto(samples.path_of(name, stage))
        if response.status != 200 or ("/sign-in/" in page.url) != (name == "accounts:sign_in"):
            wrong.append(f"{name}: {response.status} {page.url}")
        page.set_viewport_size({"width": 1366, "height": 768})
        wrong += [f"{name}: {found}" for found in kit.violations(page)]
        page.set_viewport_size({"width": 390, "height": 844})
        if kit.overflow(page):
            wrong.append(f"{name}: {kit.overflow(page)} px too wide at 390")
    wrong += people.said
    people.said.clear()
    assert not wrong, "\n".join(wrong)
