"""The pages of the catalogue: what each role sees, the forms and their steps, one log row per disclosure."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogs import actions, loading, reference
from catalogs.models import Entry, Matter, Version
from portal import clock
from portal.audit.models import AccessRecord
from tests import cast
from tests.catalogs.test_guards import FACE, picture
from tests.databases import past_the_rules

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"catalogs:{name}", args=args)


def rows_of(act) -> list:
    """The access records that an act leaves, oldest first."""
    before = set(AccessRecord.objects.values_list("id", flat=True))
    act()
    return list(AccessRecord.objects.exclude(id__in=before).order_by("recorded_at"))


def many_entries(sun, li, count: int):
    """Copies of the marriage certificate under other codes, published."""
    kind = reference.BY_KEY["marriage_certificate"]
    for n in range(count):
        copy = replace(kind, type_code=f"{kind.type_code[:18]}{n + 500}", name=f"证照{n}")
        version = loading.draft_type(copy, sun)
        actions.publish(actions.submit(version, by=sun), by=li, in_force_from=clock.today())


# --- list


def test_list_costs_the_same_queries_for_one_and_fifty_rows(browse, sun, li):
    client = browse("sun")

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = queries(url("entries"))
    many_entries(sun, li, 50)
    assert Entry.objects.count() > 50
    assert queries(url("entries")) == few


@pytest.mark.parametrize(("query", "names"), [
    ("q=医疗", ["医疗机构执业许可证"]), ("q=113600009999101", ["食品经营许可证"]), ("holder=natural", ["结婚证"]),
    ("level=city", []), ("category=approval", []),
    ("state=in_force", ["医疗机构执业许可证", "结婚证", "食品经营许可证"]),
    ("state=drafting", []), ("level=nonsense", ["医疗机构执业许可证", "结婚证", "食品经营许可证"]),
])
def test_list_is_filtered(browse, query, names):
    table = browse("lin").get(url("entries") + "?" + query).context["table"]
    assert sorted(row.record.name for row in table.rows) == sorted(names)


def test_search_is_recorded_once_with_its_words_and_count(browse, food):
    client = browse("lin")
    (row,) = rows_of(lambda: client.get(url("entries") + "?q=食品"))
    assert (row.verb, row.terms_masked, row.result_count, row.shown) == ("search", "q=食品", 1, [str(food.pk)])


def test_draft_is_seen_by_those_who_make_the_catalogue_alone(browse, draft):
    new = actions.create_entry(
        by=cast.acting("sun"),
        entry={"type_code": f"{draft.entry.type_code[:18]}777", "name": "新证", "defining_name": "省局",
               "defining_level": "province"},
        values={"holder_category": "natural", "validity": {"kind": "long_term"}, "retention": "10",
                "number_rule": {"pattern": "{serial}"}, "issuing_body": "省局", "issuing_levels": ["province"]})
    for username, status in (("sun", 200), ("li", 200), ("lin", 404), ("qian", 404)):
        client = browse(username)
        assert ("新证" in client.get(url("entries")).content.decode()) is (status == 200)
        assert client.get(url("entry", new.entry_id)).status_code == status
        assert client.get(url("version", draft.pk)).status_code == status
        assert client.get(url("face", draft.pk)).status_code == status


# --- entry and version


@pytest.mark.parametrize("username", ["lin", "chen", "sun", "li", "qian", "jiang"])
def test_entry_page_shows_code_items_issuers_and_is_recorded_once(browse, food, username):
    client = browse(username)
    (row,) = rows_of(lambda: client.get(url("entry", food.pk)))
    text = client.get(url("entry", food.pk)).content.decode()
    assert (row.verb, row.object_id) == ("view", str(food.pk))
    assert all(part in text for part in (food.type_code, "经营项目", "KZ_JYXM", "南昌市西湖区市场监督管理局", "应公示"))
    assert ("本部门办理权限" in text) is (username in ("lin", "chen"))
    assert "⚠" not in text


def test_page_is_closed_to_roles_that_do_not_read_the_catalogue(browse, food):
    for username in ("zhou", "wang", "chu"):
        assert browse(username).get(url("entry", food.pk)).status_code == 403
    assert browse().get(url("entry", food.pk)).status_code == 302


def test_face_is_a_picture_and_belongs_to_the_row_of_its_page(browse, food):
    client = browse("qian")
    answer = []
    assert rows_of(lambda: answer.append(client.get(url("face", food.versions.get().pk)))) == []
    assert answer[0]["Content-Type"] == "image/webp" and answer[0].content[8:12] == b"WEBP"


def test_version_page_shows_the_difference_to_the_one_before(browse, draft, sun):
    actions.change_draft(draft, by=sun, rev=1, values={"standard_version": "C0301-2026"})
    text = browse("sun").get(url("version", draft.pk)).content.decode()
    assert "与第 1 版的差异" in text and "C0301-2026" in text


def test_disabled_step_says_why(browse, food, sun):
    other = Entry.objects.get(name="结婚证")
    with past_the_rules():
        Entry.objects.filter(pk=other.pk).update(kept_by=cast.department("city"))
    text = browse("li").get(url("version", other.versions.get().pk)).content.decode()
    assert "只能由该部门办理" in text and 'aria-disabled="true"' in text


# --- steps


def test_version_goes_from_draft_to_published_by_two_persons(browse, food):
    editor, publisher = browse("sun"), browse("li")
    assert editor.post(url("draft", food.pk)).status_code == 302
    version = food.versions.get(number=2)
    assert editor.post(url("submit", version.pk)).status_code == 302
    assert editor.get(url("publish", version.pk)).status_code == 403
    assert "第 1 版同日停用" in publisher.get(url("publish", version.pk)).content.decode()
    past = publisher.post(url("publish", version.pk), {"in_force_from": "2025-01-01"})
    assert past.status_code == 422 and "不能早于今天" in past.content.decode()
    done = publisher.post(url("publish", version.pk), {"in_force_from": clock.today().isoformat()}, follow=True)
    assert "已发布" in done.content.decode()
    assert [v.status for v in food.versions.order_by("number")] == ["superseded", "published"]
    again = publisher.post(url("publish", version.pk), {"in_force_from": clock.today().isoformat()})
    assert again.status_code == 409


def test_send_back_needs_a_reason_and_shows_it_to_the_editor(browse, submitted):
    publisher = browse("li")
    assert publisher.post(url("send_back", submitted.pk), {"reason": ""}).status_code == 422
    publisher.post(url("send_back", submitted.pk), {"reason": "请补充经营项目。"})
    assert "退回理由：请补充经营项目。" in browse("sun").get(url("general", submitted.pk)).content.decode()


def test_withdrawal_is_asked_on_a_page_of_its_own(browse, food, tomorrow):
    version = food.versions.get()
    publisher = browse("li")
    assert publisher.get(url("withdraw", version.pk)).status_code == 200
    given = {"ground": "改由国家目录提供。", "in_force_until": tomorrow.isoformat()}
    publisher.post(url("withdraw", version.pk), given)
    version.refresh_from_db()
    assert (version.status, version.in_force_until) == ("withdrawn", tomorrow)


# --- editor


GENERAL = {
    "name": "食品经营许可证", "category": "license", "holder_category": "organisation", "retention": "30",
    "standard_version": "C1",
    "issuing_body": "县级市场监督管理部门", "issuing_levels": ["county"], "validity_kind": "years", "terms": "5",
    "per": "department",
    "pattern": "JY{business_type}{division}{serial:06d}", "check": "mod_11_10",
    "item_codes": "\n".join(f"business_type：{choice}={code}" for choice, code in (
        ("食品销售经营者", 1), ("餐饮服务经营者", 2), ("餐饮服务经营者（小型餐饮）", 2), ("集中用餐单位食堂", 3))),
}
ITEM = {"label": "备注", "kind": "long_text", "max_length": "100", "sensitivity": "internal", "concerns": "license"}


def test_general_data_is_saved_and_comes_back_as_it_was_written(browse, draft):
    client = browse("sun")
    form = client.get(url("general", draft.pk)).context["form"]
    unchanged = {name: value for name, value in form.initial.items() if value is not None} | {"rev": 1}
    assert client.post(url("general", draft.pk), unchanged).status_code == 302
    fresh = Version.objects.get(pk=draft.pk)
    assert (fresh.rev, fresh.number_rule) == (2, draft.number_rule)
    assert fresh.validity == draft.validity
    client.post(url("general", draft.pk), GENERAL | {"rev": 2})
    assert Version.objects.get(pk=draft.pk).standard_version == "C1"


@pytest.mark.parametrize(("change", "says"), [
    ({"terms": "五年"}, "写法有误"), ({"terms": ""}, "至少写一种期限"), ({"terms": "0"}, "大于 0"),
    ({"item_codes": "business_type=1"}, "写法有误"), ({"name": ""}, "请填写证照名称"),
    ({"issuing_levels": []}, "请选择颁发机构级别"),
    ({"validity_kind": "free", "terms": "5"}, "只能写“长期”"), ({"pattern": "TG{division}{serial:6}"}, "1 至 12 位"),
])
def test_wrong_general_data_is_shown_with_what_was_typed(browse, draft, change, says):
    answer = browse("sun").post(url("general", draft.pk), GENERAL | change | {"rev": 1})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text and "C1" in text
    draft.refresh_from_db()
    assert draft.rev == 1


def test_second_tab_gets_409_and_keeps_what_was_typed(browse, draft):
    client = browse("sun")
    assert client.post(url("general", draft.pk), GENERAL | {"rev": 1}).status_code == 302
    answer = client.post(url("general", draft.pk), GENERAL | {"rev": 1, "standard_version": "C-TYPED"})
    assert answer.status_code == 409
    assert "C-TYPED" in answer.content.decode() and "已在别处修改" in answer.content.decode()
    assert Version.objects.get(pk=draft.pk).standard_version == "C1"


def test_item_is_added_moved_changed_and_removed(browse, draft):
    client = browse("sun")
    client.post(url("items", draft.pk), ITEM | {"rev": 1})
    added = draft.items.last()
    assert (added.key, added.pinyin_key, added.position) == ("bz", "KZ_BZ", 12)
    client.post(url("arrange", draft.pk), {"up": "bz", "rev": 2})
    assert [item.key for item in draft.items.all()][-2:] == ["bz", "issued_on"]
    client.post(url("item", draft.pk, "bz"), ITEM | {"rev": 3, "label": "附注", "key": "note", "required": "on"})
    changed = draft.items.get(key="note")
    assert (changed.label, changed.required, changed.position) == ("附注", True, 11)
    client.post(url("arrange", draft.pk), {"remove": "note", "rev": 4})
    assert draft.items.count() == 11
    assert client.post(url("arrange", draft.pk), {"remove": "issuer", "rev": 4}).status_code == 409
    assert draft.items.count() == 11


@pytest.mark.parametrize(("change", "says"), [
    ({"key": "items"}, "已有技术名"), ({"key": "9x"}, "小写字母"), ({"kind": "choice"}, "请填写选项"),
    ({"sensitivity": "sensitive", "public": "on"}, "不得列为应公示"), ({"max_length": "0"}, "不能小于 1"),
    ({"kind": "choice", "choices": "一二三四", "max_length": "2"}, "超过最大字数"), ({"label": ""}, "请填写名称"),
    ({"label": "经 营项目", "key": "other"}, "本版本已有名为“经 营项目”的信息项"),
    ({"pinyin_key": "KZ_JYXM"}, "本版本已有拼音键“KZ_JYXM”的信息项"), ({"pinyin_key": "ZZBH"}, "拼音键以 KZ_ 开头"),
])
def test_wrong_item_is_refused_with_a_sentence(browse, draft, change, says):
    answer = browse("sun").post(url("items", draft.pk), ITEM | change | {"rev": 1})
    assert answer.status_code == 422 and says in answer.content.decode()
    assert draft.items.count() == 11


def test_key_made_of_a_name_that_sounds_like_another_is_free(browse, draft):
    client = browse("sun")
    client.post(url("items", draft.pk), ITEM | {"rev": 1})
    assert client.post(url("items", draft.pk), ITEM | {"label": "标准", "rev": 2}).status_code == 302
    assert [(item.key, item.pinyin_key) for item in draft.items.all()][-2:] == [("bz", "KZ_BZ"), ("bz_2", "KZ_BZ_2")]


def test_bundled_face_follows_its_items(browse, draft):
    client = browse("sun")
    found = draft.items.get(key="address")
    form = {"label": found.label, "kind": found.kind, "max_length": 120, "key": "seat", "pinyin_key": found.pinyin_key,
            "sensitivity": "public", "concerns": "holder", "required": "on", "public": "on", "rev": 1}
    assert client.post(url("item", draft.pk, "address"), form).status_code == 302
    draft.refresh_from_db()
    assert 'data-field="seat"' in draft.layout_html and 'data-field="address"' not in draft.layout_html


def test_layout_is_chosen_and_its_pictures_come_with_it(browse, draft):
    browse("sun").post(url("layout", draft.pk), {"layout": "general", "rev": 1, "do": "draft"})
    draft.refresh_from_db()
    assert draft.layout == "general" and "data-items" in draft.layout_html
    assert {image.name for image in draft.images.all()} >= {"frame.svg", "rule.svg"}


def test_preview_draws_what_is_typed_without_saving_it(browse, draft):
    client = browse("sun")
    own = {"layout": "own", "html": FACE.replace('<img src="a.png" alt="">', "").replace("scope", "address"),
           "css": "@page { size: 210mm 297mm } .face > * { position: absolute; top: 1cm }", "rev": 1}
    for answer in (client.post(url("layout_preview", draft.pk), own),
                   client.post(url("layout", draft.pk), own | {"do": "preview"})):
        assert answer.status_code == 200 and "data:image/webp;base64," in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.layout, draft.rev) == ("food", 1)


def test_preview_of_a_wrong_face_says_what_is_wrong(browse, draft):
    html = "<article class='face'><script>x</script></article>"
    own = {"layout": "own", "html": html, "css": "p { top: 0 }", "rev": 1}
    text = browse("sun").post(url("layout_preview", draft.pk), own).content.decode()
    assert "照面中不得使用 &lt;script&gt;" in text and "<script>x" not in text


def test_wrong_face_may_be_saved_but_not_submitted(browse, draft):
    client = browse("sun")
    own = {"layout": "own", "html": "<article class='face'><p data-field='gone'></p></article>", "css": "p { top: 0 }"}
    assert client.post(url("layout", draft.pk), own | {"rev": 1, "do": "draft"}).status_code == 302
    assert "槽位“gone”" in client.get(url("version", draft.pk)).content.decode()
    assert client.post(url("submit", draft.pk)).status_code == 422


def test_base_image_is_uploaded_and_removed(browse, draft):
    client = browse("sun")
    own = {"layout": "own", "html": draft.layout_html, "css": draft.layout_css, "rev": 1}
    client.post(url("layout", draft.pk), own)
    file = SimpleUploadedFile("底图.png", picture(), "image/png")
    assert client.post(url("image", draft.pk), {"image-file": file, "rev": 2}).status_code == 302
    added = draft.images.get(name__startswith="base-")
    assert added.media_type == "image/png"
    client.post(url("image", draft.pk), {"remove": added.sha256, "rev": 3})
    assert not draft.images.filter(pk=added.pk).exists()


@pytest.mark.parametrize(("content", "says"), [(b"<svg/>", "底图只接受 PNG 或 JPEG"), (b"", "文件是空的")])
def test_upload_that_is_no_picture_is_refused_with_a_sentence(browse, draft, sun, content, says):
    actions.change_draft(draft, by=sun, rev=1, values={"layout": "own"})
    file = SimpleUploadedFile("a.png", content, "image/png")
    answer = browse("sun").post(url("image", draft.pk), {"image-file": file, "rev": 2})
    assert answer.status_code == 422 and says in answer.content.decode()


def test_picture_for_a_bundled_face_is_refused(browse, draft):
    file = SimpleUploadedFile("a.png", picture(), "image/png")
    answer = browse("sun").post(url("image", draft.pk), {"image-file": file, "rev": 1})
    assert answer.status_code == 422 and "只有自编版式" in answer.content.decode()


def test_matters_of_a_version_are_searched_and_saved(browse, draft):
    client = browse("sun")
    other = Matter.objects.get(name="药品经营许可")
    text = client.get(url("matters_of", draft.pk) + "?q=药品").content.decode()
    assert "药品经营许可" in text and "食品经营许可" in text and "取水许可" not in text
    client.post(url("matters_of", draft.pk), {"matters": [other.pk], "rev": 1})
    assert list(draft.matters.all()) == [other]


@pytest.mark.parametrize("name", ["general", "items", "layout", "matters_of"])
@pytest.mark.parametrize("username", ["li", "lin", "chen"])
def test_editor_is_closed_to_others(browse, draft, name, username):
    client = browse(username)
    assert client.get(url(name, draft.pk)).status_code == 403
    assert client.post(url(name, draft.pk), {"rev": 1}).status_code == 403


@pytest.mark.parametrize("name", ["general", "items", "layout", "matters_of"])
def test_editor_page_is_recorded_once(browse, draft, name):
    client = browse("sun")
    answers = []
    (row,) = rows_of(lambda: answers.append(client.get(url(name, draft.pk))))
    assert (row.verb, row.result, answers[0].status_code) == ("view", "ok", 200)


def test_editor_of_a_published_version_is_refused_with_the_reason(browse, food):
    answer = browse("sun").get(url("general", food.versions.get().pk))
    assert answer.status_code == 403 and "编制新版本" in answer.content.decode()


@pytest.mark.parametrize(("username", "name"), [
    ("sun", "entries"), ("sun", "create"), ("sun", "matters"), ("sun", "add_matter"), ("sun", "entry"),
    ("sun", "issuers"),
    ("chen", "rights"), ("chen", "entry"), ("sun", "general"), ("sun", "items"), ("sun", "item"), ("sun", "layout"),
    ("sun", "matters_of"), ("sun", "version"), ("li", "withdraw"), ("li", "publish"), ("li", "send_back"),
    ("sun", "end_issuer"),
    ("sun", "matter"),
])
def test_page_has_no_undefined_variable(browse, food, draft, sun, username, name):
    if name in ("publish", "send_back"):
        actions.submit(draft, by=sun)
    args = {
        "entry": [food.pk], "issuers": [food.pk], "rights": [food.pk], "item": [draft.pk, "address"],
        "withdraw": [food.versions.get(number=1).pk], "end_issuer": [food.pk, food.issuers.first().pk],
        "matter": [Matter.objects.first().pk], "entries": [], "create": [], "matters": [], "add_matter": [],
    }.get(name, [draft.pk])
    answer = browse(username).get(url(name, *args))
    assert answer.status_code == 200
    assert "⚠" not in answer.content.decode()


# --- entries, issuers, rights, matters


def test_entry_is_created_with_its_draft(browse, food):
    data = GENERAL | {"type_code": f"{food.type_code[:18]}777", "name": "小作坊登记证",
                      "defining_name": "江西省市场监督管理局", "defining_level": "province", "not_secret": "on"}
    answer = browse("sun").post(url("create"), data)
    version = Version.objects.get(name="小作坊登记证")
    assert answer.url == url("items", version.pk)
    assert (version.status, version.entry.defining_uscc) == ("draft", food.type_code[:18])


@pytest.mark.parametrize(("change", "says"), [
    ({"not_secret": ""}, "请勾选"), ({"type_code": "11360000999900011M001"}, "校验码"),
    ({"type_code": None}, "已在目录中"),
])
def test_wrong_entry_is_refused_with_a_sentence(browse, food, change, says):
    data = GENERAL | {"type_code": f"{food.type_code[:18]}777", "defining_name": "江西省市场监督管理局",
                      "defining_level": "province", "not_secret": "on"} | change
    answer = browse("sun").post(url("create"), {**data, "type_code": data["type_code"] or food.type_code})
    assert answer.status_code == 422 and says in answer.content.decode()


def test_editor_gives_and_ends_an_issuing_right(browse, food):
    client = browse("sun")
    ganzhou = cast.department("ganzhou")
    client.post(url("issuers", food.pk), {"department": ganzhou.pk, "since": clock.today().isoformat()})
    right = food.issuers.get(department=ganzhou)
    assert client.post(url("end_issuer", food.pk, right.pk), {"until": "2025-01-01"}).status_code == 422
    client.post(url("end_issuer", food.pk, right.pk), {"until": clock.today().isoformat()})
    right.refresh_from_db()
    assert right.until == clock.today()
    wrong = client.post(url("issuers", food.pk), {"department": cast.department("using").pk, "since": "2026-11-24"})
    assert wrong.status_code == 422


def test_head_grants_and_revokes_on_the_page_of_rights(browse, food, lin):
    client = browse("chen")
    client.post(url("rights", food.pk), {"verb": "collect", "whom": f"person:{lin.user.pk}"})
    right = food.user_rights.get(user=lin.user)
    assert "林晓燕" in client.get(url("rights", food.pk)).content.decode()
    client.post(url("revoke", food.pk, right.pk), {"kind": "person"})
    assert not food.user_rights.exists()
    wrong = client.post(url("rights", food.pk), {"verb": "sign", "whom": f"person:{lin.user.pk}"})
    assert wrong.status_code == 422 and "没有可以办理" in wrong.content.decode()


def test_rights_page_is_closed_to_clerks_and_other_heads(browse, food, medical):
    assert browse("lin").get(url("rights", food.pk)).status_code == 403
    assert browse("tang").get(url("rights", medical.pk)).status_code == 403


def test_matter_is_entered_and_changed(browse, sun):
    client = browse("sun")
    data = {"code": "000190021999", "name": "食品摊贩登记", "department": sun.department.pk}
    assert client.post(url("add_matter"), data | {"code": "12"}).status_code == 422
    client.post(url("add_matter"), data)
    matter = Matter.objects.get(code="000190021999")
    assert client.post(url("add_matter"), data).status_code == 422
    client.post(url("matter", matter.pk), {"name": "食品摊贩备案", "department": sun.department.pk})
    matter.refresh_from_db()
    assert matter.name == "食品摊贩备案"
    assert browse("lin").get(url("matter", matter.pk)).status_code == 403
    assert "食品摊贩备案" in browse("lin").get(url("matters") + "?q=摊贩").content.decode()


def test_desk_shows_what_waits(browse, submitted, medical, sun):
    actions.draft_next(medical, by=sun)
    publisher, editor = browse("li").get("/").content.decode(), browse("sun").get("/").content.decode()
    assert "食品经营许可证" in publisher and "医疗机构执业许可证" not in publisher
    assert "医疗机构执业许可证" in editor


def test_planned_version_stands_beside_the_one_in_force(browse, submitted, li):
    actions.publish(submitted, by=li, in_force_from=clock.today() + timedelta(days=9))
    text = browse("lin").get(url("entry", submitted.entry_id)).content.decode()
    assert "第 1 版" in text and "第 2 版" in text
    assert browse("lin").get(url("entries") + "?state=in_force").context["table"].paginator.count == 3


@pytest.mark.parametrize("step", ["publish", "send_back"])
def test_page_of_a_step_names_the_version_as_all_pages_do(browse, submitted, step):
    page = browse("li").get(url(step, submitted.pk)).content.decode()
    assert "第 2 版" in page and " v2" not in page
