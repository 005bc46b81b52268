"""What a reviewer sees: invitations, the own entries, one review. Everything behind the bar."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from unionweb.accounts.models import Member
from unionweb.calls.models import Call, CallReviewer, Entry, Review, ReviewConflict
from unionweb.calls.queries.reviews_bars import reviews_by
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.rules.scoring import Invitation, ReviewState
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

OPEN = (CallState.open, CallState.closed, CallState.reviewing)


def asked_to_review() -> ScalarSelect:
    """How many calls somebody (Member) was asked to review and may still have to do with: read together with the person."""
    asked = CallReviewer.member_id == Member.id, CallReviewer.state.in_((Invitation.invited, Invitation.accepted)), Call.state.in_(OPEN)
    count = select(func.count(CallReviewer.id)).join(Call, Call.id == CallReviewer.call_id).where(*asked)
    return count.correlate(Member).scalar_subquery()


@dataclass(frozen=True)
class Task:
    """A call somebody reviews: how many entries, how many of them sent in."""

    row: CallReviewer
    given: int
    done: int

    @property
    def left(self) -> int:
        return self.given - self.done


def tasks_of(member_id: int) -> list[Task]:
    """The calls somebody was asked to review and has not said no to, those that end first on top."""
    rows = select(CallReviewer).join(Call, Call.id == CallReviewer.call_id).options(contains_eager(CallReviewer.call))
    asked = CallReviewer.member_id == member_id, CallReviewer.state.in_((Invitation.invited, Invitation.accepted)), Call.state.in_(OPEN)
    given, done = defaultdict(int), defaultdict(int)
    counted = reviews_by(member_id, Entry.call_id, Review.state, func.count()).where(Call.state.in_(OPEN))
    for call_id, state, count in db.session.execute(counted.group_by(Entry.call_id, Review.state)):
        given[call_id] += count
        done[call_id] += count * (state is ReviewState.submitted)
    found = db.session.scalars(rows.where(*asked).order_by(Call.reviews_until, Call.id))
    return [Task(row, given[row.call_id], done[row.call_id]) for row in found]


def waiting_for(member_id: int) -> int:
    """How many entries somebody has still to mark now, in all calls."""
    return sum(task.left for task in tasks_of(member_id) if task.row.state is Invitation.accepted and is_in_time(task.row.call))


def task_for(member_id: int, call_id: int) -> CallReviewer | None:
    """Somebody's part in the review of a call that is out; None when not asked, or no longer."""
    asked = select(CallReviewer).join(Call, Call.id == CallReviewer.call_id).options(contains_eager(CallReviewer.call))
    own = CallReviewer.member_id == member_id, CallReviewer.call_id == call_id, Call.state.in_(OPEN)
    return db.session.scalar(asked.where(*own, CallReviewer.state.in_((Invitation.invited, Invitation.accepted))))


def own_reviews(member_id: int, call_id: int) -> list[Review]:
    """The reviews of one call, by public number. They are shown while the review runs, not before."""
    rows = _accepted(reviews_by(member_id)).where(Entry.call_id == call_id, Call.state == CallState.reviewing)
    return list(db.session.scalars(rows.options(contains_eager(Review.entry)).order_by(Entry.number, Entry.id)))


def review_for(member_id: int, review_id: int) -> Review | None:
    """One review to work on, with its entry and call; None when it is somebody else's, barred, or the review is not on."""
    row = _accepted(reviews_by(member_id)).where(Review.id == review_id, Call.state == CallState.reviewing)
    whole = contains_eager(Review.entry).contains_eager(Entry.call), selectinload(Review.marks)
    return db.session.scalar(row.options(*whole))


def _accepted(reviews: Select) -> Select:
    return reviews.join(CallReviewer, CallReviewer.id == Review.reviewer_id).where(CallReviewer.state == Invitation.accepted)


@dataclass(frozen=True)
class Around:
    """The reviews beside one, by number; open: the next one that is not sent in, None when all are."""

    before: int | None
    after: int | None
    open: int | None
    place: int
    total: int


def around(member_id: int, review: Review) -> Around:
    """Where a review stands among those of its call."""
    rows = _accepted(reviews_by(member_id, Review.id, Review.state)).where(Entry.call_id == review.entry.call_id)
    rows = db.session.execute(rows.where(Call.state == CallState.reviewing).order_by(Entry.number, Entry.id)).all()
    ids = [row.id for row in rows]
    at = ids.index(review.id)
    later = [row.id for row in (*rows[at + 1 :], *rows[:at]) if row.state is not ReviewState.submitted]
    before, after = ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None
    return Around(before, after, later[0] if later else None, at + 1, len(ids))


def is_in_time(call: Call, at: datetime | None = None) -> bool:
    """Whether marks may be given, by the server's clock: now, or by who came at a moment."""
    return call.state is CallState.reviewing and (at or clock.now()) < call.reviews_until


def own_conflicts(member_id: int, call_id: int) -> list[ReviewConflict]:
    """What somebody has declared, and what the office has put down for them."""
    about = [joinedload(getattr(ReviewConflict, name)) for name in ("person", "unit", "entry")]
    rows = select(ReviewConflict).options(*about).where(ReviewConflict.call_id == call_id, ReviewConflict.member_id == member_id)
    return list(db.session.scalars(rows.where(ReviewConflict.lifted_at.is_(None)).order_by(ReviewConflict.id)))


def ending_before(moment: datetime) -> list[int]:
    """The calls whose review is on and ends before a moment."""
    ending = Call.state == CallState.reviewing, Call.reviews_until <= moment
    return list(db.session.scalars(select(Call.id).where(*ending).order_by(Call.id)))
