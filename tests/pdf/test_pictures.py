"""Pages as pictures, for the preview."""

import io

import pytest
from PIL import Image

from portal.pdf.pictures import page_count, page_image


def test_page_is_drawn_as_wide_as_asked(signed):
    picture = Image.open(io.BytesIO(page_image(signed["food"].pdf, width=800)))
    assert picture.format == "WEBP" and picture.size == (800, 566)
    assert Image.open(io.BytesIO(page_image(signed["food"].pdf, width=300, format="png"))).format == "PNG"


def test_card_has_two_pages(signed):
    assert page_count(signed["taxi"].pdf) == 2
    assert page_image(signed["taxi"].pdf, page=1, width=200) != page_image(signed["taxi"].pdf, page=0, width=200)


def test_page_that_is_not_there_is_an_error(signed):
    with pytest.raises(IndexError):
        page_image(signed["food"].pdf, page=1)
