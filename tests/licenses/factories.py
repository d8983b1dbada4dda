"""Cases and licences of the tests, brought to a status by taking the real steps."""

import io
import zlib
from itertools import count

import pikepdf
from PIL import Image

from catalogs.models import Entry
from licenses import actions, drafts, materials
from licenses.models import Case
from portal.codes import make_id, make_org_code, make_uscc
from tests import cast

FOOD, MEDICAL, MARRIAGE = "食品经营许可证", "医疗机构执业许可证", "结婚证"
STEPS = {
    # what leads to each status, after the draft was filled in
    "draft": (), "submitted": ("submit",), "returned": ("submit", "send_back"), "approved": ("submit", "approve"),
    "issued": ("submit", "approve", "issue"), "rejected": ("submit", "reject"), "withdrawn": ("submit", "withdraw"),
}
_serials = count(1)


def company_code() -> str:
    """A fresh code of an enterprise that cannot exist."""
    return make_uscc("91360102" + make_org_code(f"9999{next(_serials):04d}"))


def id_number(serial: int | None = None) -> str:
    """A fresh ID number with a real birth date."""
    return make_id(f"360102199001{1 + next(_serials) % 28:02d}{serial or next(_serials) % 1000:03d}")


def food(**changes) -> dict:
    """What a clerk types for a food licence; keys of `items` or of the content itself may be given otherwise."""
    items = {
        "legal_rep": "龚明", "address": "江西省南昌市东湖区胜利路步行街216号",
        "premises": "江西省南昌市东湖区胜利路步行街216号一层", "business_type": "餐饮服务经营者",
        "items": "热食类食品制售；冷食类食品制售（含凉菜）；自制饮品制售（不含自酿酒）",
    }
    content = {
        "holders": [{"code_type": "001", "code": company_code(), "name": "南昌市东湖区滕王阁小馆餐饮有限公司"}],
        "items": items, "valid_from": "", "valid_to": "", "term": 0,
    }
    for key, value in changes.items():
        (items if key in items else content)[key] = value
    return content


def medical(**changes) -> dict:
    """What a clerk types for a medical institution."""
    items = {
        "address": "江西省南昌市东湖区阳明路88号", "legal_rep": "吴敏", "person_in_charge": "吴敏",
        "institution_kind": "口腔门诊部", "business_nature": "营利性", "ownership": "私人",
        "departments": "口腔科：口腔内科专业；口腔颌面外科专业", "beds": "牙椅 6 张",
    }
    return food() | {"items": items} | changes


def marriage(photo: str = "", **changes) -> dict:
    """What a clerk types for a marriage; `photo` is the id of a material."""
    items = {"registered_on": "2026-11-20", "nationality_1": "中国", "birth_date_1": "1990-01-03",
             "nationality_2": "中国", "birth_date_2": "1991-02-04", "photo": photo}
    couple = [{"code_type": "111", "code": id_number(1), "name": "龚明"},
              {"code_type": "111", "code": id_number(2), "name": "邹䶮"}]
    return food(holders=couple) | {"items": items} | changes


def open_draft(*, by=None, typed: dict | None = None, entry: str = FOOD, **given) -> Case:
    """A draft that is filled in."""
    by = by or cast.acting("lin")
    found = Entry.objects.get(name=entry)
    version = found.versions.first()
    return actions.open_case(found, by=by, matter=version.matters.first(),
                             acceptance_number=f"SL20261124{next(_serials):04d}", typed=typed or food(), **given)


def people(clerk=None, reviewer=None, signer=None) -> dict:
    """Who takes the steps of a case: lin, wu and zheng unless said otherwise."""
    return {"clerk": clerk or cast.acting("lin"), "reviewer": reviewer or cast.acting("wu"),
            "signer": signer or cast.acting("zheng")}


def case_in(status: str, *, clerk=None, reviewer=None, signer=None, **given) -> Case:
    """A case in `status`; `given` goes to open_draft."""
    by = people(clerk, reviewer, signer)
    case = open_draft(by=by["clerk"], **given)
    for step in STEPS[status]:
        case = take(step, case, **by)
    return Case.objects.select_related("entry", "version", "department", "license").get(pk=case.pk)


def take(step: str, case, *, clerk, reviewer, signer):
    """Take one step as whoever takes it."""
    if step == "submit":
        return actions.submit(case, by=clerk, not_secret=True)
    if step == "approve":
        return actions.approve(case, by=reviewer, digest=bytes(case.content_digest).hex())
    if step == "issue":
        return actions.issue(case, by=signer)
    by = clerk if step == "withdraw" else reviewer
    return getattr(actions, step)(case, by=by, reason="经营场所与现场核查不一致，请核对。")


def natural(status: str, **given):
    """A marriage case in `status`, and the first of its two holders as typed."""
    holder = {"code_type": "111", "code": id_number(), "name": "龚㛃"}
    couple = [holder, {"code_type": "111", "code": id_number(), "name": "邹䶮"}]
    case = open_draft(entry=MARRIAGE, typed=marriage(), **given)
    photo = with_photo(case)
    typed = marriage(photo=str(photo.pk)) | {"holders": couple}
    drafts.save(case, typed, drafts.load(case)[1], by=cast.acting("lin"))
    for step in STEPS[status]:
        case = take(step, case, **people())
    return Case.objects.get(pk=case.pk), holder


def picture(width: int = 60, height: int = 80, format: str = "PNG", color: str = "#88aacc") -> bytes:
    """A picture file."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, format)
    return out.getvalue()


def pdf(pages: int = 1, **options) -> bytes:
    """A PDF file of blank pages; options are pikepdf's (encryption=…)."""
    out = io.BytesIO()
    with pikepdf.new() as file:
        for _page in range(pages):
            file.add_blank_page(page_size=(595, 842))
        file.save(out, **(options or {"deterministic_id": True}))
    return out.getvalue()


def with_material(case, *, by=None, name: str = "营业执照.pdf", data: bytes | None = None):
    """A material added to a draft."""
    return materials.add(case, pdf() if data is None else data, name=name, by=by or cast.acting("lin"))


def with_photo(case, *, by=None):
    """A photo for the face, added to a draft."""
    return materials.add_photo(case, picture(295, 413), name="照片.png", label="双方照片", by=by or cast.acting("lin"))


def slow_pdf() -> bytes:
    """A small PDF whose page takes long to draw: a picture of 256 million points, in three thousand sizes."""
    side, out = 16_000, io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page(page_size=(595, 842))
        picture = pikepdf.Stream(
            file, zlib.compress(b"\x55" * (side * side // 8), 9), Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image, Width=side, Height=side, ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=1, Filter=pikepdf.Name.FlateDecode)
        file.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
        file.pages[0].Contents = file.make_stream(
            b"".join(b"q %d 0 0 800 0 0 cm /I Do Q\n" % (500 + n) for n in range(3000)))
        file.save(out)
    return out.getvalue()
