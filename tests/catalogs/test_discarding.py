"""Giving up a draft: who may, what is asked first, and that the type code is free again."""

import pytest

from catalogs import actions, loading, reference
from catalogs.models import Version
from tests.catalogs.test_pages import rows_of, url

pytestmark = pytest.mark.django_db


def test_draft_is_discarded_after_asking_and_leaves_one_row(browse, draft):
    editor = browse("sun")
    assert url("discard", draft.pk) in editor.get(url("version", draft.pk)).content.decode()
    assert url("discard", draft.pk) in editor.get(url("general", draft.pk)).content.decode()
    page = editor.get(url("discard", draft.pk))
    assert page.status_code == 200 and "不能恢复" in page.content.decode()
    (row,) = rows_of(lambda: editor.post(url("discard", draft.pk)))
    assert (row.verb, row.object_id) == ("catalogs.version.discard", str(draft.pk))
    page = editor.get(url("version", draft.pk)).content.decode()
    assert "已放弃" in page and "放弃草稿" in page and url("submit", draft.pk) not in page
    assert "编制新版本" in editor.get(url("entry", draft.entry_id)).content.decode()


def test_discarded_draft_is_seen_by_those_who_make_the_catalogue_alone(browse, draft, sun):
    actions.discard(draft, by=sun)
    assert browse("lin").get(url("version", draft.pk)).status_code == 404
    assert "第 2 版" not in browse("lin").get(url("entry", draft.entry_id)).content.decode()
    assert "第 2 版" in browse("li").get(url("entry", draft.entry_id)).content.decode()


def test_discarding_is_refused_to_others_with_the_reason(browse, draft):
    assert browse("li").post(url("discard", draft.pk)).status_code == 403
    assert Version.objects.get(pk=draft.pk).status == "draft"


def test_discarded_type_stands_in_a_tab_of_its_own_and_its_code_can_be_entered_again(browse, sun):
    version = loading.draft_type(reference.BY_KEY["water_abstraction_permit"], sun)
    page = browse("sun").get(url("discard", version.pk)).content.decode()
    assert version.entry.type_code in page
    browse("sun").post(url("discard", version.pk))
    table = browse("sun").get(url("entries") + "?state=discarded").context["table"]
    assert [row.record.pk for row in table.rows] == [version.entry_id]
    for one in (url("entries"), url("entry", version.entry_id)):
        page = browse("sun").get(one)
        assert page.status_code == 200 and "已放弃" in page.content.decode()
    assert browse("lin").get(url("entry", version.entry_id)).status_code == 404
    assert "state=discarded" not in browse("lin").get(url("entries")).content.decode()
    again = loading.draft_type(reference.BY_KEY["water_abstraction_permit"], sun)
    assert again.entry.type_code == version.entry.type_code
