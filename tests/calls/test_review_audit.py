"""The page of operations about reviews and results: of their own entries, and of who judges what, nobody learns anything there."""

import io
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook

from tests.calls import resulted, reviewed
from tests.calls.reviewed import OFFICE, REVIEWER
from tests.support.university import add_member, grant
from unionweb.accounts.rules import Role
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.conflicts import Tie
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.services import deciding, publishing, reviewing
from unionweb.kernel.extensions import db
from unionweb.office.queries import events

WHY, OTHERS_WHY, TIE, BACK = "金丝雀：事迹单薄", "黄雀：数据扎实", "杜鹃：师生关系", "百灵：看不懂"
AUDITOR, COLLEAGUE = 10006, 10004


@pytest.fixture
def decided(inside):
    """A call of which 赵岚 of the office is put forward herself; a colleague has proposed grades with reasons, and settled them."""

    def make():
        add_member(20077, "黄老师", unit=4)
        grant(AUDITOR, Role.auditor)
        call_id = reviewed.call_in_review(criteria=0, state=CallState.closed, blind_reviewers=True)
        own = reviewed.entry(call_id, 1, nominee_member_id=OFFICE, nominee_name="赵岚")
        other = reviewed.entry(call_id, 2, author=20077, unit=4)
        actor = SimpleNamespace(id=COLLEAGUE)
        deciding.set_grades(call_id, resulted.GRADES, actor)
        first = queries.grades_of(call_id)[0].id
        deciding.decide(call_id, own, None, WHY, actor=actor)
        deciding.decide(call_id, other, first, OTHERS_WHY, actor=actor)
        deciding.record_meeting(call_id, resulted.MET, actor)
        return call_id, own, other

    return inside(make)


def trail(browser, **asked) -> str:
    """The lines of the page, and of the file of the same."""
    page = browser.get("/audit", query_string=asked)
    assert page.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.post("/audit/exports", asked).data))
    return page.text[page.text.find("<tbody") :] + "\n".join(" ".join(map(str, row)) for row in book.get_sheet_by_index(0).to_python())


def test_who_is_put_forward_reads_in_the_trail_nothing_of_what_was_proposed(as_user, decided):
    text = trail(as_user(OFFICE))
    assert WHY not in text
    assert text.count(OTHERS_WHY) == 2, "the same walk shows it for the entry of somebody else"
    for asked in ({"action": "grade_proposed"}, {"subject": "entry"}, {"staff_no": str(COLLEAGUE)}):
        assert WHY not in trail(as_user(OFFICE), **asked)
    assert trail(as_user(COLLEAGUE)).count(WHY) == 2


def test_the_bad_twin_shows_it(as_user, decided, monkeypatch):
    monkeypatch.setattr(events, "kept_from", lambda *_: db.select(reviewed.Entry.id).where(reviewed.Entry.id < 0))
    assert WHY in trail(as_user(OFFICE))


def test_an_entry_that_is_struck_off_is_no_line_for_its_author(as_user, inside):
    def make():
        call_id = reviewed.call_in_review(criteria=0, state=CallState.closed)
        mine = [reviewed.entry(call_id, n, author=OFFICE, unit=2) for n in (1, 2)]
        deciding.set_grades(call_id, [deciding.TypedGrade("授予")], SimpleNamespace(id=COLLEAGUE))
        deciding.grant_rest(call_id, queries.grades_of(call_id)[0].id, SimpleNamespace(id=COLLEAGUE))
        deciding.record_meeting(call_id, resulted.MET, SimpleNamespace(id=COLLEAGUE))
        deciding.settle(call_id, SimpleNamespace(id=COLLEAGUE))
        publishing.open_publicity(call_id, resulted.FACTS, SimpleNamespace(id=COLLEAGUE))
        publishing.strike(call_id, mine[0], WHY, SimpleNamespace(id=COLLEAGUE))

    inside(make)
    assert WHY not in trail(as_user(OFFICE)) and "转到了下一步" not in trail(as_user(OFFICE))
    assert WHY in trail(as_user(COLLEAGUE))


def test_who_judges_what_and_why_not_is_in_nobodys_trail(as_user, inside):
    def make():
        call_id = reviewed.call_in_review(blind_reviewers=True)
        seat, _ = reviewed.reviewer(call_id), reviewed.reviewer(call_id, 10007)
        judge = SimpleNamespace(id=REVIEWER)
        add_member(20077, "黄老师", unit=4)
        ids = [reviewed.review(reviewed.entry(call_id, n, author=20077, unit=4), seat) for n in (1, 2)]
        reviewing.refuse_review(ids[0], judge, TIE, tie=Tie.mentor)
        reviewing.refuse_review(ids[1], judge, BACK)

    inside(make)
    for reader in (OFFICE, COLLEAGUE):
        text = trail(as_user(reader))
        assert not [word for word in (TIE, BACK, "登记了回避", "不评", "指定了评委") if word in text]


def test_an_auditor_reads_the_trail_but_of_the_own_entry(as_user, inside, decided):
    auditor = as_user(AUDITOR)
    assert trail(auditor).count(WHY) == 2

    def put_forward():
        db.session.get(reviewed.Entry, decided[2]).nominee_member_id = AUDITOR
        db.session.commit()

    inside(put_forward)
    text = trail(auditor)
    assert OTHERS_WHY not in text and text.count(WHY) == 2


@pytest.mark.parametrize("reader", [REVIEWER, 10001, 10002])
def test_reviewers_and_units_have_no_trail_at_all(as_user, decided, reader):
    browser = as_user(reader)
    assert browser.get("/audit").status_code == 403 and browser.post("/audit/exports").status_code == 403
