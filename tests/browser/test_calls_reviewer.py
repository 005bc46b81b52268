"""A reviewer in a real browser: asked by message, a tie declared, entries without names, scored by keyboard; the office looks on."""

import re
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from tests.browser import axe, called
from tests.browser.called import MEMBER, OFFICE, REVIEWER, STRANGER
from tests.browser.conftest import Look
from tests.calls import drafted, reviewed
from tests.support.university import add_member
from unionweb.calls.models import Criterion, Review
from unionweb.calls.queries import reviews
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.services import reviewers, reviewing
from unionweb.kernel.extensions import db

OTHERS, SECOND, OF_OWN_UNIT, THIRD = (10006, 10007), 20001, 30001, 20002
FIRST_WORK, SECOND_WORK = "把家建到教学楼", "午间一刻"
HIDDEN = ("海边的读书会", "法律门诊进校园", "和评委一起写的")
NAMES = ("王敏", "陈晨", "周外", "林琳", "外国语学院")


def prepare() -> int:
    """Five accepted entries: two that 郑评 may judge, one of 周外, one of his own unit, one that he had a part in."""
    call_id = reviewed.call_in_review(criteria=0, state=CallState.closed, reviews_per_entry=2)
    add_member(OF_OWN_UNIT, "法小明", unit=5)
    body = "外国语学院的王敏老师带头，午间开放，三个月来了两千人次。"
    reviewed.entry(call_id, 101, author=MEMBER, title=FIRST_WORK, body=body)
    reviewed.entry(call_id, 102, author=STRANGER, unit=3, title=HIDDEN[0])
    reviewed.entry(call_id, 103, author=SECOND, title=SECOND_WORK)
    reviewed.entry(call_id, 104, author=OF_OWN_UNIT, unit=5, title=HIDDEN[1])
    reviewed.entry(call_id, 105, author=THIRD, title=HIDDEN[2], co_authors=(REVIEWER,))
    return call_id


def invite(page: Page, call_id: int) -> None:
    page.goto(f"/calls/{call_id}/review")
    page.get_by_role("link", name="评审标准").click()
    called.press(page, "放上常用的", "常用标准放好了")
    page.get_by_role("link", name="评委和进度").click()
    page.get_by_label("评委工号").fill(f"{REVIEWER}\n{OTHERS[0]}，{OTHERS[1]}")
    called.press(page, "邀请", "邀请了 3 位评委")
    assert not axe.too_wide(page)


def accept(page: Page) -> None:
    """Yes to the invitation, and a tie with 周外."""
    called.told(page, "请您评审")
    page.get_by_role("radio", name=re.compile("^接受")).check()
    called.press(page, "答复", "谢谢，记下了")
    page.get_by_text("登记回避", exact=True).click()
    page.get_by_label("工号").fill(str(STRANGER))
    page.get_by_label("关系").select_option(index=1)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("有关的作品不会分给您").first).to_be_visible()
    expect(page.get_by_text(f"周外（{STRANGER}）")).to_be_visible()
    assert not axe.too_wide(page)


def others_accept(call_id: int) -> None:
    ids = {line.row.member_id: line.row.id for line in reviews.reviewers_of(call_id)}
    for member_id in OTHERS:
        reviewers.answer_invitation(ids[member_id], drafted.actor(member_id), accepts=True)


def begin(page: Page, call_id: int) -> None:
    """Shared out, looked through for names, begun."""
    page.goto(f"/calls/{call_id}/review")
    page.get_by_role("link", name="分配", exact=True).click()
    called.press(page, "分配", "分配了 10 份评审")
    expect(page.get_by_text("5 件作品都有 2 位评委了")).to_be_visible()
    assert not axe.too_wide(page)
    page.get_by_role("link", name="盲评检查").click()
    page.get_by_role("link", name=FIRST_WORK).click()
    expect(page.get_by_text("※※的※※老师带头")).to_be_visible()
    called.press(page, "核对好了", "核对好了")
    page.get_by_role("link", name="评委和进度").click()
    called.press(page, "开始评审", "评审开始了")


def tells_nothing(shown: Locator) -> bool:
    """Whether what the reviewer may not know stands nowhere in a part of the page, not even unseen."""
    markup = shown.inner_html()
    return not any(word in markup for word in (*HIDDEN, *NAMES))


def find_tasks(page: Page, look: Look) -> None:
    called.told(page, "有作品请您评审")
    expect(page.get_by_role("status").filter(has_text="共 2 件，已提交 0 件")).to_be_visible()
    assert tells_nothing(page.get_by_role("region", name="请您评的作品"))
    called.ensure_sound(page, look)
    page.get_by_role("link", name=FIRST_WORK).click()
    assert tells_nothing(page.locator("html"))


def type_marks(page: Page, mark: str, count: int) -> None:
    """Marks with the keyboard alone; the first field has the focus when the page opens."""
    expect(page.get_by_role("textbox").first).to_be_focused()
    for number in range(count):
        page.keyboard.type(mark)
        if number + 1 < count:
            page.keyboard.press("Tab")


def score(page: Page, count: int, look: Look) -> None:
    """Saved as typed, or by the plain button; Enter sends it in and opens the next one."""
    type_marks(page, "90", count)
    page.get_by_label(re.compile("^给作者的意见")).fill("做法可以照着学。")
    if look.script:
        expect(page.locator("#saved")).to_contain_text("存好了，还没有提交")
        page.reload()
    else:
        called.press(page, "只存，不提交", "存好了，还没有提交")
    expect(page.get_by_label(re.compile("^给作者的意见"))).to_have_value("做法可以照着学。")
    called.ensure_sound(page, look)
    page.get_by_role("textbox").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("编号 103")
    assert tells_nothing(page.locator("html"))
    type_marks(page, "80", count)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="都评完了")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="共 2 件，已提交 2 件")).to_be_visible()


def others_score(call_id: int) -> None:
    """Far away from 郑评 on the first one, with him on the second: both come to 80."""
    criteria = [row.id for row in db.session.scalars(select(Criterion).where(Criterion.call_id == call_id))]
    for number, mark in ((101, 70), (103, 80)):
        rows = select(Review.id, Review.member_id).where(Review.entry.has(number=number, call_id=call_id), Review.member_id != REVIEWER)
        [(review_id, member_id)] = db.session.execute(rows).all()
        reviewing.submit_review(review_id, drafted.actor(member_id), reviewed.paper(dict.fromkeys(criteria, Decimal(mark))))


def look_on(page: Page, site, call_id: int) -> None:
    """Progress, a reminder, then scores with ties and spread."""
    page.goto(f"/calls/{call_id}/review")
    expect(page.locator(".kpis")).to_contain_text("2 / 10")
    called.press(page, "提醒没有答复和没有评完的", "提醒了 2 位评委")
    site.inside(lambda: others_score(call_id))
    page.get_by_role("link", name="评分", exact=True).click()
    expect(page.get_by_text("有并列：第 1 名")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=FIRST_WORK)).to_contain_text("意见不一")
    expect(page.get_by_role("row").filter(has_text=HIDDEN[0])).to_contain_text("没有")
    assert not axe.too_wide(page)
    name, book = called.sheet(page, "评分表 Excel")
    assert name.endswith("评分表.xlsx") and book.startswith(b"PK")


def test_from_the_invitation_to_the_scores(window, site, look):
    call_id = site.inside(prepare)
    office, judge = window(OFFICE, look), window(REVIEWER, look)
    invite(office, call_id)
    accept(judge)
    site.inside(lambda: others_accept(call_id))
    begin(office, call_id)
    find_tasks(judge, look)
    score(judge, 5, look)
    look_on(office, site, call_id)
    called.ensure_sound(office, look)
