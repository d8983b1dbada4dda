"""Steps of a case: who may take them, what the others are told, what they leave behind."""

import pytest

from licenses.models import Case
from tests.licenses import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", factories.STEPS)
def test_factory_by_real_steps_reaches_the_status(status):
    assert Case.objects.get(pk=factories.case_in(status).pk).status == status
