"""The public check of a file: as issued, tampered with, unreadable, somebody else's."""

import io
from datetime import timedelta

import pikepdf
import pytest
import zxingcpp
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from licenses.models import LicenseVersion
from portal import clock
from portal.crypto import ca
from portal.pdf.pictures import page_count, page_image
from portal.vault import files
from tests import cast
from tests.licenses import factories
from tests.licenses.checks import answer, change, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def issued(shelf):
    return shelf(lambda: factories.case_in("issued").made_version.pk)


@pytest.fixture
def version(issued, db):
    return LicenseVersion.objects.get(pk=issued)


@pytest.fixture
def pdf(version):
    return files.load(version.document.file)


def test_qr_code_on_the_face_leads_to_the_answer(client, version, pdf, settings):
    """Read from a picture of the page at the fineness of a screen, as a phone held before it would."""
    pictures = [Image.open(io.BytesIO(page_image(pdf, page, format="png"))) for page in range(page_count(pdf))]
    (address,) = {code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)}
    assert address == f"{settings.VERIFY_BASE}/verify/{version.code}"
    assert answer(client.get(address.removeprefix(settings.VERIFY_BASE))) == "valid"


def test_file_as_issued_answers_valid(client, version, pdf):
    page = upload(client, pdf)
    assert answer(page) == "valid" and "与登记的原文件完全一致" in page.content.decode()


def test_file_of_a_revoked_licence_answers_revoked(client, version, pdf):
    change(version.license, "revoke")
    assert answer(upload(client, pdf)) == "revoked"


def one_byte_changed(pdf):
    """A byte of the drawn page, early in the file."""
    place = pdf.index(b"stream\n") + 20
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1:]


def something_appended(pdf):
    """An incremental update: a page laid over, as a PDF editor would save it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Extra"] = generic.pdf_string("changed")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def another_data_file(pdf):
    """The embedded data swapped, the file written anew."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        name = next(iter(file.attachments))
        del file.attachments[name]
        file.attachments[name] = b'{"certificate_holder_name": ["another"]}'
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


def encrypted(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        out = io.BytesIO()
        file.save(out, encryption=pikepdf.Encryption(owner="a", user="b", metadata=True))
    return out.getvalue()


@pytest.mark.parametrize("tamper", [
    one_byte_changed, something_appended, another_data_file, lambda pdf: pdf + b"\n%", lambda pdf: pdf[:-400],
    lambda pdf: pdf[: len(pdf) // 2],
])
def test_file_that_was_tampered_with_answers_altered(client, pdf, tamper):
    page = upload(client, tamper(pdf))
    assert answer(page) == "altered"
    assert "请勿采信" in page.content.decode()


@pytest.mark.parametrize(("make", "detail"), [
    (encrypted, "encrypted"), (lambda pdf: b"%PDF-1.7\nbroken", "broken"),
    (lambda pdf: b"MZ\x90\x00" * 99, "not_a_pdf"),
    (lambda pdf: factories.picture(), "not_a_pdf"), (lambda pdf: factories.pdf(60), "too_many_pages"),
])
def test_file_that_cannot_be_read_answers_check_impossible(client, pdf, make, detail):
    page = upload(client, make(pdf))
    assert (answer(page), page.context["answer"].detail) == ("check_impossible", detail)
    assert page.context["answer"].reason in page.content.decode()


def test_file_of_somebody_else_answers_unknown(client, version):
    assert answer(upload(client, factories.pdf())) == "unknown"


def unregistered():
    """A licence file that the register has forgotten again."""
    before = transaction.savepoint()
    data = files.load(factories.case_in("issued").made_version.document.file)
    transaction.savepoint_rollback(before)
    return data


def test_file_of_ours_that_is_not_registered_answers_unknown(client, db):
    page = upload(client, unregistered())
    assert (answer(page), page.context["answer"].detail) == ("unknown", "unknown_to_register")


def test_file_signed_by_a_stranger_answers_signer_not_trusted(client, db, settings, tmp_path):
    """A licence made by the same software under another root."""
    ours, now = settings.CA_FOLDER, clock.now()
    uscc, name = cast.DEPARTMENTS["donghu"][:2]
    ca.issue_department(tmp_path, uscc, name, now - timedelta(days=9), now + timedelta(days=9))
    settings.CA_FOLDER = tmp_path
    forged = unregistered()
    settings.CA_FOLDER = ours
    page = upload(client, forged)
    assert answer(page) == "signer_not_trusted"
    assert "未经证实" in page.content.decode()


@pytest.mark.parametrize(("data", "sentence"), [(b"", "文件是空的"), (b"%PDF-" + b"0" * 20_050_000, "文件不能超过")])
def test_file_without_bytes_or_with_too_many_gets_its_sentence(client, data, sentence):
    page = upload(client, data)
    assert page.status_code == 422 and sentence in page.content.decode()


def test_file_far_too_large_is_refused_before_it_is_read(client):
    page = client.post(reverse("licenses:verify_file"), b"", content_type="multipart/form-data; boundary=x",
                       headers={"Content-Length": "209715200"})
    html = page.content.decode()
    assert page.status_code == 422 and "文件超过 20 MB，没有接收" in html
    assert "请上传证照文件" not in html, "a file that is too large is not missing as well"


def test_file_posted_from_another_site_is_refused(pdf):
    client = Client(enforce_csrf_checks=True)
    assert upload(client, pdf).status_code == 403
