"""Rates: how often something may be done from somewhere, and that one at a time does it; for all processes together.

A plain counter in a table: a cache would keep pickled values, and whoever can write a pickle runs code where it is
read. One statement counts, so that requests at the same instant are all counted.
"""

import contextlib

from django.db import connection, transaction

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
    """Count one more of `group` by `subject` (an address, a number) and say whether that is above `rate`.

    Rates are such as "10/m" or "50/30d". Periods are fixed, not sliding. The subject is kept as a blind index only.
    """
    most, key, until = _read(group, subject, rate)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_tally WHERE until < %s", [int(clock.now().timestamp()) - PERIODS["d"]])
        cursor.execute(COUNT, [key, until])
        return cursor.fetchone()[0] > most


def spent(group: str, subject: str, rate: str) -> bool:
    """Whether one more would be above the rate; counts nothing."""
    most, key, until = _read(group, subject, rate)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM audit_tally WHERE key = %s AND until = %s AND n >= %s", [key, until, most])
        return cursor.fetchone() is not None


def _read(group: str, subject: str, rate: str) -> tuple[int, bytes, int]:
    most, period = rate.split("/")
    length = int(period[:-1] or 1) * PERIODS[period[-1]]
    until = (int(clock.now().timestamp()) // length + 1) * length
    return int(most), blind_index("throttle", f"{group}/{rate}/{subject}"), until


@contextlib.contextmanager
def alone(group: str, subject: str):
    """A block that only one at a time of `subject` may be in; gives whether nobody else of his is in it now.

    Held by a lock of the block's own transaction, so that a process that dies lets go of it.
    """
    key = int.from_bytes(blind_index("throttle", f"{group}/{subject}")[:8], "big", signed=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
            free = cursor.fetchone()[0]
        yield free
