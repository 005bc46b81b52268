"""What every write about reviews does: hold the call's row, note what happened, give an entry to somebody.

Every function here is part of a transaction. What happens to one review is sealed: it is read through that review only,
so that the page of operations tells nobody who judges whom.
"""

from sqlalchemy import select

from unionweb.calls.models import Call, CallReviewer, Entry, Review
from unionweb.calls.queries.reviews import plan_for, shortages
from unionweb.calls.queries.reviews_bars import own_of
from unionweb.calls.rules.assigning import Plan
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.rules.scoring import ReviewState, Way
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

GONE = "这次征集已经不在了。请回到列表看看。"
NOT_NOW = "这一步现在不能做：征集已经走到别的步骤了。请刷新看看。"
SHARING = (CallState.closed, CallState.reviewing)


def locked_call(call_id: int) -> Call:
    """The call, locked and read anew. Refused when there is none."""
    query = select(Call).where(Call.id == call_id).with_for_update()
    call = db.session.scalar(query.execution_options(populate_existing=True))
    if call is None:
        raise Refused(GONE)
    return call


def note_call(action: str, call_id: int, actor, **rest) -> None:
    """Record what the office did to a call."""
    audit.record(action, "call", call_id, actor=actor, kind=ActorKind.office, **rest)


def note_review(action: str, review: Review, actor, **rest) -> None:
    """Sealed, and without a name: whose review it is, its row says."""
    audit.record(action, "review", review.id, actor=actor, kind=ActorKind.owner, sealed=True, **rest)


def give(entry: Entry, reviewer: CallReviewer, actor, *, way: Way) -> Review:
    """Put a reviewer on an entry, or back on it."""
    row = db.session.scalar(select(Review).where(Review.entry_id == entry.id, Review.member_id == reviewer.member_id))
    if row is None:
        row = Review(entry_id=entry.id, member_id=reviewer.member_id, reviewer_id=reviewer.id)
        db.session.add(row)
    row.state, row.way, row.reason, row.cents, row.submitted_at = ReviewState.assigned, way, "", None, None
    row.assigned_at, row.assigned_by_id = clock.now(), actor.id
    row.version, row.editor = (row.version or 0) + 1, None
    db.session.flush()
    note_review("assigned", row, actor, to_state=row.state)
    return row


def end(review: Review, state: ReviewState, reason: str, actor) -> None:
    """End a review that is not handed in, with the reason, and record it."""
    before, review.state, review.reason = review.state, state, reason[:300]
    action = "refused" if state is ReviewState.refused else "taken_back"
    note_review(action, review, actor, from_state=before, to_state=state, reason=reason[:300])


def fill_again(call: Call, entry_ids: set[int], actor, asker_id: int) -> int:
    """Look for others where reviewers dropped out; who asked them is told what stays short. Returns how many were found.

    After the end nobody gets anything any more: what is short then stays so until the office gives more time.
    """
    if call.state not in SHARING:
        return 0
    db.session.flush()
    is_over = clock.now() >= call.reviews_until
    plan = Plan([], shortages(call)) if is_over else plan_for(call, strict=False)
    by_member = {row.member_id: row for row in _asked(call.id)}
    found = [(entry_id, by_member[member_id]) for entry_id, member_id in plan.pairs if entry_id in entry_ids]
    for entry_id, reviewer in found:
        give(db.session.get_one(Entry, entry_id), reviewer, actor, way=Way.shared_out)
    if call.state is CallState.reviewing:
        tell_new(call, {reviewer.member_id for _, reviewer in found})
    short = entry_ids & plan.short.keys()
    if short := short - set(db.session.scalars(own_of(asker_id, Entry.id.in_(short)))):
        _tell_short(call, short, asker_id, is_over)
    return len(found)


def _tell_short(call: Call, entry_ids: set[int], asker_id: int, is_over: bool) -> None:
    rows = db.session.scalars(select(Entry.number).where(Entry.id.in_(entry_ids)).order_by(Entry.number))
    why = "评审已经截止，没有再分给别人。请延长评审，或者定结果时写明原因" if is_over else "没有别人可以接。请再邀请评委或手工指定"
    text = f"编号 {'、'.join(map(str, rows))}：有评委退出，{why}。"
    inbox.send(asker_id, f"“{call.title}”有作品缺评委", text, path=f"/calls/{call.id}/assignments?short=1")


def tell_new(call: Call, member_ids: set[int]) -> None:
    """A message to those who have something new to review."""
    until = f"{call.reviews_until:%Y-%m-%d %H:%M}"
    inbox.send_many(member_ids, f"“{call.title}”有作品请您评审", f"请在 {until} 以前评完。", path=f"/reviews/calls/{call.id}")


def _asked(call_id: int) -> list[CallReviewer]:
    return list(db.session.scalars(select(CallReviewer).where(CallReviewer.call_id == call_id)))
