"""Asking people to review, what they say to it, and their ties to people and units."""

from collections.abc import Collection

from sqlalchemy import select

from unionweb.accounts.models import Member, Unit
from unionweb.calls.models import Call, CallReviewer, Entry, Review, ReviewConflict
from unionweb.calls.queries.reviews import member_by_number
from unionweb.calls.queries.reviews_bars import live_reviews, pairs_of
from unionweb.calls.rules.conflicts import Tie, may_take_back
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.rules.scoring import LIVE, Invitation, ReviewState
from unionweb.calls.services.reviews_shared import GONE, NOT_NOW, end, fill_again, locked_call, note_call
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

INVITING = (CallState.open, CallState.closed, CallState.reviewing)
AGAIN = (Invitation.declined, Invitation.ended)
MOST_TIES = 50


@write
def invite(call_id: int, staff_numbers: Collection[str], actor) -> int:
    """Ask people by staff number; returns how many are newly asked. All or none: unknown numbers are named, and people who
    have said no, or were no longer asked: they are asked again one by one, with a reason.
    """
    call = locked_call(call_id)
    if call.state not in INVITING:
        raise Refused(NOT_NOW)
    found = {number: member_by_number(number) for number in dict.fromkeys(staff_numbers)}
    if unknown := [number for number, member in found.items() if member is None]:
        raise Refused(f"没有工号是 {'、'.join(unknown[:10])} 的在职人员，一个也没有邀请。请核对工号。")
    known = {row.member_id: row for row in db.session.scalars(select(CallReviewer).where(CallReviewer.call_id == call.id))}
    if out := [member.name for member in found.values() if member.id in known and known[member.id].state in AGAIN]:
        raise Refused(f"{'、'.join(out[:10])}谢绝过，或者已经不再请了，一个也没有邀请。要再请，请在评委的页面上写明原因。")
    new = [member.id for member in found.values() if member.id not in known]
    for member_id in new:
        row = CallReviewer(call_id=call.id, member_id=member_id)
        db.session.add(row)
        _ask(call, row, actor)
    return len(new)


@write
def invite_again(call_id: int, reviewer_id: int, reason: str, actor) -> None:
    """Ask somebody who said no, or was no longer asked. Meanwhile they may have seen whose entries these are: the reason stays
    on record, and nobody asks himself.
    """
    call = locked_call(call_id)
    row = _reviewer(call, reviewer_id)
    if call.state not in INVITING:
        raise Refused(NOT_NOW)
    if row.state not in AGAIN:
        raise Refused("这位评委在名单上，不用再请。")
    if row.member_id == actor.id:
        raise Refused("您谢绝过这次评审，不能自己再请自己。确实要评，请另一位同事来邀请。")
    if member_by_number(row.member.staff_no) is None:
        raise Refused(f"{row.member.name}已经不在职了，没有邀请。")
    _ask(call, row, actor, reason)


def _ask(call: Call, row: CallReviewer, actor, reason: str | None = None) -> None:
    member_id, before = row.member_id, row.state
    row.state, row.invited_at, row.invited_by_id, row.answered_at, row.answer = Invitation.invited, clock.now(), actor.id, None, ""
    row.unit_id = db.session.get_one(Member, member_id).unit_id
    db.session.flush()
    states = {"from_state": before, "to_state": row.state}
    audit.record("invited", "call_reviewer", row.id, actor=actor, kind=ActorKind.office, reason=reason, **states)
    until = f"{call.reviews_until:%Y-%m-%d %H:%M}"
    text = f"评审到 {until} 截止。请先答复能不能参加，并申报应当回避的关系。"
    inbox.send(member_id, f"请您评审“{call.title}”", text, path=f"/reviews/calls/{call.id}")


@write
def answer_invitation(reviewer_id: int, user, *, accepts: bool, note: str = "") -> None:
    """The reviewer says yes or no, also later on; what is open then goes to others."""
    row, call = _own(reviewer_id, user)
    if call.state not in INVITING or row.state not in {Invitation.invited, Invitation.accepted}:
        raise Refused(NOT_NOW)
    before, row.state = row.state, Invitation.accepted if accepts else Invitation.declined
    row.answered_at, row.answer = clock.now(), note[:300]
    states = {"from_state": before, "to_state": row.state}
    audit.record(row.state.value, "call_reviewer", row.id, actor=user, kind=ActorKind.owner, reason=note[:300] or None, **states)
    if accepts and call.blind_authors:
        audit.record("veiled", "call_reviewer", row.id, actor=user, kind=ActorKind.owner)
    if not accepts:
        _drop_open(call, row, "评委不参加了", user)
        inbox.send(row.invited_by_id, f"{row.member.name}不参加“{call.title}”的评审", note, path=f"/calls/{call.id}/review")


@write
def end_reviewer(call_id: int, reviewer_id: int, reason: str, actor) -> None:
    """The office no longer asks somebody; what was sent in stays and counts, what is open goes to others."""
    call = locked_call(call_id)
    row = _reviewer(call, reviewer_id)
    if row.state in AGAIN:
        raise Refused("这位评委已经不在名单上了。")
    before, row.state = row.state, Invitation.ended
    states = {"from_state": before, "to_state": row.state}
    audit.record("ended", "call_reviewer", row.id, actor=actor, kind=ActorKind.office, reason=reason, **states)
    _drop_open(call, row, reason, actor, ReviewState.removed)
    inbox.send(row.member_id, f"“{call.title}”的评审不用您参加了", reason)


def _drop_open(call: Call, row: CallReviewer, reason: str, actor, state: ReviewState = ReviewState.refused) -> None:
    open_ones = Review.reviewer_id == row.id, Review.state.in_((ReviewState.assigned, ReviewState.started))
    reviews = list(db.session.scalars(select(Review).where(*open_ones).order_by(Review.id).with_for_update()))
    for review in reviews:
        end(review, state, reason, actor)
    if reviews:
        fill_again(call, {review.entry_id for review in reviews}, actor, row.invited_by_id)


@write
def set_reviewer(call_id: int, reviewer_id: int, facts: dict, actor) -> None:
    """What somebody knows (fields of the call) and how many entries they take at most (None for any)."""
    call = locked_call(call_id)
    row = _reviewer(call, reviewer_id)
    if set(facts["fields"]) - set(call.fields):
        raise Refused("选的领域已经改了。请刷新看看。")
    row.fields, row.most = sorted(facts["fields"], key=call.fields.index), facts["most"]
    audit.record("changed", "call_reviewer", row.id, actor=actor, kind=ActorKind.office, detail={"most": row.most, "fields": row.fields})


@write
def declare(call_id: int, member_id: int, about: dict, actor) -> int:
    """Record a tie of a reviewer with a person (staff_no), a unit (unit_id) or an entry (entry_id); returns its id.

    By the office it is pinned: the reviewer cannot lift it. Reviews that are barred by it end, and others are looked for.
    about: tie, note, and one of the three. Refused for numbers that nobody has, and for what is on record already.
    """
    call = locked_call(call_id)
    reviewer = db.session.scalar(select(CallReviewer).where(CallReviewer.call_id == call_id, CallReviewer.member_id == member_id))
    if call.state not in INVITING or reviewer is None or reviewer.state in AGAIN:
        raise Refused(NOT_NOW)
    whom = _whom(call, about)
    known = list(db.session.scalars(_ties(call_id, member_id)))
    if any(all(getattr(row, key) == value for key, value in whom.items()) for row in known):
        raise Refused("这一条已经登记过了。")
    if len(known) >= MOST_TIES:
        raise Refused(f"一位评委最多登记 {MOST_TIES} 条回避。")
    named = {"call_id": call_id, "member_id": member_id, "tie": Tie(about["tie"]), "note": about.get("note") or ""}
    row = ReviewConflict(**named, **whom, is_pinned=actor.id != member_id, recorded_at=clock.now(), recorded_by_id=actor.id)
    db.session.add(row)
    db.session.flush()
    audit.record("tied", "review_conflict", row.id, actor=actor, kind=ActorKind.owner, sealed=True)
    _end_barred(call, reviewer, actor)
    return row.id


def _ties(call_id: int, member_id: int):
    mine = ReviewConflict.call_id == call_id, ReviewConflict.member_id == member_id, ReviewConflict.lifted_at.is_(None)
    return select(ReviewConflict).where(*mine)


def _whom(call: Call, about: dict) -> dict:
    if staff_no := about.get("staff_no"):
        member = member_by_number(staff_no)
        if member is None:
            raise Refused(f"没有工号是 {staff_no} 的人。请核对工号。")
        return {"person_id": member.id}
    if unit_id := about.get("unit_id"):
        if db.session.get(Unit, unit_id) is None:
            raise Refused("没有这个单位。请刷新看看。")
        return {"unit_id": unit_id}
    entry = db.session.get(Entry, about.get("entry_id") or 0)
    if entry is None or entry.call_id != call.id:
        raise Refused("请写工号，或者选一个单位。")
    return {"entry_id": entry.id}


def _end_barred(call: Call, reviewer: CallReviewer, actor) -> None:
    pairs = pairs_of(call.id)
    barred = select(pairs.c.entry_id).where(pairs.c.member_id == reviewer.member_id)
    lost = Review.member_id == reviewer.member_id, Review.state.in_(LIVE), Review.entry_id.in_(barred)
    reviews = list(db.session.scalars(select(Review).where(*lost).order_by(Review.id).with_for_update()))
    for review in reviews:
        end(review, ReviewState.refused, "登记了回避", actor)
    if reviews:
        fill_again(call, {review.entry_id for review in reviews}, actor, reviewer.invited_by_id)


@write
def lift(conflict_id: int, actor, *, is_office: bool) -> int:
    """Take a tie back; returns its call. Reviewers lift what they declared themselves, the office lifts anything."""
    row = db.session.get(ReviewConflict, conflict_id, with_for_update=True)
    if row is None or row.lifted_at is not None:
        raise Refused("这一条已经取消了。")
    if not is_office and not may_take_back(row, actor):
        raise Refused("这一条是办公室登记的。要取消，请找校工会办公室。")
    row.lifted_at, row.lifted_by_id = clock.now(), actor.id
    audit.record("lifted", "review_conflict", row.id, actor=actor, kind=ActorKind.owner, sealed=True)
    return row.call_id


@write
def remind(call_id: int, actor) -> int:
    """A message to everybody who has not answered or not finished, at most one a day; returns how many got one."""
    call = locked_call(call_id)
    if call.state not in INVITING:
        raise Refused(NOT_NOW)
    unsent = live_reviews(call_id, Review.member_id).where(Review.state != ReviewState.submitted)
    busy = set(db.session.scalars(unsent))
    silent = CallReviewer.call_id == call_id, CallReviewer.state == Invitation.invited
    waited = set(db.session.scalars(select(CallReviewer.member_id).where(*silent)))
    busy = busy if call.state is CallState.reviewing else set()
    return _remind_them(call, busy, waited - busy, actor)


def _remind_them(call: Call, busy: set[int], waited: set[int], actor) -> int:
    until, today = f"{call.reviews_until:%Y-%m-%d %H:%M}", clock.today()
    path, key = f"/reviews/calls/{call.id}", f"review-{call.id}-{today}"
    told = inbox.send_many(busy, f"“{call.title}”还有作品等您评审", f"{until} 截止。", path=path, once_key=key)
    told += inbox.send_many(waited, f"请答复能不能评审“{call.title}”", f"评审到 {until} 截止。", path=path, once_key=key)
    rows = select(CallReviewer).where(CallReviewer.call_id == call.id, CallReviewer.member_id.in_(busy | waited))
    for row in db.session.scalars(rows):
        row.reminded_at = clock.now()
    if actor is not None and told:
        note_call("reminded", call.id, actor, detail={"count": told})
    return told


def _own(reviewer_id: int, user) -> tuple[CallReviewer, Call]:
    row = db.session.get(CallReviewer, reviewer_id)
    if row is None or row.member_id != user.id:
        raise Refused(GONE)
    call = locked_call(row.call_id)
    db.session.refresh(row, with_for_update=True)
    return row, call


def _reviewer(call: Call, reviewer_id: int) -> CallReviewer:
    row = db.session.get(CallReviewer, reviewer_id, with_for_update=True, populate_existing=True)
    if row is None or row.call_id != call.id:
        raise Refused("这位评委已经不在名单上了。")
    return row
