"""Sealed values: bound to their place, unreadable when changed, searchable only by blind index."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.crypto import fields


@given(st.binary(max_size=300), st.text(max_size=40))
def test_seal_and_unseal_gives_the_same_bytes(plain, context):
    key = fields.new_data_key()
    assert fields.unseal(key, context, fields.seal(key, context, plain)) == plain


def test_unseal_in_another_row_is_refused():
    key = fields.new_data_key()
    sealed = fields.seal(key, "licenses.case.content:1", b"x")
    with pytest.raises(fields.Unreadable):
        fields.unseal(key, "licenses.case.content:2", sealed)


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=1, max_value=255))
def test_unseal_after_one_changed_byte_is_refused(position, change):
    key = fields.new_data_key()
    sealed = bytearray(fields.seal(key, "c", b"360199199001010017" * 9))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(fields.Unreadable):
        fields.unseal(key, "c", bytes(sealed))


def test_sealing_the_same_twice_differs():
    key = fields.new_data_key()
    assert fields.seal(key, "c", b"x") != fields.seal(key, "c", b"x")


def test_blind_index_is_equal_for_equal_text_of_one_field_only():
    assert fields.blind_index("holder", "111:1") == fields.blind_index("holder", "111:1")
    assert fields.blind_index("holder", "111:1") != fields.blind_index("number", "111:1")


@given(st.text(alphabet="张王李伟芳娜㛃𠮷·阿", min_size=2, max_size=8), st.data())
def test_search_grams_of_an_infix_are_among_the_name_s(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert set(fields.search_grams(name[start:end])) <= set(fields.blind_grams(name))


def test_data_key_unwraps_after_the_master_key_was_rotated(settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "keys"
    fields._keys.cache_clear()
    try:
        fields.ensure_keys(settings.KEY_FOLDER)
        key = fields.new_data_key()
        wrapped, number = fields.wrap(key)
        assert fields.add_master(settings.KEY_FOLDER) == number + 1
        assert fields.wrap(key)[1] == number + 1
        assert fields.unwrap(wrapped, number) == key
    finally:
        fields._keys.cache_clear()


def test_key_file_is_readable_by_its_owner_only_and_never_overwritten(tmp_path):
    fields.ensure_keys(tmp_path)
    path = tmp_path / "portal.keys"
    before = path.read_bytes()
    fields.ensure_keys(tmp_path)
    assert path.read_bytes() == before
    assert os.stat(path).st_mode & 0o777 == 0o600
