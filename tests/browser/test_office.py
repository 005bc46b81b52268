"""The office: closing a day that people have booked, and taking over a roster."""

import re

from playwright.sync_api import expect

from tests.browser import given

ROSTER = """工号,姓名,性别,校区,基层工会,手机
10001,王敏,女,东校区,外国语学院,13900010001
30001,单晓,女,东校区,法学院,
30002,,女,东校区,法学院,
30003,仇英,男,北校区,法学院,
"""
DISGUISED = {"name": "花名册.xlsx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 not a workbook"}


def test_closing_a_day_shows_who_is_hit_before_it_is_saved_and_tells_them(window, look, site):
    given.booked(site, 10001, "2026-09-17 14:00")
    page = window(10003, look)
    page.goto("/exceptions/new")
    where = page.get_by_label("哪里")
    where.select_option(where.locator("option", has_text="综合楼 208").first.get_attribute("value"))
    page.get_by_text("整天不开放").click()
    page.get_by_label("开始日期").fill("2026-09-17")
    page.get_by_label("原因").fill("检修空调")
    if not look.script:
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("alert")).to_contain_text("还没有保存")
    expect(page.get_by_text("会影响 1 个已经约好的时段。")).to_have_count(1)
    expect(page.get_by_role("listitem").filter(has_text="明天 14:00–14:30")).to_contain_text("1 人收到消息")
    page.get_by_role("button", name=re.compile("保存")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("9月17日")
    expect(page.get_by_role("status")).to_contain_text("有 1 个预约受影响，已经发消息请本人改约")
    assert given.bookings_of(site, 10001) == [("09-17 14:00", "confirmed")]
    line = page.get_by_role("row").filter(has_text="14:00")
    expect(page.get_by_text("王敏")).to_have_count(0)
    line.get_by_role("button", name=re.compile("取消并发消息")).click()
    expect(page.get_by_text("没有要改约的预约。")).to_be_visible()
    assert given.bookings_of(site, 10001) == [("09-17 14:00", "cancelled")]
    member = window(10001, look)
    member.goto("/messages/")
    expect(member.get_by_role("link", name=re.compile("9月17日 周四.*要换个时间"))).to_be_visible()
    member.goto("/bookings/week?date=2026-09-17")
    expect(member.locator("#d17")).to_contain_text("检修空调")


def test_roster_is_looked_at_before_it_changes_anything(window, look, site):
    page = window(10003, look)
    page.goto("/people/roster")
    page.get_by_label("文件").set_input_files({"name": "花名册.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()})
    page.get_by_role("button", name="上传，先看一遍").click()
    expect(page.get_by_role("heading", name="先看一遍再导入")).to_be_visible()
    expect(page.locator("#faulty")).to_contain_text("北校区")
    expect(page.locator("#new")).to_contain_text("单晓")
    expect(page.locator("#changed")).to_contain_text("王敏")
    page.get_by_role("button", name=re.compile("导入 2 处变动")).click()
    expect(page.get_by_role("heading", name="导入好了")).to_be_visible()
    page.goto("/people")
    page.get_by_label("姓名、工号或拼音").fill("shanxiao")
    if not look.script:
        page.get_by_role("button", name="查找").click()
    else:
        page.get_by_label("姓名、工号或拼音").press("Enter")
    expect(page.get_by_role("rowheader", name="单晓")).to_be_visible()


def test_roster_that_is_none_is_refused_in_words(window, look, site):
    page = window(10003, look)
    page.goto("/people/roster")
    page.get_by_label("文件").set_input_files(DISGUISED)
    page.get_by_role("button", name="上传，先看一遍").click()
    expect(page.get_by_role("alert")).to_contain_text("没有收下这个文件")


def test_rule_is_changed_from_a_day_on_and_says_who_did_it(window, look, site):
    page = window(10003, look)
    page.goto("/settings")
    page.get_by_role("row").filter(has_text="每人每天最多约").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("每人每天最多约")
    page.get_by_role("spinbutton").first.fill("3")
    page.get_by_label(re.compile("原因")).fill("新学期放宽")
    page.get_by_role("button", name=re.compile("保存")).click()
    page.goto("/settings")
    expect(page.get_by_role("row").filter(has_text="每人每天最多约")).to_contain_text("3")
