"""The main job in a browser: a case from its opening to a licence that a stranger checks, each step by its person."""

import re
import subprocess

import pikepdf
from playwright.sync_api import expect

from tests.browser import drawn, fact
from tests.licenses import factories

ACCEPTANCE = "SL20261124-0007"
SHOP = "南昌市东湖区滕王阁小馆餐饮有限公司"
PREMISES = "江西省南昌市东湖区胜利路步行街216号一层"
CORRECTED = "江西省南昌市东湖区胜利路步行街218号一层"


def upload(page, *files):
    """Choose files, each (name, bytes), and send them."""
    page.set_input_files("#id_materials", [{"name": name, "mimeType": "application/octet-stream", "buffer": data}
                                           for name, data in files])
    with page.expect_navigation():
        page.click("button[value=upload]")


def open_first(page):
    """The first task on the desk."""
    page.locator("#list tbody a").first.click()


def refused_button(page, label: str) -> str:
    """The reason that stands at a button that is not for this person."""
    button = page.get_by_role("button", name=label, exact=True)
    expect(button).to_have_attribute("aria-disabled", "true")
    return page.inner_text("#" + button.get_attribute("aria-describedby"))


def collect(page) -> str:
    """Lin fills a case in, with the mistakes that people make; returns its address."""
    code = factories.company_code()
    page.get_by_role("link", name="新办证照").first.click()
    page.get_by_role("link", name=re.compile("食品经营许可证")).click()
    page.get_by_label("受理编号").fill(ACCEPTANCE)
    page.get_by_role("button", name="开始填写").click()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    page.fill("#id_holders-0-code", wrong)
    page.fill("#id_holders-0-name", SHOP)
    expect(page.locator("#said-holders-0-code .err")).to_contain_text(f"应为 {code[-1]}")
    page.fill("#id_holders-0-code", code)
    for name, text in factories.food()["items"].items():
        if name == "business_type":
            page.select_option(f"#id_items-{name}", text)
        else:
            page.fill(f"#id_items-{name}", text)
    expect(page.locator("#said-holders-0-code")).to_contain_text("校验码正确")
    expect(page.locator("#save")).to_contain_text("保存")
    drawn(page)
    return page.url.removesuffix("edit/")


def give_materials(page):
    """A scan is taken; what only calls itself a scan is refused with a sentence, and the scan stays."""
    upload(page, ("营业执照.pdf", factories.pdf()))
    expect(page.locator("#materials")).to_contain_text("营业执照")
    upload(page, ("场所平面图.pdf", b"MZ\x90\x00\x03" + bytes(600)))
    expect(page.locator("#id_materials_error")).to_contain_text("场所平面图.pdf")
    expect(page.locator("#materials")).to_contain_text("营业执照")
    assert page.input_value("#id_holders-0-name") == SHOP


def submit(page):
    page.check("#id_not_secret")
    page.get_by_role("button", name=re.compile("提交审核")).click()
    page.wait_for_url(re.compile(r":\d+/(#.*)?$"))
    expect(page.locator("main")).to_contain_text("已提交审核")


def send_back(page):
    """Wu sends the case back with a stock reason and a word of his own."""
    open_first(page)
    page.get_by_label("补充说明").fill("经营场所门牌号应为218号")
    page.locator("#back input[type=checkbox]").first.check()
    page.get_by_role("button", name="退回修改").click()
    expect(page.locator("main")).to_contain_text("已退回修改")


def approve(page):
    """Wu sees what was changed and approves."""
    open_first(page)
    expect(page.locator("main")).to_contain_text("与上次提交的差异")
    expect(page.locator("main")).to_contain_text(CORRECTED)
    page.get_by_role("button", name=re.compile("审核通过")).click()
    expect(page.locator("main")).to_contain_text("已审核通过")


def sign(page):
    """Zheng signs; returns the address of the licence."""
    open_first(page)
    page.get_by_role("link", name="签发…").click()
    page.get_by_role("button", name="确认签发").click()
    expect(page.locator("main")).to_contain_text("已签发")
    page.get_by_role("link", name=re.compile("查看证照")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("食品经营许可证")
    return page.url


def download(page, path) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载证照文件").click()
    waiting.value.save_as(path)
    return path.read_bytes()


def check_file(page, name: str, data: bytes) -> str:
    """What the public check says of a file."""
    page.goto("/verify/")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "application/pdf", "buffer": data})
    page.get_by_role("button", name="上传并核验").click()
    return page.inner_text("h1")


def test_case_from_opening_to_a_licence_that_a_stranger_checks(at, tmp_path):
    lin = at("lin")
    case = collect(lin)
    give_materials(lin)
    submit(lin)
    lin.goto(case)
    assert "审核岗" in refused_button(lin, "审核")

    wu = at("wu")
    send_back(wu)

    lin.goto("/")
    open_first(lin)
    top = lin.locator("main .alert.warn").first
    expect(top).to_contain_text("吴建国")
    expect(top).to_contain_text("经营场所门牌号应为218号")
    lin.fill("#id_items-premises", CORRECTED)
    submit(lin)

    he = at("he", case)
    assert "审核岗" in refused_button(he, "审核")
    wu.goto("/")
    approve(wu)
    wu.goto(case)
    assert "签发岗" in refused_button(wu, "签发")

    zheng = at("zheng")
    license = sign(zheng)
    pdf = download(zheng, tmp_path / "证照.pdf")
    told = subprocess.run(["pdfsig", "-nocert", tmp_path / "证照.pdf"], capture_output=True, text=True).stdout
    assert "Signature is Valid" in told and "Total document signed" in told
    with pikepdf.open(tmp_path / "证照.pdf") as file:
        assert len(file.pages) == 1

    stranger = at("", f"/verify/{fact(zheng, '查验码')}")
    expect(stranger.locator("h1")).to_have_text("有效")
    assert SHOP not in stranger.content()
    assert check_file(stranger, "证照.pdf", pdf) == "有效"
    place = pdf.index(b"stream\n") + 20
    altered = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1:]
    assert check_file(stranger, "证照.pdf", altered) == "文件已被改动"

    zhao = at("zhao")
    for address in (case, case + "edit/", license):
        assert zhao.goto(address).status == 404
        assert SHOP not in zhao.content()
    for address in (case, license):
        stranger.goto(address)
        assert "/accounts/sign-in/" in stranger.url
