"""Many licences at once, by SQL: rows beside a licence that was issued by real steps, for lists and their speed."""

import random
from datetime import timedelta

from django.db import connection

from licenses import issuing
from licenses.demo import names
from licenses.models import License
from portal import divisions
from portal.audit.facts import holder_index
from portal.codes import make_id, make_org_code, make_uscc
from portal.crypto.fields import blind_grams
from portal.ids import new_id
from portal.masking import mask_code, mask_holder_name
from tests.databases import past_the_rules

COLUMNS = (
    "id", "entry_id", "department_id", "shown_number", "number_index", "serial", "status", "key_id", "issued_at",
    "issued_by_id", "valid_from", "valid_to", "shown_holders", "shown_codes", "holder_indexes", "grams",
)
STATE_COLUMNS = ("id", "license_id", "status", "effective_from", "recorded_at", "case_id")
# Of a hundred licences so many are in each status; the rest are effective.
STATUSES = ("suspended", "withdrawn", "annulled", "revoked", "cancelled", "cancelled", "cancelled", "replaced")


class Stock:
    """A source of licence rows with realistic holders; the same seed, the same rows but for their ids."""

    def __init__(self, model, seed: int = 2026):
        self.rng = random.Random(seed)
        self.model = model
        self.case = model.cases.get()
        self.names: list[str] = []  # of some of the holders
        self.places = [one.name for city in divisions.children("360000") for one in divisions.children(city.code)]

    def person(self) -> dict:
        """A natural person with an ID number out of a range that was never assigned."""
        rng = self.rng
        surname = rng.choices(names.SURNAMES, names.SURNAME_WEIGHTS)[0]
        given = "".join(rng.choices(names.GIVEN_MALE + names.GIVEN_FEMALE, k=rng.choice((1, 2, 2))))
        born = f"{rng.randint(1950, 2005)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
        return {"code_type": "111", "code": make_id(f"360199{born}{rng.randint(0, 999):03d}"), "name": surname + given}

    def organisation(self) -> dict:
        """An enterprise with a code that cannot exist."""
        rng = self.rng
        _form, pattern = rng.choice(rng.choice(list(names.TRADES.values())))
        name = pattern.format(place=rng.choice(self.places), city="南昌市", street=rng.choice(names.STREETS),
                              brand=rng.choice(names.BRANDS) + rng.choice(names.BRANDS))
        code = make_uscc(f"9136{rng.randint(100, 1199):04d}" + make_org_code(f"9999{rng.randint(0, 9999):04d}"))
        return {"code_type": "001", "code": code, "name": name}

    def fill(self, count: int, entries: list, departments: list, weights: list) -> None:
        """Insert `count` licences with their states, spread over entries and departments."""
        rng, end = self.rng, self.model.issued_at
        made = (self._row(n, rng.choice(entries), rng.choices(departments, weights)[0],
                          end - timedelta(seconds=rng.randint(1, 900 * 86400))) for n in range(count))
        licenses, states = zip(*made, strict=True)
        states = [row for rows in states for row in rows]
        with past_the_rules():
            _copy("licenses_license", COLUMNS, licenses)
            _copy("licenses_licensestate", STATE_COLUMNS, states)
            for status in set(STATUSES):
                License.objects.filter(pk__in=[row[1] for row in states if row[2] == status]).update(status=status)

    def _row(self, n: int, entry, department, issued_at) -> tuple[tuple, list]:
        rng, pk = self.rng, new_id()
        holder = self.person() if rng.random() < 0.5 else self.organisation()
        if n < 2000:
            self.names.append(holder["name"])
        number = f"赣{entry.type_code[-3:]}字{department.division}{n:08d}号"
        status = STATUSES[n % 100] if n % 100 < len(STATUSES) else "effective"
        valid_from = issued_at.date()
        valid_to = None if rng.random() < 0.3 else valid_from + timedelta(days=365 * rng.choice((1, 3, 5)))
        key, model = self.model.key_id, self.model
        license = (
            pk, entry.pk, department.pk, number, issuing.number_index(number), f"9{n:011d}", "effective", key,
            issued_at, model.issued_by_id, valid_from, valid_to,
            mask_holder_name(holder["code_type"], holder["code"], holder["name"]),
            mask_code(holder["code_type"], holder["code"]),
            [holder_index(holder["code_type"], holder["code"])], blind_grams(holder["name"]),
        )
        states = [(new_id(), pk, "effective", issued_at, issued_at, self.case.pk)]
        if status != "effective":
            later = issued_at + timedelta(days=30)
            states.append((new_id(), pk, status, later, later, self.case.pk))
        return license, states


def _copy(table: str, columns, rows) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
