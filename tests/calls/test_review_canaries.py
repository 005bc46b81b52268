"""Canaries: who is behind the entries of a blind call is on no page that a reviewer, whatever their office, or a stranger can open."""

import io
import zipfile

import pytest
from pypdf import PdfReader

from tests.calls import reviewed
from tests.support.university import add_member
from tests.support.world import address, build
from unionweb.calls.models import EntryFile
from unionweb.calls.queries import entries, reviews, reviews_blind, reviews_scores
from unionweb.calls.rules import blinding
from unionweb.calls.rules.kinds import CallKind, FileKind, Reading
from unionweb.common import audit
from unionweb.kernel import clock, documents
from unionweb.kernel.extensions import db

AUTHOR, FILE, WORDS = "金丝雀", "黄雀文件", "读不到的字"
CANARIES = (AUTHOR, FILE, WORDS, "66001")
READERS = (reviewed.REVIEWER, reviewed.OFFICE, 10002, 10005)


@pytest.fixture
def made(inside):
    """(the world, what to put into addresses): a blind call which 郑评 and 赵岚 of the office review, with one entry."""
    return inside(_made)


def _made():
    world = build()
    add_member(66001, AUTHOR, unit=3)
    call_id = reviewed.call_in_review(kind=CallKind.artwork, likes_weight=10, title="书画作品")
    entry_id = reviewed.entry(call_id, 55, author=66001, unit=3, title=f"秋色（{AUTHOR}）", body=f"{AUTHOR}写的，工号66001。")
    facts = {"title": f"{FILE}.pdf", "file": documents.keep(f"%PDF-1.7 {WORDS}".encode(), "a.pdf"), "size": 9, "reading": Reading.part}
    file = EntryFile(entry_id=entry_id, kind=FileKind.main, added_at=clock.now(), added_by_id=66001, **facts)
    db.session.add(file)
    audit.record("entry_submitted", "entry", entry_id, actor=db.session.get(reviewed.Entry, entry_id).member)
    db.session.commit()
    seats = [reviewed.reviewer(call_id, member_id) for member_id in (reviewed.REVIEWER, reviewed.OFFICE)]
    review_id = reviewed.review(entry_id, seats[0], cents=9000)
    ids = {"call_id": call_id, "entry_id": entry_id, "entry_file_id": file.id, "file_id": file.id, "review_id": review_id}
    return world, ids


def told(answer) -> str:
    """Everything an answer says: the text of papers and workbooks as well."""
    if answer.data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            return "".join(book.read(name).decode(errors="replace") for name in book.namelist())
    if answer.data.startswith(b"%PDF-") and len(answer.data) > 200:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    return answer.data.decode(errors="replace")


def seen_by(app, browser, made) -> dict[str, list[str]]:
    """Address → canaries on it, of everything that can be opened but the roster, which knows everybody."""
    world, ids = made
    found = {}
    for rule in (rule for rule in app.url_map.iter_rules() if "GET" in rule.methods):
        if rule.endpoint.startswith("accounts."):
            continue
        path = address(app, rule, world)
        if rule.endpoint.startswith("calls."):
            values = {name: ids.get(name, world.of(rule.endpoint, name)) for name in rule.arguments}
            path = rule.build(values)[1]
        hits = [word for word in CANARIES if word in told(browser.get(path))]
        found |= {path: hits} if hits else {}
    return found


@pytest.mark.parametrize("staff_no", READERS)
def test_nobody_who_reviews_and_no_stranger_finds_a_canary(app, as_user, made, staff_no):
    assert seen_by(app, as_user(staff_no), made) == {}


def test_the_same_walk_finds_it_where_the_office_is_not_kept_from_it(app, as_user, made, monkeypatch):
    nobody = reviewed.Entry.id < 0
    for module in (entries, reviews, reviews_blind, reviews_scores):
        for name in ("kept_from", "veiled_from"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, lambda _id, _entries: reviewed.db.select(reviewed.Entry.id).where(nobody))
    monkeypatch.setattr(reviews, "is_veiled", lambda _id, _call: False)
    found = seen_by(app, as_user(reviewed.OFFICE), made)
    call, entry = made[1]["call_id"], made[1]["entry_id"]
    assert {f"/calls/{call}/entries", f"/calls/{call}/entries.xlsx", f"/calls/entries/{entry}", f"/calls/{call}/scores"} <= found.keys()


def test_the_same_walk_finds_it_when_nothing_is_taken_out(app, as_user, made, monkeypatch):
    monkeypatch.setattr(blinding, "blinded", lambda text, _words: (text or "", 0))
    monkeypatch.setattr(blinding, "is_unread", lambda *_: False)
    found = seen_by(app, as_user(reviewed.REVIEWER), made)
    assert {f"/reviews/{made[1]['review_id']}", f"/reviews/calls/{made[1]['call_id']}"} <= found.keys()


def test_the_office_sees_entries_again_when_it_declines(as_user, made):
    call, office = made[1]["call_id"], as_user(reviewed.OFFICE)
    page = office.get(f"/calls/{call}/entries").text
    assert "您是这一项的评委" in page and AUTHOR not in page
    assert office.post(f"/reviews/calls/{call}/answer", {"accepts": "no", "note": ""}).status_code == 303
    assert AUTHOR in office.get(f"/calls/{call}/entries").text
