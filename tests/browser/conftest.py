"""A real browser on the real application: on a wide screen and on a phone, with script and without."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.demo import copy_of, loaded_once
from tests.browser.installation import NOW, Installation, install, serving
from tests.browser.watch import Watch
from tests.support import university
from unionweb.bookings.services.schedule import generate_slots
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

CHROMIUM = "/usr/bin/chromium"
OFFLINE = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--lang=zh-CN", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip
OTHERS = {20001: "陈晨", 20002: "林琳", 20003: "阿卜杜热依木·阿卜杜热合曼江"}
SECONDS = 1000  # playwright counts milliseconds


@dataclass(frozen=True)
class Look:
    """How somebody looks at the pages."""

    width: int
    script: bool

    def __str__(self):
        return f"{self.width}-{'script' if self.script else 'plain'}"

    def options(self) -> dict:
        phone = {"has_touch": True, "is_mobile": True} if self.width < 768 else {}
        size = {"width": self.width, "height": 740 if phone else 900}
        return {"viewport": size, "java_script_enabled": self.script, "locale": "zh-CN", "reduced_motion": "reduce", **phone}


LOOKS = (Look(1280, True), Look(360, True), Look(1280, False), Look(360, False))


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run; each test opens windows of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OFFLINE))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def ground(tmp_path_factory):
    """The small university with its slots, served, everybody of the cast signed in."""
    site = install(tmp_path_factory.mktemp("site") / "instance")
    site.inside(lambda: build(site))
    site.keep(site.folder / "fresh.db")
    with serving(site):
        yield site


def build(site: Installation) -> None:
    """The small university with its slots, and three more women to fill them."""
    university.migrate()
    university.build()
    for staff_no, name in OTHERS.items():
        university.add_member(staff_no, name)
    db.session.commit()
    site.at("2026-09-14 00:30")
    generate_slots()
    site.at(NOW)
    site.sessions_for(*university.CAST, *OTHERS)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo university, served; to look at, not to change. `demo.pages`: what there is to see, for whom."""
    shared, pages = loaded_once(tmp_path_factory.getbasetemp())
    site = copy_of(shared, tmp_path_factory.mktemp("demo") / "instance")
    site.pages = pages
    with serving(site):
        yield site


@pytest.fixture
def site(ground) -> Installation:
    """The installation as it was at first: its data, and its clock on Wednesday 10:38."""
    ground.restore(ground.folder / "fresh.db")
    ground.at(NOW)
    yield ground
    clock.set_now(None)


@pytest.fixture(params=LOOKS, ids=str)
def look(request) -> Look:
    """On a wide screen and on a phone, with script and without."""
    return request.param


@pytest.fixture
def window(chromium: Browser, site: Installation) -> Callable[..., Page]:
    """window(10001, look) → a page of a browser in which that person is signed in; None: nobody is.

    At the end of the test: nothing was asked of another server, nothing was refused by the browser, nothing broke.
    """
    contexts: list[tuple[BrowserContext, Watch]] = []

    def open_window(staff_no: int | None, look: Look, **options) -> Page:
        context = chromium.new_context(base_url=site.url, **(look.options() | options))
        context.set_default_timeout(8 * SECONDS)
        contexts.append((context, Watch(context, site.url)))
        if staff_no:
            context.add_cookies([site.cookie(staff_no)])
        return context.new_page()

    yield open_window
    for context, watch in contexts:
        context.close()
        watch.check()
