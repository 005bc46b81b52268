"""Signing in and out, as a person meets it."""

import re

from playwright.sync_api import Page, expect

from tests.browser import given
from tests.support.university import PASSWORD
from unionweb.accounts.services.passwords import issue_code

OWN = "春天-的-花园-2026"


def sign_in(page: Page, staff_no: int, password: str) -> None:
    page.get_by_label("工号").fill(str(staff_no))
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_sign_in_leads_to_the_page_that_was_asked_for(window, look):
    page = window(None, look)
    page.goto("/bookings/")
    expect(page.get_by_role("heading", name="登录工会服务厅")).to_be_visible()
    sign_in(page, 10001, PASSWORD)
    expect(page.get_by_role("heading", name="我的预约", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="王敏")).to_be_visible()


def test_sign_in_with_a_wrong_password_keeps_the_number_and_says_what_to_do(window, look):
    page = window(None, look)
    page.goto("/sign-in")
    sign_in(page, 10001, "something-else")
    expect(page.get_by_role("alert")).to_contain_text("工号或密码不对")
    expect(page.get_by_label("工号")).to_have_value("10001")
    expect(page.get_by_label("密码")).to_have_value("")


def test_first_sign_in_with_a_code_sets_an_own_password(window, look, site):
    code = site.inside(lambda: issue_code(20001, given.person(10003)))
    page = window(None, look)
    page.goto("/sign-in")
    sign_in(page, 20001, code)
    expect(page.get_by_role("heading", name="先设一个自己的密码")).to_be_visible()
    page.goto("/bookings/")  # nothing else opens before that
    expect(page.get_by_role("heading", name="先设一个自己的密码")).to_be_visible()
    page.get_by_label("现在").fill(code)
    for field in page.get_by_label(re.compile("新密码")).all():
        field.fill(OWN)
    page.get_by_role("button", name="保存新密码").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("陈晨")
    page.get_by_role("button", name="退出").click()
    sign_in(page, 20001, OWN)
    expect(page.get_by_role("heading", level=1)).to_contain_text("陈晨")


def test_signing_out_leaves_nothing_behind_the_back_button(window, look, site):
    given.booked(site, 10001, "2026-09-16 14:00")
    page = window(10001, look)
    page.goto("/bookings/")
    expect(page.get_by_text("综合楼 208")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录工会服务厅")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="登录工会服务厅")).to_be_visible()
    expect(page.get_by_text("综合楼 208")).to_have_count(0)
