"""Takes the pictures of the guides: `python -m tests.browser.shots [folder]`, by default into docs/tour.

The demo university at a fixed time, so that the same code gives the same pictures.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, OFFLINE, Look
from tests.browser.demo import load
from tests.browser.installation import NOW, Installation, serving
from tests.browser.palette import reduced
from unionweb import ROOT
from unionweb.kernel import clock, jobs

MEMBER, OFFICE, COUNSELOR, KEEPER, REVIEWER = 10001, 10003, 10006, 10007, 10008
WIDE, PHONE = Look(1280, True), Look(360, True)
ROSTER = """工号,姓名,性别,校区,基层工会,手机
10001,王敏,女,西校区,外国语学院,
30001,单晓,女,东校区,法学院,
30002,仇英,男,滨海校区,海洋学院,
30003,,女,东校区,法学院,
30004,解放,男,北校区,法学院,
"""


NOTICE = """一、时间和地点

9月26日上午9:00，东校区体育场。

二、报名办法

（一）外国语学院分工会每队10人，其他分工会每队8人。

（二）请于9月22日前把报名表交到校工会办公室。
"""


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at what. do: what is clicked first; most: the height at which a long page is cut off."""

    name: str
    who: int | None
    path: str
    look: Look = WIDE
    do: Callable[[Page], None] = lambda page: None
    most: int = 1100
    at: str = ""


def choose_friday(page: Page) -> None:
    page.locator("#d18 .free a").first.click()


def choose_full(page: Page) -> None:
    page.locator(".busy a").last.click()


def choose_repeat(page: Page) -> None:
    choose_friday(page)
    page.get_by_text("每周同一天").click()
    page.get_by_role("button", name="确认预约").click()


def open_first(page: Page) -> None:
    page.get_by_role("main").locator(".rows a").first.click()


def open_signup(page: Page) -> None:
    page.get_by_role("link", name="颈肩养护与办公室拉伸").first.click()


def fill_exception(page: Page) -> None:
    where = page.get_by_label("哪里")
    where.select_option(where.locator("option", has_text="综合楼 208").first.get_attribute("value"))
    page.get_by_label("开始日期").fill("2026-09-17")
    page.get_by_label("原因").fill("检修空调")
    page.get_by_text("整天不开放").click()
    page.get_by_text("会影响").wait_for()


def upload_roster(page: Page) -> None:
    page.get_by_label("文件").set_input_files({"name": "花名册.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()})
    page.get_by_role("button", name="上传，先看一遍").click()


def write_notice(page: Page) -> None:
    page.get_by_label("标题", exact=True).fill("关于举办秋季健步走的通知")
    page.get_by_label("正文", exact=True).fill(NOTICE)
    page.get_by_text("外国语学院分工会每队").wait_for()


SHOTS = (
    Shot("sign-in", None, "/sign-in"),
    Shot("hall", MEMBER, "/"),
    Shot("hall-phone", MEMBER, "/", PHONE, most=1000),
    Shot("week", MEMBER, "/bookings/week?point=1", most=1280),
    Shot("week-phone", MEMBER, "/bookings/week?point=1", PHONE, most=1400),
    Shot("confirm", MEMBER, "/bookings/week?point=1", do=choose_friday),
    Shot("waiting", MEMBER, "/bookings/week?point=1", do=choose_full),
    Shot("repeat", MEMBER, "/bookings/week?point=1", do=choose_repeat),
    Shot("mine", MEMBER, "/bookings/", most=900),
    Shot("booking", MEMBER, "/bookings/", do=open_first),
    Shot("door", MEMBER, "/door/{door}", PHONE, at="2026-09-16 13:52"),
    Shot("talk", MEMBER, "/counseling", most=1400),
    Shot("messages", MEMBER, "/messages/"),
    Shot("board", KEEPER, "/board/1", most=1300),
    Shot("poster", KEEPER, "/points/1/poster", most=1200),
    Shot("counselor", COUNSELOR, "/counselor/", most=800),
    Shot("office", OFFICE, "/office"),
    Shot("points", OFFICE, "/points"),
    Shot("exception", OFFICE, "/exceptions/new", do=fill_exception, most=1400),
    Shot("calendar", OFFICE, "/calendar", most=1000),
    Shot("members", OFFICE, "/people?q=zs", most=900),
    Shot("import", OFFICE, "/people/roster", do=upload_roster, most=1400),
    Shot("usage", OFFICE, "/usage"),
    Shot("settings", OFFICE, "/settings"),
    Shot("notices", MEMBER, "/notices/", most=1000),
    Shot("notice", MEMBER, "/notices/5", most=1400),
    Shot("notice-writing", OFFICE, "/notices/new", do=write_notice, most=1300),
    Shot("notice-desk", OFFICE, "/notices/6/desk", most=1400),
    Shot("notice-receipts", OFFICE, "/notices/4/receipts", most=1000),
    Shot("certificates", OFFICE, "/certificates/batches", most=800),
    Shot("certificates-proof", OFFICE, "/certificates/batches/5", most=1100),
    Shot("certificates-register", OFFICE, "/certificates/register", most=1000),
    Shot("activities", MEMBER, "/activities", most=1200),
    Shot("activity-month", MEMBER, "/activities?view=month", most=1000),
    Shot("signup", MEMBER, "/activities/mine", do=open_signup, most=1100),
    Shot("activity-desk", OFFICE, "/activities/1/desk", most=1300),
    Shot("retreat", MEMBER, "/retreats/programmes/2", most=1400),
    Shot("retreat-check", MEMBER, "/retreats/programmes/1/verification", most=1200),
    Shot("calls", MEMBER, "/calls", most=1100),
    Shot("entry", MEMBER, "/calls/entries/33/edit"),
    Shot("review", REVIEWER, "/reviews/103", most=1250),
    Shot("round", OFFICE, "/calls/rounds/1", most=1400),
    Shot("results", OFFICE, "/calls/6/result-desk", most=1300),
    Shot("library", MEMBER, "/library", most=1200),
    Shot("verify-phone", None, "/verify/{code}", PHONE, most=900),
)


def main(folder: Path) -> None:
    """Load the demo, serve it, take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        print("==> Loading the demo university")
        with serving(load(Path(temporary) / "instance")) as site:
            site.inside(lambda: [jobs.run(name) for name in ("print_notices", "print_certificates")])
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OFFLINE))
            for shot in SHOTS:
                size = take(browser, site, shot, folder / f"{shot.name}.png")
                print(f"    {shot.name}.png, {size / 1000:.0f} kB")
            browser.close()
    clock.set_now(None)


def take(browser: Browser, site: Installation, shot: Shot, file: Path) -> int:
    """Take one picture; returns the size of the file."""
    site.at(shot.at or NOW)
    context = browser.new_context(base_url=site.url, **shot.look.options())
    if shot.who:
        context.add_cookies([site.cookie(shot.who)])
    page = context.new_page()
    page.goto(shot.path.format(door=door_code(site), code=certificate_code(site)))
    shot.do(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    height = min(page.evaluate("document.documentElement.scrollHeight"), shot.most)
    page.set_viewport_size({"width": shot.look.width, "height": height})
    file.write_bytes(reduced(page.screenshot()))
    context.close()
    return file.stat().st_size


def door_code(site: Installation) -> str:
    """What stands in the QR code of the first room."""
    from unionweb.bookings.models import ServicePoint
    from unionweb.kernel.extensions import db

    return site.inside(lambda: db.session.get_one(ServicePoint, 1).door_code)


def certificate_code(site: Installation) -> str:
    """What stands in the QR code of the first certificate."""
    from unionweb.certificates.models import Certificate
    from unionweb.kernel.extensions import db

    return site.inside(lambda: db.session.get_one(Certificate, 1).code)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "tour")
