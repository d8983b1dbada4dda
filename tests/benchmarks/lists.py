"""Licence list and search at 200,000 licences against 2,000: p95 server time as a clerk of one department.

    var/venv/bin/python -m tests.benchmarks.lists

Two processes, each with a database of its own (cloned like those of the tests, filled by SQL), are asked in turn
within one run, so that whatever else the machine does falls on both. Server time is what a request takes in Django:
middleware, session, log row committed, page drawn. The clerk's department has a fifth of all licences; names are
looked for by two successive characters of a name that is there, common ones (有限) as often as they are in names. The
last line is the worst ratio of p95; the exit status is 1 when it misses its goal or a plan reads the whole table.
"""

import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["PORTAL_MODE"] = "test"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from catalogs.models import Entry  # noqa: E402
from catalogs.reference.model import synthetic_uscc  # noqa: E402
from licenses.models import License  # noqa: E402
from licenses.status import Code  # noqa: E402
from portal import clock, divisions  # noqa: E402
from portal.accounts.actions import add_department  # noqa: E402
from portal.actor import command  # noqa: E402
from portal.crypto import ca  # noqa: E402
from portal.paging import micros  # noqa: E402
from tests import cast, databases  # noqa: E402
from tests.licenses import factories  # noqa: E402
from tests.licenses.stock import Stock  # noqa: E402

GOAL = 4.0
SIZES = (2_000, 200_000)
WARM_UP, ROUNDS = 10, 100
OWN_SHARE, OTHERS = 0.2, 19
PLANNED = 30  # samples of each page whose plans are looked at


# --- a process with its own database


def answer(size: int) -> None:
    """Fill a database, then measure a round of pages for every line on standard input."""
    setup_test_environment()
    with databases.clone(f"portal_lists_{size}_{os.getpid()}"):
        pages = Pages(fill(size))
        tell({"scans": pages.whole_table_scans()} if size == max(SIZES) else {"scans": []})
        for _line in sys.stdin:
            tell(pages.round())


def tell(value) -> None:
    print(json.dumps(value), flush=True)


def fill(size: int) -> Stock:
    """A stock of `size` licences, analysed like after a night."""
    own = cast.department("donghu")
    counties = [one for city in divisions.children("360000") for one in divisions.children(city.code)][9 : 9 + OTHERS]
    others = [
        add_department(by=command(), uscc=synthetic_uscc("11", county.code, 7000), level="county",
                       name=f"{county.name}市场监督管理局", division=county.code, issuing=True)
        for county in counties
    ]
    stock = Stock(issued_by_real_steps(own))
    stock.fill(size - 1, list(Entry.objects.all()), [own, *others], [OWN_SHARE] + [(1 - OWN_SHARE) / OTHERS] * OTHERS)
    with databases.owner(connection.settings_dict["NAME"]) as server:
        server.execute("VACUUM ANALYZE")
    return stock


def issued_by_real_steps(department) -> License:
    """One licence made like every licence, beside which the stock is laid."""
    with tempfile.TemporaryDirectory() as folder:
        now = clock.now()
        ca.issue_department(Path(folder), department.uscc, department.name, now - timedelta(1), now + timedelta(1))
        vault = {**settings.STORAGES["vault"], "OPTIONS": {"location": folder}}
        with override_settings(CA_FOLDER=Path(folder), STORAGES={**settings.STORAGES, "vault": vault}):
            return factories.case_in("issued").license


class Pages:
    """The pages that are measured, each with terms drawn anew."""

    def __init__(self, stock: Stock):
        self.rng = random.Random(7)
        self.names, self.types = stock.names, [str(pk) for pk in Entry.objects.values_list("pk", flat=True)]
        own = License.objects.filter(department=cast.department("donghu"))
        self.rows = list(own.order_by("?").values_list("shown_number", "issued_at", "pk")[:400])
        self.list = reverse("licenses:licenses")
        self.client = Client()
        done = self.client.post(reverse("accounts:sign_in"), {"username": "lin", "password": cast.PASSWORD})
        assert done.status_code == 302, done.status_code

    def addresses(self) -> dict:
        """Name of a page → its address with terms of this round."""
        name = self.rng.choice(self.names)
        start = self.rng.randrange(len(name) - 1)
        number, issued_at, pk = self.rng.choice(self.rows)
        kind, status = self.rng.choice(self.types), self.rng.choice(Code.values)
        return {
            "list": self.list,
            "list, far page": f"{self.list}?older={micros(issued_at)}-{pk.hex}",
            "type and status": f"{self.list}?type={kind}&status={status}",
            "name, two characters": self._search(name[start : start + 2]),
            "number, exact": self._search(number),
        }

    def _search(self, text: str) -> str:
        return self.client.post(reverse("licenses:search"), {"q": text}).url

    def round(self) -> dict:
        """Seconds per page."""
        spent = {}
        for name, address in self.addresses().items():
            started = time.perf_counter()
            page = self.client.get(address)
            spent[name] = time.perf_counter() - started
            assert page.status_code == 200, (name, page.status_code)
        return spent

    def whole_table_scans(self) -> list:
        """Pages of which a query reads all licences one after the other."""
        found = set()
        for _sample in range(PLANNED):
            for name, address in self.addresses().items():
                with CaptureQueriesContext(connection) as caught:
                    self.client.get(address)
                for query in caught.captured_queries:
                    if re.search(r'FROM "licenses_license"', query["sql"]) and scans_all(query["sql"]):
                        found.add(f"{name}: {query['sql'][:300]}")
        return sorted(found)


def scans_all(sql: str) -> bool:
    """Whether the plan of a query has a sequential scan of the licences."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql.replace("%", "%%"))
        return any("Seq Scan on licenses_license" in line for (line,) in cursor.fetchall())


# --- the comparison


def compare() -> int:
    """Measure both sizes in turn; 0 when the goal is kept."""
    children = {size: child(size) for size in SIZES}
    scans = [line for size in SIZES for line in heard(children[size])["scans"]]
    rounds = {size: [] for size in SIZES}
    for number in range(WARM_UP + ROUNDS):
        for size in SIZES:
            children[size].stdin.write("\n")
            children[size].stdin.flush()
            spent = heard(children[size])
            if number >= WARM_UP:
                rounds[size].append(spent)
    for process in children.values():
        process.stdin.close()
        process.wait()
    worst = report(rounds)
    for line in scans:
        print(f"reads the whole table: {line}")
    print(f"lists: {worst:.2f} (goal {GOAL:g})")
    return int(worst > GOAL or bool(scans))


def child(size: int) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "tests.benchmarks.lists", str(size)], text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def heard(process: subprocess.Popen) -> dict:
    line = process.stdout.readline()
    if not line:
        raise SystemExit("a measuring process ended; its message stands above")
    return json.loads(line)


def report(rounds: dict) -> float:
    """Print the table; the worst ratio of p95."""
    ratios = []
    heads = "".join(f"{f'p50 {size:,}':>14}{f'p95 {size:,}':>14}" for size in SIZES)
    print(f"{'page':<22}{heads}{'ratio p95':>12}")
    for name in rounds[SIZES[0]][0]:
        spent = {size: sorted(one[name] * 1000 for one in rounds[size]) for size in SIZES}
        p95 = {size: statistics.quantiles(times, n=20)[-1] for size, times in spent.items()}
        ratios.append(p95[SIZES[1]] / p95[SIZES[0]])
        cells = "".join(f"{statistics.median(spent[size]):>11.1f} ms{p95[size]:>11.1f} ms" for size in SIZES)
        print(f"{name:<22}{cells}{ratios[-1]:>12.2f}")
    return max(ratios)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        answer(int(sys.argv[1]))
    else:
        sys.exit(compare())
