"""The round of December in a real browser: seven honours at once, three units within their places, certificates in the end."""

import re
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from tests.browser import axe, called
from tests.browser.called import CHAIR, MEMBER, OFFICE, REVIEWER, STRANGER
from tests.browser.conftest import SECONDS, Look
from tests.support import university
from unionweb.accounts.models import RoleGrant
from unionweb.accounts.rules import Role
from unionweb.common.publicity import end_due
from unionweb.kernel import jobs
from unionweb.kernel.extensions import db

SECOND, CADRE, THIRD, CHECKER = 20001, 20002, 20003, 10004
CADRES, WOMEN, ACTIVE = "优秀工会工作者评选", "三八红旗手评选", "工会积极分子评选"
DEEDS = "她把分工会的事当成自己家里的事，哪里有困难就到哪里去，三年里走访教职工二百一十户。" * 8
PATIENT = 40 * SECONDS  # papers are set while one waits


def prepare() -> None:
    """A chair in each of three units, one more cadre in the first, all for two years; and a second person in the office."""
    university.grant(STRANGER, Role.chair, unit_id=3)
    university.grant(REVIEWER, Role.chair, unit_id=5)
    university.grant(CADRE, Role.vice_chair, unit_id=2)
    university.grant(CHECKER, Role.office, area="all")
    db.session.execute(update(RoleGrant).values(valid_from=date(2024, 9, 1)))
    db.session.commit()


def open_round(page: Page) -> None:
    """Seven honours out of their presets, with one calendar; the places of one honour mended by hand; published together."""
    page.goto("/calls/desk")
    page.get_by_role("link", name="新一轮荣誉评选").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(7)
    assert not axe.too_wide(page)
    called.press(page, "建好草稿", "每一项都建好了草稿")
    called.press(page, "一起发布", "一起发布了")
    expect(page.get_by_role("table").first.get_by_role("row")).to_have_count(8)
    assert not axe.too_wide(page)
    page.get_by_role("table").first.get_by_role("link", name=ACTIVE).click()
    page.get_by_role("link", name="名额").click()
    row = page.get_by_role("row").filter(has_text="外国语学院")
    expect(row).to_contain_text("会员 5 人 × 5% = 0.25 → 0")
    row.locator("summary").click()
    row.get_by_label("名额").fill("1")
    row.get_by_label("原因").fill("人少的分工会保底一个")
    row.get_by_role("button", name="改好").click()
    expect(page.get_by_text("手工改过", exact=True)).to_be_visible()
    assert not axe.too_wide(page)


def nominate(page: Page, title: str, staff_no: int, *, since: str = "") -> None:
    """Put forward by the chair and written; sent in."""
    page.goto("/calls/unit")
    page.get_by_role("link", name=re.compile(f"^{title}")).click()
    page.get_by_role("link", name="再推荐一个").click()
    page.get_by_label("工号").fill(str(staff_no))
    page.get_by_role("button", name="推荐", exact=True).click()
    page.get_by_label("主要事迹", exact=True).fill(DEEDS)
    if since:
        page.get_by_label(re.compile("^入会（入职）从哪一天起")).fill(since)
    called.press(page, "存好并提交", "提交了")


def send_on(page: Page) -> None:
    page.get_by_role("radio", name="同意推荐").check()
    page.get_by_role("button", name="办好").click()


def nominate_cadre(page: Page, staff_no: int) -> None:
    """Within the places, with the opinion of the party organisation."""
    nominate(page, CADRES, staff_no)
    send_on(page)
    expect(page.get_by_text("待校工会受理").first).to_be_visible()
    page.get_by_label(re.compile("^党组织意见")).fill("同意推荐")
    called.press(page, "登记意见", "登记好了")


def one_too_many(page: Page) -> None:
    """A second cadre, though the unit has one place."""
    nominate(page, CADRES, CADRE)
    expect(page.get_by_text("还能报 0 个")).to_be_visible()
    send_on(page)
    expect(page.get_by_role("alert")).to_contain_text("名额是 1 个，已经用完。要换人，请先退回一份。")
    expect(page.get_by_text("待分工会审核").first).to_be_visible()
    assert not axe.too_wide(page)


def decline(page: Page) -> None:
    called.told(page, "您被推荐了")
    page.get_by_role("link", name=f"{WOMEN}：王敏").click()
    expect(page.get_by_text("哪里有困难就到哪里去").first).to_be_visible()
    called.press(page, "看过了", "记下了")
    page.get_by_text("谢绝推荐", exact=True).first.click()
    page.get_by_label("原因").fill("请推荐更年轻的同事。")
    assert not axe.too_wide(page)
    called.press(page, "谢绝推荐", "谢绝了")


def put_forward(window, look: Look) -> None:
    """What the three chairs and one nominee do."""
    chair = window(CHAIR, look)
    called.told(chair, "开始了")
    expect(chair.get_by_role("heading", level=1)).to_have_text("分工会审核")
    nominate_cadre(chair, CHAIR)
    one_too_many(chair)
    for chair_no in (STRANGER, REVIEWER):
        nominate_cadre(window(chair_no, look), chair_no)
    nominate(chair, ACTIVE, THIRD, since="2020-09-01")
    send_on(chair)
    expect(chair.get_by_text("待校工会受理").first).to_be_visible()
    nominate(chair, WOMEN, MEMBER)
    send_on(chair)
    decline(window(MEMBER, look))
    called.told(chair, "谢绝")
    nominate(chair, WOMEN, SECOND)
    send_on(chair)
    expect(chair.get_by_text("待校工会受理").first).to_be_visible()
    assert not axe.too_wide(chair)


def take_in(page: Page) -> int:
    """All three at once; returns the id of the call."""
    page.goto("/calls/desk")
    page.get_by_role("link", name=CADRES).click()
    page.get_by_role("link", name="报送和受理").click()
    for name in ("李静", "周外", "郑评"):
        page.get_by_label(f"选 {name}").check()
    called.press(page, "受理勾选的", "受理了 3 份")
    return int(re.search(r"/calls/(\d+)/", page.url)[1])


def settle(page: Page, call_id: int) -> None:
    """Granted to all three; the meeting written down; on 公示."""
    called.decide(page, call_id, "授予 3 1", held_on=datetime(2026, 12, 26))
    called.press(page, "还没定的都定成“授予”", "定了 3 件")
    assert not axe.too_wide(page)
    called.press(page, "定下来", "结果定下来了")
    page.get_by_label("公示几个工作日").fill("3")
    called.press(page, "开始公示", "公示开始了")
    page.get_by_role("button", name="公示结束了，公布结果").click()
    expect(page.get_by_role("alert")).to_contain_text("还没有结束")


def object_and_answer(member: Page, office: Page, call_id: int) -> None:
    member.goto(f"/calls/{call_id}")
    member.get_by_role("link", name="看结果").click()
    member.get_by_label(re.compile("^您的异议")).fill("请核对任职年限。")
    assert not axe.too_wide(member)
    called.press(member, "提异议", "收到了")
    called.told(office, "收到一件异议")
    office.get_by_label("答复第 1 件").fill("核对过，都满一年。")
    office.get_by_role("button", name=re.compile("^答复")).click()
    expect(office.get_by_text("答复好了")).to_be_visible()
    assert not axe.too_wide(office)
    called.told(member, "有答复了")
    expect(member.get_by_text("核对过，都满一年。")).to_be_visible()


def finish(page: Page, member: Page, call_id: int) -> None:
    """Final; everybody told once; in the register."""
    page.goto(f"/calls/{call_id}/result-desk")
    called.press(page, "公示结束了，公布结果", "结果公布了")
    page.get_by_role("link", name="看消息").click()
    called.press(page, "把没有发的都发出去", "都发出去了")
    member.goto("/honours")
    row = member.get_by_role("row").filter(has_text="李静")
    expect(row).to_contain_text("优秀工会工作者")
    assert not axe.too_wide(member)
    row.get_by_role("link", name="李静").click()
    expect(member.get_by_text("2026 年　优秀工会工作者")).to_be_visible()
    assert not axe.too_wide(member)


def print_certificates(page: Page, site, call_id: int) -> None:
    """In one run; the file for the printer has all three names."""
    page.goto(f"/calls/{call_id}/result-desk")
    called.press(page, "颁发证书", "证书编好号了")
    assert not axe.too_wide(page)
    page.get_by_role("link", name="看这一批").click()
    assert site.inside(lambda: jobs.run("print_certificates").outcome) is jobs.Outcome.ok
    page.reload()
    _, paper = called.sheet(page, "下载打印文件")
    words = called.words_of(paper)
    assert all(name in words for name in ("李静", "周外", "郑评")) and words.count("优秀工会工作者") == 3


def print_result(office: Page, second: Page, call_id: int) -> None:
    """The notice, checked by somebody else and published; the summary on paper and as a table."""
    office.goto(f"/calls/{call_id}/result-desk")
    called.press(office, "起草结果通知", "通知起草好了")
    office.get_by_role("link", name="去核稿、发布").click()
    office.wait_for_url(re.compile("/notices/"))
    second.goto(office.url)
    called.press(second, "核过了，没有问题", "核好了")
    office.reload()
    office.get_by_role("button", name="发布").click(timeout=PATIENT)
    expect(office.get_by_role("status").filter(has_text="发布了")).to_be_visible(timeout=PATIENT)
    second.goto(office.url.replace("/desk", ""))
    _, paper = called.sheet(second, "公文 PDF")
    assert all(name in called.words_of(paper) for name in ("李静", "周外", "郑评", "优秀工会工作者"))
    office.goto(f"/calls/{call_id}/result-desk")
    _, table = called.sheet(office, "汇总表（PDF）")
    assert all(name in called.words_of(table) for name in ("李静", "周外", "郑评", "法学院"))
    name, book = called.sheet(office, "汇总表（Excel）")
    assert name == f"{CADRES}汇总表.xlsx" and "郑评" in called.cells_of(book)


@pytest.mark.parametrize("look", [called.PHONE, called.PLAIN_WIDE], ids=str)
def test_from_the_presets_to_the_certificates(window, site, look):
    called.at(site, "2026-11-30 09:00")
    site.inside(prepare)
    office, member = window(OFFICE, look), window(MEMBER, look)
    open_round(office)
    called.at(site, "2026-12-02 09:00")
    put_forward(window, look)
    call_id = take_in(office)
    called.at(site, "2026-12-28 09:00")
    settle(office, call_id)
    object_and_answer(member, office, call_id)
    called.at(site, "2027-01-04 09:00")
    site.inside(end_due)
    finish(office, member, call_id)
    print_certificates(office, site, call_id)
    print_result(office, window(CHECKER, look), call_id)
