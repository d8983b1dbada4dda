"""The reference data in the catalogue: whole, published by two persons, loaded once."""

import pytest
from django.core.management import CommandError, call_command

from catalogs import loading, reference, samples
from catalogs.models import Entry
from portal import clock
from tests import cast


def test_reference_data_is_loaded_whole_and_once(sun, li):
    versions = loading.load_reference(sun, li, {"business_license": [cast.department("donghu")]})
    assert len(versions) == len(reference.LICENSE_TYPES) == Entry.objects.count()
    assert {version.status for version in versions.values()} == {"published"}
    assert all(version.drafted_by != version.published_by for version in versions.values())
    assert versions["business_license"].entry.issuers.get().department == cast.department("donghu")
    assert loading.load_reference(sun, li, {}) == versions


def test_type_comes_with_its_items_rules_and_matters(sun, li):
    kind = reference.BY_KEY["resident_id_card"]
    version = loading.load_type(kind, sun, li, matters=loading.load_matters(sun))
    assert [item.key for item in version.items.all()] == [item.key for item in kind.items]
    assert version.validity == kind.validity.as_json() and version.number_rule == kind.number_rule.as_json()
    assert [matter.code for matter in version.matters.all()] == list(kind.matters)
    assert version.in_force_from == clock.today()


@pytest.mark.parametrize("key", ["taxi_driver_certificate", "birth_certificate", "environmental_approval"])
def test_face_is_drawn_with_sample_values(sun, li, key):
    version = loading.load_type(reference.BY_KEY[key], sun, li, matters=loading.load_matters(sun))
    pages = samples.pictures(version)
    assert len(pages) == (2 if version.layout == "taxi" else 1)
    assert all(page[8:12] == b"WEBP" for page in pages)


def test_command_loads_by_two_named_persons(db, capsys):
    call_command("reference", "sun", "li")
    assert f"{len(reference.LICENSE_TYPES)} licence types" in capsys.readouterr().out


def test_command_refuses_who_does_not_hold_the_post(db):
    with pytest.raises(CommandError, match="li holds no appointment as catalog_editor"):
        call_command("reference", "li", "sun")
