"""Addresses that only take what a page posts: what they answer to whoever opens them."""

import pytest

from portal.audit.models import AccessRecord
from portal.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("address", "above"), [
    ("/cases/{id}/approve/", "/cases/{id}/"), ("/cases/{id}/recall/", "/cases/{id}/"),
    ("/licenses/{id}/lock/", "/licenses/{id}/"), ("/accounts/sign-out/", "/"), ("/display/", "/"),
])
def test_post_only_address_that_is_opened_answers_with_a_page_and_the_way_to_the_one_above(browse, address, above):
    place = new_id()
    before = AccessRecord.objects.count()
    page = browse("lin").get(address.format(id=place))
    text = page.content.decode()
    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert "这个地址不能直接打开" in text and f'class="btn btn-main" href="{above.format(id=place)}"' in text
    assert "⚠" not in text and AccessRecord.objects.count() == before


def test_post_only_address_that_is_opened_by_a_stranger_answers_with_the_page(browse):
    page = browse().get("/display/")
    assert page.status_code == 405 and "这个地址不能直接打开" in page.content.decode()


def test_post_only_address_that_a_part_of_a_page_asks_for_answers_with_the_alert_alone(browse):
    page = browse("lin").get(f"/cases/{new_id()}/approve/", headers={"HX-Request": "true"})
    text = page.content.decode()
    assert page.status_code == 405 and "不能当作页面打开" in text and 'role="alert"' in text and "<html" not in text
