"""How much was recorded today and how it ended: counted over a bounded number of rows, and honest about the bound."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal import clock, formats
from portal.audit.models import AccessRecord, Result
from portal.parts import Tile
from portal.tables import COUNT_LIMIT


def tiles_of_today() -> list[Tile]:
    """Today's rows by result, by the condition of the lists that the tiles lead to; beyond the limit of all lists, of
    the latest ones alone. Nobody's data is in them."""
    today = AccessRecord.objects.in_period(clock.start_of(clock.today()), None).order_by("-recorded_at")
    counts = today.values("result")[:COUNT_LIMIT + 1].aggregate(
        total=Count("result"), **{result: Count("result", filter=Q(result=result)) for result in Result.values})
    total = counts["total"]
    cut = total > COUNT_LIMIT
    scope = _("最近 %(n)s 条中") % {"n": formats.amount(COUNT_LIMIT)} if cut else _("今日")

    def tile(label, result, color):
        n = counts[result]
        return Tile(label, formats.amount(n), scope, color if n else "", f"?since={clock.today()}&result={result}")

    return [
        Tile(_("今日记录"), formats.amount(min(total, COUNT_LIMIT)) + ("+" if cut else ""), _("条"), "",
             f"?since={clock.today()}"),
        tile(_("拒绝"), "refused", "red"), tile(_("未查到"), "not_found", ""), tile(_("失败"), "failed", "amber"),
    ]
