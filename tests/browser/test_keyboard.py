"""Without a mouse: Tab, Enter and the space bar are enough, and one sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import given
from tests.browser.conftest import Look

SCREENS = [Look(1280, True), Look(360, False)]
FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  return {words: (e.innerText || e.labels?.[0]?.innerText || '').replace(/\\s/g, ''), outline: parseFloat(s.outlineWidth),
          shown: s.outlineStyle !== 'none', inside: b.bottom > 0 && b.top < innerHeight && b.width > 0};
}"""


def tab_to(page: Page, words: str, most: int = 80) -> None:
    """Press Tab until the focus is on something with these words; on the way the focus must always be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["shown"] and focus["outline"] >= 2 and focus["inside"], f"the focus is not seen on {focus}"
        if words in focus["words"]:
            return
    raise AssertionError(f"no Tab leads to {words}")


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_booking_and_cancelling_with_the_keyboard_only(window, site, screen):
    site.at("2026-09-16 08:00")
    page = window(10001, screen)
    page.goto("/")
    tab_to(page, "跳到正文", most=1)
    page.keyboard.press("Enter")
    tab_to(page, "预约妈妈小屋")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="确认预约")).to_be_visible()
    tab_to(page, "确认预约")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("今天 9:00–9:30")
    tab_to(page, "取消这次预约")
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_contain_text("取消好了")
    assert given.bookings_of(site, 10001) == [("09-16 09:00", "cancelled")]


def test_skip_link_is_the_first_stop_and_leads_past_the_menu(window, site):
    page = window(10001, SCREENS[0])
    page.goto("/bookings/week")
    tab_to(page, "跳到正文", most=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_week_filter_keeps_the_focus_when_htmx_swaps(window, site):
    page = window(10001, SCREENS[0])
    page.goto("/bookings/week?date=2026-09-17")
    page.get_by_label("校区", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", level=1)).to_contain_text("海洋楼 112")
    assert page.evaluate("document.activeElement.id") == "campus"
