"""The file: PDF/A, one revision, what it says about itself, the same bytes for the same licence."""

import json
import re
import threading
from datetime import timedelta

import pikepdf
import pytest

from portal.pdf import engine
from portal.pdf.drawing import draw, render
from portal.pdf.engine import CannotDraw
from portal.pdf.faces import Filling
from portal.pdf.sealing import Placeholder, seal
from tests.pdf import samples

FORBIDDEN = ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/URI", "/GoToR", "/SubmitForm", "/RichMedia")


def drawn(name="food", *, sample=False, signature=None, images=None, **changed):
    return draw(samples.source(name), samples.filling(name, images, **changed), sample=sample, signature=signature)


def names_in(file: pikepdf.Pdf) -> set[str]:
    """All keys of all dictionaries of a file."""
    return {key for item in file.objects if hasattr(item, "keys") for key in item}


@pytest.mark.parametrize("name", list(samples.VALUES))
def test_file_is_what_pdf_a_asks_for(signed, told_by, name):
    pdf = signed[name].pdf
    with samples.opened(pdf) as file:
        xmp = file.Root.Metadata.read_bytes().decode()
        assert 'pdfaid:part="3" pdfaid:conformance="U"' in xmp
        assert len(file.Root.OutputIntents) == 1
        assert file.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not names_in(file) & set(FORBIDDEN)
        assert file.trailer.ID is not None and not file.is_encrypted
        assert file.Root.AF[0].AFRelationship == "/Data"
        for image in (item for item in file.objects if isinstance(item, pikepdf.Stream)):
            assert image.get("/Interpolate", False) is False
    table = told_by("pdffonts", "FILE", pdf=pdf).splitlines()[2:]
    assert table
    for row in table:
        embedded, subset, unicode_map = row.split()[-5:-2]
        assert (embedded, subset, unicode_map) == ("yes", "yes", "yes"), row
        assert "TrueType" in row


@pytest.mark.parametrize("name", list(samples.VALUES))
def test_file_is_whole_and_says_its_values(signed, told_by, name):
    pdf = signed[name].pdf
    assert "No syntax or stream encoding errors" in told_by("qpdf", "--check", "FILE", pdf=pdf)
    text = re.sub(r"\s", "", told_by("pdftotext", "FILE", "-", pdf=pdf))
    told = samples.values(name)
    for key in [*samples.VALUES[name], "license_number", "issuer", "issued_on", "verify_note", "identifier"]:
        assert re.sub(r"\s", "", told[key]) in text, key
    assert "电子印章签署位置" in text and "样本" not in text


def test_sample_is_marked_and_the_issued_file_is_not(told_by):
    assert "样本 · 不具法律效力" in told_by("pdftotext", "FILE", "-", pdf=drawn(sample=True))
    assert "样本" not in told_by("pdftotext", "FILE", "-", pdf=drawn(sample=False))


def test_preview_shows_whatever_is_typed(told_by):
    pdf = drawn(sample=True, legal_representative="张\ue5e5", business_items="热食类食品制售；" * 200)
    assert "张〓" in told_by("pdftotext", "FILE", "-", pdf=pdf)


def test_same_licence_gives_the_same_bytes():
    place = Placeholder(samples.DEPARTMENT, samples.AT)
    assert drawn(signature=place) == drawn(signature=place)


def test_metadata_information_and_data_file_say_the_same():
    with samples.opened(drawn()) as file:
        info, xmp = file.docinfo, file.open_metadata()
        assert str(info.Title) == xmp["dc:title"] == "food JY23601020031256"
        assert str(info.Author) == xmp["dc:creator"][0] == samples.DEPARTMENT
        assert str(info.CreationDate) == "D:20261123094218+08'00'"[:-1]
        assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == "2026-11-23T09:42:18+08:00"
        assert xmp["{urn:oid:1.2.156.3005.2:}ZZBS"] == samples.IDENTIFIER
        assert xmp["{urn:oid:1.2.156.3005.2:}KZ_XM"] == "南昌市东湖区老街𠮷祥面馆"
        assert json.loads(file.attachments["license.json"].get_file().read_bytes()) == {
            "certificate_identifier": samples.IDENTIFIER
        }


def test_xmp_describes_every_key_of_ours():
    with samples.opened(drawn()) as file:
        xmp = file.Root.Metadata.read_bytes().decode()
    used = set(re.findall(r"<zz:(\w+)>", xmp))
    assert used == {"ZZMC", "ZZBS", "KZ_XM"}
    assert set(re.findall(r"<pdfaProperty:name>(\w+)<", xmp)) == used


def test_metadata_key_that_is_no_xml_name_is_refused():
    filling = samples.filling("food")
    wrong = Filling(values=filling.values, title="t", author="a", created=samples.AT, metadata={"a><b": "x"})
    with pytest.raises(ValueError, match="cannot be a metadata key"):
        draw(samples.source("food"), wrong, sample=False, signature=None)


def test_qr_code_is_a_mask_of_one_bit():
    with samples.opened(drawn()) as file:
        code = file.pages[0].Resources.XObject.Code
        assert code.ImageMask is True and code.Width == code.Height and code.BitsPerComponent == 1


def test_second_drawing_of_a_face_uses_what_was_drawn_once(monkeypatch):
    drawn("medical")
    laid_out = []
    real = engine.lay_out
    monkeypatch.setattr(engine, "lay_out", lambda *given: laid_out.append(given) or real(*given))
    drawn("medical")
    assert laid_out == []  # the unchanging layer; values are laid out by fitting


def test_photo_is_embedded_as_given():
    photo = samples.picture()
    with samples.opened(drawn("taxi", images={"photo": photo})) as file:
        streams = [item for item in file.objects if isinstance(item, pikepdf.Stream)]
        assert any(item.get("/Filter") == "/DCTDecode" for item in streams)


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b""])
def test_photo_of_another_kind_is_refused(content):
    with pytest.raises(CannotDraw, match="neither JPEG nor PNG"):
        drawn("taxi", images={"photo": content})


def test_character_that_slipped_past_the_guards_never_becomes_a_box():
    filling = Filling(values={}, title="t", author="a", created=samples.AT)
    with pytest.raises(CannotDraw, match=r"no glyph for U\+2EBF0"):
        render("<p>\U0002ebf0</p>", "", filling=filling)


def test_letter_is_pdf_a_and_reaches_no_network(told_by):
    filling = Filling(values={}, title="不予更正告知书", author=samples.DEPARTMENT, created=samples.AT, data_file=b"{}")
    pdf = render('<html lang="zh-Hans"><body><h1>告知书</h1><p>龚㛃：</p></body>', "@page{size:A4}", filling=filling)
    assert "龚㛃：" in told_by("pdftotext", "FILE", "-", pdf=pdf)
    assert 'pdfaid:part="3"' in samples.opened(pdf).Root.Metadata.read_bytes().decode()
    with pytest.raises(CannotDraw, match="not among the images"):
        render('<img src="http://tracker.example/x.png">', "", filling=filling)


def test_drawing_in_several_threads_gives_the_same_as_alone():
    alone = [drawn("food", license_number=f"JY{number}") for number in range(4)]
    found = {}

    def work(number):
        found[number] = drawn("food", license_number=f"JY{number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(4)] == alone


def test_place_for_a_signature_is_filled_once_and_only_when_it_is_there():
    pdf = drawn(signature=Placeholder(samples.DEPARTMENT, samples.AT))
    sealed = seal(pdf, lambda digest: digest * 3)
    assert len(sealed) == len(pdf) and b"/ByteRange [0 0000000000" not in sealed
    with pytest.raises(ValueError, match="0 empty places"):
        seal(sealed, lambda digest: digest)
    with pytest.raises(ValueError, match="0 empty places"):
        seal(drawn(), lambda digest: digest)


def test_signature_larger_than_its_room_is_refused():
    pdf = drawn(signature=Placeholder(samples.DEPARTMENT, samples.AT, room=100))
    with pytest.raises(ValueError, match="takes 101 bytes, the room is 100"):
        seal(pdf, lambda digest: b"x" * 101)


def test_later_time_gives_another_file():
    later = Placeholder(samples.DEPARTMENT, samples.AT + timedelta(seconds=1))
    assert drawn(signature=Placeholder(samples.DEPARTMENT, samples.AT)) != drawn(signature=later)
