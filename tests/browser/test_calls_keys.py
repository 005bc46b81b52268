"""Reviewing with the keys alone, on a tablet and on a wide screen, with script and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, called
from tests.browser.called import REVIEWER
from tests.browser.conftest import Look
from tests.calls import reviewed

NUMBERS = (101, 102, 103)
TABLET, WIDE, PLAIN_TABLET = Look(768, True), Look(1280, True), Look(768, False)


def prepare() -> int:
    """Three entries of a blind call for 郑评; returns the first review."""
    call_id = reviewed.call_in_review(criteria=2)
    seat = reviewed.reviewer(call_id)
    body = "老师们午间没有地方去，先问大家要什么，再腾教室、排值班、订公约。" * 20
    ids = [reviewed.review(reviewed.entry(call_id, number, unit=3, author=10005, body=body), seat) for number in NUMBERS]
    return ids[0]


def press_access_key(page: Page, key: str) -> None:
    """Alt and a letter as a keyboard sends it: the sign is what opens the link."""
    session = page.context.new_cdp_session(page)
    number = ord(key.upper())
    common = {"modifiers": 1, "key": key, "code": f"Key{key.upper()}", "windowsVirtualKeyCode": number, "nativeVirtualKeyCode": number}
    for kind in ("rawKeyDown", "char", "keyUp"):
        session.send("Input.dispatchKeyEvent", common | {"type": kind} | ({"text": key, "unmodifiedText": key} if kind == "char" else {}))
    session.detach()


def at(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(f"编号 {number}")


@pytest.mark.parametrize("look", [TABLET, WIDE, PLAIN_TABLET], ids=str)
def test_from_entry_to_entry_with_the_keys_alone(window, site, look):
    first = site.inside(prepare)
    page = window(REVIEWER, look)
    page.goto(f"/reviews/{first}")
    marks = page.get_by_label("满分 100")
    expect(marks).to_have_count(2)
    expect(marks.first).to_be_focused()
    press_access_key(page, "n")
    at(page, 102)
    expect(marks.first).to_be_focused()
    press_access_key(page, "p")
    at(page, 101)
    page.keyboard.type("91")
    page.keyboard.press("Enter")
    expect(page.get_by_text("还没有打分：标准2")).to_be_visible()
    expect(marks.nth(1)).to_be_focused()
    expect(marks.first).to_have_value("91")
    called.ensure_sound(page, look)
    for number, following in ((101, 102), (102, 103)):
        at(page, number)
        if number != 101:
            page.keyboard.type("90")
            page.keyboard.press("Tab")
        page.keyboard.type("85")
        page.keyboard.press("Enter")
        at(page, following)
        expect(marks.first).to_be_focused()
        expect(page.get_by_role("status").filter(has_text="提交了")).to_be_visible()
    assert not axe.too_wide(page)
