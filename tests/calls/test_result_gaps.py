"""What a result must not forget: entries nobody looked at, honours taken back, books behind a broken one."""

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.calls import resulted, reviewed
from unionweb.calls.models import CaseBook, Honour, LibraryCase
from unionweb.calls.models.library import BookState
from unionweb.calls.queries import announcing
from unionweb.calls.rules.kinds import SubmissionStatus
from unionweb.calls.services import deciding, honours, library
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def test_what_nobody_accepted_or_gave_back_stands_in_the_way_of_settling(inside):
    call_id, _ = inside(resulted.scored)
    inside(lambda: reviewed.entry(call_id, 9, author=10005, unit=3, status=SubmissionStatus.unit_approved))
    inside(lambda: deciding.set_grades(call_id, resulted.GRADES, resulted.ACTOR))
    inside(lambda: deciding.apply_order(call_id, resulted.ACTOR))
    inside(lambda: deciding.record_meeting(call_id, resulted.MET, resulted.ACTOR))
    with pytest.raises(Refused, match="有 1 件报上来了还没有受理"):
        inside(lambda: deciding.settle(call_id, resulted.ACTOR))


def test_nothing_is_settled_while_likes_still_count(inside):
    call_id, _ = inside(lambda: resulted.scored(likes_weight=10))
    with pytest.raises(Refused, match="点赞还没有结束"):
        inside(lambda: deciding.settle(call_id, resulted.ACTOR))
    clock.set_now(datetime(2026, 9, 30, 18))
    with pytest.raises(Refused, match="还没有定等次和名额"):
        inside(lambda: deciding.settle(call_id, resulted.ACTOR))


def test_an_honour_taken_back_is_given_no_more(inside):
    call_id, _ = inside(resulted.final)

    def given():
        return [entry.id for entry, _, _ in announcing.given_entries(call_id)]

    before = inside(given)
    of_first = inside(lambda: list(db.session.scalars(select(Honour.id).where(Honour.entry_id == before[0]))))
    for honour_id in of_first:
        assert inside(given) == before
        inside(lambda id=honour_id: honours.revoke(id, "查实不是原创", resulted.ACTOR))
    assert of_first and inside(given) == before[1:]
    inside(lambda: library.publish_cases(call_id, resulted.ACTOR))
    assert before[0] not in inside(lambda: list(db.session.scalars(select(LibraryCase.entry_id))))


def test_a_fault_in_one_book_does_not_stop_the_next(inside, monkeypatch):
    call_id, _ = inside(resulted.final)
    inside(lambda: library.publish_cases(call_id, resulted.ACTOR))
    case_id = inside(lambda: db.session.scalar(select(LibraryCase.id).order_by(LibraryCase.id)))
    facts = {"preface": "", "by_theme": False}
    bad, good = (
        inside(lambda title=title: library.order_book(facts | {"title": title}, [case_id], resulted.ACTOR)) for title in ("甲集", "乙集")
    )
    lay_out, seen = library.papers.lay_out, []

    def fail_once(*given):
        seen.append(given)
        if len(seen) == 1:
            raise KeyError("a fault of ours")
        return lay_out(*given)

    monkeypatch.setattr(library.papers, "lay_out", fail_once)
    assert inside(library.make_books) == "排好了 1 册，1 册没有排成"
    states = inside(lambda: [db.session.get(CaseBook, id).state for id in (bad, good)])
    assert states == [BookState.failed, BookState.ready]
