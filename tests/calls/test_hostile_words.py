"""Markup and formulas in every field of a call and its entries: text on every page, in every table and on paper."""

import io
import zipfile

from pypdf import PdfReader

from tests.calls import drafted, resulted, reviewed
from tests.calls.drafted import CHAIR, MEMBER, OFFICE
from unionweb.calls.models import CallAttachmentRule, Entry
from unionweb.calls.services import attaching
from unionweb.calls.services import calls as making
from unionweb.kernel.extensions import db

SCRIPT = "<script>alert(1)</script>"
PICTURE = "\"'><img src=x onerror=alert(1)>{{7*7}}"
FORMULA = "=cmd|'/c calc'!A1"


def is_text(page: str) -> bool:
    return SCRIPT not in page and "<img src=x" not in page and "&lt;" in page


def test_markup_of_an_author_is_text_for_everybody_who_reads_it(as_user, inside):
    def prepare():
        call_id = drafted.add_call(title=f"征集{PICTURE}", word_most=None)
        asked = {"name": f"材料{PICTURE}", "kinds": ["jpg"], "largest_mb": 1, "least": 0, "most": 1}
        rule_id = making.add_attachment_rule(call_id, asked | {"is_for_reviewers": True, "has_captions": True}, drafted.actor(OFFICE))
        entry_id = drafted.add_draft(call_id, title=f"题{SCRIPT}{PICTURE}", body=f"文{SCRIPT}\n{PICTURE}" * 3)
        rule = db.session.get(CallAttachmentRule, rule_id)
        return call_id, entry_id, attaching.attach(entry_id, rule, (f"图{PICTURE}.jpg", drafted.jpeg()), drafted.actor(MEMBER))

    call_id, entry_id, file_id = inside(prepare)
    author, chair = as_user(MEMBER), as_user(CHAIR)
    assert author.post(f"/calls/files/{file_id}/caption", {"caption": f"说明{SCRIPT}{PICTURE}"}).status_code == 303
    inside(lambda: drafted.submit(entry_id))
    assert chair.post(f"/calls/entries/{entry_id}/unit-checks", {"decision": "returned", "comment": SCRIPT + PICTURE}).status_code == 303
    entry = f"/calls/entries/{entry_id}"
    own = [f"{entry}{end}" for end in ("", "/edit", "/versions", "/versions/1")]
    for path in (f"/calls/{call_id}", *own, f"/calls/files/{file_id}/preview"):
        page = author.get(path)
        assert page.status_code == 200 and is_text(page.text), path
    for path in (f"/calls/{call_id}/unit", entry):
        assert is_text(chair.get(path).text), path
    assert is_text(as_user(OFFICE).get(f"/calls/{call_id}/entries").text)


def test_a_formula_is_text_in_every_table_and_on_paper(as_user, inside):
    def prepare():
        call_id, entries = resulted.decided()
        for id in entries:
            db.session.get(Entry, id).title = f"{FORMULA}{SCRIPT}"
        db.session.commit()
        return call_id

    call_id, office = inside(prepare), as_user(OFFICE)
    for name in ("entries", "scores", "assignments", "summary", "result"):
        answer = office.get(f"/calls/{call_id}/{name}.xlsx")
        assert answer.status_code == 200, name
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            sheets = [book.read(part) for part in book.namelist() if part.startswith("xl/worksheets/")]
            assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets), name
    paper = office.get(f"/calls/{call_id}/summary.pdf")
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages)
    assert "cmd" in words and "script" in words and b"/JavaScript" not in paper.data


def test_what_a_reviewer_writes_is_text_for_himself_and_the_office(as_user, inside):
    def prepare():
        call_id = reviewed.call_in_review(title=f"征集{PICTURE}")
        entry_id = reviewed.entry(call_id, 101, author=drafted.STRANGER, unit=3, title=f"题{SCRIPT}", body=f"文{PICTURE}")
        review_id = reviewed.review(entry_id, reviewed.reviewer(call_id), to_author=SCRIPT, to_office=PICTURE)
        return call_id, review_id

    call_id, review_id = inside(prepare)
    assert is_text(as_user(reviewed.REVIEWER).get(f"/reviews/{review_id}").text)
    assert is_text(as_user(OFFICE).get(f"/calls/{call_id}/scores").text)
