"""How much was recorded today and how it ended: counted over a bounded number of rows, and honest about the bound."""

from django.db import connection
from django.utils.translation import gettext as _

from portal import clock, formats
from portal.parts import Tile
from portal.tables import COUNT_LIMIT

_SQL = """
    SELECT result, count(*) FROM (
        SELECT result FROM audit_accessrecord WHERE recorded_at >= %s ORDER BY recorded_at DESC LIMIT %s
    ) latest GROUP BY result
"""


def tiles_of_today() -> list[Tile]:
    """Today's rows by result; beyond the limit of all lists, of the latest ones alone. Nobody's data is in them."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [clock.start_of(clock.today()), COUNT_LIMIT + 1])
        counts = dict(cursor.fetchall())
    total = sum(counts.values())
    cut = total > COUNT_LIMIT
    scope = _("最近 %(n)s 条中") % {"n": formats.amount(COUNT_LIMIT)} if cut else _("今日")

    def tile(label, result, color):
        n = counts.get(result, 0)
        return Tile(label, formats.amount(n), scope, color if n else "", f"?since={clock.today()}&result={result}")

    return [
        Tile(_("今日记录"), formats.amount(min(total, COUNT_LIMIT)) + ("+" if cut else ""), _("条"), "",
             f"?since={clock.today()}"),
        tile(_("拒绝"), "refused", "red"), tile(_("未查到"), "not_found", ""), tile(_("失败"), "failed", "amber"),
    ]
