"""A reviewer at work: marks kept as they are typed, sent in, opened again, or an entry given back."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from unionweb.calls.models import Call, Criterion, Entry, Review, ReviewConflict, ReviewMark
from unionweb.calls.queries.reviews import criteria_of, weighted
from unionweb.calls.queries.reviews_bars import reviews_by
from unionweb.calls.queries.reviews_own import is_in_time
from unionweb.calls.rules.conflicts import Tie
from unionweb.calls.rules.scoring import ReviewState, total
from unionweb.calls.services.reviews_shared import end, fill_again, locked_call, note_review
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import moment

GONE = "这一件不在您的评审名单上了。请回到列表看看。"
SENT = "这一件已经提交了，没有存。要改请先点“修改”。"


@write
def save_review(review_id: int, user, typed: Mapping[int, Decimal | None], said: tuple[str, str]) -> None:
    """Keep what is typed so far. typed: criterion → mark or None; said: to the author, to the office."""
    review, call = _open(review_id, user)
    if review.state is ReviewState.submitted:
        raise Refused(SENT)
    _keep(review, call, typed, said)


@write
def submit_review(review_id: int, user, typed: Mapping[int, Decimal | None], said: tuple[str, str]) -> None:
    """Send a review in: every criterion has its mark, and the total is worked out and kept."""
    review, call = _open(review_id, user)
    if review.state is ReviewState.submitted:
        raise Refused(SENT)
    criteria = _keep(review, call, typed, said)
    if missing := [one.name for one in criteria if typed.get(one.id) is None]:
        raise Refused(f"还没有打分：{'、'.join(missing)}。没有提交，填好再提交。")
    found = total(weighted(criteria), typed)
    if found is None:
        raise Refused("这次评审没有计分的标准，没有提交。请告诉校工会办公室。")
    review.cents, review.state, review.submitted_at = int(found * 100), ReviewState.submitted, clock.now()
    note_review("submitted", review, user, to_state=review.state)


@write
def reopen_review(review_id: int, user) -> None:
    """Take a review back to change it, until the review ends."""
    review, _ = _open(review_id, user)
    if review.state is not ReviewState.submitted:
        raise Refused("这一件还没有提交，可以直接改。")
    review.state, review.cents, review.submitted_at = ReviewState.started, None, None
    note_review("reopened", review, user, to_state=review.state)


@write
def refuse_review(review_id: int, user, reason: str, *, tie: Tie | None = None) -> None:
    """Give an entry back, for a tie (then it is on record as a conflict) or another reason; somebody else is looked for."""
    review, call = _open(review_id, user, locks_call=True)
    if tie is not None:
        named = {"call_id": call.id, "member_id": user.id, "entry_id": review.entry_id, "tie": tie, "note": reason[:200]}
        row = ReviewConflict(**named, recorded_at=clock.now(), recorded_by_id=user.id)
        db.session.add(row)
        db.session.flush()
        audit.record("tied", "review_conflict", row.id, actor=user, kind=ActorKind.owner, sealed=True)
    end(review, ReviewState.refused, reason, user)
    fill_again(call, {review.entry_id}, user, review.reviewer.invited_by_id)


def _open(review_id: int, user, *, locks_call: bool = False) -> tuple[Review, Call]:
    """A review of `user`'s own that the bar lets through, locked; refused when the time is over by the server's clock."""
    found = select(Review).where(Review.id.in_(reviews_by(user.id, Review.id).where(Review.id == review_id)))
    call_id = db.session.scalar(select(Entry.call_id).join(Review, Review.entry_id == Entry.id).where(Review.id == review_id))
    if call_id is None:
        raise Refused(GONE)
    call = locked_call(call_id) if locks_call else db.session.get_one(Call, call_id, populate_existing=True)
    review = db.session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if review is None:
        raise Refused(GONE)
    if not is_in_time(call):
        raise Refused(f"评审在 {moment(call.reviews_until)} 截止了，没有存。")
    return review, call


def _keep(review: Review, call: Call, typed: Mapping[int, Decimal | None], said: tuple[str, str]) -> list[Criterion]:
    criteria = criteria_of(call.id)
    known = {mark.criterion_id: mark for mark in review.marks}
    for one in criteria:
        value, mark = typed.get(one.id), known.get(one.id)
        if value is None and mark:
            review.marks.remove(mark)
        elif value is not None and mark:
            mark.tenths = int(value * 10)
        elif value is not None:
            review.marks.append(ReviewMark(criterion_id=one.id, tenths=int(value * 10)))
    review.to_author, review.to_office = said
    review.state, review.changed_at = ReviewState.started, clock.now()
    return criteria
