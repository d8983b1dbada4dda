"""The licence list, its search and one licence's page: what is shown, to whom, and what the log says of it."""

import pytest
from django.urls import reverse

from licenses.models import License
from portal.audit.models import AccessRecord
from tests.licenses import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def license(db):
    return factories.case_in("issued").license


def rows_since(before):
    return AccessRecord.objects.order_by("recorded_at", "id")[before:]


def test_list_shows_the_departments_licences_and_is_recorded_once(browse, license):
    before = AccessRecord.objects.count()
    page = browse("lin").get(reverse("licenses:licenses"))
    assert page.status_code == 200
    assert license.shown_number in page.content.decode()
    assert [(r.verb, r.result_count, r.shown) for r in rows_since(before)] == [("list", 1, [str(license.pk)])]


def test_page_is_recorded_once(browse, license):
    before = AccessRecord.objects.count()
    page = browse("lin").get(reverse("licenses:license", args=[license.pk]))
    assert page.status_code == 200
    open("/tmp/lic.html","wb").write(page.content)
    assert [(r.verb, r.object_id) for r in rows_since(before)] == [("view", str(license.pk))]
