"""What the journeys of a call share: the clock with its people still signed in, a call of works made by the office, its end."""

import io
import re
from datetime import datetime

import pypdf
from playwright.sync_api import Page, expect
from sqlalchemy import update

from tests.browser import axe
from tests.browser.conftest import Look
from tests.browser.installation import Installation
from tests.browser.test_accessibility import faults_of
from tests.calls import drafted
from unionweb.accounts.models import UserSession
from unionweb.calls.services import calls
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table

MEMBER, CHAIR, OFFICE, STRANGER, REVIEWER = 10001, 10002, 10003, 10005, 10008
WIDE, PLAIN_PHONE, PHONE, PLAIN_WIDE = Look(1280, True), Look(360, False), Look(360, True), Look(1280, False)
TITLE = "工会特色亮点工作案例征集"
PICTURE = {"name": "王敏拍的.jpg", "mimeType": "image/jpeg", "buffer": drafted.jpeg(400)}


def at(site: Installation, moment: str) -> None:
    """The clock jumps; who was signed in still is, and what falls due by the minute is done."""
    site.at(moment)
    site.inside(_stay)
    site.inside(calls.close_due)


def _stay() -> None:
    db.session.execute(update(UserSession).values(created_at=clock.now(), last_seen_at=clock.now()))
    db.session.commit()


def document(text: str, author: str = "王敏") -> dict:
    """A .docx to be uploaded that says who wrote it."""
    buffer = drafted.docx(text, author)
    return {"name": f"{author}的材料.docx", "mimeType": "application/octet-stream", "buffer": buffer}


def upload(page: Page, field: str, file: dict, button: str) -> None:
    """Choose a file in the field with this label (a button to the browser), and send it."""
    page.get_by_role("button", name=field, exact=True).set_input_files(file)
    page.get_by_role("button", name=button).click()


def fill_times(page: Page, **moments: str) -> None:
    """opens, submits, corrects, reviews: as the browser's field writes them."""
    words = {"opens": "开始", "submits": "报送截止", "corrects": "修改截止", "reviews": "评审截止"}
    for name, moment in moments.items():
        page.get_by_label(words[name], exact=True).fill(moment)


def told(page: Page, title: str | re.Pattern) -> None:
    """Open what a message with this title is about."""
    page.goto("/messages/")
    page.get_by_role("link", name=re.compile(title)).first.click()
    page.get_by_role("button", name="去看这件事").click()


def sheet(page: Page, link: str) -> tuple[str, bytes]:
    """What a link hands out: (file name, content)."""
    with page.expect_download() as taken:
        page.get_by_role("link", name=link).click()
    return taken.value.suggested_filename, open(taken.value.path(), "rb").read()


def shown(page: Page, link: str) -> bytes:
    """What a link opens in the browser's own reader."""
    answer = page.request.get(page.get_by_role("link", name=link).get_attribute("href"))
    assert answer.ok and answer.headers["content-disposition"].startswith("inline")
    return answer.body()


def words_of(pdf: bytes) -> str:
    """The text of a paper without its line ends."""
    assert pdf.startswith(b"%PDF")
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def cells_of(book: bytes) -> list[str]:
    """Every filled cell of a table that was handed out, as text."""
    table = read_table(book, "table.xlsx", max_rows=100)
    return [*table.header, *(cell for row in table.rows for cell in row.cells.values() if cell)]


def ensure_sound(page: Page, look: Look) -> None:
    """Nothing sticks out; with script on a wide screen also all that is asked of every page, in the light and in the dark."""
    assert not axe.too_wide(page)
    if look == WIDE:
        assert not faults_of(page)


def press(page: Page, button: str, said: str) -> None:
    """One step, and what it is answered."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status").filter(has_text=said).first).to_be_visible()


def decide(page: Page, call_id: int, grades: str, *, held_on: datetime) -> None:
    """Grades with their places and the record of the meeting."""
    page.goto(f"/calls/{call_id}/result-desk")
    page.get_by_role("link", name="等次和名额").click()
    page.get_by_label("等次和名额").fill(grades)
    press(page, "存下来", "等次和名额定好了")
    page.get_by_role("link", name="会议记录").click()
    page.get_by_label("会议日期").fill(f"{held_on:%Y-%m-%d}")
    page.get_by_label("地点").fill("行政楼 312")
    page.get_by_label("主持人").fill("赵岚")
    page.get_by_label("参会人").fill("赵岚\n郑评\n孙越")
    press(page, "存下来", "会议记录存好了")
