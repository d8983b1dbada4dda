"""Large and very large type on an office screen: lists keep their columns whole, the last of them in sight."""

import pytest

from tests.browser import aside, overflow
from tests.licenses import factories

# by how much the list is wider than its place, and how many lines its kinds of licence take at most
MEASURE = """() => {
  const list = document.querySelector(".table-wrap"), kinds = [...document.querySelectorAll(".table td.full")];
  const lines = kinds.map(kind => {
    const text = document.createRange();
    text.selectNodeContents(kind);
    return new Set([...text.getClientRects()].map(line => Math.round(line.top))).size;
  });
  return [list.scrollWidth - list.clientWidth, Math.max(...lines)];
}"""


@pytest.fixture(scope="module")
def cases(portal):
    """A case in several statuses, so that desk and lists have rows."""
    aside(lambda: [factories.case_in(status) for status in ("draft", "returned", "submitted", "issued")])


@pytest.mark.parametrize("size", ["", "large", "huge"])
@pytest.mark.parametrize("path", ["/", "/cases/", "/licenses/"])
def test_list_in_large_type_fits_an_office_screen(cases, at, path, size):
    page = at("lin", path)
    page.context.add_cookies([{"name": "size", "value": size, "url": page.url}])
    page.reload()
    assert (page.get_attribute("html", "data-size") or "") == size
    wider, lines = page.evaluate(MEASURE)
    assert wider == 0 and lines <= 2 and overflow(page) == 0
    menu = page.get_by_role("navigation", name="主导航")
    assert menu.is_visible() == (size == "")
    assert page.locator("details.menu summary").is_visible() == (size != "")
