"""A retreat in a real browser: rules published, applied for, ranked, shared out, posted, objected to, given up, moved up."""

import re

from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import Look
from tests.retreats import made
from unionweb.common.publicity import end_due
from unionweb.retreats import services

OFFICE, FIRST, CHAIR, THIRD = 10003, 10001, 10002, 20001
TITLE = "2026年教职工疗休养"
WIDE = Look(1280, True)


def write_programme(page: Page) -> str:
    """Drafted with one route and published; returns the address of its desk."""
    page.goto("/retreats/programmes/new")
    page.get_by_label("哪一年的").fill("2026")
    page.get_by_label("名称", exact=True).fill(TITLE)
    page.get_by_label("办法", exact=True).fill("来校满三年的在职教职工可以报，由分工会排出先后。")
    page.get_by_label("联系方式").fill("校工会办公室 60312")
    for label, day, hour in (("报名开始", 17, "8:00"), ("报名截止", 18, "18:00")):
        page.get_by_label(f"{label}的日子").fill(f"2026-09-{day}")
        page.get_by_label(f"{label}的时间").fill(hour)
    page.get_by_label(re.compile("^分工会排到哪天")).fill("2026-09-21")
    page.get_by_label(re.compile("^排到几点")).fill("12:00")
    page.get_by_role("radio", name=re.compile("分工会排序")).check()
    page.get_by_label("人数按哪天算").fill("2026-09-01")
    page.get_by_label("公示几个工作日").fill("1")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="加批次").click()
    for label, value in (("路线", "崂山线"), ("去哪里", "青岛崂山"), ("名额", "1"), ("至少几人成团", "1"), ("家属名额", "0")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("出发", exact=True).fill("2026-11-02")
    page.get_by_label("返回", exact=True).fill("2026-11-06")
    page.get_by_label("每人费用（元）").fill("3000")
    page.get_by_label(re.compile("^其中个人承担")).fill("600")
    press(page, "保存")
    page.goto("/retreats/desk")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="公布方案").click()
    expect(page.get_by_text("已公布").first).to_be_visible()
    return page.url


def press(page: Page, name) -> None:
    """A button that is followed by nothing to wait for: the answer is there before the next step."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def apply(page: Page) -> None:
    page.goto("/retreats")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name=re.compile("^报名")).first.click()
    page.get_by_label(re.compile("^第一志愿|^第 ?1 ?志愿")).select_option(index=1)
    page.get_by_role("button", name="报名").click()
    expect(page.get_by_text("报名收到了").first).to_be_visible()
    assert not axe.too_wide(page)


def open_own(page: Page) -> None:
    page.goto("/retreats")
    page.get_by_role("link", name="看我的申请").first.click()


def test_from_the_rules_to_the_group(window, site, look, tmp_path):
    site.inside(lambda: made.add_service(FIRST, CHAIR, THIRD))
    office = window(OFFICE, look)
    desk = write_programme(office)
    programme = re.search(r"/programmes/(\d+)/", desk)[1]
    people = {who: window(who, look) for who in (FIRST, CHAIR, THIRD)}

    site.at("2026-09-17 09:00")
    for page in people.values():
        apply(page)

    site.at("2026-09-18 18:05")
    site.inside(services.close_due)
    chair = people[CHAIR]
    chair.goto(f"/retreats/programmes/{programme}/ranking")
    for name, rank in (("王敏", "1"), ("李静", "2"), ("陈晨", "3")):
        chair.get_by_label(name, exact=True).fill(rank)
    press(chair, "存好排序")
    assert not axe.too_wide(chair)

    site.at("2026-09-21 12:05")
    office.goto(desk)
    for button in ("锁定名单", "公开种子，排出结果", "开始公示"):
        office.get_by_role("button", name=button).click()
    expect(office.get_by_role("heading", name=re.compile("^公示到"))).to_be_visible()
    assert not axe.too_wide(office)

    chair.goto(f"/retreats/programmes/{programme}/verification")
    expect(chair.get_by_text("不一致")).to_have_count(0)
    expect(chair.get_by_text("一致").first).to_be_visible()
    assert not axe.too_wide(chair)
    chair.goto(f"/retreats/programmes/{programme}")
    chair.get_by_label(re.compile("^您的异议")).fill("工龄请再核一次")
    press(chair, "提异议")
    office.reload()
    office.get_by_label("答复第 1 件").fill("核过，没有错。")
    press(office, re.compile("^答复"))
    chair.reload()
    expect(chair.get_by_text("核过，没有错。")).to_be_visible()

    site.at("2026-09-22 09:00")
    site.inside(end_due)
    first, third = people[FIRST], people[THIRD]
    open_own(third)
    expect(third.get_by_text("候补，全体顺序第 3 位")).to_be_visible()
    open_own(first)
    expect(first.get_by_role("button", name="确认去")).to_be_visible()
    first.get_by_role("button", name=re.compile("放弃")).click()
    expect(first.get_by_text("放弃了").first).to_be_visible()
    open_own(chair)
    chair.get_by_role("button", name="确认去").click()
    expect(chair.get_by_text("确认好了：崂山线")).to_be_visible()
    open_own(third)
    expect(third.get_by_text("候补，全体顺序第 3 位")).to_be_visible()

    office.goto(desk)
    office.get_by_role("link", name=re.compile("崂山线")).first.click()
    office.get_by_role("button", name="成团").click()
    expect(office.get_by_text("已成团").first).to_be_visible()
    with office.expect_download() as listed:
        office.get_by_role("link", name="领队名单").click()
    listed.value.save_as(tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")


def test_who_may_not_apply_is_told_before_and_why(window, site):
    """周外 has been here for one year."""
    site.inside(lambda: made.add_service(10005, since=2025))
    site.inside(made.add_published)
    site.at("2026-09-17 09:00")
    page = window(10005, Look(360, False))
    page.goto("/retreats")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text(re.compile("工龄")).first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^报名$"))).to_have_count(0)
    assert not axe.too_wide(page)
