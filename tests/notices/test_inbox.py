"""The inbox: what officers were told, read one by one or all at once, by a post."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F

from portal import clock
from portal.accounts.models import User
from portal.audit.models import AccessRecord
from portal.notices.models import Notice
from portal.notices.send import Recipient, tell, text_of
from portal.vault.keys import new_key

TEMPLATES = Path(__file__).resolve().parents[2] / "templates/notices"


@pytest.fixture(autouse=True)
def nothing_unread(db):
    """What the cast was told when it was appointed has been read."""
    Notice.objects.filter(to_user__isnull=False).update(read_at=clock.now(), read_by=F("to_user"))
    Notice.objects.filter(to_department__isnull=False).update(
        read_at=clock.now(), read_by=User.objects.get(username="chen"))


def unread():
    return Notice.objects.filter(read_at__isnull=True)


def tell_of_return(actor, case="DH20261124-0001", **more):
    return tell(Recipient(user=actor.user), "case_returned", facts={"case": case, "entry": "食品经营许可证"},
                **{"url": "/notices/?show=unread", **more})


def shown(response) -> list:
    """The cases of the messages shown; what else the cast was told is left out."""
    found = (message.notice.facts for message in response.context["messages_shown"])
    return [facts["case"] for facts in found if "case" in facts]


def test_inbox_shows_own_and_departments_messages_unread_first(lin, zhao, browse):
    old = tell_of_return(lin, "A-1")
    with clock.moved_to(clock.now() + timedelta(minutes=5)):
        tell_of_return(lin, "A-2")
    tell(Recipient(department=lin.department), "case_returned", facts={"case": "A-3", "entry": "x"})
    tell_of_return(zhao, "B-1")
    Notice.objects.filter(pk=old.pk).update(read_at=clock.now(), read_by=lin.user)
    assert shown(browse("lin").get("/notices/")) == ["A-2", "A-3", "A-1"]
    assert shown(browse("lin").get("/notices/?show=unread")) == ["A-2", "A-3"]


def test_message_reads_as_a_sentence_and_is_escaped_once(lin, browse):
    notice = tell_of_return(lin, "A&B")
    assert text_of(notice).startswith("办件 A&B（食品经营许可证）已退回修改")
    assert "办件 A&amp;B（" in browse("lin").get("/notices/").content.decode()


def test_opening_a_message_marks_it_read_and_leads_to_its_matter(lin, browse):
    notice = tell_of_return(lin)
    response = browse("lin").post(f"/notices/{notice.pk}/")
    assert response.url == "/notices/?show=unread"
    notice.refresh_from_db()
    assert notice.read_by == lin.user and notice.read_at
    assert AccessRecord.objects.filter(verb="notices.read", object_id=str(notice.pk)).count() == 1


def test_opening_a_message_again_leads_there_and_keeps_the_first_reading(lin, browse):
    notice = tell_of_return(lin)
    browse("lin").post(f"/notices/{notice.pk}/")
    first = Notice.objects.get(pk=notice.pk).read_at
    assert browse("lin").post(f"/notices/{notice.pk}/").status_code == 302
    assert Notice.objects.get(pk=notice.pk).read_at == first


def test_message_that_leads_out_of_the_portal_is_not_followed(lin, browse):
    notice = tell_of_return(lin, url="https://example.com/")
    assert browse("lin").post(f"/notices/{notice.pk}/").url == "/notices/"


def test_looking_at_the_inbox_marks_nothing_as_read(lin, browse):
    tell_of_return(lin)
    browse("lin").get("/notices/")
    assert unread().count() == 1
    assert browse("lin").get(f"/notices/{unread().get().pk}/").status_code == 405


def test_all_messages_are_marked_read_at_once_but_not_other_peoples(lin, zhao, browse):
    tell_of_return(lin), tell_of_return(lin), tell_of_return(zhao)
    response = browse("lin").post("/notices/read/", follow=True)
    assert "已将 2 条消息标为已读" in response.content.decode()
    assert [n.to_user for n in unread()] == [zhao.user]


def test_message_to_somebody_else_is_not_found(zhao, browse):
    notice = tell_of_return(zhao)
    assert browse("lin").post(f"/notices/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_bell_counts_the_unread(lin, browse):
    client = browse("lin")
    assert client.get("/notices/").context["unread"] == 0
    tell_of_return(lin), tell_of_return(lin)
    assert client.get("/notices/").context["unread"] == 2


def test_personal_facts_stay_out_of_the_inbox(lin, browse):
    notice = tell(Recipient(user=lin.user), "license_issued", facts={"entry": "健康证", "department": "卫健委"},
                  personal={"name": "龚㛃", "number": "3601"}, key=new_key("dossier"))
    text = browse("lin").get("/notices/").content.decode()
    assert "健康证" in text and "龚㛃" not in text
    assert "龚㛃" in text_of(notice, with_personal=True)


def test_empty_inbox_says_what_will_come(browse):
    assert "没有消息" in browse("lin").get("/notices/?show=unread").content.decode()


def test_inbox_of_many_messages_costs_the_same_number_of_queries(lin, browse, django_assert_max_num_queries):
    client = browse("lin")
    for _n in range(200):
        tell_of_return(lin)
    with django_assert_max_num_queries(16):
        assert len(shown(client.get("/notices/"))) == 20


@pytest.mark.parametrize("name", sorted(path.stem for path in TEMPLATES.glob("*.txt")))
def test_text_of_every_event_renders_in_one_line(name):
    used = re.findall(r"facts\.(\w+)", (TEMPLATES / f"{name}.txt").read_text(encoding="utf-8"))
    text = text_of(Notice(event=name, facts={key: f"〔{key}〕" for key in used}))
    assert used and all(f"〔{key}〕" in text for key in used)
    assert "\n" not in text and "⚠" not in text and text.endswith("。")
