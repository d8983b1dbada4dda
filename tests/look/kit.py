"""A page with every part on it, and the people and cases that stand on it."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import django_tables2 as tables
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import format_html

from portal import clock, desk, formats, pages
from portal.decisions import ALLOWED, denied
from portal.fields import BooleanField, ChoiceField, CodeField, DateField, FileField, LongTextField, TextField
from portal.history import Change
from portal.parts import Event, Tab, Tile
from portal.tables import DueColumn, ShortColumn, StatusColumn, Table, cell
from portal.workdays.counting import Calendar
from portal.workdays.delivered import year_of

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 1, 42, 18, tzinfo=UTC)  # 09:42:18 in Shanghai
CALENDAR = Calendar(year_of)

BUREAU = SimpleNamespace(name="南昌市东湖区市场监督管理局")
CLERK = SimpleNamespace(pk=1, department=BUREAU, role_label="制证员")
SIGNER = SimpleNamespace(pk=2, department=SimpleNamespace(name="南昌市行政审批局"), role_label="签发人")
PERSON = SimpleNamespace(kind="person", user=SimpleNamespace(display_name="张敏"), appointment=CLERK)
STRANGER = SimpleNamespace(kind="public", user=None, appointment=None)


def _item(label, icon, count=None, hot=False, current=False):
    return {"label": label, "url": "/" + icon, "icon": icon, "count": count, "hot": hot, "current": current}


SEARCH = desk.Search("查询证照", "证照编号、持证主体、统一社会信用代码", "licenses:search", lambda actor: True)
MENU = [
    ("办理", [_item("工作台", "inbox", 12, hot=True, current=True), _item("办件", "pen")]),
    ("证照", [_item("证照库", "folder"), _item("证照目录", "book")]),
    ("监督", [_item("访问日志", "log", 7, hot=True)]),
]


class CaseForm(forms.Form):
    code = CodeField(label="统一社会信用代码", max_length=18, min_length=18, col="c6",
                     help_text="18 位，字母自动转为大写")
    kind = ChoiceField(label="主体类型", col="c6",
                       choices=[("", "请选择"), ("a", "个体工商户"), ("b", "企业法人")])
    name = TextField(label="经营者名称", max_length=200)
    items = LongTextField(label="经营项目", required=False)
    since = DateField(label="发证日期", col="c6", help_text="可直接输入 20261123")
    until = DateField(label="有效期至", col="c6", required=False)
    scan = FileField(label="营业执照扫描件", accept=".pdf,.jpg,.png", max_bytes=20_000_000)
    way = ChoiceField(label="领取方式", choices=[("e", "仅电子证照"), ("p", "同时领取纸质证照")],
                      widget=forms.RadioSelect)
    sworn = BooleanField(label="本件不涉密")


class Filters(forms.Form):
    q = forms.CharField(label="关键词", required=False)
    kind = forms.ChoiceField(label="证照类型", required=False,
                             choices=[("", "全部类型"), ("food", "食品经营许可证")])
    since = DateField(label="提交日期", required=False)
    mine = forms.BooleanField(label="只看我经办的", required=False)


class Cases(Table):
    caption = "待办列表"
    days = CALENDAR
    number = tables.Column(verbose_name="办件编号 / 来源")
    holder = tables.Column(verbose_name="持证主体", attrs=cell("lead"))
    type = tables.Column(verbose_name="证照类型", attrs=cell("full"))
    status = StatusColumn(verbose_name="状态", kinds={
        "草稿": "", "待审核": "todo", "待签发": "sign", "已签发": "ok", "补正中": "back", "签发失败": "bad",
        "已注销": "off",
    })
    submitted_at = ShortColumn(verbose_name="提交时间", label="提交", orderable=True)
    due_at = DueColumn(verbose_name="办理期限", label="期限", orderable=True)
    handler = tables.Column(verbose_name="经办人", attrs=cell("nowrap", label="经办"))

    def render_number(self, value):
        return format_html('<a class="code" href="/c/{0}">{0}</a><span class="sub">窗口受理</span>', value)

    def row_class(self, record):
        days = (record["due_at"] - date(2026, 11, 23)).days
        return "late" if days < 0 else "today" if days == 0 else ""


class Empty(Cases):
    caption = "空列表"


def cases():
    names = ["南昌市东湖区胜利路老街𠮷祥麻辣烫店", "南昌市西湖区朝阳洲街道社区卫生服务站", "邹䶮", "龚㛃"]
    states = ["待审核", "待签发", "补正中", "草稿", "签发失败", "已签发", "已注销"]
    return [
        {
            "number": f"SQ20261117-{i:04}", "holder": names[i % 4],
            "type": "食品经营许可证" if i % 2 else "医疗机构执业许可证",
            "status": states[i % 7], "submitted_at": datetime(2026, 11, 17, 7, i, tzinfo=UTC),
            "due_at": date(2026, 11, 20 + min(i, 8)), "handler": "张敏" if i % 3 else None,
        }
        for i in range(52)
    ]


def request_for(path="/kit/", **cookies):
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.id = "0198f0aa-7f2b-7c11-9d6e-3a5b7c9d1e2f"
    return request


def people(person=PERSON):
    """What the lead's own context processor adds, as the pages see it."""
    signed_in = person.user is not None
    return {
        "actor": person, "appointments": [CLERK, SIGNER] if signed_in else [],
        "menu": MENU if signed_in else [], "unread": 3 if signed_in else 0,
        "head_search": SEARCH if signed_in else None,
    }


def kit_context(request) -> dict:
    bad = CaseForm({"code": "92360102MA0", "name": "龚㛃", "since": "2026-02-30", "items": "热食类食品制售"})
    return {
        **people(),
        "messages": [Message(constants.SUCCESS, "已保存草稿 SQ20261117-0087。")],
        "tiles": [
            Tile("已逾期", "2", "件，请优先办理", "red", "#late"),
            Tile("今日到期", "3", "件，17:30 截止", "amber"),
            Tile("本周已签发", "126", "件，比上周多 14"),
            Tile("平均办理时长", "0.8", "个工作日，承诺 3 日", "green"),
        ],
        "tabs": [Tab("我的待办", "?", True, 12), Tab("待审核", "?s=1", count=8), Tab("全部", "?s=2")],
        "filters": Filters(), "table": Cases(cases()).paged(request), "bare": Empty([], prefix="bare-").paged(request),
        "form": bad, "fresh": CaseForm(auto_id="f_%s", initial={"since": date(2026, 11, 23)}),
        "deadlines": [
            *(formats.deadline(date(2026, 11, day), NOW, CALENDAR) for day in (20, 23, 24, 30)),
            formats.deadline(datetime(2026, 11, 23, 9, 30, tzinfo=UTC), NOW, CALENDAR),
            formats.deadline(date(2026, 11, 23), NOW, CALENDAR, done=True),
        ],
        "yes": ALLOWED, "no": denied("您是本件的经办人，不能审核自己的办件；请由本部门另一位审核人办理。"),
        "entries": [
            Event("签发", kind="next"),
            Event("审核", at=NOW, person="吴建国", kind="now"),
            Event("退回修改", at=datetime(2025, 11, 20, 1, 5, tzinfo=UTC), person="吴建国", kind="bad",
                  reason="姓名用字与身份证件不一致，请核对。", changes=(Change("姓名", "龚洁", "龚㛃"),)),
            Event("受理", at=datetime(2026, 11, 19, 1, 5, tzinfo=UTC), person="张敏", kind="ok"),
        ],
        "changes": [
            Change("姓名", "龚洁", "龚㛃"), Change("证件号码", "360121********2246", "360121********2246"),
            Change("有效期至", "2025年11月22日", "2028年11月22日"), Change("备注", "", "补发"),
        ],
        "facts": [("证照编号", "JY23601020031256"), ("发证机关", "南昌市东湖区市场监督管理局"), ("备注", "")],
        "steps": ["受理", "填写制证信息", "审核", "签章签发", "归集"],
    }


def render_source(source: str, request=None, **context) -> str:
    """A piece of a template, drawn as on a page."""
    return engines["django"].from_string(source).render({**context, "now": NOW}, request or request_for())


def render(path_or_text, context=None, *, request=None, language="zh-hans") -> str:
    """A template of the project (by name) or of this folder (by Path), drawn with the shell's context."""
    request = request or request_for()
    with translation.override(language):
        if isinstance(path_or_text, Path):
            template = engines["django"].from_string(path_or_text.read_text(encoding="utf-8"))
        else:
            template = engines["django"].get_template(path_or_text)
        return template.render({**(context or {}), "now": NOW}, request)


def kit_page(*, language="zh-hans", **cookies) -> str:
    request = request_for(**cookies)
    with translation.override(language), clock.moved_to(NOW):
        context = {**pages.shell(request), **kit_context(request)}
        return render(HERE / "kit.html", context, request=request, language=language)
