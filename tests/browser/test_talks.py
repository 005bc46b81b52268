"""Counselling: consent, alias, secrecy."""

import re

from playwright.sync_api import Page, expect

from tests.browser import given


def book_talk(page: Page, start: str) -> None:
    """Choose a time on the counselling page, accept the consent, book."""
    page.goto("/counseling")
    page.get_by_text(re.compile(start)).first.click()
    page.get_by_text("电话", exact=True).click()
    page.get_by_label(re.compile("咨询师打哪个号码")).fill("60208")
    page.get_by_label(re.compile("怎么称呼您")).fill("小树")
    page.get_by_label("我看完了，同意").check()
    page.get_by_role("button", name="预约", exact=True).click()


def test_talk_with_consent_and_alias_is_known_to_two_people_only(window, look, site):
    page = window(10001, look)
    page.goto("/counseling")
    expect(page.get_by_label("紧急求助电话").get_by_role("link", name="12356")).to_be_visible()
    book_talk(page, "9月18日 周五 9:00")
    expect(page.get_by_role("status")).to_contain_text("只有您和这位咨询师知道")
    expect(page.get_by_label("紧急求助电话")).to_be_visible()
    expect(page.get_by_text("还没有人打开过")).to_be_visible()
    own = page.url

    counselor = window(10006, look)
    counselor.goto("/counselor/")
    counselor.get_by_role("link", name=re.compile("小树")).click()
    expect(counselor.get_by_text("60208")).to_be_visible()
    expect(counselor.get_by_text("王敏")).to_have_count(0)

    page.goto(own)
    expect(page.get_by_role("region", name="谁看过")).to_contain_text("何言，打开了这条预约")
    for other in (10003, 10004, 10002):
        stranger = window(other, look)
        stranger.goto(own)
        expect(stranger.get_by_role("heading", name="没有找到这一页")).to_be_visible()


def test_talk_without_consent_is_not_booked(window, look, site):
    page = window(10001, look)
    page.goto("/counseling")
    page.get_by_text(re.compile("9月18日 周五 9:00")).first.click()
    page.get_by_role("button", name="预约", exact=True).click()
    assert given.bookings_of(site, 10001) == []
    expect(page.get_by_role("heading", name="约一次谈话")).to_be_visible()


def test_second_talk_of_a_week_is_refused_before_it_is_chosen(window, look, site):
    page = window(10001, look)
    book_talk(page, "9月18日 周五 9:00")
    page.goto("/counseling")
    expect(page.locator("#talk-limits")).to_contain_text("这一周您已经约了 1 次")
    expect(page.get_by_label(re.compile("9月18日 周五 10:00"))).to_be_disabled()
    expect(page.get_by_role("heading", name="您同意过这一页")).to_be_visible()


def test_lists_and_messages_never_name_the_service(window, look, site):
    page = window(10001, look)
    book_talk(page, "9月18日 周五 9:00")
    for path in ("/", "/bookings/", "/messages/"):
        page.goto(path)
        mine = page.get_by_role("main").inner_text()
        if path == "/":  # the hall offers counselling to everybody alike; look at the own parts only
            mine = page.locator("#mine").inner_text() + page.locator("#latest-messages").inner_text() + page.locator("#next").inner_text()
        assert not re.search("谈话|咨询|心理|向日葵|何言|职工之家", mine), path
