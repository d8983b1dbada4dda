"""Materials: what is taken and what is refused with which sentence, who may see them, how they leave the house."""

import io
import struct
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from licenses import drafts, materials, scans
from licenses.models import Case, Material
from portal.audit.models import AccessRecord
from portal.decisions import Conflict, Invalid, Refused
from portal.vault import files
from tests.licenses import factories
from tests.licenses.test_case_collecting import posted, text

pytestmark = pytest.mark.django_db


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is `side` pixels wide and high."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
            + chunk(b"IEND", b""))


def unpacking_pdf() -> bytes:
    """A small PDF whose object stream unpacks to more memory than the reader is given."""
    out = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.Root.Bomb = file.make_stream(b"0" * 10)
        file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


@pytest.fixture
def draft():
    return factories.open_draft()


REFUSED = [
    ("empty.pdf", b"", "空文件（0 字节）"),
    ("program.pdf", b"MZ" + b"\0" * 200, "不是 PDF、JPG 或 PNG 文件"),
    ("program.pdf", b"MZ" + b"\0" * 200, "它看来是程序文件"),
    ("page.pdf", b"<html><script>alert(1)</script></html>", "不是 PDF、JPG 或 PNG 文件"),
    ("archive.jpg", b"PK\x03\x04" + b"\0" * 60, "不是 PDF、JPG 或 PNG 文件"),
    ("broken.pdf", b"%PDF-1.7\nrubbish", "已损坏"),
    ("half.pdf", None, "已损坏"),
    ("half.png", factories.picture(400, 400)[:-30], "已损坏"),
    ("locked.pdf", factories.pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "加密的 PDF"),
    ("restricted.pdf", factories.pdf(encryption=pikepdf.Encryption(owner="a", user="")), "加密的 PDF"),
    ("huge.png", bomb(60_000), "60000×60000 像素"),
    ("long.pdf", factories.pdf(scans.MAX_PAGES + 1), "最多 300 页"),
    ("large.pdf", b"%PDF-1.7" + b"0" * 20_000_001, "超过单个文件 20 MB 的上限"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), REFUSED, ids=[f"{n} {s}" for n, _d, s in REFUSED])
def test_file_that_is_no_good_scan_is_refused_with_its_sentence(draft, lin, name, data, sentence):
    data = factories.pdf(3)[:-20] if data is None else data
    with pytest.raises(Invalid) as refused:
        materials.add(draft, data, name=name, by=lin)
    assert sentence in refused.value.decision.reason and name in refused.value.decision.reason
    assert not Material.objects.exists()


@pytest.mark.parametrize(("name", "data", "media_type"), [
    ("a.pdf", factories.pdf(), "application/pdf"), ("a.jpg", factories.picture(format="JPEG"), "image/jpeg"),
    ("a.exe", factories.picture(), "image/png"), ("objects.pdf", unpacking_pdf(), "application/pdf"),
])
def test_file_is_taken_for_what_it_is_whatever_its_name_says(draft, lin, name, data, media_type):
    material = materials.add(draft, data, name=name, by=lin)
    assert material.file.media_type == media_type
    assert files.load(material.file) == data


@pytest.mark.parametrize(("name", "kept"), [
    ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\scan\\营业执照.pdf", "营业执照.pdf"), ("a\x00b\n.pdf", "ab.pdf"),
    ("gpj.\u202efdp", "gpj.fdp"), ("   ", "未命名"), ("扫" * 300 + ".pdf", "扫" * 116 + ".pdf"),
    ('a"<b>.pdf', "ab.pdf"),
])
def test_file_name_is_kept_without_path_and_invisible_characters(name, kept):
    assert materials.shown_name(name) == kept


def test_same_file_twice_is_kept_once(draft):
    first, second = factories.with_material(draft), factories.with_material(draft)
    assert first == second and Material.objects.count() == 1


def test_material_leaves_history_and_one_record(draft):
    before = AccessRecord.objects.count()
    material = factories.with_material(draft)
    assert material.history.count() == 1 and AccessRecord.objects.count() == before + 1


def test_removed_material_is_gone_from_the_case_but_its_file_stays(draft, lin):
    material = factories.with_material(draft)
    materials.remove(material, by=lin)
    assert materials.of_case(draft) == [] and files.load(material.file)


def test_material_of_a_submitted_case_cannot_be_added_or_removed(lin):
    draft = factories.open_draft()
    material = factories.with_material(draft)
    case = factories.take("submit", draft, **factories.people())
    with pytest.raises(Refused, match="办件已提交"):
        materials.add(case, factories.pdf(2), name="b.pdf", by=lin)
    with pytest.raises(Refused, match="办件已提交"):
        materials.remove(Material.objects.select_related("case").get(pk=material.pk), by=lin)


def test_material_removed_meanwhile_is_a_conflict_and_recorded_once(draft, lin):
    material = factories.with_material(draft)
    seen = Material.objects.select_related("case").get(pk=material.pk)
    materials.remove(material, by=lin)
    before = AccessRecord.objects.count()
    with pytest.raises(Conflict, match="登记后不能更改"):
        materials.remove(seen, by=lin)
    assert AccessRecord.objects.count() == before + 1


def test_material_of_a_case_submitted_meanwhile_is_not_removed(lin):
    draft = factories.open_draft()
    material = factories.with_material(draft)
    factories.take("submit", Case.objects.get(pk=draft.pk), **factories.people())
    assert material.case.status == "draft"
    with pytest.raises(Refused, match="办件已提交"):
        materials.remove(material, by=lin)
    assert Material.objects.filter(removed_at=None).count() == 1


def test_more_materials_than_a_case_may_have_are_refused(draft, lin, monkeypatch):
    monkeypatch.setattr(materials, "MOST", 1)
    factories.with_material(draft)
    with pytest.raises(Conflict, match="最多 1 份"):
        materials.add(draft, factories.pdf(2), name="b.pdf", by=lin)


def test_photo_is_reduced_and_loses_the_cameras_notes(draft, lin):
    out = io.BytesIO(factories.picture(3000, 4000, "JPEG"))
    material = materials.add_photo(draft, out.getvalue(), name="IMG_1.jpg", by=lin, label="照片")
    assert material.file.media_type == "image/jpeg" and material.file.size < 200_000


def test_pdf_is_no_photo(draft, lin):
    with pytest.raises(Invalid, match="不是照片"):
        materials.add_photo(draft, factories.pdf(), name="a.pdf", by=lin, label="照片")


# --- through the pages


def upload(*given):
    return {"files": [SimpleUploadedFile(name, data) for name, data in given]}


def test_several_files_at_once_the_good_ones_stay_and_each_bad_one_is_told(browse, draft):
    typed = factories.food(legal_rep="周全")
    fields = posted(typed, drafts.load(draft)[1], do="upload")
    response = browse("lin").post(f"/cases/{draft.pk}/edit/", fields | upload(
        ("营业执照.pdf", factories.pdf()), ("空.pdf", b""), ("程序.pdf", b"MZ" + b"\0" * 99),
        ("现场.jpg", factories.picture(format="JPEG"))))
    page = text(response)
    assert response.status_code == 422 and "“空.pdf”是空文件" in page and "“程序.pdf”不是" in page
    assert {m.title for m in materials.of_case(draft)} == {"营业执照.pdf", "现场.jpg"}
    assert drafts.load(draft)[0]["items"]["legal_rep"] == "周全"


@pytest.mark.parametrize(("there", "chosen", "sentence"), [
    (0, 11, "一次最多上传 10 份文件，您选了 11 份"), (1, 2, "一个办件最多 2 份材料，已有 1 份，您选了 2 份")])
def test_more_files_than_can_be_taken_are_told_before_any_is_read(
        browse, draft, monkeypatch, there, chosen, sentence):
    for n in range(there):
        factories.with_material(draft, data=factories.pdf(n + 2))
    monkeypatch.setattr(materials, "MOST", 2 if there else materials.MOST)
    monkeypatch.setattr(scans, "look", lambda data: pytest.fail("a file was read"))
    fields = posted(factories.food(legal_rep="周全"), drafts.load(draft)[1], do="upload")
    files = upload(*((f"{n}.pdf", b"%PDF-1.7") for n in range(chosen)))
    response = browse("lin").post(f"/cases/{draft.pk}/edit/", fields | files)
    assert response.status_code == 422 and sentence in text(response)
    assert len(materials.of_case(draft)) == there and drafts.load(draft)[0]["items"]["legal_rep"] == "周全"
    assert AccessRecord.objects.filter(verb="licenses.material.add", result="refused").count() == 1


def test_file_above_the_limit_is_refused_with_its_size(browse, draft):
    fields = posted(factories.food(), drafts.load(draft)[1], do="upload")
    large = upload(("录像.pdf", b"%PDF-1.7" + b"0" * 21_000_000))
    response = browse("lin").post(f"/cases/{draft.pk}/edit/", fields | large)
    assert response.status_code == 422 and "“录像.pdf”为 21.0 MB，超过单个文件 20 MB 的上限" in text(response)


def test_upload_of_nothing_is_told(browse, draft):
    response = browse("lin").post(f"/cases/{draft.pk}/edit/",
                                  posted(factories.food(), drafts.load(draft)[1], do="upload"))
    assert response.status_code == 422 and "请先选择要上传的文件" in text(response)


def test_files_chosen_but_not_uploaded_go_with_the_submission(browse, draft):
    fields = posted(factories.food(), drafts.load(draft)[1], do="submit", not_secret="on")
    browse("lin").post(f"/cases/{draft.pk}/edit/", fields | upload(("营业执照.pdf", factories.pdf())))
    assert Case.objects.get(pk=draft.pk).status == "submitted" and len(materials.of_case(draft)) == 1


def test_photo_uploaded_at_its_item_is_chosen(browse):
    case = factories.open_draft(entry=factories.MARRIAGE, typed=factories.marriage())
    typed, revision = drafts.load(case)
    photo = {"file-photo": SimpleUploadedFile("a.png", factories.picture(295, 413))}
    response = browse("lin").post(f"/cases/{case.pk}/edit/", posted(typed, revision, do="upload") | photo)
    assert response.status_code == 302
    assert drafts.load(case)[0]["items"]["photo"] == str(materials.of_case(case)[0].pk)


def test_removing_by_the_form_needs_no_script(browse, draft):
    material = factories.with_material(draft)
    browse("lin").post(f"/cases/{draft.pk}/edit/",
                       posted(factories.food(), drafts.load(draft)[1], do=f"remove:{material.pk}"))
    assert materials.of_case(draft) == []


@pytest.fixture
def submitted(draft):
    factories.with_material(draft, data=factories.pdf(2))
    return factories.take("submit", draft, **factories.people())


def test_viewer_shows_pages_as_pictures_in_one_row(browse, submitted):
    reviewer, material = browse("wu"), materials.of_case(submitted)[0]
    before = AccessRecord.objects.count()
    page = text(reviewer.get(f"/cases/{submitted.pk}/materials/{material.pk}/"))
    urls = [part.split('"')[0].replace("&amp;", "&") for part in page.split('src="')[1:] if "/page/" in part[:200]]
    assert len(urls) == 2
    assert [reviewer.get(url)["Content-Type"] for url in urls] == ["image/webp"] * 2
    assert AccessRecord.objects.count() == before + 1


def test_download_is_an_attachment_that_no_browser_shows_and_one_row(browse, submitted):
    material = materials.of_case(submitted)[0]
    before = AccessRecord.objects.count()
    response = browse("wu").get(f"/cases/{submitted.pk}/materials/{material.pk}/file/")
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7.pdf")
    assert response["X-Content-Type-Options"] == "nosniff" and response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content) == factories.pdf(2)
    assert AccessRecord.objects.filter(verb="download").count() == 1 and AccessRecord.objects.count() == before + 1


@pytest.mark.parametrize(("who", "code"), [("wu", 200), ("zheng", 200), ("he", 200), ("chen", 403), ("jiang", 403),
                                           ("zhao", 404), ("qian", 404), ("zhou", 404)])
def test_material_is_seen_by_those_who_work_on_the_case(browse, submitted, who, code):
    material = materials.of_case(submitted)[0]
    for part in ("", "file/", "page/0/"):
        assert browse(who).get(f"/cases/{submitted.pk}/materials/{material.pk}/{part}").status_code == code


def test_material_under_another_cases_address_is_not_found(browse, submitted):
    material, other = materials.of_case(submitted)[0], factories.open_draft()
    assert browse("lin").get(f"/cases/{other.pk}/materials/{material.pk}/").status_code == 404
    assert browse("lin").get(f"/cases/{other.pk}/materials/{material.pk}/page/0/").status_code == 404


def test_page_that_is_not_there_is_not_found(browse, submitted):
    material = materials.of_case(submitted)[0]
    assert browse("wu").get(f"/cases/{submitted.pk}/materials/{material.pk}/page/9/").status_code == 404
