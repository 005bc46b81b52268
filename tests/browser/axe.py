"""What axe-core and a ruler say about a page: WCAG 2.2 AA and good practice, no sideways scroll, targets large enough."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.support.pages import RAW

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": TAGS, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
RUN = """async ([options]) => (await axe.run(document, options)).violations.map(
  v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))"""
TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > most + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120));
}"""
# A link inside a sentence may be as small as its text (WCAG 2.5.8); a link that stands for itself may not.
TOO_SMALL = """() => [...document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden])')].filter(e => {
  const box = (e.closest('label') || e).getBoundingClientRect();
  if (!box.width || e.closest('.vh, .skip')) return false;
  const inText = e.matches('a') && getComputedStyle(e).display === 'inline';
  return !inText && (box.width < 24 || box.height < 24);
}).slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""


def violations(page: Page, options: dict = EVERYTHING) -> list[str]:
    """What axe objects to on the page as it is shown now, one line for each rule."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, [options])


def too_wide(page: Page) -> list[str]:
    """What sticks out to the right, so that the page scrolls sideways."""
    return page.evaluate(TOO_WIDE)


def too_small(page: Page) -> list[str]:
    """What is smaller than 24 × 24 px though one has to hit it."""
    return page.evaluate(TOO_SMALL)


def raw_values(page: Page) -> list[str]:
    """Values that the page prints as the code writes them, and sentences with a hole, each with what is around it."""
    text = page.locator("body").inner_text()
    return [f"raw value: {text[max(0, found.start() - 30) : found.end() + 30]!r}" for found in RAW.finditer(text)]
