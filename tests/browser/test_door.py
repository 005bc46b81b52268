"""At the door: the page the QR code opens, and the keeper's board beside it."""

import re

from playwright.sync_api import expect

from tests.browser import given


def test_check_in_by_the_door_and_leaving(window, look, site):
    given.booked(site, 10001, "2026-09-16 11:00")
    site.at("2026-09-16 10:52")
    page = window(10001, look)
    page.goto("/door/door-1")
    page.get_by_role("button", name="我到了，签到").click()
    expect(page.get_by_role("status")).to_contain_text("签到好了")
    assert given.bookings_of(site, 10001) == [("09-16 11:00", "checked_in")]
    page.get_by_role("button", name="用完了，离开").click()
    expect(page.get_by_role("status")).to_contain_text("位子已经空出来了")
    assert given.bookings_of(site, 10001) == [("09-16 11:00", "completed")]


def test_door_before_the_time_says_from_when_one_can_check_in(window, look, site):
    given.booked(site, 10001, "2026-09-16 11:00")
    page = window(10001, look)
    page.goto("/door/door-1")
    expect(page.get_by_text("今天 10:50 起可以签到")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("签到"))).to_have_count(0)


def test_walk_in_uses_a_free_room_at_once(window, look, site):
    page = window(10001, look)
    page.goto("/door/door-1")
    expect(page.get_by_text("现在空着。")).to_be_visible()
    page.get_by_role("button", name="现在使用").click()
    expect(page.get_by_role("status")).to_contain_text("可以用了")
    assert given.bookings_of(site, 10001) == [("09-16 10:30", "checked_in")]


def test_walk_in_takes_the_place_of_somebody_who_did_not_come(window, look, site):
    site.at("2026-09-16 10:00")
    given.full(site, "2026-09-16 10:30")
    site.at("2026-09-16 10:41")
    page = window(10001, look)
    page.goto("/door/door-1")
    page.get_by_role("button", name="现在使用").click()
    assert given.bookings_of(site, 10001) == [("09-16 10:30", "checked_in")]
    assert given.bookings_of(site, 20001) == [("09-16 10:30", "no_show")]


def test_door_of_a_room_in_use_offers_the_next_time_and_never_says_who(window, look, site):
    site.at("2026-09-16 10:00")
    given.full(site, "2026-09-16 10:30")
    site.at("2026-09-16 10:38")
    page = window(10001, look)
    page.goto("/door/door-1")
    expect(page.get_by_text("现在有人在用。")).to_be_visible()
    expect(page.get_by_text("陈晨")).to_have_count(0)
    page.get_by_role("link", name="约这个时段").click()
    expect(page.get_by_role("heading", name="确认预约")).to_be_visible()


def test_door_asks_to_sign_in_first_and_comes_back(window, look, site):
    page = window(None, look)
    page.goto("/door/door-1")
    page.get_by_label("工号").fill("10001")
    page.get_by_label("密码").fill("unionweb-demo")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("综合楼 208")


def test_keeper_checks_somebody_in_by_the_code_and_never_sees_a_name(window, look, site):
    booking_id = given.booked(site, 20001, "2026-09-16 11:00")
    site.at("2026-09-16 10:55")
    member = window(20001, look)
    member.goto(f"/bookings/{booking_id}")
    code = member.locator("dd b").first.inner_text()
    keeper = window(10007, look)
    keeper.goto("/board")
    line = keeper.get_by_role("row").filter(has_text=code)
    expect(line).to_be_visible()
    expect(keeper.get_by_text("陈晨")).to_have_count(0)
    line.get_by_role("button", name=re.compile("签到")).click()
    expect(keeper.get_by_role("status").first).to_contain_text("已签到")
    assert given.bookings_of(site, 20001) == [("09-16 11:00", "checked_in")]
    keeper.get_by_role("row").filter(has_text=code).get_by_role("button", name=re.compile("离开")).click()
    assert given.bookings_of(site, 20001) == [("09-16 11:00", "completed")]
