"""A reviewer at work: marks kept as they are typed, sent in, opened again, or an entry given back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from unionweb.calls.models import Call, Criterion, Entry, Review, ReviewConflict, ReviewMark
from unionweb.calls.queries.reviews import criteria_of, weighted
from unionweb.calls.queries.reviews_bars import reviews_by
from unionweb.calls.queries.reviews_own import is_in_time
from unionweb.calls.rules.conflicts import Tie
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.rules.scoring import ReviewState, total
from unionweb.calls.services.drafting import Seen
from unionweb.calls.services.locking import Late, noting_late
from unionweb.calls.services.reviews_shared import end, fill_again, locked_call, note_review
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import moment

GONE = "这一件不在您的评审名单上了。请回到列表看看。"
SENT = "这一件已经提交了，这次没有存。要改，请先复制您刚写的，再点“修改”。"
STALE = "这一件在另一个窗口里改过了，这次没有存。请先复制您刚写的，重新打开这一件再改。"
LATE = "评审在 {} 截止了，这次没有存。您填的还在下面，可以复制。确实要补，请联系校工会办公室。"


@dataclass(frozen=True)
class Paper:
    """What a reviewer has filled in. marks: criterion → mark or None; said: to the author, to the office; seen: what the page showed."""

    marks: Mapping[int, Decimal | None]
    said: tuple[str, str]
    seen: Seen


def save_review(review_id: int, user, paper: Paper) -> int:
    """Keep what is filled in so far; returns the new version. Refused when another page has saved meanwhile, or too late."""
    with noting_late("review", review_id, user, "存评审") as arrived:
        return _save(review_id, user, paper, arrived)


@write
def _save(review_id: int, user, paper: Paper, arrived: datetime) -> int:
    review, call = _open(review_id, user, arrived)
    _ensure_latest(review, paper.seen)
    _keep(review, call, paper)
    return review.version


def submit_review(review_id: int, user, paper: Paper) -> None:
    """Send a review in: every criterion has its mark, and the total is worked out and kept. In time is who arrived in time."""
    with noting_late("review", review_id, user, "提交评审") as arrived:
        _submit(review_id, user, paper, arrived)


@write
def _submit(review_id: int, user, paper: Paper, arrived: datetime) -> None:
    review, call = _open(review_id, user, arrived)
    _ensure_latest(review, paper.seen)
    criteria = _keep(review, call, paper)
    if missing := [one.name for one in criteria if paper.marks.get(one.id) is None]:
        raise Refused(f"还没有打分：{'、'.join(missing)}。没有提交，填好再提交。")
    found = total(weighted(criteria), paper.marks)
    if found is None:
        raise Refused("这次评审没有计分的标准，没有提交。请告诉校工会办公室。")
    review.cents, review.state, review.submitted_at = int(found * 100), ReviewState.submitted, arrived
    note_review("submitted", review, user, to_state=review.state)


def reopen_review(review_id: int, user) -> None:
    """Take a review back to change it, until the review ends."""
    with noting_late("review", review_id, user, "修改评审") as arrived:
        _reopen(review_id, user, arrived)


@write
def _reopen(review_id: int, user, arrived: datetime) -> None:
    review, _ = _open(review_id, user, arrived)
    if review.state is not ReviewState.submitted:
        raise Refused("这一件还没有提交，可以直接改。")
    review.state, review.cents, review.submitted_at = ReviewState.started, None, None
    review.version, review.editor = review.version + 1, None
    note_review("reopened", review, user, to_state=review.state)


def refuse_review(review_id: int, user, reason: str, *, tie: Tie | None = None) -> None:
    """Give an entry back, for a tie (then it is on record as a conflict) or another reason; somebody else is looked for."""
    with noting_late("review", review_id, user, "交回作品") as arrived:
        _refuse(review_id, user, arrived, reason=reason, tie=tie)


@write
def _refuse(review_id: int, user, arrived: datetime, *, reason: str, tie: Tie | None) -> None:
    review, call = _open(review_id, user, arrived, locks_call=True)
    if tie is not None:
        named = {"call_id": call.id, "member_id": user.id, "entry_id": review.entry_id, "tie": tie, "note": reason[:200]}
        row = ReviewConflict(**named, recorded_at=clock.now(), recorded_by_id=user.id)
        db.session.add(row)
        db.session.flush()
        audit.record("tied", "review_conflict", row.id, actor=user, kind=ActorKind.owner, sealed=True)
    end(review, ReviewState.refused, reason, user)
    fill_again(call, {review.entry_id}, user, review.reviewer.invited_by_id)


def _open(review_id: int, user, arrived: datetime, *, locks_call: bool = False) -> tuple[Review, Call]:
    """A review of `user`'s own that the bar lets through, locked; Late for who arrived after the end, however fast the lock was."""
    found = select(Review).where(Review.id.in_(reviews_by(user.id, Review.id).where(Review.id == review_id)))
    call_id = db.session.scalar(select(Entry.call_id).join(Review, Review.entry_id == Entry.id).where(Review.id == review_id))
    if call_id is None:
        raise Refused(GONE)
    call = locked_call(call_id) if locks_call else db.session.get_one(Call, call_id, populate_existing=True)
    review = db.session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if review is None:
        raise Refused(GONE)
    if not is_in_time(call, arrived):
        raise Late(LATE.format(moment(call.reviews_until))) if call.state is CallState.reviewing else Refused(GONE)
    return review, call


def _ensure_latest(review: Review, seen: Seen) -> None:
    """Raise Refused when it was sent in, or another page has saved, since the page was opened."""
    if review.state is ReviewState.submitted:
        raise Refused(SENT)
    if review.version != seen.version and not (seen.editor and review.editor == seen.editor):
        raise Refused(STALE)
    review.editor = seen.editor or None


def _keep(review: Review, call: Call, paper: Paper) -> list[Criterion]:
    criteria, typed = criteria_of(call.id), paper.marks
    known = {mark.criterion_id: mark for mark in review.marks}
    for one in criteria:
        value, mark = typed.get(one.id), known.get(one.id)
        if value is None and mark:
            review.marks.remove(mark)
        elif value is not None and mark:
            mark.tenths = int(value * 10)
        elif value is not None:
            review.marks.append(ReviewMark(criterion_id=one.id, tenths=int(value * 10)))
    review.to_author, review.to_office = paper.said
    review.state, review.changed_at, review.version = ReviewState.started, clock.now(), review.version + 1
    return criteria
