"""Rates: how often something may be done from somewhere; counted in the database, so for all processes together.

A plain counter in a table: a cache would keep pickled values, and whoever can write a pickle runs code where it is
read. One statement counts, so that requests at the same instant are all counted.
"""

from django.db import connection

from portal import clock
from portal.crypto.fields import blind_index

PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
COUNT = """
    INSERT INTO audit_tally (key, until, n) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET
        n = CASE WHEN audit_tally.until = EXCLUDED.until THEN audit_tally.n + 1 ELSE 1 END, until = EXCLUDED.until
    RETURNING n
"""


def over(group: str, subject: str, rate: str) -> bool:
    """Count one more of `group` by `subject` (an address, a number) and say whether that is above `rate` ("10/m").

    Periods are fixed, not sliding. The subject is kept as a blind index only.
    """
    most, period = rate.split("/")
    length = PERIODS[period]
    until = (int(clock.now().timestamp()) // length + 1) * length
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_tally WHERE until < %s", [int(clock.now().timestamp()) - PERIODS["d"]])
        cursor.execute(COUNT, [blind_index("throttle", f"{group}/{rate}/{subject}"), until])
        return cursor.fetchone()[0] > int(most)
