"""Signing in and out, as a person meets it."""

from playwright.sync_api import expect

from tests.support.university import PASSWORD


def fill_in(page, staff_no, password):
    page.get_by_label("工号").fill(str(staff_no))
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_sign_in_leads_to_the_page_that_was_asked_for(window, look):
    page = window(None, look)
    page.goto("/bookings/")
    expect(page.get_by_role("heading", name="登录工会服务厅")).to_be_visible()
    fill_in(page, 10001, PASSWORD)
    expect(page.get_by_role("heading", name="我的预约", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="王敏")).to_be_visible()
