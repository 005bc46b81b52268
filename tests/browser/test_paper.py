"""What is printed: the door poster fits on one sheet of A4, and nothing of the screen is on it."""

import re

import pytest

from tests.browser import axe
from tests.browser.conftest import Look
from unionweb.bookings.models import Service
from unionweb.kernel.extensions import db

A4 = (595, 842)  # points
WIDE = Look(1280, True)


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each page, in points. Chromium writes page objects in the clear."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


@pytest.mark.parametrize("point", [1, 3], ids=["mothers room", "counselling"])
def test_poster_is_one_sheet_of_a4(window, site, point):
    page = window(10003, WIDE)
    page.goto(f"/points/{point}/poster")
    pages = pages_of(page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(pages) == 1
    assert all(abs(a - b) <= 2 for a, b in zip(pages[0], A4, strict=True)), pages


@pytest.mark.parametrize("name", ["职工法律咨询服务站", "校内外来访教师与新入职教职工及其家属综合服务与生活咨询接待室（滨海校区）"])
def test_poster_of_a_long_name_is_one_sheet_too(window, site, name):
    site.inside(lambda: (setattr(db.session.get_one(Service, 1), "name", name), db.session.commit()))
    page = window(10003, Look(360, True))
    page.goto("/points/1/poster")
    assert not axe.too_wide(page)
    assert len(pages_of(page.pdf(prefer_css_page_size=True, print_background=True))) == 1


def test_poster_on_paper_has_no_menu_and_no_buttons(window, site):
    page = window(10003, WIDE)
    page.goto("/points/1/poster")
    page.emulate_media(media="print")
    for region in ("banner", "contentinfo", "link", "button"):
        for part in page.get_by_role(region).all():
            assert not part.is_visible(), part.inner_text()
    assert page.locator(".poster .qr").is_visible()


def test_nothing_moves_for_people_who_do_not_want_it(window, site):
    """No animation and no transition anywhere, so there is nothing to switch off."""
    page = window(10001, WIDE, reduced_motion="no-preference")
    for path in ("/", "/bookings/week", "/counseling"):
        page.goto(path)
        assert page.evaluate("document.getAnimations().length") == 0
        moving = """[...document.querySelectorAll('*')].filter(e => {
          const s = getComputedStyle(e); return s.animationName !== 'none' || s.transitionDuration !== '0s'; }).length"""
        assert page.evaluate(moving) == 0
