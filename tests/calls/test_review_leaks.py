"""Canaries: names, units and files of an author are nowhere that a reviewer, a chair or a stranger can look."""

import re

import pytest
from sqlalchemy import select

from tests.calls import reviewed
from unionweb.calls.models import EntryFile, Review, ReviewMark
from unionweb.calls.rules.kinds import CallKind, FileKind, Subject
from unionweb.common.audit import AuditEvent
from unionweb.common.questions import QuestionKind, add_question
from unionweb.common.questions.models import Answer
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

ME = reviewed.REVIEWER
CANARIES = ("王敏", "10001", "外国语学院", "李静", "10002", "金丝雀")


@pytest.fixture
def made(inside):
    """A blind call with an entry that names its authors everywhere: title, body, answer, caption, file and its text."""

    def make():
        call_id = reviewed.call_in_review(kind=CallKind.artwork, subject=Subject.work, likes_weight=10, title="书画作品")
        facts = {"text": "创作说明", "kind": QuestionKind.long, "hint": "", "is_required": False, "choices": []}
        question_id = add_question("call", call_id, facts, reviewed_office())
        text = "外国语学院 王敏 和 李 静（１０００２）"
        entry_id = reviewed.entry(call_id, 5, title=f"秋 {text}", body=text, co_authors=[10002])
        db.session.add(Answer(question_id=question_id, respondent_id=entry_id, value=text))
        for n, kind in enumerate((FileKind.main, FileKind.picture)):
            named = {"title": "金丝雀王敏.docx", "caption": text, "file": f"{n}" * 32 + ".docx", "size": 1, "text": "" if n else text}
            preview = "9" * 32 + ".jpg" if n else None
            db.session.add(EntryFile(entry_id=entry_id, kind=kind, preview=preview, added_at=clock.now(), added_by_id=10001, **named))
        db.session.commit()
        return call_id, entry_id, reviewed.review(entry_id, reviewed.reviewer(call_id))

    return inside(make)


def reviewed_office():
    return db.session.get(reviewed.CallReviewer.member.property.mapper.class_, reviewed.OFFICE)


def shown(page):
    """What the page says; the list of all units to choose from tells nothing."""
    return re.sub(r"<option.*?</option>", "", page.text.partition('id="main"')[2], flags=re.S)


def test_no_page_of_the_reviewer_has_a_canary(as_user, made):
    call_id, _, review_id = made
    me = as_user(ME)
    for path in ("/reviews", f"/reviews/calls/{call_id}", f"/reviews/{review_id}", f"/calls/{call_id}/works"):
        page = me.get(path)
        assert page.status_code == 200
        assert not [word for word in CANARIES if word in re.sub(r"\s", "", shown(page))], path
    assert "创作说明" in shown(me.get(f"/reviews/{review_id}"))
    sent = me.post(f"/reviews/{review_id}/submission", {})
    assert sent.status_code == 409 and not [word for word in CANARIES if word in shown(sent)]


def test_a_file_with_a_name_in_its_text_is_not_handed_out(as_user, made, inside):
    ids = inside(lambda: db.session.scalars(select(EntryFile.id).order_by(EntryFile.id)).all())
    assert as_user(ME).get(f"/reviews/{made[2]}/files/{ids[0]}").status_code == 404


def test_no_message_to_reviewers_and_no_event_has_a_canary(as_user, made, inside):
    _, _, review_id = made
    as_user(ME).post(f"/reviews/{review_id}/refusal", {"refusal-why": "family"})
    told = inside(lambda: [f"{m.title}{m.body}" for m in db.session.scalars(select(Message).where(Message.member_id == ME))])
    events = inside(lambda: [f"{e.reason}{e.detail}{e.from_state}{e.to_state}" for e in db.session.scalars(select(AuditEvent))])
    assert not [text for text in told + events for word in CANARIES if word in text]


@pytest.mark.parametrize("staff_no", [10001, 10002, 10005, 10007])
def test_authors_chairs_and_strangers_learn_nothing_of_reviewers_and_marks(as_user, made, inside, staff_no):
    call_id, entry_id, review_id = made

    def marked():
        row = db.session.get(Review, review_id)
        row.to_office, row.cents = "只给办公室的金丝雀", 8888
        db.session.add(ReviewMark(review_id=review_id, criterion_id=1, tenths=888))
        db.session.commit()

    inside(marked)
    browser = as_user(staff_no)
    paths = [f"/reviews/{review_id}", f"/calls/{call_id}/scores", f"/calls/{call_id}/entries/{entry_id}/scores", f"/calls/{call_id}"]
    paths += ["/reviews", f"/calls/{call_id}/works", f"/calls/entries/{entry_id}", f"/calls/entries/{entry_id}/comments", "/calls"]
    for path in paths:
        page = browser.get(path)
        assert not [word for word in ("郑评", "88.8", "金丝雀的", "只给办公室") if word in shown(page)], path
