"""What a licence costs: stamping and signing it, against WeasyPrint's naive way on the same face and values.

    var/venv/bin/python tests/benchmarks/render.py

Two processes, both warm, draw the same licences in turn within one run, so that whatever else the machine does
falls on both; a third draws 500 for the memory. CPU time (user and system) per licence, median. The last line is
the ratio; the exit status is 1 when it misses its goal or memory grows.

Naive: as the manual shows it, for every licence a new HTML, style sheet and FontConfiguration, the background
drawn each time, the system's Noto Serif CJK, QR code as SVG, PDF/A with the data file, not signed.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import segno  # noqa: E402
import weasyprint  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

GOAL, GROWTH = 0.12, 0.05
WARM_UP, ROUNDS, STAMPED_PER_ROUND = 5, 24, 4
MEMORY_AT = (50, 500)
FACE = ROOT / "catalogs" / "faces" / "food"
USCC = "11360102014500001X"
SIGNED_AT = datetime(2026, 11, 23, 1, 42, 18, tzinfo=UTC)
STREETS = "胜利路 中山路 八一大道 孺子路 民德路 叠山路 阳明路 象山北路".split()
TRADES = "麻辣烫店 面馆 饮品店 便利店 小吃店 食品超市 餐饮有限公司 茶餐厅".split()
SURNAMES, NAMES = "龚邹万熊涂邓黎胡章余", "志强 建华 雅琴 㛃 丽娟 国平 晓燕 堃 子轩 文博".split()
ITEMS = [
    "热食类食品制售",
    "冷食类食品制售（含凉菜）",
    "自制饮品制售（不含自酿酒）",
    "预包装食品销售（含冷藏冷冻食品）",
    "糕点类食品制售",
]


def values(number: int) -> dict:
    """The values of one licence; the same number gives the same ones in every process."""
    chance = random.Random(number)
    street = f"江西省南昌市东湖区{chance.choice(STREETS)}{chance.randint(1, 900)}号"
    name = chance.choice("祥福𠮷顺和") + chance.choice("记源盛")
    return {
        "holder_name": "南昌市东湖区" + street[9:12] + name + chance.choice(TRADES),
        "holder_code": f"92360102MA{chance.randint(10**7, 10**8 - 1)}",
        "legal_representative": chance.choice(SURNAMES) + chance.choice(NAMES),
        "address": f"{street}{chance.choice(['一层', '附1号', '102室', ''])}",
        "premises": f"{street}{chance.choice(['一层', '负一层至二层', ''])}",
        "business_type": chance.choice(["餐饮服务经营者（小型餐饮）", "食品销售经营者", "餐饮服务经营者（饮品店）"]),
        "business_items": "；".join(chance.sample(ITEMS, chance.randint(1, 4))),
        "license_number": f"JY2360102{chance.randint(10**6, 10**7 - 1)}",
        "valid_to": "2031年11月22日",
        "issuer": "南昌市东湖区市场监督管理局",
        "issued_on": "2026年11月23日",
        "identifier": f"1.2.156.3005.2.11100000MB0143028R002.{USCC}.{chance.randint(10**9, 10**10 - 1)}.001.X",
        "verify_note": "正式签发的电子证照与纸质证照具有同等法律效力。",
    }


# --- the two ways -------------------------------------------------------------------------------------------


def naive():
    """A function that makes one licence the naive way."""
    css = ((ROOT / "portal/pdf/base.css").read_text() + (FACE / "face.css").read_text()).replace(
        '"Portal Kai"', '"Noto Serif CJK SC", serif'
    )
    css = css.replace('"Portal Song"', '"Noto Serif CJK SC", serif')
    face = (FACE / "face.html").read_text()

    def make(number: int) -> bytes:
        tree, told = face, values(number)
        for key, text in told.items():
            start = tree.index(">", tree.index(f'data-field="{key}"')) + 1
            tree = tree[:start] + text + tree[tree.index("<", start) :]
        code = segno.make(f"https://verify.example/verify/{told['license_number']}", error="q").svg_data_uri()
        tree = tree.replace("data-qr", f'src="{code}"')
        fonts = FontConfiguration()
        sheet = weasyprint.CSS(string=css, base_url=str(FACE) + "/", font_config=fonts)
        page = weasyprint.HTML(
            string=f'<html lang="zh-Hans"><title>食品经营许可证</title><body>{tree}', base_url=str(FACE) + "/"
        )
        data = weasyprint.Attachment(
            string=json.dumps(told, ensure_ascii=False), name="license.json", relationship="Data"
        )
        return page.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3u", attachments=[data])

    return make


def stamped():
    """A function that makes one licence as the portal does, signed."""
    from licenses.signing import check_certificate, provider_of, sign_pdf
    from portal.crypto.ca import issue_department
    from portal.pdf import fonts
    from portal.pdf.drawing import draw
    from portal.pdf.faces import Filling, Item
    from portal.pdf.sealing import Placeholder
    from tests.pdf.samples import read_folder

    fonts.check()
    folder = tempfile.TemporaryDirectory()
    ca = Path(folder.name)
    issue_department(
        ca, USCC, "南昌市东湖区市场监督管理局", SIGNED_AT - timedelta(days=90), SIGNED_AT + timedelta(days=900)
    )
    items = [Item(*item) for item in json.loads((FACE / "items.json").read_text())]

    def make(number: int, folder=folder) -> bytes:  # the folder lives as long as the function
        told = values(number)
        source = read_folder(FACE, items)  # as if read from the database
        filling = Filling(
            values=told,
            title="食品经营许可证",
            author=told["issuer"],
            created=SIGNED_AT,
            qr_text=f"https://verify.example/verify/{told['license_number']}",
            metadata={"ZZMC": "食品经营许可证", "ZZBS": told["identifier"], "CZZT": told["holder_name"]},
            data_file=json.dumps(told, ensure_ascii=False).encode(),
        )
        provider = provider_of(ca, USCC)
        check_certificate(provider, SIGNED_AT, USCC)
        pdf = draw(source, filling, sample=False, signature=Placeholder(told["issuer"], SIGNED_AT, "电子证照签发"))
        return sign_pdf(pdf, provider, str(number), SIGNED_AT).pdf

    return make


# --- measuring ----------------------------------------------------------------------------------------------


def resident() -> float:
    """Resident memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def child(way: str) -> None:
    """Make the licence whose number comes in on each line; answer with CPU ms, bytes, resident MB."""
    make = {"naive": naive, "stamped": stamped}[way]()
    for line in sys.stdin:
        before = time.process_time()
        pdf = make(int(line))
        spent = (time.process_time() - before) * 1000
        print(json.dumps([spent, len(pdf), resident()]), flush=True)
    Path(os.environ["LAST_PDF"]).write_bytes(pdf)


class Way:
    """One way in a process of its own."""

    def __init__(self, name: str, folder: Path):
        self.last = folder / f"{name}.pdf"
        self.process = subprocess.Popen(
            [sys.executable, __file__, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"LAST_PDF": str(self.last)},
        )

    def make(self, number: int) -> tuple[float, int, float]:
        """Have one licence made: CPU ms, bytes, resident MB."""
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()
        return tuple(json.loads(self.process.stdout.readline()))

    def end(self) -> str:
        """Let the process go; the digest kind of its last file, to show that it is a PDF with a signature."""
        self.process.stdin.close()
        self.process.wait(60)
        told = subprocess.run(["pdfsig", self.last], capture_output=True, text=True, check=False).stdout
        valid = "Signature is Valid" in told and "Total document signed" in told
        return "signed, valid" if valid else "not signed"


def main() -> int:
    """Measure, print the table, judge."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ways = {way: Way(way, folder) for way in ("naive", "stamped")}
        memory = Way("stamped", folder / "memory")
        found: dict[str, list] = {way: [] for way in ways}
        for number in range(WARM_UP):
            for way in ways.values():
                way.make(number)
        order = random.Random(1)
        for number in range(ROUNDS):
            turns = ["naive"] + ["stamped"] * STAMPED_PER_ROUND
            order.shuffle(turns)
            for turn, way in enumerate(turns):
                found[way].append(ways[way].make(1000 + number * 10 + (turn if way == "stamped" else 0)))
        held = {}
        (folder / "memory").mkdir()
        for number in range(1, MEMORY_AT[-1] + 1):
            held[number] = memory.make(number)[2]
        ends = {way: ways[way].end() for way in ways}
        memory.end()
    cpu = {way: statistics.median(one[0] for one in found[way]) for way in found}
    ratio = cpu["stamped"] / cpu["naive"]
    print("| way | CPU ms | ratio | KB | process MB | file |")
    print("|---|---|---|---|---|---|")
    for way in found:
        size = statistics.median(one[1] for one in found[way]) / 1000
        print(
            f"| {way} | {cpu[way]:.1f} | {cpu[way] / cpu['naive']:.3f} | {size:.0f} "
            f"| {found[way][-1][2]:.0f} | {ends[way]} |"
        )
    first, last = (held[number] for number in MEMORY_AT)
    growth = last / first - 1
    print(
        f"memory of a worker: {first:.0f} MB after {MEMORY_AT[0]}, {last:.0f} MB after {MEMORY_AT[1]} ({growth:+.1%})"
    )
    print(f"render: {ratio:.2f} (goal {GOAL})")
    return int(ratio > GOAL or growth > GROWTH or ends["stamped"] != "signed, valid")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        child(sys.argv[1])
    else:
        sys.exit(main())
