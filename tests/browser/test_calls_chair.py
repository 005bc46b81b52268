"""A call for cases in a real browser, from the notice to the library: written, confirmed, returned, ranked, accepted, decided."""

import re
from datetime import datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser import axe, called
from tests.browser.called import CHAIR, MEMBER, OFFICE, REVIEWER, TITLE
from tests.browser.conftest import Look
from tests.calls import drafted, reviewed
from unionweb.calls.models import Review
from unionweb.calls.queries import reviews
from unionweb.calls.services import assigning, criteria, reviewers, reviewing
from unionweb.kernel.extensions import db

SECOND = 20001
WORK = "午间一刻，把家建到教学楼里"
BODY = "外国语学院分工会把教学楼的一间旧教室改成了职工小家，午间开放，三个月里来了两千人次。"


def announce(page: Page) -> int:
    """Made out of the preset by the office, with a template, and published; returns its id."""
    page.goto("/calls/new")
    page.get_by_role("link", name="工作案例").click()
    called.fill_times(page, opens="2026-09-16T08:00", submits="2026-09-20T00:00", corrects="2026-09-22T00:00", reviews="2026-09-30T18:00")
    page.get_by_label(re.compile("^正文至少")).fill("20")
    page.get_by_label(re.compile("^正文最多")).fill("60")
    page.get_by_label("要党组织意见").check()
    page.get_by_label("每份几位评委评").fill("1")
    called.press(page, "保存", "存成草稿了")
    called.upload(page, "模板文件", called.document("一、背景 二、做法", "校工会"), "放上去")
    expect(page.get_by_text("放好了。")).to_be_visible()
    called.press(page, "发布", "发布了")
    assert not axe.too_wide(page)
    return int(re.search(r"/calls/(\d+)/desk", page.url)[1])


def write(page: Page, look: Look) -> None:
    """A draft, kept as it is typed, or by the plain button; left, and found again."""
    page.goto("/calls")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="开始写").click()
    expect(page.get_by_text("请写清背景、做法、成效、推广价值")).to_be_visible()
    page.get_by_label("题目").fill(WORK)
    page.get_by_label("类别").select_option(label="组织建设")
    page.get_by_label("正文", exact=True).fill(BODY)
    if look.script:
        expect(page.locator("#saved")).to_contain_text("自动存好了")
        expect(page.locator("#saved")).to_contain_text(f"正文 {len(BODY)} 字，要求 20–60 字")
    else:
        called.press(page, "存草稿", "存好了")
        page.get_by_role("link", name="接着写").click()
    called.ensure_sound(page, look)
    called.press(page, "存草稿", "存好了")
    page.goto("/calls")
    page.get_by_role("link", name=WORK).click()
    expect(page.get_by_role("heading", name="可以提交了")).to_be_visible()


def hand_in_with_a_co_author(page: Page, other: Page) -> None:
    """A picture and a document, another author who says yes, then sent in."""
    called.upload(page.get_by_role("region", name="工作照片"), "选文件", called.PICTURE, "上传")
    called.upload(page.get_by_role("region", name="证明材料"), "选文件", called.document("活动签到表"), "上传")
    page.get_by_role("link", name=re.compile("王敏的材料")).click()
    expect(page.get_by_text("活动签到表")).to_be_visible()
    page.get_by_role("link", name=WORK).click()
    page.get_by_label("合作者工号").fill(str(SECOND))
    page.get_by_role("button", name="加上").click()
    expect(page.get_by_text("待确认")).to_be_visible()
    assert not axe.too_wide(page)
    called.told(other, "合作者")
    called.press(other, "确认", "确认了")
    page.get_by_role("link", name="接着写").click()
    called.press(page, "存好并提交", "提交了，等分工会审核")


def return_it(chair: Page, member: Page) -> None:
    """Sent back with a word, mended, sent in again."""
    called.told(chair, "等分工会审核")
    chair.get_by_role("link", name=WORK).click()
    chair.get_by_role("radio", name="退回修改").check()
    chair.get_by_role("button", name="办好").click()
    expect(chair.get_by_text("请写一句原因，作者会看到")).to_be_visible()
    chair.get_by_role("radio", name="退回修改").check()
    chair.get_by_label(re.compile("^说明")).fill("请补上参加的人数。")
    called.press(chair, "办好", "办好了")
    called.told(member, "退回修改")
    expect(member.get_by_text("请补上参加的人数。").first).to_be_visible()
    member.get_by_role("link", name="接着写").click()
    member.get_by_label("正文", exact=True).fill(BODY + "每次三十人。")
    called.press(member, "存好并提交", "提交了")


def send_on(page: Page, call_id: int, look: Look) -> None:
    """Ranked by the chair, sent on, the form printed, the opinion recorded and the stamped form uploaded."""
    page.goto(f"/calls/{call_id}/unit")
    page.get_by_label(f"{WORK}排第几").fill("1")
    called.press(page, "存好排序", "排好了")
    called.ensure_sound(page, look)
    page.get_by_role("link", name=WORK).click()
    page.get_by_role("radio", name="同意推荐").check()
    called.press(page, "办好", "办好了")
    assert WORK in called.words_of(called.shown(page, "印推荐表"))
    page.get_by_label(re.compile("^党组织意见")).fill("同意推荐")
    called.press(page, "登记意见", "登记好了")
    called.upload(page, "盖章的推荐表", called.PICTURE | {"name": "推荐表盖章.jpg"}, "上传推荐表")
    expect(page.get_by_text("收下了。")).to_be_visible()
    expect(page.get_by_role("region", name="盖章的推荐表")).to_contain_text("推荐表盖章")
    assert not axe.too_wide(page)


def take_in(page: Page, call_id: int) -> None:
    page.goto(f"/calls/{call_id}/desk")
    page.get_by_role("link", name="报送和受理").click()
    page.get_by_label(f"选 {WORK}").check()
    called.press(page, "受理勾选的", "受理了 1 份")
    assert not axe.too_wide(page)


def review(call_id: int) -> None:
    """What the reviewer does in the journey of the reviewer."""
    office, judge = drafted.actor(OFFICE), drafted.actor(REVIEWER)
    criteria.take_preset(call_id, office)
    reviewers.invite(call_id, [str(REVIEWER)], office)
    reviewers.answer_invitation(reviews.reviewers_of(call_id)[0].row.id, judge, accepts=True)
    assigning.share_out_reviews(call_id, office)
    assigning.begin_review(call_id, office)
    marks = {one.id: Decimal(95) for one in reviews.criteria_of(call_id)}
    reviewing.submit_review(db.session.scalars(select(Review.id)).one(), judge, reviewed.paper(marks, "做法可以照着学。"))


def conclude(page: Page, site, call_id: int, look: Look) -> None:
    """Graded in the order of the scores, the meeting written down, shown, final, told, into the library."""
    called.decide(page, call_id, "一等奖 1\n二等奖 2 1", held_on=datetime(2026, 9, 23))
    called.press(page, "按得分顺序套名额", "按得分顺序定了 1 件")
    expect(page.get_by_label(f"{WORK}的等次")).to_have_value(re.compile(r"\d+"))
    called.ensure_sound(page, look)
    called.press(page, "定下来", "结果定下来了")
    page.get_by_label("公示几个工作日").fill("1")
    called.press(page, "开始公示", "公示开始了")
    called.at(site, "2026-09-25 09:00")
    page.reload()
    called.press(page, "公示结束了，公布结果", "结果公布了")
    page.get_by_role("link", name="看消息").click()
    called.press(page, "把没有发的都发出去", "都发出去了")
    page.goto(f"/calls/{call_id}/result-desk")
    called.press(page, "把评出的 1 件作品放进案例库", "评出的作品放进案例库了")


def find_in_the_library(page: Page, look: Look) -> None:
    """Two characters are enough."""
    page.goto("/library")
    page.get_by_role("searchbox").fill("小家")
    if not look.script:
        page.get_by_role("button", name="找").click()
    expect(page.get_by_role("status").filter(has_text="共 1 篇")).to_be_visible()
    called.ensure_sound(page, look)
    page.get_by_role("link", name=re.compile(WORK)).click()
    expect(page.get_by_text("王敏、陈晨")).to_be_visible()
    expect(page.get_by_role("img")).to_have_count(1)
    called.ensure_sound(page, look)
    page.goto("/honours")
    expect(page.get_by_role("row").filter(has_text=WORK)).to_have_count(2)  # one for each of the authors
    called.ensure_sound(page, look)


@pytest.mark.parametrize("look", [called.WIDE, called.PLAIN_PHONE], ids=str)
def test_from_the_notice_to_the_library(window, site, look):
    office, member, chair = window(OFFICE, look), window(MEMBER, look), window(CHAIR, look)
    call_id = announce(office)
    called.told(chair, TITLE)
    name, template = called.sheet(chair, re.compile("^下载模板"))
    assert name.endswith(".docx") and template.startswith(b"PK")

    write(member, look)
    hand_in_with_a_co_author(member, window(SECOND, look))
    return_it(chair, member)
    send_on(chair, call_id, look)
    take_in(office, call_id)

    called.at(site, "2026-09-23 09:00")
    site.inside(lambda: review(call_id))
    conclude(office, site, call_id, look)

    called.told(member, "结果公布了")
    expect(member.get_by_role("row").filter(has_text=WORK)).to_contain_text("一等奖")
    assert not axe.too_wide(member)
    member.goto("/calls")
    member.get_by_role("link", name=WORK).click()
    expect(member.get_by_text("已评出").first).to_be_visible()
    member.get_by_role("link", name="评委的意见").click()
    expect(member.get_by_text("做法可以照着学。")).to_be_visible()
    find_in_the_library(member, look)
