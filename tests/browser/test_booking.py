"""Booking a mother's room, from the hall to the cancellation."""

import re

from playwright.sync_api import expect

from tests.browser import given


def test_booking_from_the_hall_takes_two_clicks(window, look, site):
    page = window(10001, look)
    page.goto("/")
    page.get_by_role("link", name=re.compile("预约 ?妈妈小屋")).click()
    expect(page.get_by_role("heading", name="确认预约")).to_be_visible()
    page.get_by_role("button", name="确认预约").click()
    expect(page.get_by_role("status")).to_contain_text("约好了")
    expect(page.get_by_role("heading", level=1)).to_have_text("今天 11:00–11:30")
    assert given.bookings_of(site, 10001) == [("09-16 11:00", "confirmed")]


def test_hall_shows_the_next_booking_and_leads_to_it(window, look, site):
    given.booked(site, 10001, "2026-09-16 14:00")
    page = window(10001, look)
    page.goto("/")
    following = page.get_by_label("您的下一个预约")
    expect(following).to_contain_text("今天 14:00–14:30")
    following.get_by_role("link", name="查看预约").click()
    expect(page.get_by_role("button", name="取消这次预约")).to_be_visible()


def test_booking_the_last_place_too_late_is_refused_with_the_earliest_other(window, look, site):
    page = window(10001, look)
    page.goto(f"/bookings/new?slot={given.slot_at(site, '2026-09-16 14:00')}")
    given.full(site, "2026-09-16 14:00")  # while the page is open
    page.get_by_role("button", name="确认预约").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("这个时段没有约成")
    expect(page.get_by_role("alert")).to_contain_text("这个时段刚刚约满了。")
    expect(page.get_by_text("您原来的预约都没有变。")).to_be_visible()
    assert given.bookings_of(site, 10001) == []
    earliest = page.get_by_role("region", name="最早可以约")
    expect(earliest).to_contain_text("今天")
    earliest.get_by_role("button", name="改约这个时段").click()
    expect(page.get_by_role("status")).to_contain_text("约好了")
    assert len(given.bookings_of(site, 10001)) == 1


def test_week_greys_what_the_rules_forbid_and_says_why(window, look, site):
    for start in ("2026-09-17 09:00", "2026-09-17 15:00"):
        given.booked(site, 10001, start)
    page = window(10001, look)
    page.goto("/bookings/week?date=2026-09-17")
    expect(page.get_by_text("9月17日您已经约满了")).to_be_visible()
    thursday = page.locator("#d17")
    expect(thursday.get_by_role("cell").filter(has_text="已约 2 次").first).to_be_visible()
    expect(thursday.get_by_role("link", name="空闲")).to_have_count(0)
    expect(thursday.get_by_role("link", name="我的")).to_have_count(2)


def test_full_slot_takes_a_waiting_list_and_promotes_when_somebody_cancels(window, look, site):
    taken, _ = given.full(site, "2026-09-17 14:00")
    page = window(10001, look)
    page.goto("/bookings/week?date=2026-09-17")
    page.locator("#d17").get_by_role("link", name=re.compile("占用")).click()
    page.get_by_role("button", name="排候补").click()
    expect(page.get_by_role("status")).to_contain_text("排上候补了")
    expect(page.get_by_text("候补第 1 位")).to_be_visible()
    given.cancelled(site, 20001, taken)
    page.reload()
    expect(page.get_by_text("已约", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="经过")).to_contain_text("自动约上")
    page.goto("/messages/")
    expect(page.get_by_role("link", name=re.compile("候补成功"))).to_be_visible()


def test_leaving_the_waiting_list_is_one_button(window, look, site):
    given.full(site, "2026-09-17 14:00")
    booking_id = given.waiting(site, 10001, "2026-09-17 14:00")
    page = window(10001, look)
    page.goto(f"/bookings/{booking_id}")
    page.get_by_role("button", name="退出候补").click()
    assert given.bookings_of(site, 10001) == [("09-17 14:00", "cancelled")]


def test_cancelling_gives_the_place_back(window, look, site):
    booking_id = given.booked(site, 10001, "2026-09-16 14:00")
    page = window(10001, look)
    page.goto("/bookings/")
    page.get_by_role("link", name=re.compile("今天 14:00")).click()
    expect(page.get_by_text("今天 13:30 之后就不能取消了。")).to_be_visible()
    page.get_by_role("button", name="取消这次预约").click()
    expect(page.get_by_role("status")).to_contain_text("取消好了")
    expect(page).to_have_url(f"{site.url}/bookings/{booking_id}")
    assert given.bookings_of(site, 10001) == [("09-16 14:00", "cancelled")]


def test_cancelling_too_late_names_the_phone_instead_of_a_button(window, look, site):
    booking_id = given.booked(site, 10001, "2026-09-16 14:00")
    site.at("2026-09-16 13:31")
    page = window(10001, look)
    page.goto(f"/bookings/{booking_id}")
    expect(page.get_by_text("以后就不能取消了")).to_be_visible()
    expect(page.get_by_role("button", name="取消这次预约")).to_have_count(0)


def test_moving_keeps_the_old_time_until_the_new_one_is_there(window, look, site):
    booking_id = given.booked(site, 10001, "2026-09-16 14:00")
    page = window(10001, look)
    page.goto(f"/bookings/{booking_id}")
    page.get_by_role("link", name="换个时间").click()
    expect(page.get_by_text("选好新的以前一直给您留着")).to_be_visible()
    page.locator("#d18").get_by_role("link", name=re.compile("空闲")).first.click()
    page.get_by_role("button", name="确认换到这个时间").click()
    expect(page.get_by_role("status")).to_contain_text("换好了")
    assert given.bookings_of(site, 10001) == [("09-16 14:00", "cancelled"), ("09-18 09:00", "confirmed")]


def test_repeat_shows_each_date_before_anything_is_booked(window, look, site):
    given.full(site, "2026-09-23 10:00")
    page = window(10001, look)
    page.goto(f"/bookings/new?slot={given.slot_at(site, '2026-09-16 16:00')}")
    page.goto(f"/bookings/new?slot={given.slot_at(site, '2026-09-17 10:00')}")
    page.get_by_text("每个工作日，10:00").click()
    page.get_by_role("button", name="确认预约").click()
    expect(page.get_by_role("heading", name="先看哪些天约得上")).to_be_visible()
    assert given.bookings_of(site, 10001) == []
    full_day = page.get_by_role("listitem").filter(has_text="9月23日")
    expect(full_day).to_contain_text("约不上")
    good = page.get_by_role("listitem").filter(has_text="约得上").count()
    page.get_by_role("button", name=f"约这 {good} 次").click()
    expect(page.get_by_text(f"约好了 {good} 次。")).to_be_visible()
    made = given.bookings_of(site, 10001)
    assert len(made) == good
    assert ("09-20 10:00", "confirmed") in made  # a Sunday on which one works
    assert ("09-23 10:00", "confirmed") not in made


def test_week_filter_is_swapped_by_htmx_and_is_a_plain_form_without(window, look, site):
    page = window(10001, look)
    page.goto("/bookings/week?date=2026-09-17")
    if look.script:
        page.evaluate("window.stays = true")
    page.get_by_label("校区", exact=True).select_option(label="滨海校区")
    if not look.script:
        page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("海洋楼 112")
    expect(page).to_have_url(re.compile("campus=3"))
    page.get_by_role("link", name="下一周").click()
    expect(page.get_by_role("heading", name=re.compile("9月21日至27日"))).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("海洋楼 112")
    if look.script:
        assert page.evaluate("window.stays === true"), "the whole page was loaded again"
        page.go_back()
        expect(page.get_by_role("heading", name=re.compile("9月14日至20日"))).to_be_visible()
