"""Two hundred certificates in a real browser: a table goes in, proofs are looked at, it is issued, verified and revoked."""

import re

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import SECONDS, Look
from unionweb.kernel import jobs
from unionweb.kernel.sheets import Sheet, write_xlsx

OFFICE = 10003
PATIENT = 60 * SECONDS
PEOPLE = 200
WIDE = Look(1280, True)


def people(count: int, *, faulty: bool = False) -> bytes:
    rows = [[f"{'王李张刘㛃'[n % 5]}{'敏静磊洋芳'[n // 5 % 5]}{n:03}", "外国语学院分工会"] for n in range(count)]
    return write_xlsx([Sheet("名单", ["姓名", "单位"], [*rows, *([["", "没有名字"]] if faulty else [])])])


def upload(page: Page, data: bytes) -> None:
    page.goto("/certificates/batches")
    page.get_by_role("link", name="荣誉证书（个人）").click()
    page.get_by_label(re.compile("^荣誉")).fill("优秀工会工作者")
    page.get_by_label(re.compile("^或者上传表格")).set_input_files(
        {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="存下，看名单和样张").click()


def codes_of(path, page: int) -> list[str]:
    """What the QR code of a page says, read by another program."""
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == PEOPLE
        picture = document[page].render(scale=150 / 72).to_numpy()[:, :, :3].copy()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_two_hundred_are_uploaded_proofed_issued_verified_and_one_is_revoked(window, site, tmp_path):
    office = window(OFFICE, WIDE)
    upload(office, people(PEOPLE))
    expect(office.get_by_role("heading", level=1)).to_have_text("颁发前看一遍")
    for proof in office.get_by_role("img", name=re.compile("样张")).all():
        proof.scroll_into_view_if_needed()
        expect(proof).to_have_js_property("complete", True, timeout=PATIENT)
        assert proof.evaluate("picture => picture.naturalWidth") > 0
    office.get_by_role("button", name=f"颁发 {PEOPLE} 张").click()
    expect(office.locator("#progress")).to_contain_text(f"一共 {PEOPLE} 张")
    assert site.inside(lambda: jobs.run("print_certificates").outcome) is jobs.Outcome.ok
    expect(office.get_by_role("link", name="下载打印文件")).to_be_visible(timeout=PATIENT)  # by itself: htmx asks every two seconds
    with office.expect_download() as printed:
        office.get_by_role("link", name="下载打印文件").click()
    printed.value.save_as(tmp_path / "print.pdf")
    [address] = codes_of(tmp_path / "print.pdf", 99)
    path = address.removeprefix(site.url)
    assert path.startswith("/verify/")

    doubter = window(None, Look(360, False))
    doubter.goto(path)
    expect(doubter.get_by_role("heading", level=1)).to_have_text("证书有效")
    expect(doubter.get_by_text("工证〔2026〕100号")).to_be_visible()
    assert not axe.too_wide(doubter)

    office.goto("/certificates/register")
    office.get_by_label(re.compile("^找什么")).fill("〔2026〕100号")
    office.get_by_role("link", name="工证〔2026〕100号").click()
    office.get_by_label(re.compile("^撤销的原因")).fill("名单有误")
    office.get_by_role("button", name="撤销这张证书").click()
    expect(office.get_by_role("alert").or_(office.get_by_role("status")).first).to_contain_text("撤销了")
    doubter.reload()
    expect(doubter.get_by_role("heading", level=1)).to_have_text("证书已撤销")
    expect(doubter.get_by_text("名单有误")).to_be_visible()


def test_a_faulty_table_is_told_and_issued_nothing(window, look, site):
    office = window(OFFICE, look)
    upload(office, people(3, faulty=True))
    expect(office.get_by_text("有 1 行要改")).to_be_visible()
    expect(office.get_by_role("button", name=re.compile("^颁发"))).to_have_count(0)
    assert not axe.too_wide(office)
    office.get_by_role("button", name="放弃这一批").click()
    expect(office.get_by_text("还没有颁发过证书")).to_be_visible()


@pytest.mark.parametrize("screen", [Look(360, True), Look(360, False)], ids=str)
def test_a_number_is_verified_and_reissued_by_hand(window, site, screen):
    office = window(OFFICE, screen)
    upload(office, people(2))
    office.get_by_role("button", name="颁发 2 张").click()
    office.get_by_role("link", name="工证〔2026〕2号").first.click()
    office.get_by_role("link", name="换发").click()
    office.get_by_label("姓名", exact=True).fill("李静怡")
    office.get_by_label(re.compile("^换发的原因")).fill("名字写错了")
    office.get_by_role("button", name="换发").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("工证〔2026〕3号")
    doubter = window(None, screen)
    doubter.goto("/verify")
    doubter.get_by_label(re.compile("^证书编号")).fill("工证[2026]2号")
    doubter.get_by_label("姓名里的两个字").fill("王静")
    doubter.get_by_role("button", name="核验").click()
    expect(doubter.get_by_text("没有查到这张证书")).to_be_visible()
    doubter.get_by_label("姓名里的两个字").fill("敏李")
    doubter.get_by_role("button", name="核验").click()
    expect(doubter.get_by_role("heading", level=1)).to_have_text("证书已换发")
    doubter.get_by_role("link", name="工证〔2026〕3号").click()
    expect(doubter.get_by_role("heading", level=1)).to_have_text("证书有效")
