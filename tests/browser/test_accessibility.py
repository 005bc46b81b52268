"""Every page of the demo university as every role: axe finds nothing, nothing scrolls sideways, all can be hit, nothing is
printed as the code writes it.

Each page is opened once. The structure is checked wide and narrow; in the dark only the colours differ, so only those
are asked for again.
"""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe
from tests.browser.watch import Watch
from unionweb.kernel import clock

PARTS = 8  # so that parallel processes share the work
WIDE, PHONE = 1280, 360
NARROW = (640, PHONE, 320)  # 640: a wide screen at 200 %; 320: the narrowest phone, or a wide screen at 400 %
FORMS = "main form[method=post]:has(input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea)"


@pytest.fixture
def look_at(chromium: Browser, demo):
    """look_at(page of the crawl) → it, opened; the windows are closed and judged at the end."""
    open_contexts = []

    def open_page(wanted) -> Page:
        context = chromium.new_context(base_url=demo.url, viewport={"width": WIDE, "height": 900}, reduced_motion="reduce")
        open_contexts.append((context, Watch(context, demo.url)))
        if wanted.staff_no:
            context.add_cookies([demo.cookie(wanted.staff_no)])
        page = context.new_page()
        page.goto(wanted.path)
        return page

    def close_last():
        context, watch = open_contexts.pop()
        context.close()
        watch.check()

    open_page.close = close_last
    yield open_page
    while open_contexts:
        close_last()
    clock.set_now(None)


def faults_of(page: Page) -> list[str]:
    """What is wrong with an opened page at any width, in the light and in the dark."""
    found = [*axe.raw_values(page), *axe.violations(page), *axe.too_small(page), *axe.too_wide(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {fault}" for fault in axe.violations(page, axe.COLOURS)]
    page.emulate_media(color_scheme="light")
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 740})
        found += [f"too wide at {width}: {fault}" for fault in axe.too_wide(page)]
        if width == PHONE:
            found += [f"on a phone: {fault}" for fault in [*axe.violations(page), *axe.too_small(page)]]
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_are_accessible_and_fit(demo, look_at, part):
    wrong = {}
    for wanted in demo.pages[part::PARTS]:
        page = look_at(wanted)
        if faults := faults_of(page):
            wrong[str(wanted)] = faults
        look_at.close()
    assert not wrong, wrong


@pytest.mark.parametrize("part", range(2))
def test_forms_sent_empty_come_back_accessible(demo, look_at, part):
    """Each form with something to type, sent without it: the answer is checked like any other page."""
    wrong = {}
    by_endpoint = {wanted.endpoint: wanted for wanted in reversed(demo.pages) if wanted.typing}
    for wanted in sorted(by_endpoint.values(), key=str)[part::2]:
        page = look_at(wanted)
        with page.expect_navigation():
            page.locator(FORMS).first.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
        if faults := faults_of(page):
            wrong[str(wanted)] = faults
        look_at.close()
    assert by_endpoint
    assert not wrong, wrong
