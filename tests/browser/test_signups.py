"""An activity in a real browser: announced, signed up for, waited for, moved up, checked in, with hours and a certificate."""

import re

from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import Look

OFFICE, MEMBER, OTHER = 10003, 10001, 10002
TITLE = "公文写作培训"
WIDE = Look(1280, True)


def announce(page: Page, *, capacity: int) -> str:
    """Written, with one date, and published by the office; returns the address of its desk."""
    page.goto("/activities/new")
    page.get_by_label("名称", exact=True).fill(TITLE)
    page.get_by_label(re.compile("^类别")).select_option(label="培训")
    page.get_by_label(re.compile("^活动说明")).fill("一天，讲公文的格式和写法。")
    page.get_by_label(re.compile("^联系人")).fill("赵岚 60312")
    page.get_by_role("radio", name="个人报名").check()
    page.get_by_role("radio", name=re.compile("全程参加")).check()
    page.get_by_label(re.compile("^名额")).fill(str(capacity))
    for label, moment in (("报名开始", "16T09:00"), ("报名截止", "17T18:00"), ("取消期限", "17T18:00"), ("候补截止", "17T20:00")):
        page.get_by_label(re.compile(f"^{label}")).fill(f"2026-09-{moment}")
    page.get_by_role("button", name="存成草稿").click()
    expect(page.get_by_text("还差这些才能发布")).to_be_visible()
    page.get_by_role("link", name="加一场").click()
    page.get_by_label("开始", exact=True).fill("2026-09-18T14:00")
    page.get_by_label("结束", exact=True).fill("2026-09-18T16:00")
    page.get_by_label(re.compile("^校区")).select_option(index=1)
    page.get_by_label(re.compile("^地点")).fill("行政楼会议中心")
    page.get_by_role("button", name="加上").click()
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_text("占了名额")).to_be_visible()
    assert not axe.too_wide(page)
    return page.url


def sign_up(page: Page, button: str, *, waits: bool = False) -> None:
    page.goto("/activities")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name=re.compile("^(我要)?(报名|排候补|去报名)")).first.click()
    if waits:
        page.get_by_role("checkbox", name=re.compile("排候补")).check()
    page.get_by_role("button", name=button).click()


def test_from_the_announcement_to_the_certificate(window, site, look):
    office, member, other = window(OFFICE, look), window(MEMBER, look), window(OTHER, look)
    desk = announce(office, capacity=1)

    sign_up(member, "报名")
    expect(member.get_by_text("报上了，报名号 1")).to_be_visible()
    sign_up(other, "排候补", waits=True)
    expect(other.get_by_text("候补第 1 位，一共 1 位在等")).to_be_visible()
    assert not axe.too_wide(other)

    member.get_by_role("button", name="取消报名").click()
    expect(member.get_by_text("已取消").first).to_be_visible()
    other.reload()
    expect(other.get_by_text("已报上").first).to_be_visible()

    site.at("2026-09-18 13:50")
    other.get_by_role("link", name="签到码").click()
    expect(other.get_by_role("img", name=re.compile(TITLE))).to_be_visible()
    office.goto(desk)
    office.get_by_role("link", name=re.compile("^签到和")).click()
    office.get_by_role("link", name=re.compile("^(去)?签到")).first.click()
    expect(office.get_by_role("heading", level=1)).to_have_text("签到")
    office.get_by_role("button", name=re.compile("^签到.*李静")).click()
    expect(office.get_by_text("李静 签到好了")).to_be_visible()
    assert not axe.too_wide(office)

    site.at("2026-09-19 09:00")
    office.goto(f"{desk.removesuffix('/desk')}/hours")
    office.get_by_role("button", name="都确认").click()
    expect(office.get_by_text("确认了 1 条时长")).to_be_visible()
    office.get_by_role("button", name="发 1 张证书").click()
    expect(office.get_by_text("发了 1 张证书")).to_be_visible()
    expect(office.get_by_role("button", name=re.compile("张证书$"))).to_have_count(0)

    other.goto("/activities/hours")
    expect(other.get_by_text(TITLE).first).to_be_visible()
    assert not axe.too_wide(other)
    other.goto("/certificates")
    expect(other.get_by_text(re.compile("工训证〔2026〕1号")).first).to_be_visible()


def test_the_code_on_the_screen_checks_in_once(window, site):
    office, member = window(OFFICE, WIDE), window(MEMBER, Look(360, False))
    desk = announce(office, capacity=5)
    sign_up(member, "报名")
    site.at("2026-09-18 13:50")
    office.goto(desk)
    office.get_by_role("link", name=re.compile("^签到和")).click()
    office.get_by_role("link", name=re.compile("^(去)?签到")).first.click()
    office.get_by_role("link", name="投屏口令").click()
    code = re.search(r"\b\d{4,6}\b", office.locator("main").inner_text().replace(" ", ""))
    assert code, office.locator("main").inner_text()
    member.goto(office.url.replace("/screen", "/self-check-in"))
    field = member.get_by_label(re.compile("口令"))
    field.fill("0" * len(code[0]) if code[0].strip("0") else "1" * len(code[0]))
    member.get_by_role("button", name="签到").click()
    expect(member.get_by_role("alert")).to_be_visible()
    member.get_by_label(re.compile("口令")).fill(code[0])
    member.get_by_role("button", name="签到").click()
    expect(member.get_by_text("签到好了").first).to_be_visible()
    assert not axe.too_wide(member)


def test_calling_off_tells_everybody_waiting_people_too(window, site):
    office, member, other = window(OFFICE, WIDE), window(MEMBER, WIDE), window(OTHER, WIDE)
    desk = announce(office, capacity=1)
    sign_up(member, "报名")
    sign_up(other, "排候补", waits=True)
    office.goto(desk)
    office.get_by_label(re.compile("^原因")).fill("讲师临时出差")
    office.get_by_role("button", name="取消活动").click()
    for page in (member, other):
        page.goto("/messages/")
        expect(page.get_by_text(re.compile("取消")).first).to_be_visible()
        page.goto("/activities/mine")
        expect(page.get_by_text("已取消").first).to_be_visible()
