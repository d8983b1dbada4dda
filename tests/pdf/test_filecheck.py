"""Checking files from anywhere: every way of tampering has its answer, nothing hostile gets through or hangs."""

import io
import time
import zlib

import pikepdf
import pytest

from licenses import filecheck, signing
from portal.crypto import ca
from portal.pdf import inspection
from portal.pdf.drawing import draw
from portal.pdf.sealing import Placeholder
from tests.pdf import samples


@pytest.fixture(scope="session")
def licence(signed):
    """The signed licence that these tests tamper with."""
    return signed["food"]


@pytest.fixture
def check(shared_ca):
    """check(data): code and detail of the finding, after making sure that it does not take long."""

    def run(data, at=samples.AT):
        start = time.monotonic()
        found = filecheck.check_file(
            data,
            trusted_roots=(signing.der(shared_ca / "root.pem"),),
            at=at,
        )
        assert time.monotonic() - start < 60
        return found

    return run


def outcome(found):
    return found.code, found.detail


def test_one_byte_changed_is_altered(check, licence):
    for place in (licence.pdf.index(b"<zz:ZZMC>") + 12, len(licence.pdf) // 2, len(licence.pdf) - 400):
        data = bytearray(licence.pdf)
        data[place] ^= 1
        found = check(bytes(data))
        assert found.code == "altered" and found.identifier == samples.IDENTIFIER


def test_incremental_update_laid_over_the_page_is_altered(check, licence, told_by):
    start = licence.pdf.rindex(b"startxref") + len(b"startxref")
    before = int(licence.pdf[start:].split()[0])
    number = 9000
    with samples.opened(licence.pdf) as file:
        page = file.pages[0].obj
        page_number = page.objgen[0]
        contents = page.Contents.objgen[0]
        text = page.unparse(resolved=True)
    overlay = b"%d 0 obj\n<</Length 33>>\nstream\n1 0 0 rg 100 100 300 50 re f      \nendstream\nendobj\n" % number
    changed = text.replace(b"/Contents %d 0 R" % contents, b"/Contents [%d 0 R %d 0 R]" % (contents, number))
    assert changed != text
    first = len(licence.pdf) + 1
    body = overlay + b"%d 0 obj\n%b\nendobj\n" % (page_number, changed)
    xref = first + len(body)
    table = b"xref\n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n" % (
        *sorted([(page_number, first + len(overlay)), (number, first)])[0],
        *sorted([(page_number, first + len(overlay)), (number, first)])[1],
    )
    with samples.opened(licence.pdf) as file:
        root = file.trailer.Root.objgen[0]
    trailer = b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (number + 1, root, before, xref)
    data = licence.pdf + b"\n" + body + table + trailer
    assert "Signature is Valid" in told_by("pdfsig", "FILE", pdf=data)  # what other checkers say
    found = check(data)
    assert outcome(found) == ("altered", "appended") and found.signer["subject"] == samples.DEPARTMENT


def test_anything_appended_is_altered(check, licence):
    assert outcome(check(licence.pdf + b"\n")) == ("altered", "appended")


def test_data_file_swapped_is_altered(check, licence):
    with samples.opened(licence.pdf) as file:
        file.attachments["license.json"] = pikepdf.AttachedFileSpec(file, b'{"certificate_holder_name": "mine"}')
        found = check(samples.saved(file))
    assert found.code == "altered" and found.identifier == samples.IDENTIFIER


def test_signature_taken_off_is_altered(check, licence):
    with samples.opened(licence.pdf) as file:
        del file.Root.AcroForm
        del file.pages[0].Annots
        assert outcome(check(samples.saved(file))) == ("altered", "no_signature")


def test_damaged_file_of_ours_is_still_known_as_ours(check, licence):
    assert check(licence.pdf[:-1000]).code == "altered"
    assert outcome(check(b"<html>" + licence.pdf)) == ("altered", "damaged")


def test_our_face_signed_by_a_stranger_is_not_trusted(check, tmp_path):
    ca.issue_department(tmp_path, samples.USCC, samples.DEPARTMENT, samples.VALID_FROM, samples.VALID_TO)
    pdf = draw(
        samples.source("food"),
        samples.filling("food"),
        sample=False,
        signature=Placeholder(samples.DEPARTMENT, samples.AT),
    )
    forged = signing.sign_pdf(pdf, signing.provider_of(tmp_path, samples.USCC), "r", samples.AT)
    found = check(forged.pdf)
    assert outcome(found) == ("signer_not_trusted", "untrusted")
    assert found.identifier == samples.IDENTIFIER


def test_well_signed_file_that_the_register_does_not_know_is_not_ours(check, signed):
    found = check(signed["medical"].pdf)
    assert outcome(found) == ("not_ours", "unknown_to_register")
    assert found.signer["subject"] == samples.DEPARTMENT


def test_foreign_pdf_is_not_ours(check):
    file = pikepdf.new()
    file.add_blank_page()
    assert outcome(check(samples.saved(file))) == ("not_ours", "foreign")


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "not_a_pdf"),
        (b"MZ\x90\x00" + bytes(500), "not_a_pdf"),
        (b"PK\x03\x04 a renamed archive", "not_a_pdf"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "broken"),
        (b"%PDF-1.7 trailer <</Root 1 0 R/Prev 9>> startxref 9 %%EOF", "broken"),
    ],
)
def test_what_is_no_pdf_is_unreadable(check, data, detail):
    assert outcome(check(data)) == ("unreadable", detail)


def test_file_over_the_limit_is_not_even_read(check):
    assert outcome(check(b"%PDF-1.7\n" + bytes(inspection.MAX_BYTES))) == ("unreadable", "too_large")


def test_encrypted_file_is_unreadable(check, licence):
    with samples.opened(licence.pdf) as file:
        locked = samples.saved(file, encryption=pikepdf.Encryption(user="u", owner="o"))
    assert outcome(check(locked)) == ("unreadable", "encrypted")


def test_ten_thousand_pages_are_unreadable(check):
    file = pikepdf.new()
    for _ in range(10_000):
        file.add_blank_page()
    assert outcome(check(samples.saved(file))) == ("unreadable", "too_many_pages")


def test_stream_that_blows_up_is_bounded(check):
    file = pikepdf.new()
    file.add_blank_page()
    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9)
    for _ in range(3):
        bomb = zlib.compress(bomb, 9)
    metadata = pikepdf.Stream(file, bomb)
    metadata.Filter = pikepdf.Array([pikepdf.Name.FlateDecode] * 4)
    file.Root.Metadata = metadata
    out = io.BytesIO()
    file.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert check(out.getvalue()).code in ("not_ours", "unreadable")


@pytest.mark.parametrize(
    ("program", "detail"),
    [("exit 3", "broken"), ("kill -9 $$", "too_expensive"), ("exec sleep 30", "too_expensive")],
)
def test_reader_that_dies_or_hangs_gives_an_answer(check, monkeypatch, tmp_path, program, detail):
    reader = tmp_path / "reader"
    reader.write_text(f"#!/bin/sh\n{program}\n")
    reader.chmod(0o755)
    monkeypatch.setattr(inspection, "SECONDS", 0.1)
    monkeypatch.setattr(inspection.sys, "executable", str(reader))
    assert outcome(check(b"%PDF-1.7 x")) == ("unreadable", detail)
