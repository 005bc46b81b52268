"""Giving entries to reviewers: all at once, by hand, out of a sheet; and the beginning of the review."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, insert, select
from sqlalchemy.orm import joinedload

from unionweb.calls.models import Call, CallReviewer, Entry, Review
from unionweb.calls.queries.reviews import candidates_for, criteria_of, plan_for
from unionweb.calls.queries.reviews_bars import kept_from, live_reviews, pairs_of
from unionweb.calls.queries.reviews_short import short_entries
from unionweb.calls.rules.conflicts import Bar
from unionweb.calls.rules.kinds import ACCEPTED, CallState
from unionweb.calls.rules.scoring import LIVE, Invitation, ReviewState, Way
from unionweb.calls.rules.wording import numbers_in_words
from unionweb.calls.services.reviews_shared import (
    NOT_NOW,
    SHARING,
    end,
    fill_again,
    give,
    locked_call,
    note_call,
    tell_new,
)
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label, moment

NOT_YET = "更正还没有截止，作品可能还会变。{} 以后再分配。"
GONE_ENTRY = "这件作品现在不能评审。请刷新看看。"


class Wish(NamedTuple):
    """A row of a sheet: the entry's public number and the reviewer's staff number."""

    row: int
    number: int
    staff_no: str


class Shared(NamedTuple):
    """What sharing out came to. short: entry → how many reviewers it still lacks."""

    given: int
    short: dict[int, int]


@write
def share_out_reviews(call_id: int, actor, *, strict: bool = False) -> Shared:
    """Give every accepted entry as many reviewers as the call asks for; nothing that stands is moved.

    What stays short is returned and stays an error of the call: its review does not begin before it is resolved.
    """
    call = _sharing(call_id)
    plan = plan_for(call, strict=strict)
    _give_all(call, plan.pairs, actor)
    note_call("shared_out", call.id, actor, detail={"count": len(plan.pairs), "short": len(plan.short)})
    if call.state is CallState.reviewing:
        tell_new(call, {member_id for _, member_id in plan.pairs})
    return Shared(len(plan.pairs), plan.short)


def _give_all(call: Call, pairs: Collection[tuple[int, int]], actor) -> None:
    """Part of a transaction: a row for each (entry, person), all at once; what the plan gives never stood before."""
    asked = select(CallReviewer.member_id, CallReviewer.id).where(CallReviewer.call_id == call.id)
    ids = {member_id: id for member_id, id in db.session.execute(asked)}
    facts = {"way": Way.shared_out, "state": ReviewState.assigned, "assigned_at": clock.now(), "assigned_by_id": actor.id}
    rows = [{"entry_id": entry_id, "member_id": person, "reviewer_id": ids[person], **facts} for entry_id, person in pairs]
    if rows:
        db.session.execute(insert(Review), rows)


def _sharing(call_id: int) -> Call:
    call = locked_call(call_id)
    if call.state not in SHARING or clock.now() >= call.reviews_until:
        raise Refused(NOT_NOW)
    if clock.now() < call.corrects_until:
        raise Refused(NOT_YET.format(moment(call.corrects_until)))
    return call


@write
def assign(call_id: int, entry_id: int, reviewer_id: int, actor) -> None:
    """Put one reviewer on one entry by hand. Refused with the reason when the bar is down."""
    call = _sharing(call_id)
    entry = _entry(call, entry_id, actor)
    found = next((one for one in candidates_for(entry) if one[0].id == reviewer_id), None)
    if found is None:
        raise Refused("这位评委还没有接受邀请，或者已经在评这一件了。")
    reviewer, name, _, why = found
    if why:
        raise Refused(f"{name}要回避这一件：{why}。请指定别的评委。")
    give(entry, reviewer, actor, way=Way.by_hand)
    if call.state is CallState.reviewing:
        tell_new(call, {reviewer.member_id})


@write
def take_back(call_id: int, review_id: int, reason: str, actor) -> bool:
    """Take an entry from a reviewer; marks already sent in no longer count. Another one is looked for: whether one was found."""
    call = _sharing(call_id)
    review = db.session.get(Review, review_id, with_for_update=True, populate_existing=True)
    if review is None or review.state not in LIVE:
        raise Refused("这一条已经收回了，或者评委自己退出了。请刷新看看。")
    _entry(call, review.entry_id, actor)
    end(review, ReviewState.removed, reason, actor)
    return bool(fill_again(call, {review.entry_id}, actor, actor.id))


def _entry(call: Call, entry_id: int, actor) -> Entry:
    """An accepted entry of the call that is not the actor's own."""
    entry = db.session.get(Entry, entry_id)
    if entry is None or entry.call_id != call.id or entry.status not in ACCEPTED:
        raise Refused(GONE_ENTRY)
    if db.session.scalar(kept_from(actor.id, Entry.id == entry_id)):
        raise Refused("这一件与您本人有关，或者您是评委，请由别的同事来办。")
    return entry


@write
def assign_by_sheet(call_id: int, wishes: Collection[Wish], actor) -> int:
    """Give out what a sheet says, all of it or nothing; every row that cannot be is named. Returns how many are new."""
    call = _sharing(call_id)
    entries = {e.number: e for e in db.session.scalars(select(Entry).where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED)))}
    asked = select(CallReviewer).where(CallReviewer.call_id == call.id, CallReviewer.state == Invitation.accepted)
    asked = asked.options(joinedload(CallReviewer.member))
    reviewers = {row.member.staff_no: row for row in db.session.scalars(asked)}
    barred, own = _bars(call.id), set(db.session.scalars(kept_from(actor.id, Entry.call_id == call.id)))
    live = {(entry_id, member_id) for entry_id, member_id in db.session.execute(live_reviews(call.id, Review.entry_id, Review.member_id))}
    wrong, pairs = [], {}
    for wish in wishes:
        entry, reviewer = entries.get(wish.number), reviewers.get(wish.staff_no)
        if entry is not None and entry.id in own:
            wrong.append(f"第 {wish.row} 行：编号 {wish.number} 不能由您来分配，请由别的同事来办。")
        elif problem := _problem(wish, entry, reviewer, barred):
            wrong.append(f"第 {wish.row} 行：{problem}")
        elif (entry.id, reviewer.member_id) not in live:
            pairs[entry.id, reviewer.member_id] = entry, reviewer
    if wrong:
        raise Refused("表格一行也没有导入。", *wrong[:20])
    for entry, reviewer in pairs.values():
        give(entry, reviewer, actor, way=Way.by_sheet)
    note_call("imported", call.id, actor, detail={"count": len(pairs)})
    if call.state is CallState.reviewing:
        tell_new(call, {member_id for _, member_id in pairs})
    return len(pairs)


def _bars(call_id: int) -> dict[tuple[int, int], str]:
    pairs = pairs_of(call_id)
    both = pairs.c.entry_id, pairs.c.member_id
    rows = db.session.execute(select(*both, func.min(pairs.c.bar)).group_by(*both))
    return {(entry_id, member_id): label(Bar(bar)) for entry_id, member_id, bar in rows}


def _problem(wish: Wish, entry: Entry | None, reviewer: CallReviewer | None, barred: dict) -> str:
    if entry is None:
        return f"没有编号 {wish.number} 的作品。"
    if reviewer is None:
        return f"工号 {wish.staff_no[:20]} 不在接受了邀请的评委里。"
    why = barred.get((entry.id, reviewer.member_id))
    return f"工号 {wish.staff_no} 要回避编号 {wish.number}：{why}。" if why else ""


@write
def begin_review(call_id: int, actor) -> None:
    """Open the review to the reviewers. Refused while criteria are missing or an entry has too few reviewers."""
    call = _sharing(call_id)
    if call.state is not CallState.closed:
        raise Refused("评审已经开始了。")
    if not any(one.weight for one in criteria_of(call.id)):
        raise Refused("还没有计分的评审标准。请先写好标准，再开始评审。")
    if db.session.scalar(select(func.count()).select_from(Entry).where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED))) == 0:
        raise Refused("还没有受理的作品，没有可以评的。")
    if short := short_entries(call, actor.id):
        named = numbers_in_words([one.number for one in short.rows], short.own)
        raise Refused(f"{named}不够 {call.reviews_per_entry} 位评委，评审没有开始。请再分配，或者再邀请评委。")
    before, call.state, call.version = call.state, CallState.reviewing, call.version + 1
    note_call("began_review", call.id, actor, from_state=before, to_state=call.state)
    tell_new(call, set(db.session.scalars(live_reviews(call.id, Review.member_id))))


@write
def remind_before_end(call_id: int) -> int:
    """Once for each end: remind those who have not finished, some days before the end. Returns how many were told."""
    call = locked_call(call_id)
    if call.state is not CallState.reviewing or clock.now() >= call.reviews_until:
        return 0
    unsent = live_reviews(call_id, Review.member_id).where(Review.state != ReviewState.submitted)
    title, until = f"“{call.title}”的评审快截止了", f"{call.reviews_until:%Y-%m-%d %H:%M} 截止，还有作品等您评审。"
    path, key = f"/reviews/calls/{call.id}", f"review-end-{call.id}-{call.reviews_until:%Y%m%d%H%M}"  # more time was given: once more
    return inbox.send_many(set(db.session.scalars(unsent)), title, until, path=path, once_key=key)
