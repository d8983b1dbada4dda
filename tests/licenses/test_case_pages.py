"""Pages of cases: what each role sees, what is recorded, and that nothing shows an undefined variable."""

import pytest

from portal.audit.models import AccessRecord
from tests.licenses import factories

pytestmark = pytest.mark.django_db


def text(response) -> str:
    found = response.content.decode()
    assert "⚠" not in found
    return found


PAGES = [
    ("draft", "lin", "", 200), ("draft", "lin", "edit/", 200), ("submitted", "wu", "review/", 200),
    ("submitted", "wu", "", 200), ("approved", "zheng", "sign/", 200), ("approved", "zheng", "issue/", 200),
    ("approved", "zheng", "send_back/", 200), ("returned", "lin", "edit/", 200), ("returned", "lin", "", 200),
    ("issued", "lin", "", 200), ("rejected", "lin", "", 200), ("withdrawn", "lin", "", 200),
    ("draft", "lin", "withdraw/", 200), ("submitted", "wu", "reject/", 200), ("submitted", "jiang", "", 200),
    ("submitted", "lin", "lock/", 200), ("issued", "lin", "reveal/", 200),
]


@pytest.mark.parametrize(("status", "who", "path", "code"), PAGES)
def test_page_of_a_case_for_its_people_is_drawn_and_recorded_once(browse, status, who, path, code):
    case, client = factories.case_in(status), browse(who)
    before = AccessRecord.objects.count()
    response = client.get(f"/cases/{case.pk}/{path}")
    assert response.status_code == code, text(response)
    assert case.number in text(response)
    assert AccessRecord.objects.count() == before + 1
