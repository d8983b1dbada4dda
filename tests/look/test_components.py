"""Each part as the tags draw it."""

from datetime import UTC, datetime

import django_tables2
import pytest
from django.core.paginator import Paginator
from django.utils.html import escape

from portal.accounts.models import Department
from portal.decisions import ALLOWED, denied
from portal.formats import Deadline
from portal.history import Change
from portal.parts import Event, Tab
from portal.tables import BoundedPaginator
from portal.templatetags import ui
from tests.look import kit


def drawn(source: str, request=None, **context) -> str:
    return kit.render_source("{% load ui %}" + source, request, **context)


def test_kit_page_leaves_no_variable_undefined():
    assert "⚠" not in kit.kit_page()


def test_tag_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="unknown kind of tag"):
        ui.tag("待审核", "is-todo")


def test_tag_escapes_its_label():
    assert ui.tag("<b>", "ok") == '<span class="tag is-ok">&lt;b&gt;</span>'


def test_due_is_the_chip_of_a_deadline():
    assert drawn("{% due found %}", found=Deadline("late", "逾期 3 个工作日")) == (
        '<span class="due late">逾期 3 个工作日</span>')
    assert drawn("{% due found %}", found=None) == ""


def test_short_of_nothing_is_a_dash():
    assert drawn("{% short when %}", when=None) == "—"


def test_act_that_is_allowed_is_a_link_or_a_form():
    link = drawn('{% act d "/x/" "签发" kind="main" %}', d=ALLOWED).strip()
    assert link == '<a class="btn btn-main" href="/x/">签发</a>'
    form = drawn('{% act d "/x/" "签发" method="post" name="do" value="a" %}', d=ALLOWED)
    assert 'method="post" action="/x/"' in form and "csrfmiddlewaretoken" in form and 'name="do" value="a"' in form


@pytest.mark.parametrize("method", ["get", "post", "submit"])
def test_act_that_is_denied_leads_nowhere_and_says_why(method):
    html = drawn(f'{{% act d "/x/" "签发" method="{method}" %}}', d=denied("您没有<签发>权。"))
    assert "/x/" not in html and 'type="button"' in html and 'aria-disabled="true"' in html
    assert escape("您没有<签发>权。") in html


def test_two_denied_acts_on_a_page_have_reasons_of_their_own():
    html = drawn('{% act d "" "签发" %}{% act d "" "签发" %}', d=denied("不可以。"))
    ids = [part.split('"')[0] for part in html.split('id="')[1:]]
    assert len(ids) == len(set(ids)) == 2


def test_crumbs_begin_at_home_and_end_where_the_page_is():
    html = drawn('{% crumbs "办件" "/cases/" "SQ1" %}')
    assert 'href="/">首页' in html and 'href="/cases/">办件' in html and 'aria-current="page">SQ1' in html


def test_tabs_show_a_count_of_nought():
    html = drawn("{% tabs tabs %}", tabs=[Tab("待审核", "?", True, 0), Tab("全部", "?all=1")])
    assert '<span class="count">0</span>' in html and html.count("count") == 1


def test_page_head_without_actions_has_no_room_for_them():
    assert "row-end" not in drawn('{% page_head "标题" %} {% endpage_head %}')


def test_diff_marks_characters_in_words_for_readers():
    html = drawn('{% diff rows "对照" %}', rows=[Change("姓名", "龚洁", "龚㛃"), Change("号码", "1", "1")])
    assert 'class="changed"' in html and 'class="same"' in html
    assert '龚<del><span class="sr">删除：</span>洁</del>' in html
    assert '龚<ins><span class="sr">改为：</span>㛃</ins>' in html


def test_timeline_shows_what_was_said_and_changed():
    sent_back = Event("退回", kit.NOW, "吴", "请核对。", "bad", (Change("姓名", "洁", "㛃"),))
    entries = [Event("签发", kind="next"), sent_back]
    html = drawn("{% timeline entries %}", entries=entries)
    assert 'class="is-next"' in html and html.count("<time") == 1 and "请核对。" in html and "改动 1 项" in html


def test_facts_show_nought_and_a_dash_for_nothing():
    html = drawn("{% facts rows %}", rows=[("件数", 0), ("备注", "")])
    assert "<dd>0</dd>" in html and "<dd>—</dd>" in html


def test_errors_of_a_good_form_are_nothing():
    assert drawn("{% errors form %}", form=kit.CaseForm()).strip() == ""


def test_errors_link_to_fields_and_to_the_first_radio_button():
    html = drawn("{% errors form %}", form=kit.CaseForm({}))
    assert 'href="#id_code"' in html and 'href="#id_way_0"' in html and "autofocus" in html


def test_filters_with_personal_terms_are_posted():
    html = drawn('{% filters form method="post" %}', form=kit.Filters())
    assert 'method="post"' in html and "csrfmiddlewaretoken" in html
    assert "csrfmiddlewaretoken" not in drawn("{% filters form %}", form=kit.Filters())


def test_pager_keeps_the_other_terms_of_the_address():
    page = Paginator(range(100), 20).page(3)
    html = drawn("{% pager page %}", request=kit.request_for("/k/?q=%E5%BC%A0&page=3"), page=page)
    assert "?q=%E5%BC%A0&amp;page=4" in html and 'aria-current="page"' in html and "共 100 条，每页 20 条" in html


def test_list_of_nothing_says_so_and_what_to_do():
    request = kit.request_for()
    table = kit.Cases([]).paged(request)
    html = table.as_html(request)
    assert "没有符合条件的记录" in html and "重置" in html and "pager" not in html


def test_saved_and_conflict_carry_the_revision():
    assert 'name="rev" value="7"' in drawn("{% saved 7 now %}") and "09:42:18" in drawn("{% saved 7 now %}")
    html = drawn('{% conflict 7 "吴建国" now "/d/" %}')
    assert 'name="rev" value="7"' in html and "吴建国" in html and 'role="alert"' in html


def test_per_page_in_the_address_is_not_listened_to():
    table = kit.Cases(kit.cases()).paged(kit.request_for("/k/?per_page=100000&page=2"))
    assert table.page.paginator.per_page == 20 and table.page.number == 2


@pytest.mark.parametrize(("page", "number"), [("x", 1), ("0", 3), ("99", 3), ("-1", 3)])
def test_nonsense_page_in_the_address_gets_a_near_one(page, number):
    assert kit.Cases(kit.cases()).paged(kit.request_for(f"/k/?page={page}")).page.number == number


def test_column_that_may_not_be_sorted_by_is_not():
    table = kit.Cases(kit.cases()).paged(kit.request_for("/k/?sort=holder"))
    assert not table.order_by
    assert kit.Cases(kit.cases()).paged(kit.request_for("/k/?sort=-due_at")).order_by == ("-due_at",)


@pytest.mark.django_db
def test_count_beyond_the_limit_is_said_to_be_more(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("portal.tables.COUNT_LIMIT", 2)
    with django_assert_num_queries(1) as queries:
        paginator = BoundedPaginator(Department.objects.order_by("name"), 1)
        assert (paginator.count, paginator.more, paginator.num_pages) == (2, True, 2)
    assert "LIMIT 3" in queries[0]["sql"] and "ORDER BY" not in queries[0]["sql"]


@pytest.mark.django_db
def test_list_of_a_queryset_costs_two_queries(django_assert_num_queries):
    class Departments(kit.Table):
        name = django_tables2.Column()

    request = kit.request_for()
    with django_assert_num_queries(2):
        html = Departments(Department.objects.order_by("name")).paged(request).as_html(request)
    assert "<th role=\"rowheader\"" in html


def test_instants_in_a_list_are_shanghai_s():
    cases = kit.cases()[:1]
    cases[0]["submitted_at"] = datetime(2020, 1, 1, 16, 30, tzinfo=UTC)
    request = kit.request_for()
    assert "2020-01-02 00:30" in kit.Cases(cases).paged(request).as_html(request)
