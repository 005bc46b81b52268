"""A notice from the first line to its withdrawal: written, checked by a second person, published, signed for, taken back."""

import re

import pypdf
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import SECONDS, Look
from tests.browser.test_keyboard import tab_to
from tests.support import university
from unionweb.accounts.rules import Role
from unionweb.kernel.extensions import db
from unionweb.notices.models import DocumentNumber, Notice

WRITER, CHECKER, READER, STRANGER = 10003, 10008, 10001, 10005
PATIENT = 40 * SECONDS  # the paper is set while one waits
TITLE = "关于举办秋季健步走的通知"
BODY = "一、时间和地点\n\n9月26日上午，东校区体育场。\n\n| 组别 | 里程 |\n|---|---|\n| 健步组 | 5公里 |"


@pytest.fixture
def two(site):
    """The office of two people."""
    site.inside(lambda: (university.grant(CHECKER, Role.office, area="all"), db.session.commit()))
    return site


def write(page: Page) -> None:
    page.goto("/notices/new")
    page.get_by_label("标题", exact=True).fill(TITLE)
    page.get_by_label(re.compile("^主送机关")).fill("各基层工会")
    page.get_by_label("正文", exact=True).fill(BODY)
    page.get_by_label("全体会员").uncheck()
    page.get_by_text("按基层工会").click()
    page.get_by_label("外国语学院").check()
    page.get_by_label(re.compile("^要求签收")).check()


def test_a_notice_is_written_checked_published_signed_for_and_withdrawn(window, look, two, tmp_path):
    office = window(WRITER, look)
    write(office)
    if look.script:
        expect(office.locator("#preview")).to_contain_text("健步组")
    else:
        office.get_by_role("button", name="预览").click()
        expect(office.locator("#preview").get_by_role("heading", name="一、时间和地点")).to_be_visible()
        expect(office.get_by_label("外国语学院")).to_be_checked()
    office.get_by_role("button", name="保存").click()
    expect(office.get_by_role("status")).to_contain_text("请另一位同事核稿")
    expect(office.get_by_role("button", name="核过了")).to_have_count(0)
    path = office.url.removeprefix(two.url)

    second = window(CHECKER, look)
    second.goto("/notices/desk")
    second.get_by_role("link", name=TITLE).click()
    second.get_by_role("button", name="核过了").click()
    expect(second.get_by_role("status")).to_contain_text("核好了")

    office.goto(path)
    office.get_by_role("button", name="发布").click(timeout=PATIENT)
    expect(office.get_by_role("status")).to_contain_text("发布了", timeout=PATIENT)
    expect(office.get_by_text("海大工〔2026〕1号").first).to_be_visible()
    expect(office.get_by_label(re.compile("粘贴到群里"))).to_have_value(re.compile(f"【{TITLE}】"))

    reader = window(READER, look)
    reader.goto("/notices/")
    expect(reader.get_by_role("listitem").filter(has_text=TITLE)).to_contain_text("待签收")
    reader.get_by_role("link", name=re.compile(TITLE)).click()
    with reader.expect_download() as paper:
        reader.get_by_role("link", name="公文 PDF").click()
    paper.value.save_as(tmp_path / "paper.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "paper.pdf").pages)
    assert "海大工〔2026〕1号" in text and "健步组" in text
    assert paper.value.suggested_filename == f"海大工〔2026〕1号 {TITLE}.pdf"
    reader.get_by_role("button", name="签收").click()
    expect(reader.get_by_role("status")).to_contain_text("签收好了")

    office.get_by_role("link", name="谁看过").click()
    missing = office.get_by_role("table", name="还没签收的人")
    expect(missing).to_contain_text("李静")
    expect(missing).not_to_contain_text("王敏")
    office.get_by_role("button", name="提醒还没签收的人").click()
    expect(office.get_by_role("status")).to_contain_text("人发了消息")

    office.goto(path)
    office.get_by_label("为什么撤回").fill("场地检修，改期另行通知。")
    office.get_by_role("button", name="撤回这份通知").click()
    expect(office.get_by_role("status")).to_contain_text("撤回了")
    reader.goto("/notices/")
    expect(reader.get_by_role("listitem").filter(has_text=TITLE)).to_contain_text("已撤回")
    reader.get_by_role("link", name=re.compile(TITLE)).click()
    expect(reader.get_by_text("场地检修，改期另行通知。")).to_be_visible()
    expect(reader.get_by_role("link", name="公文 PDF")).to_have_count(0)

    stranger = window(STRANGER, look)
    stranger.goto("/notices/")
    expect(stranger.get_by_text("还没有通知")).to_be_visible()
    assert two.inside(lambda: db.session.scalars(select(DocumentNumber.number)).all()) == [1]


def tab_past_the_dates_to(page: Page, words: str) -> None:
    """The button inside a date field draws its own ring, which no style tells."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.innerText"):
            return
    raise AssertionError(f"no Tab leads to {words}")


@pytest.mark.parametrize("screen", [Look(1280, True), Look(360, False)], ids=str)
def test_writing_and_checking_with_the_keyboard_only(window, two, screen):
    page = window(WRITER, screen)
    page.goto("/notices/desk")
    tab_to(page, "写通知")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("写通知")
    tab_to(page, "标题")
    page.keyboard.type(TITLE)
    tab_to(page, "正文")
    page.keyboard.type("9月26日上午，体育场。")
    tab_past_the_dates_to(page, "保存")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    second = window(CHECKER, screen)
    second.goto(page.url)
    tab_to(second, "核过了")
    second.keyboard.press("Space")
    expect(second.get_by_role("status")).to_contain_text("核好了")
    assert two.inside(lambda: db.session.scalars(select(Notice.title)).all()) == [TITLE]


def test_an_objection_is_raised_in_secret_and_answered(window, two):
    office, look = window(WRITER, wide := Look(1280, True)), wide
    office.goto("/notices/new")
    office.get_by_label("种类").select_option("公示")
    office.get_by_label("标题", exact=True).fill("关于先进个人推荐人选的公示")
    office.get_by_label("正文", exact=True).fill("现予以公示。")
    office.get_by_text("公示才要填").click()
    office.get_by_label("异议联系方式").fill("校工会办公室，电话 60312")
    office.get_by_label(re.compile("^公示名单")).fill("欧阳慧敏 法学院 连续三年考核优秀")
    expect(office.locator("#preview")).to_contain_text("公示期为2026年9月16日至2026年9月21日")
    office.get_by_role("button", name="保存").click()
    path = office.url.removeprefix(two.url)
    second = window(CHECKER, look)
    second.goto(path)
    second.get_by_role("button", name="核过了").click()
    second.get_by_role("button", name="发布").click(timeout=PATIENT)
    expect(second.get_by_role("status")).to_contain_text("发布了", timeout=PATIENT)
    reader, other = window(READER, look), window(STRANGER, look)
    reader.goto(path.removesuffix("/desk"))
    reader.get_by_label("您的异议").fill("单位写错了。")
    reader.get_by_role("button", name="提异议").click()
    expect(reader.get_by_role("status")).to_contain_text("收到了")
    office.goto(path)
    expect(office.get_by_text("单位写错了。")).to_be_visible()
    office.get_by_label("答复第 1 件").fill("核实过了，已经更正。")
    office.get_by_role("button", name=re.compile("^答复")).click()
    reader.reload()
    expect(reader.get_by_text("核实过了，已经更正。")).to_be_visible()
    other.goto(path.removesuffix("/desk"))
    expect(other.get_by_text("单位写错了。")).to_have_count(0)
