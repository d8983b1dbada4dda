"""The guards before review: every character has a picture, every value fits its frame."""

import pytest

from portal.pdf.drawing import draw, problems
from portal.pdf.faces import FaceSource, Item
from portal.pdf.fitting import DoesNotFit, Problem
from tests.pdf import samples


@pytest.mark.parametrize("name", list(samples.VALUES))
def test_ordinary_values_have_no_problems(name):
    assert problems(samples.source(name), samples.values(name)) == []


def test_rare_characters_of_extensions_are_printed(told_by):
    name = "㛃𠮷䶮𪨰𫍽𬎆"
    source = samples.source("food")
    assert problems(source, samples.values("food", legal_representative=name)) == []
    pdf = draw(source, samples.filling("food", legal_representative=name), sample=False, signature=None)
    assert name in told_by("pdftotext", "FILE", "-", pdf=pdf)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("张\ue5e5", Problem("legal_representative", "private_use", "U+E5E5")),
        ("张\u202e三", Problem("legal_representative", "control", "U+202E")),
        ("张\U0002ebf0", Problem("legal_representative", "no_glyph", "\U0002ebf0 U+2EBF0")),
    ],
)
def test_character_without_a_picture_is_refused_with_its_code(name, problem):
    source = samples.source("food")
    assert problems(source, samples.values("food", legal_representative=name)) == [problem]
    with pytest.raises(DoesNotFit) as refused:
        draw(source, samples.filling("food", legal_representative=name), sample=False, signature=None)
    assert refused.value.problems == [problem]


def test_value_that_the_face_does_not_print_is_not_judged():
    assert problems(samples.source("food"), samples.values("food", remark="\ue5e5")) == []


@pytest.mark.parametrize("name", ["food", "medical", "taxi"])
def test_name_of_200_characters_is_refused_as_too_long(name):
    found = problems(samples.source(name), samples.values(name, holder_name="名" * 200))
    assert [(problem.key, problem.kind) for problem in found] == [("holder_name", "overflow")]
    assert int(found[0].detail) >= 1


def test_name_of_200_characters_fits_where_there_is_room():
    assert problems(samples.source("general"), samples.values("general", holder_name="名" * 200)) == []


def test_minority_name_of_22_characters_fits_the_card():
    name = "阿卜杜热西提·阿卜杜喀迪尔·买买提明江·阿"
    assert problems(samples.source("taxi"), samples.values("taxi", holder_name=name)) == []


def test_number_that_must_stay_on_one_line_is_refused_when_too_long():
    found = problems(samples.source("food"), samples.values("food", license_number="J" * 40))
    assert found == [Problem("license_number", "overflow", "1")]


def test_long_value_is_set_smaller_before_it_is_refused():
    items = "热食类食品制售；冷食类食品制售（含凉菜）；" * 8
    source = samples.source("food")
    assert problems(source, samples.values("food", business_items=items)) == []
    assert problems(source, samples.values("food", business_items=items * 2)) != []


def test_value_pushed_off_its_page_is_not_lost_silently():
    found = problems(samples.source("food"), samples.values("food", business_items="热食类食品制售；" * 200))
    assert [(problem.key, problem.kind) for problem in found] == [("business_items", "overflow")]


def test_value_that_fits_only_when_small_is_not_refused_for_leaving_its_page_when_large():
    assert problems(samples.source("general"), samples.values("general", category="道路旅客运输驾驶员；" * 70)) == []


def test_slot_with_a_limit_of_lines_is_refused_beyond_it():
    html = '<article class="face general"><div class="main"><p data-field="use" data-lines="2"></p></div></article>'
    general = samples.source("general")
    source = FaceSource(html, general.css, general.images, (Item("use", "用途"),))
    assert problems(source, {"use": "字" * 85}) == []
    assert problems(source, {"use": "字" * 130}) == [Problem("use", "overflow", "1")]


@pytest.mark.parametrize("name", ["道路运输经营许可证", "建筑施工企业主要负责人安全生产考核合格证书"])
def test_title_of_the_general_face_adapts_to_its_length(name):
    assert problems(samples.source("general"), samples.values("general", license_name=name)) == []


def test_empty_values_are_no_problem():
    assert problems(samples.source("general"), {}) == []
