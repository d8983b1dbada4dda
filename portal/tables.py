"""Lists: one base class, columns for times, deadlines and statuses, and counts that are honest and cheap."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column
from django_tables2 import Table as BaseTable

from portal import clock, formats
from portal.templatetags.ui import due, tag
from portal.workdays.counting import Calendar
from portal.workdays.known import calendar

COUNT_LIMIT = 10_000
"""Rows that a list counts and pages through; beyond them it says “10,000+” and asks to narrow the search."""

PER_PAGE = 20


class BoundedPaginator(Paginator):
    """Pages of at most `COUNT_LIMIT` rows: counting all of 10^8 would cost more than the page itself.

    `count` is exact up to the limit; `more` says whether there are rows beyond it.
    """

    @cached_property
    def _counted(self) -> int:
        rows = getattr(self.object_list, "data", self.object_list)  # a table's rows hold TableData,
        rows = getattr(rows, "data", rows)  # which holds the queryset or list
        if hasattr(rows, "query"):
            return rows.order_by()[: COUNT_LIMIT + 1].count()
        return len(rows)

    @cached_property
    def count(self) -> int:
        return min(self._counted, COUNT_LIMIT)

    @property
    def more(self) -> bool:
        """Whether there are rows that the pages do not reach."""
        return self._counted > COUNT_LIMIT


class Table(BaseTable):
    """A list page's table.

    A subclass names its columns, its `caption` (read out before the table) and, where useful, `empty` (what
    is missing) with `empty_hint` (why, or the next step). Columns sort only where they say `orderable=True`:
    at 10^8 rows an order needs an index.
    """

    caption = _("列表")
    empty = _("没有符合条件的记录")
    empty_hint = _("可以放宽筛选条件，或点“重置”查看全部。")

    def __init__(self, data, *, days: Calendar | None = None, **kwargs):
        self.now = clock.now()
        if days:
            self.days = days
        defaults = {
            "template_name": "tables/queue.html", "empty_text": self.empty, "orderable": False,
            "row_attrs": {"class": lambda record, table: table.row_class(record)},
        }
        super().__init__(data, **{**defaults, **kwargs})

    @property
    def row_header(self) -> str:
        """The column that names the row: the first."""
        return self.columns.names()[0]

    @cached_property
    def days(self) -> Calendar:
        """The calendar of all its deadlines: the one it was given, else loaded with the first of them."""
        return calendar()

    def standing(self, when) -> formats.Deadline:
        """How a deadline in it stands."""
        return formats.deadline(when, self.now, self.days)

    def urgent(self, when) -> str:
        """What `row_class` says of a row with this deadline, or with none."""
        kind = self.standing(when).kind if when else ""
        return kind if kind in ("late", "today") else ""

    def row_class(self, record) -> str:
        """`late`, `today` or nothing; the chip in the row says the same in words."""
        return ""

    def paged(self, request, per_page: int = PER_PAGE):
        """The table itself, sorted and paged as the address asks; for nonsense there, the nearest page."""
        order = request.GET.getlist(self.prefixed_order_by_field)
        if order:
            self.order_by = order
        self.paginate(paginator_class=BoundedPaginator, per_page=per_page)
        self.page = self.paginator.get_page(request.GET.get(self.prefixed_page_field))
        return self


def cell(css: str = "", label=None) -> dict:
    """`attrs` of a column.

    `css`: num (figures), nowrap, lead (the bold line of a card), full (a line of its own on a card), act (the
    last column, links). `label` is the caption on a card; lead, full and status columns need none.
    """
    td = {"class": css} if css else {}
    return {"td": {**td, "data-label": label} if label else td, "th": {"class": css} if css == "act" else {}}


class ShortColumn(Column):
    """An instant or day as `11-23 15:42`; `label` is its caption on a card, `seconds` shows them too."""

    def __init__(self, *args, label=None, seconds: bool = False, **kwargs):
        kwargs.setdefault("attrs", cell("num", label or kwargs.get("verbose_name")))
        super().__init__(*args, **kwargs)
        self.seconds = seconds

    def render(self, value, table):
        return formats.short(value, table.now, self.seconds)


class DueColumn(Column):
    """A deadline as day and chip; `label` is its caption on a card."""

    def __init__(self, *args, label=None, **kwargs):
        kwargs.setdefault("attrs", cell("nowrap", label or kwargs.get("verbose_name")))
        super().__init__(*args, **kwargs)

    def render(self, value, table):
        day = formats.short(formats.day_of(value), table.now)
        return format_html('<span class="num">{}</span> {}', day, due(table.standing(value)))


class StatusColumn(Column):
    """A field with choices as a tag; `kinds` gives the kind of tag for each stored value."""

    def __init__(self, *args, kinds: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = kinds

    def render(self, value, record, bound_column):
        return tag(value, self.kinds[bound_column.accessor.resolve(record)])
