"""Collecting: choosing a type, opening, the form with whatever is typed into it, autosave, the face, submission."""

import io
import re

import pytest
from PIL import Image

from catalogs.models import Entry
from licenses import actions, drafts, materials
from licenses.models import Case
from portal.audit.models import AccessRecord
from tests.licenses import factories

pytestmark = pytest.mark.django_db


def text(response) -> str:
    found = response.content.decode()
    assert "⚠" not in found
    return found


def posted(typed: dict, rev: int, **more) -> dict:
    """Typed content as the form posts it."""
    fields = {key: typed.get(key) or "" for key in ("valid_from", "valid_to", "term")} | {"rev": rev, "page": "p"}
    fields |= {f"items-{key}": value for key, value in typed["items"].items()}
    for row, holder in enumerate(typed["holders"]):
        fields |= {f"holders-{row}-{part}": value for part, value in holder.items()}
    return fields | more


@pytest.fixture
def clerk(browse):
    return browse("lin")


@pytest.fixture
def draft():
    return factories.open_draft()


def rev(case) -> int:
    return drafts.load(case)[1]


def submit(client, case, **changes):
    typed = factories.food(**changes)
    return client.post(f"/cases/{case.pk}/edit/", posted(typed, rev(case), do="submit", not_secret="on"))


# --- opening


def test_types_to_choose_are_those_that_the_clerk_may_collect(browse):
    assert "食品经营许可证" in text(browse("zhao").get("/cases/new/"))
    assert "医疗机构执业许可证" not in text(browse("zhao").get("/cases/new/"))
    assert browse("wu").get("/cases/new/").status_code == 403


def test_type_used_lately_stands_first(clerk, draft):
    page = text(clerk.get("/cases/new/"))
    places = [page.index(words) for words in ("最近办过", "食品经营许可证", "其他类型", "医疗机构执业许可证")]
    assert places == sorted(places)


def test_type_is_found_by_a_piece_of_its_name(clerk):
    page = text(clerk.get("/cases/new/?q=食品"))
    assert "食品经营许可证" in page and "结婚证" not in page


def test_opening_makes_a_draft_with_matter_and_acceptance_number(clerk):
    entry = Entry.objects.get(name=factories.FOOD)
    matter = entry.versions.get().matters.get()
    response = clerk.post(f"/cases/new/{entry.pk}/", {"matter": matter.pk, "acceptance_number": "SL-1"})
    case = Case.objects.get()
    assert response["Location"] == f"/cases/{case.pk}/edit/"
    assert (case.status, case.matter, case.acceptance_number) == ("draft", matter, "SL-1")


def test_opening_without_acceptance_number_says_so_and_opens_nothing(clerk):
    entry = Entry.objects.get(name=factories.FOOD)
    response = clerk.post(f"/cases/new/{entry.pk}/", {"matter": entry.versions.get().matters.get().pk})
    assert response.status_code == 422 and "请填写受理编号" in text(response)
    assert not Case.objects.exists()


def test_opening_a_type_of_others_is_refused_with_the_reason(browse):
    entry = Entry.objects.get(name=factories.MEDICAL)
    response = browse("zhao").get(f"/cases/new/{entry.pk}/")
    assert response.status_code == 403 and "不是" in text(response)


@pytest.mark.parametrize(("with_holders", "holders"), [("on", 1), ("", 0)])
def test_copy_takes_items_and_holders_only_if_asked_and_is_recorded(clerk, with_holders, holders):
    source = factories.case_in("submitted")
    response = clerk.post(f"/cases/new/{source.entry_id}/", {
        "matter": source.matter_id, "acceptance_number": "SL-2", "copy_from": source.pk, "with_holders": with_holders})
    copy = Case.objects.exclude(pk=source.pk).get()
    assert response["Location"] == f"/cases/{copy.pk}/edit/"
    typed, _revision = drafts.load(copy)
    assert typed["items"]["legal_rep"] == "龚明" and len(typed["holders"]) == holders
    record = AccessRecord.objects.get(verb="copy")
    assert record.object_id == str(source.pk) and "holder_code" in record.fields


@pytest.mark.parametrize("own", [True, False])
def test_case_of_another_department_cannot_be_copied(browse, zhao, own):
    source = factories.case_in("submitted")
    if own:  # then the choice is offered, without the other department's case in it
        factories.case_in("submitted", clerk=zhao, reviewer=None)
    response = browse("zhao").post(f"/cases/new/{source.entry_id}/", {
        "matter": source.matter_id, "acceptance_number": "SL-2", "copy_from": source.pk})
    assert response.status_code == (422 if own else 302)
    assert not AccessRecord.objects.filter(verb="copy").exists()
    assert all(drafts.load(case)[0]["items"] == {} for case in Case.objects.filter(acceptance_number="SL-2"))


def test_same_acceptance_number_again_is_pointed_out(clerk, draft):
    response = clerk.post(f"/cases/new/{draft.entry_id}/", {
        "matter": draft.matter_id, "acceptance_number": draft.acceptance_number}, follow=True)
    assert "已有同类办件" in text(response) and draft.number in text(response)


# --- the form


def test_form_of_a_marriage_has_two_holders_choices_and_a_photo(clerk):
    case = factories.open_draft(entry=factories.MARRIAGE, typed=factories.marriage())
    page = text(clerk.get(f"/cases/{case.pk}/edit/"))
    assert 'name="holders-1-code"' in page and 'name="file-photo"' in page and "添加持证主体" in page
    assert "统一社会信用代码</option>" not in page


def test_what_the_licence_fills_itself_is_not_typed(clerk, draft):
    page = text(clerk.get(f"/cases/{draft.pk}/edit/"))
    assert 'name="items-number"' not in page and "签发时按规则赋号" in page


def test_row_is_added_and_removed_without_script_and_nothing_typed_is_lost(clerk):
    case = factories.open_draft(entry=factories.MARRIAGE, typed=factories.marriage())
    typed, revision = drafts.load(case)
    response = clerk.post(f"/cases/{case.pk}/edit/", posted(typed, revision, do="add_holder"))
    assert response["Location"].endswith("/edit/#id_holders-2-code_type")
    assert [h["name"] for h in drafts.load(case)[0]["holders"]] == ["龚明", "邹䶮", ""]
    typed, revision = drafts.load(case)
    clerk.post(f"/cases/{case.pk}/edit/", posted(typed, revision, do="remove_holder:0"))
    assert [h["name"] for h in drafts.load(case)[0]["holders"]] == ["邹䶮", ""]


def test_days_are_kept_in_one_form_however_they_are_typed(clerk, draft):
    for typed in ("20261124", "2026/11/24", "2026年11月24日", "２０２６-11-24"):
        clerk.post(f"/cases/{draft.pk}/edit/", posted(factories.food(valid_from=typed), rev(draft), do="draft"))
        assert drafts.load(draft)[0]["valid_from"] == "2026-11-24"


def test_form_of_a_submitted_case_is_refused_with_the_way_out(clerk):
    case = factories.case_in("submitted")
    response = clerk.get(f"/cases/{case.pk}/edit/")
    assert response.status_code == 403 and "请先撤回提交" in text(response)


def test_form_of_a_returned_case_shows_why_and_what_changed(clerk, lin):
    case = factories.case_in("returned")
    typed, revision = drafts.load(case)
    typed["items"]["legal_rep"] = "龚亮"
    drafts.save(case, typed, revision, by=lin)
    page = text(clerk.get(f"/cases/{case.pk}/edit/"))
    assert "经营场所与现场核查不一致，请核对。" in page and "与上次提交相比已改 1 项" in page


def test_recalled_case_shows_as_changed_what_was_changed_alone(clerk):
    case = factories.case_in("submitted")
    clerk.post(f"/cases/{case.pk}/recall/")
    typed, revision = drafts.load(case)
    fields = posted(typed, revision, do="draft") | {"items-legal_rep": "龚亮", "valid_to": ""}
    clerk.post(f"/cases/{case.pk}/edit/", fields)
    assert drafts.load(case)[0]["valid_to"] == ""  # it follows from the beginning and is not typed
    for path in ("edit/", ""):
        changes = clerk.get(f"/cases/{case.pk}/{path}").context["changes"]
        assert [(change.old, change.new) for change in changes] == [("龚明", "龚亮")]


def test_draft_says_until_when_it_will_hold_as_its_face_does(clerk):
    case = factories.open_draft(typed=factories.food(valid_from="2026-11-24"))
    assert "2031年11月23日" in text(clerk.get(f"/cases/{case.pk}/"))


@pytest.mark.parametrize(("changes", "wanted"), [
    ({"valid_from": "2026-02-30"}, "2026-02-30"), ({"legal_rep": "龚\u202e明"}, "龚\u202e明"),
    ({"business_type": "没有的"}, "没有的"),
])
def test_what_is_wrong_in_a_returned_case_stands_in_its_changes_as_typed(clerk, lin, changes, wanted):
    case = factories.case_in("returned")
    typed, revision = drafts.load(case)
    typed |= {key: value for key, value in changes.items() if key in typed}
    typed["items"] |= {key: value for key, value in changes.items() if key in typed["items"]}
    drafts.save(case, typed, revision, by=lin)
    assert wanted in [change.new for change in clerk.get(f"/cases/{case.pk}/edit/").context["changes"]]


# --- submission


def test_submission_leads_to_the_desk_with_the_next_case_at_hand(clerk, draft):
    response = submit(clerk, draft)
    assert response["Location"] == "/"
    page = text(clerk.get("/"))
    assert "已提交审核" in page and f"/cases/new/{draft.entry_id}/" in page
    assert Case.objects.get(pk=draft.pk).status == "submitted"


HOLDER = {"code_type": "001", "code": "", "name": "南昌市东湖区胜利路小馆"}
PERSON = {"code_type": "111", "code": "", "name": "龚明"}
BAD = [
    # what is typed, and a piece of the sentence that says how to mend it
    ({"holders": [HOLDER | {"code": "91360102999900011Z"}]}, "不使用字母 Z"),
    ({"holders": [HOLDER | {"code": "91360102999900011A"}]}, "第 18 位校验码应为"),
    ({"holders": [HOLDER | {"code": "9136010299990001"}]}, "应为 18 位，现为 16 位"),
    ({"holders": [HOLDER | {"code": ""}]}, "请填写统一社会信用代码"),
    ({"holders": [PERSON | {"code": "360102199001010034"}]}, "请选择相应的代码类型"),
    ({"holders": [HOLDER | {"code": "91360102999900011E", "name": ""}]}, "请填写姓名或名称"),
    ({"holders": [HOLDER | {"code": "91360102999900011E", "name": "店" * 201}]}, "最长 200 字，现为 201 字"),
    ({"holders": [HOLDER | {"code": "91360102999900011E", "name": "东湖\u200b小馆"}]}, "不可见的控制字符"),
    ({"holders": [HOLDER | {"code": "91360102999900011E", "name": "东湖\ue000小馆"}]}, "私用区字符"),
    ({"holders": []}, "请填写持证主体的代码与名称"),
    ({"holders": [HOLDER | {"code": "91360102999900011E"}] * 2}, "只能有一个持证主体"),
    ({"legal_rep": ""}, "请填写“法定代表人（负责人）”"),
    ({"business_type": "夜总会"}, "只能从所列选项中选择"),
    ({"items": "热食" * 151}, "最多 300 字，现为 302 字"),
    ({"items": "热食类食品制售\n" * 37}, "照面容纳不下"),
    ({"valid_from": "2026-02-30"}, "日期“2026-02-30”不存在"),
    ({"valid_from": "昨天"}, "不存在"),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD, ids=[sentence for _changes, sentence in BAD])
def test_bad_input_has_its_sentence_and_nothing_is_lost(clerk, draft, changes, sentence):
    response = submit(clerk, draft, **changes)
    page = text(response)
    assert response.status_code == 422 and sentence in page and 'id="errsum"' in page
    assert Case.objects.get(pk=draft.pk).status == "draft"
    typed = drafts.load(draft)[0]
    assert typed["items"]["address"] == factories.food()["items"]["address"]
    for key, value in changes.items():
        kept = typed["items"] if key in typed["items"] else typed
        assert kept[key] == value if key != "items" else kept[key].strip() == value.strip()


def test_what_cannot_be_printed_is_told_together_with_what_is_missing(clerk, draft):
    holders = [HOLDER | {"code": "91360102999900011E", "name": "南昌市" + "东湖" * 97}]
    page = text(submit(clerk, draft, holders=holders, legal_rep="", premises="东湖\u0378路"))
    summary = page[page.index('id="errsum"'):page.index("</div></div>", page.index('id="errsum"'))]
    assert "照面容纳不下" in summary and "没有可用字形" in summary and "请填写“法定代表人" in summary


@pytest.mark.parametrize(("code", "sentence"), [
    ("360102199002300032", "不是真实日期"), ("360102209901010013", "晚于今天"),
    ("990102199001010034", "不是省级行政区划代码"), ("360102199001010031", "第 18 位校验码应为"),
    ("36010219900101003A", "应为数字或 X"),
])
def test_wrong_id_number_has_its_sentence(clerk, code, sentence):
    case = factories.open_draft(entry=factories.MARRIAGE, typed=factories.marriage())
    typed, revision = drafts.load(case)
    typed["holders"][0]["code"] = code
    response = clerk.post(f"/cases/{case.pk}/edit/", posted(typed, revision, do="submit", not_secret="on"))
    assert response.status_code == 422 and sentence in text(response)


def test_submission_without_the_declaration_points_to_the_box(clerk, draft):
    typed = factories.food()
    response = clerk.post(f"/cases/{draft.pk}/edit/", posted(typed, rev(draft), do="submit"))
    assert response.status_code == 422 and 'href="#id_not_secret"' in text(response)


def test_rare_characters_of_a_name_are_accepted_and_printed(clerk, draft):
    response = submit(clerk, draft, legal_rep="龚㛃", premises="江西省南昌市东湖区𠮷祥巷䶮楼一层")
    assert response.status_code == 302, text(response)


def test_marriage_without_the_second_person_is_refused(clerk):
    case = factories.open_draft(entry=factories.MARRIAGE, typed=factories.marriage())
    typed, revision = drafts.load(case)
    typed["holders"] = typed["holders"][:1]
    response = clerk.post(f"/cases/{case.pk}/edit/", posted(typed, revision, do="submit", not_secret="on"))
    assert response.status_code == 422 and "须填写 2 个持证主体" in text(response)


def test_15_digit_number_is_upgraded_and_stored_with_18(clerk, lin):
    case = factories.open_draft(entry=factories.MARRIAGE, typed=factories.marriage())
    photo = factories.with_photo(case)
    typed = factories.marriage(photo=str(photo.pk))
    typed["holders"][0]["code"] = "360102900101003"
    drafts.save(case, typed, rev(case), by=lin)
    case = actions.submit(case, by=lin, not_secret=True)
    assert actions.contents.unseal(case)["holders"][0]["code"] == "360102199001010034"


def test_photo_removed_from_the_case_is_refused(clerk, lin):
    case = factories.open_draft(entry=factories.MARRIAGE, typed=factories.marriage())
    photo = factories.with_photo(case)
    materials.remove(photo, by=lin)
    typed, revision = factories.marriage(str(photo.pk)), rev(case)
    response = clerk.post(f"/cases/{case.pk}/edit/", posted(typed, revision, do="submit", not_secret="on"))
    assert response.status_code == 422 and "已不在本件材料中" in text(response)
    assert 'href="#id_items-photo"' in text(response)


@pytest.mark.parametrize("wrong", ["x", "upper", "pdf", "other"])
def test_photo_item_takes_nothing_but_a_picture_of_its_case(clerk, wrong):
    other, case = (factories.open_draft(entry=factories.MARRIAGE, typed=factories.marriage()) for _n in range(2))
    given = {"x": lambda: "x", "upper": lambda: str(factories.with_photo(case).pk).upper(),
             "pdf": lambda: factories.with_material(case).pk, "other": lambda: factories.with_photo(other).pk}[wrong]()
    typed, revision = factories.marriage(), rev(case)
    fields = posted(typed, revision) | {"items-photo": given}
    assert clerk.post(f"/cases/{case.pk}/draft/", fields).status_code == 200
    assert drafts.load(case)[0]["items"]["photo"] == ""
    for path in ("", "face/", "edit/"):
        assert clerk.get(f"/cases/{case.pk}/{path}").status_code == 200
    response = clerk.post(f"/cases/{case.pk}/edit/", fields | {"rev": rev(case), "do": "submit", "not_secret": "on"})
    assert response.status_code == 422 and 'href="#id_items-photo"' in text(response)


# --- shown again


@pytest.mark.parametrize(("given", "code"), [({"rev": "-7", "do": "save"}, 409), ({"do": "submit"}, 422),
                                             ({"do": "upload"}, 422)])
def test_form_shown_again_is_recorded_like_the_form(browse, given, code):
    """Whoever never opened the case sees by it what was submitted, holders among it."""
    case, holder = factories.natural("returned")
    fields = {"rev": rev(case), "page": "zz", "holders-0-name": "q"} | given
    before = list(AccessRecord.objects.values_list("id", flat=True))
    response = browse("he").post(f"/cases/{case.pk}/edit/", fields)
    assert response.status_code == code and holder["code"] in text(response)
    shown = AccessRecord.objects.exclude(id__in=before).get(verb="edit", result="ok")
    assert {"holder_code", "holder_name"} <= set(shown.fields) and shown.object_id == str(case.pk)


def test_form_of_a_case_submitted_meanwhile_keeps_what_was_typed(clerk, draft, monkeypatch):
    def late(*_args, **_given):
        factories.take("submit", Case.objects.get(pk=draft.pk), **factories.people())
        return save(*_args, **_given)

    save = drafts.save
    monkeypatch.setattr(drafts, "save", late)
    fields = posted(factories.food(legal_rep="周全"), rev(draft), do="draft")
    response = clerk.post(f"/cases/{draft.pk}/edit/", fields)
    assert response.status_code == 409 and "周全" in text(response) and "没有保存" in text(response)


# --- two tabs


def test_form_of_a_stale_page_is_a_conflict_and_keeps_what_was_typed(clerk, draft, lin):
    typed, old = drafts.load(draft)
    drafts.save(draft, typed, old, by=lin, page="other")
    response = clerk.post(f"/cases/{draft.pk}/edit/", posted(factories.food(legal_rep="周全"), old, do="submit"))
    page = text(response)
    assert response.status_code == 409 and "周全" in page and "已在另一窗口保存" in page
    assert drafts.load(draft)[0]["items"]["legal_rep"] == "龚明"


@pytest.mark.parametrize("given", ["", "x", "-1"])
def test_form_without_a_revision_overwrites_nothing(clerk, draft, given):
    response = clerk.post(f"/cases/{draft.pk}/edit/", posted(factories.food(), 0, do="draft") | {"rev": given})
    assert response.status_code == 409


# --- behind the form


def htmx(client, url, data, **headers):
    return client.post(url, data, headers={"HX-Request": "true", **headers})


def test_autosave_answers_with_revision_and_face_and_writes_no_row(clerk, draft):
    before = AccessRecord.objects.count()
    response = htmx(clerk, f"/cases/{draft.pk}/draft/", posted(factories.food(legal_rep="周全"), rev(draft)))
    page = text(response)
    assert f'name="rev" value="{rev(draft)}"' in page and 'id="face-0"' in page and 'hx-swap-oob="true"' in page
    assert response["HX-Trigger"] == "draft:saved"
    assert AccessRecord.objects.count() == before
    assert drafts.load(draft)[0]["items"]["legal_rep"] == "周全"


def fitting(page: str, name: str) -> str:
    """What an answer or a page says at a field about how it prints."""
    return re.search(rf'id="fits-{name}"[^>]*>(.*?)</div>', page, re.DOTALL)[1].strip()


def test_what_does_not_fit_is_told_while_it_is_typed_and_unsaid_when_it_does(clerk, draft):
    long = factories.food(premises="东湖\u0378路", address="东湖\ue000")
    long["holders"][0]["name"] = "南昌市" + "东湖" * 97
    answer = text(htmx(clerk, f"/cases/{draft.pk}/draft/", posted(long, rev(draft))))
    assert "照面容纳不下" in fitting(answer, "holders-0-name") and "没有可用字形" in fitting(answer, "items-premises")
    assert "私用区" in fitting(answer, "items-address")
    beside = answer[answer.index('id="remarks"'):]
    assert "名称（姓名）：内容过长" in beside and "经营场所：“\u0378" in beside and "均可印制" not in beside
    page = text(clerk.get(f"/cases/{draft.pk}/edit/"))
    assert "照面容纳不下" in fitting(page, "holders-0-name") and "名称（姓名）：内容过长" in page
    answer = text(htmx(clerk, f"/cases/{draft.pk}/draft/", posted(factories.food(), rev(draft))))
    assert fitting(answer, "holders-0-name") == "" and fitting(answer, "items-premises") == ""
    assert "均可印制" in answer


def test_overflow_of_the_second_holder_is_told_at_the_second_holder(clerk):
    case = factories.open_draft(entry=factories.MARRIAGE, typed=factories.marriage())
    typed, revision = drafts.load(case)
    typed["holders"][1]["name"] = "阿" * 150
    answer = text(htmx(clerk, f"/cases/{case.pk}/draft/", posted(typed, revision)))
    assert "照面容纳不下" in fitting(answer, "holders-1-name") and fitting(answer, "holders-0-name") == ""


def test_autosave_of_a_stale_page_says_who_was_first_and_where(clerk, draft, he):
    typed, old = drafts.load(draft)
    drafts.save(draft, typed, old, by=he)
    response = htmx(clerk, f"/cases/{draft.pk}/draft/", posted(factories.food(), old))
    assert response.status_code == 409 and "何静" in text(response) and f'value="{old}"' in text(response)


def test_autosave_by_somebody_else_is_refused(browse, draft):
    assert htmx(browse("wu"), f"/cases/{draft.pk}/draft/", posted(factories.food(), 1)).status_code == 403
    assert htmx(browse("zhao"), f"/cases/{draft.pk}/draft/", posted(factories.food(), 1)).status_code == 404


@pytest.mark.parametrize(("name", "value", "sentence"), [
    ("holders-0-code", "91360102999900011A", "第 18 位校验码应为"),
    ("holders-0-code", "91360102999900011E", "校验码正确"),
    ("holders-0-name", "龚㛃小吃店", "含生僻字“㛃”（U+36C3），照面可以正常印制"),
    ("holders-0-name", "东湖\ue000", ""),  # what cannot be printed is said by the autosave
    ("items-legal_rep", "龚\u202e明", "控制字符"), ("valid_from", "20261124", "有效期：2026年11月24日至2031年11月23日"),
    ("valid_from", "20260230", "不存在"), ("items-address", "", ""), ("nonsense", "x", ""),
])
def test_field_that_is_left_is_told_what_is_to_be_said(clerk, draft, name, value, sentence):
    fields = posted(factories.food(), rev(draft)) | {name: value}
    response = htmx(clerk, f"/cases/{draft.pk}/check/", fields, **{"HX-Trigger-Name": name})
    assert response.status_code == 200
    assert sentence in text(response) if sentence else text(response).strip() == ""


def test_15_digit_number_is_told_to_be_upgraded(clerk):
    case = factories.open_draft(entry=factories.MARRIAGE, typed=factories.marriage())
    fields = posted(drafts.load(case)[0], rev(case)) | {"holders-0-code": "360102900101003"}
    response = htmx(clerk, f"/cases/{case.pk}/check/", fields, **{"HX-Trigger-Name": "holders-0-code"})
    assert "360102199001010034" in text(response) and "请与证件核对" in text(response)


def face_of(page: str) -> str:
    return re.search(r'id="face-0" src="([^"]+)"', page)[1].replace("&amp;", "&")


@pytest.mark.parametrize("typed", [
    factories.food(), {"holders": [], "items": {}, "valid_from": "", "valid_to": "", "term": 0},
    factories.food(legal_rep="\ue000", items="热食类\n" * 60), factories.food(valid_from="2026-02-30", valid_to="x"),
    factories.food(business_type="没有的", term=99),
])
def test_face_is_drawn_whatever_is_typed_and_belongs_to_the_row_of_its_page(clerk, lin, typed):
    case = factories.open_draft(typed=factories.food())
    drafts.save(case, factories.food() | typed, rev(case), by=lin)
    url = face_of(text(clerk.get(f"/cases/{case.pk}/edit/")))
    before = AccessRecord.objects.count()
    response = clerk.get(url)
    assert response["Content-Type"] == "image/webp" and Image.open(io.BytesIO(response.content)).width == 1056
    assert AccessRecord.objects.count() == before


def test_face_without_the_pass_of_a_page_is_a_row_of_its_own(clerk, draft):
    before = AccessRecord.objects.count()
    assert clerk.get(f"/cases/{draft.pk}/face/").status_code == 200
    assert AccessRecord.objects.count() == before + 1


def test_pass_of_one_session_does_not_serve_another(browse, draft):
    url = face_of(text(browse("lin").get(f"/cases/{draft.pk}/edit/")))
    before = AccessRecord.objects.count()
    assert browse("he").get(url).status_code == 200
    assert AccessRecord.objects.count() == before + 1
    assert browse("zhao").get(url).status_code == 404


def test_face_page_that_is_not_there_is_not_found(clerk, draft):
    assert clerk.get(f"/cases/{draft.pk}/face/?page=7").status_code == 404
    assert clerk.get(f"/cases/{draft.pk}/face/?page=x").status_code == 404


def test_form_costs_the_same_number_of_queries_with_many_materials(clerk, draft, django_assert_max_num_queries):
    for n in range(12):
        factories.with_material(draft, name=f"材料{n}.png", data=factories.picture(10 + n))
    with django_assert_max_num_queries(40):
        clerk.get(f"/cases/{draft.pk}/edit/")
