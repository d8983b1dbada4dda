"""The finished faces with values that fill them, and a demo CA of a department."""

import io
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
from PIL import Image

from portal.pdf.faces import FaceSource, Filling, Item

FACES = Path(__file__).resolve().parents[2] / "catalogs" / "faces"
USCC = "11360102014500001X"
DEPARTMENT = "南昌市东湖区市场监督管理局"
AT = datetime(2026, 11, 23, 9, 42, 18, tzinfo=ZoneInfo("Asia/Shanghai"))
VALID_FROM, VALID_TO = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
IDENTIFIER = "1.2.156.3005.2.11100000MB0143028R002.11360102014500001X.36010020260000000001.001.S"

COMMON = {
    "license_name": "道路运输从业人员从业资格证",
    "license_number": "JY23601020031256",
    "identifier": IDENTIFIER,
    "holder_name": "南昌市东湖区老街𠮷祥面馆",
    "holder_code": "92360102MA0SAMPLE8",
    "issuer": DEPARTMENT,
    "issued_on": "2026年11月23日",
    "valid_from": "2026年11月23日",
    "valid_to": "2031年11月22日",
    "validity": "自2026年11月23日至2031年11月22日",
    "verify_note": "也可登录 verify.example 上传本文件查验。",
}
VALUES = {
    "food": {
        "legal_representative": "龚㛃",
        "address": "江西省南昌市东湖区胜利路216号一层",
        "premises": "江西省南昌市东湖区胜利路216号一层",
        "business_type": "餐饮服务经营者（小型餐饮）",
        "business_items": "热食类食品制售；自制饮品制售（不含自酿酒）",
    },
    "medical": {
        "holder_name": "南昌市西湖区朝阳洲门诊部",
        "address": "江西省南昌市西湖区朝阳洲中路388号",
        "legal_representative": "万堃",
        "person_in_charge": "熊𬱖",
        "institution_category": "门诊部（综合门诊部）",
        "ownership": "私有",
        "departments": "内科；外科；妇产科；儿科；口腔科；医学检验科（协议）******",
        "beds": "0张（牙椅2张）",
    },
    "taxi": {
        "holder_name": "邹䶮",
        "gender": "男",
        "qualification": "巡游出租汽车驾驶员",
        "vehicle_class": "C1",
        "file_number": "360100260311",
        "first_issued": "2020年11月24日",
    },
    "general": {"gender": "女", "born": "1990年1月1日", "category": "道路旅客运输驾驶员"},
}
GENERAL_ITEMS = [
    Item("holder_name", "姓名"),
    Item("gender", "性别"),
    Item("born", "出生日期"),
    Item("category", "从业资格类别"),
    Item("photo", "照片", "photo"),
]


def read_folder(folder: Path, items) -> FaceSource:
    """A face out of a folder: face.html, face.css, and its images beside them."""
    pictures = (path for path in sorted(folder.iterdir()) if path.suffix in (".svg", ".png", ".jpg"))
    images = {path.name: path.read_bytes() for path in pictures}
    html, css = ((folder / name).read_text(encoding="utf-8") for name in ("face.html", "face.css"))
    return FaceSource(html, css, images, tuple(items))


@cache
def source(name: str) -> FaceSource:
    """A finished face with the items it expects."""
    items = GENERAL_ITEMS
    if name != "general":
        items = [Item(*item) for item in json.loads((FACES / name / "items.json").read_text(encoding="utf-8"))]
    return read_folder(FACES / name, items)


def values(name: str, **changed: str) -> dict[str, str]:
    """Values for a face."""
    return COMMON | VALUES[name] | changed


def filling(name: str, images: dict | None = None, **changed: str) -> Filling:
    """A filling for a face, with metadata and data file as the portal makes them."""
    told = values(name, **changed)
    return Filling(
        values=told,
        title=f"{name} {told['license_number']}",
        author=DEPARTMENT,
        subject="电子证照",
        created=AT,
        qr_text="https://verify.example/verify/23456789ABCDEFGHJKLMNPQRS",
        images=images or {},
        metadata={"ZZMC": told["license_name"], "ZZBS": told["identifier"], "KZ_XM": told["holder_name"]},
        data_file=json.dumps({"certificate_identifier": told["identifier"]}).encode(),
    )


def picture(kind: str = "JPEG") -> bytes:
    """A small photo."""

    out = io.BytesIO()
    Image.new("RGB", (60, 80), (120, 150, 180)).save(out, kind)
    return out.getvalue()


def opened(pdf: bytes) -> pikepdf.Pdf:
    """A PDF for looking into."""
    return pikepdf.open(io.BytesIO(pdf))


def saved(file: pikepdf.Pdf, **options) -> bytes:
    """A PDF as another program writes it."""
    out = io.BytesIO()
    file.save(out, **options)
    return out.getvalue()
