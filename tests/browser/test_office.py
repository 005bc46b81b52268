"""The office: closing a day that people have booked, and taking over a roster."""

import re

from playwright.sync_api import expect

ROSTER = """工号,姓名,性别,校区,基层工会,手机
10001,王敏,女,东校区,外国语学院,13900010001
30001,单晓,女,东校区,法学院,
30002,,女,东校区,法学院,
30003,仇英,男,北校区,法学院,
"""
DISGUISED = {"name": "花名册.xlsx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 not a workbook"}


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
