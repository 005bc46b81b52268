"""Calls in review, made directly: what the chain of entries would have left behind."""

from datetime import datetime

from tests.support.university import add_member
from unionweb.calls.models import Call, CallReviewer, CoAuthor, Criterion, Entry, Review, ReviewConflict
from unionweb.calls.rules.conflicts import Tie
from unionweb.calls.rules.kinds import CallKind, CallState, CoAuthorState, Subject, SubmissionStatus
from unionweb.calls.rules.scoring import Invitation, ReviewState, Way
from unionweb.calls.services.drafting import Seen
from unionweb.calls.services.reviewing import Paper
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

OFFICE, REVIEWER = 10003, 10008


def call_in_review(*, criteria=2, state=CallState.reviewing, **more) -> int:
    """A call of case studies that is closed for entries and reviewed until 2026-09-30 18:00; committed. Returns its id."""
    moments = {"opens_at": datetime(2026, 9, 1, 8), "submits_until": datetime(2026, 9, 10), "corrects_until": datetime(2026, 9, 12)}
    facts = {"kind": CallKind.case_study, "subject": Subject.work, "title": "工会特色亮点工作案例", "year": 2026, "blind_authors": True}
    facts |= moments | {"reviews_until": datetime(2026, 9, 30, 18), "state": state, "created_at": clock.now(), "reviews_per_entry": 1}
    call = Call(**facts | more)
    db.session.add(call)
    db.session.flush()
    for sort in range(criteria):
        db.session.add(Criterion(call_id=call.id, sort=sort, name=f"标准{sort + 1}", weight=50, most=100))
    db.session.commit()
    return call.id


def entry(call_id, number, *, author=10001, unit=2, status=SubmissionStatus.under_review, co_authors=(), **more) -> int:
    """An accepted entry; committed."""
    facts = {"title": f"第{number}件的题目", "body": f"第{number}件的正文。", "created_at": clock.now(), "changed_at": clock.now()}
    row = Entry(call_id=call_id, number=number, member_id=author, unit_id=unit, status=status, **facts | more)
    db.session.add(row)
    db.session.flush()
    for sort, member_id in enumerate(co_authors):
        named = {"state": CoAuthorState.confirmed, "asked_at": clock.now()}
        db.session.add(CoAuthor(entry_id=row.id, member_id=member_id, sort=sort, **named))
    db.session.commit()
    return row.id


def reviewer(call_id, member_id=REVIEWER, *, state=Invitation.accepted, **more) -> int:
    row = CallReviewer(call_id=call_id, member_id=member_id, state=state, invited_at=clock.now(), invited_by_id=OFFICE, **more)
    db.session.add(row)
    db.session.commit()
    return row.id


def review(entry_id, reviewer_id, member_id=REVIEWER, *, cents=None, state=None, **more) -> int:
    facts = {"way": Way.by_hand, "assigned_at": clock.now(), "assigned_by_id": OFFICE, "cents": cents}
    facts["submitted_at"] = None if cents is None else clock.now()
    state = state or (ReviewState.submitted if cents is not None else ReviewState.assigned)
    row = Review(entry_id=entry_id, reviewer_id=reviewer_id, member_id=member_id, state=state, **facts | more)
    db.session.add(row)
    db.session.commit()
    return row.id


def tie(call_id, member_id=REVIEWER, **about) -> int:
    named = {"tie": Tie.cooperation, "recorded_at": clock.now(), "recorded_by_id": member_id}
    row = ReviewConflict(call_id=call_id, member_id=member_id, **named | about)
    db.session.add(row)
    db.session.commit()
    return row.id


def paper(marks, to_author="", *, version=1) -> Paper:
    """Filled in on a page that showed this version."""
    return Paper(marks, (to_author, ""), Seen(version))


def people(count, *, start=20001, unit=4):
    """Further members; committed. Returns their ids."""
    ids = list(range(start, start + count))
    for id in ids:
        add_member(id, f"评委{id}", unit=unit)
    db.session.commit()
    return ids


def many(inside, *, entries=6, judges=3, state=CallState.closed, **facts):
    """call, entry ids, reviewer ids, member ids; the judges are of 法学院 with entries of 外国语学院."""

    def make():
        call_id = call_in_review(state=state, **facts)
        ids = [entry(call_id, n) for n in range(1, entries + 1)]
        members = people(judges, unit=5)
        return call_id, ids, [reviewer(call_id, m) for m in members], members

    return inside(make)
