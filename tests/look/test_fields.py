"""Fields take what people type and say what is wrong in sentences that read well."""

from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from portal import fields
from tests.look.kit import CaseForm

REQUIRED = {
    fields.TextField: "请填写名称", fields.LongTextField: "请填写名称", fields.PasswordField: "请填写名称",
    fields.CodeField: "请填写名称", fields.DateField: "请填写名称", fields.IntegerField: "请填写名称",
    fields.DecimalField: "请填写名称", fields.EmailField: "请填写名称", fields.MultipleChoiceField: "请选择名称",
    fields.ChoiceField: "请选择名称", fields.TypedChoiceField: "请选择名称", fields.FileField: "请上传名称",
    fields.BooleanField: "请勾选“名称”",
}


def problems(field, value) -> list[str]:
    class One(forms.Form):
        it = field

    return One({"it": value}).errors.get("it", [])


def clean(field, value):
    return field.clean(value)


@pytest.mark.parametrize(("kind", "message"), REQUIRED.items(), ids=lambda x: getattr(x, "__name__", ""))
def test_required_field_left_empty_is_asked_for_by_its_name(kind, message):
    assert problems(kind(label="名称"), "") == [message]


@pytest.mark.parametrize("typed", [
    "2026-11-23", "20261123", "2026/11/23", "2026.11.23", "2026年11月23日", " 2026-11-23 ", "２０２６-１１-２３",
    "２０２６年１１月２３日",
])
def test_date_in_any_usual_form_is_understood(typed):
    assert clean(fields.DateField(), typed) == date(2026, 11, 23)


def test_date_with_short_month_and_day_is_understood():
    assert clean(fields.DateField(), "2026年3月5日") == clean(fields.DateField(), "2026-3-5") == date(2026, 3, 5)


@pytest.mark.parametrize(("typed", "message"), [
    ("2026-02-30", "日期不存在，请核对"), ("20261301", "日期不存在，请核对"), ("0000-01-01", "日期不存在，请核对"),
    ("2026115", "请输入日期，例如 2026-11-23 或 20261123"), ("26-11-23", "请输入日期，例如 2026-11-23 或 20261123"),
    ("2026-11/23", "请输入日期，例如 2026-11-23 或 20261123"), ("明天", "请输入日期，例如 2026-11-23 或 20261123"),
    ("0001-01-01", "日期须在 1900-01-01 至 2199-12-31 之间，请核对"),
    ("1899-12-31", "日期须在 1900-01-01 至 2199-12-31 之间，请核对"),
    ("22000101", "日期须在 1900-01-01 至 2199-12-31 之间，请核对"),
    ("9999年12月31日", "日期须在 1900-01-01 至 2199-12-31 之间，请核对"),
])
def test_date_that_is_none_is_refused_with_its_reason(typed, message):
    assert problems(fields.DateField(label="发证日期"), typed) == [message]


@pytest.mark.parametrize("typed", ["1900-01-01", "2199-12-31"])
def test_first_and_last_date_are_taken(typed):
    assert clean(fields.DateField(), typed).isoformat() == typed


@given(st.dates(min_value=fields.FIRST_DAY, max_value=fields.LAST_DAY))
def test_date_shown_and_sent_back_is_the_same(day):
    field = fields.DateField()
    assert clean(field, field.widget.format_value(day)) == day


def test_code_is_folded_and_capitalised():
    assert clean(fields.CodeField(), "　９１３６ 0102ｍａ\u200b－１ ") == "91360102MA-1"


def test_code_that_keeps_its_case_is_only_folded():
    assert clean(fields.CodeField(upper=False), "ａB c") == "aBc"


def test_code_with_han_characters_keeps_them_and_their_brackets():
    assert clean(fields.CodeField(), "赣卫医证字〔2023〕第0001号（副）") == "赣卫医证字〔2023〕第0001号（副）"


@pytest.mark.parametrize("name", ["Ａ座食堂", "阿依古丽·买买提", "ｅ站", "𠮷祥 麻辣烫", "龚㛃"])
def test_name_is_never_folded(name):
    assert clean(fields.TextField(), f" {name} ") == name


def test_name_that_is_too_long_is_counted_and_not_cut():
    message = problems(fields.TextField(label="名称", max_length=200), "龚" * 201)
    assert message == ["最多 200 个字，现有 201 个字，请缩短"]
    assert "maxlength" not in str(CaseForm()["name"])


def test_whole_number_is_taken_from_full_width_digits():
    assert clean(fields.IntegerField(), "１２") == 12
    assert problems(fields.IntegerField(max_value=5), "6") == ["不能大于 5"]
    assert problems(fields.IntegerField(), "六") == ["请输入整数"]


def test_file_without_content_is_refused():
    class Upload(forms.Form):
        scan = fields.FileField(label="扫描件", max_bytes=3)

    assert Upload({}, {"scan": SimpleUploadedFile("a.pdf", b"")}).errors["scan"] == ["文件是空的（0 字节），请重新选择"]
    assert Upload({}, {"scan": SimpleUploadedFile("a.pdf", b"123")}).is_valid()
    assert "文件不能超过" in Upload({}, {"scan": SimpleUploadedFile("a.pdf", b"1234")}).errors["scan"][0]


def test_control_gets_its_class_whoever_made_the_field():
    class Foreign(forms.Form):
        text = forms.CharField()
        choice = forms.ChoiceField(choices=[("a", "A")])
        long = forms.CharField(widget=forms.Textarea(attrs={"class": "mine"}))
        when = fields.DateField()

    drawn = {field.name: str(field) for field in Foreign()}
    assert 'class="input"' in drawn["text"] and 'class="select"' in drawn["choice"]
    assert 'class="area mine"' in drawn["long"] and 'class="input date num"' in drawn["when"]


def test_field_group_ties_messages_to_their_control():
    form = CaseForm({"since": "2026-02-30"})
    group = form["since"].as_field_group()
    assert 'aria-invalid="true"' in group and 'aria-describedby="id_since_helptext id_since_error"' in group
    assert 'id="id_since_error"' in group and 'id="id_since_helptext"' in group


def test_radio_buttons_stand_in_a_fieldset_with_a_legend():
    group = CaseForm()["way"].as_field_group()
    assert "<legend>领取方式" in group and group.count('type="radio"') == 2
