"""What is said beside a field that holds nothing wrong."""

import pytest

from licenses import remarks
from tests.licenses import factories


@pytest.mark.parametrize(("kind", "code", "said"), [
    ("001", factories.company_code(), ["校验码正确"]), ("111", factories.id_number(), ["校验码正确"]),
    # a free code has no check character, and of one in the form of an organisation code nothing more is said
    ("099", "赣商会字第 8 号", []), ("099", "123456", []), ("099", "99990001-1", []),
    ("414", "E12345678", []), ("999", "X1", []),
])
def test_code_of_a_holder_is_called_right_only_where_a_check_character_was_checked(kind, code, said):
    typed = factories.food(holders=[{"code_type": kind, "code": code, "name": "某某"}])
    assert [remark.text for remark in remarks.about(None, typed, "holders-0-code")] == said
