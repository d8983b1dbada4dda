"""A canary: a person's number and name go through the main job; neither lies in clear in database, files or cache."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from catalogs.reference import BY_KEY
from licenses import drafts, materials
from licenses.demo.population import Population
from licenses.demo.portraits import portrait
from licenses.demo.samples import sample_values
from portal.audit import searches
from portal.codes import make_id
from tests import cast
from tests.licenses import factories

NAMES = ("司徒金丝雀", "欧阳报警鸟")


@pytest.fixture
def canary(own_database):
    """A marriage certificate issued through every step, sent back once, and looked for by name."""
    numbers = [make_id(f"36019919{year}0314{order}") for year, order in ((88, "771"), (90, "772"))]
    by = {"clerk": cast.acting("lin"), "reviewer": cast.acting("wu"), "signer": cast.acting("zheng")}
    population = Population("canary")
    couple = [replace(population.person(sex=sex), name=name, code=number)
              for sex, name, number in zip("男女", NAMES, numbers, strict=True)]
    kind = BY_KEY["marriage_certificate"]
    items = sample_values(kind, random.Random("canary"), holders=couple)
    case = factories.open_draft(by=by["clerk"], entry=factories.MARRIAGE)
    for item in kind.typed_items:
        if item.kind == "photo":
            photo = materials.add_photo(case, portrait("canary"), name=f"{NAMES[0]}.png", label=item.label,
                                        by=by["clerk"])
            items[item.key] = str(photo.pk)
    drafts.save(case, {
        "holders": [{"code_type": "111", "code": p.code, "name": p.name} for p in couple], "items": items,
        "valid_from": "", "valid_to": "", "term": 0,
    }, drafts.load(case)[1], by=by["clerk"])
    for step in ("submit", "send_back", "submit", "approve", "issue"):
        case = factories.take(step, case, **by)
    searches.remember(by["clerk"], {"q": NAMES[0]})
    return [*numbers, *NAMES], case


def test_canary_stands_nowhere_in_clear_in_the_database(canary, owner_sql):
    words, _case = canary
    wanted = [w for word in words for w in (word, word.encode().hex())]
    tables = owner_sql("SELECT quote_ident(relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
                       "WHERE nspname = 'public' AND relkind = 'r'").fetchall()
    assert len(tables) > 40
    for (table,) in tables:
        for (row,) in owner_sql(f"SELECT t::text FROM {table} t"):
            assert not [w for w in wanted if w in row], f"in clear in {table}"


def test_canary_stands_nowhere_in_clear_in_the_stored_files(canary, settings):
    words, _case = canary
    vault = Path(settings.STORAGES["vault"]["OPTIONS"]["location"])
    stored = [path for path in vault.rglob("*") if path.is_file()]
    assert stored
    for path in stored:
        data = path.read_bytes()
        assert not data.startswith(b"%PDF") and not [w for w in words if w.encode() in data], path
