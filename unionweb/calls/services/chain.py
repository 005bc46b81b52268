"""The way of an entry through its unit to the office. Each public function is one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from unionweb.accounts.rules import units_led
from unionweb.calls.models import Call, Entry
from unionweb.calls.queries.chain import opinion_of, unanswered
from unionweb.calls.queries.people import checks_of, officers_of, units_headed
from unionweb.calls.queries.quotas import room_of
from unionweb.calls.queries.reviews_bars import veiled_from
from unionweb.calls.rules import access, eligibility
from unionweb.calls.rules.kinds import COUNTED, CallState, Decision, Step, Subject, SubmissionStatus
from unionweb.calls.services.locking import ensure_in_time, lock_call, lock_entry, move, note_call, noting_late
from unionweb.common.audit import ActorKind
from unionweb.inbox.services import send, send_many
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

RANKED = (SubmissionStatus.submitted, *COUNTED)
MOST_RANK = 999


def check_entry(entry_id: int, decision: Decision, comment: str, actor) -> None:
    """The unit sends an entry on (approved), back to its author (returned, with a reason) or does not send it (not_sent).

    What was sent on may be taken back the same way until the office has accepted it. In time is who arrived in time.
    Refused when the unit's places are used up, further authors have not answered, or conditions are not met.
    """
    with noting_late("entry", entry_id, actor, "分工会审核") as arrived:
        _check(entry_id, decision, (comment, arrived), actor)


@write
def _check(entry_id: int, decision: Decision, how: tuple[str, datetime], actor) -> None:
    comment, arrived = how
    row = lock_entry(entry_id)
    if not access.may_head(row, units_headed(actor)):
        raise Refused("这一份不归您审核。")
    ensure_in_time(row.call, row.call.corrects_until, access.is_correctable(row.call, arrived))
    may_be = (
        {SubmissionStatus.submitted}
        if decision is Decision.approved
        else {SubmissionStatus.submitted, SubmissionStatus.unit_approved}
    )
    if row.status not in may_be:
        raise Refused(f"这一份现在是“{labels.label(row.shown_status)}”，不能这样办。")
    step, kind = _acting(row, actor)
    how = {"actor": actor, "comment": comment, "kind": kind}
    if decision is Decision.approved:
        _ensure_sendable(row)
        move(row, SubmissionStatus.unit_approved, step, decision, **how)
    elif not comment:
        raise Refused("请写一句原因，作者会看到。")
    elif decision is Decision.returned:
        move(row, SubmissionStatus.returned, step, decision, **how)
    elif decision is Decision.not_sent:
        row.unit_rank = None
        move(row, SubmissionStatus.rejected, step, decision, **how)
    else:
        raise Refused("请选同意、退回或者不推荐。")
    _tell_author(row, actor, decision, comment)


def _ensure_sendable(row: Entry) -> None:
    reasons = [] if row.call.subject is Subject.work else eligibility.failed(checks_of(row))
    if waiting := unanswered(row.id):
        reasons.append(f"还有 {waiting} 位合作者没有确认。")
    room = room_of(row.call, row.unit_id)
    if room.left == 0:
        reasons.append(f"{room.of}的名额是 {room.places} 个，已经用完。要换人，请先退回一份。")
    if reasons:
        raise Refused(*reasons)


def _tell_author(row: Entry, actor, decision: Decision, comment: str) -> None:
    if row.member_id == actor.id:
        return
    words = {Decision.approved: "同意推荐", Decision.returned: "退回修改", Decision.not_sent: "没有推荐"}[decision]
    words = f"{labels.label(_acting(row, actor)[0])}{words}"
    until = f"{labels.dated(row.call.corrects_until)} 以前改好再交。" if decision is Decision.returned else ""
    body = f"{labels.sentence(comment)}{until}"
    send(row.member_id, f"{words}：{row.subject_name}", body, path=f"/calls/entries/{row.id}")


def _acting(row: Entry, actor) -> tuple[Step, ActorKind]:
    """Who decides for the unit: its own people, or the office for a unit that nobody leads, and then the chain says so."""
    return (Step.unit, ActorKind.unit) if row.unit_id in units_led(actor) else (Step.office, ActorKind.office)


def rank_entries(call_id: int, unit_id: int, ranks: Mapping[int, int | None], actor) -> None:
    """A unit puts its entries in order: entry → rank, 1 is first, None for none. Refused for ranks given twice."""
    with noting_late("call", call_id, actor, "排序") as arrived:
        _rank(call_id, unit_id, ranks, actor, arrived=arrived)


@write
def _rank(call_id: int, unit_id: int, ranks: Mapping[int, int | None], actor, *, arrived: datetime) -> None:
    call = lock_call(call_id)
    if unit_id not in units_headed(actor):
        raise Refused("这个分工会不归您管。")
    ensure_in_time(call, call.corrects_until, access.is_correctable(call, arrived))
    given = [rank for rank in ranks.values() if rank is not None]
    if len(given) != len(set(given)):
        raise Refused("有两份排了同一位，请改成不一样的。")
    if any(not 0 < rank <= MOST_RANK for rank in given):
        raise Refused("名次从 1 开始排。")
    wanted = (Entry.call_id == call_id, Entry.unit_id == unit_id, Entry.status.in_(RANKED))
    rows = {
        row.id: row for row in db.session.scalars(select(Entry).where(*wanted).order_by(Entry.id).with_for_update())
    }
    if not set(ranks) <= set(rows):
        raise Refused("名单变了，排序没有存。请回到页面再看一看。")
    for id, rank in ranks.items():
        rows[id].unit_rank = rank
    note_call(call, "call_ranked", actor, detail={"unit": unit_id, "count": len(given)})


@write
def record_opinion(entry_id: int, comment: str, actor) -> None:
    """Write down what the party organisation says, as the unit was told. Again: the latest holds."""
    row = lock_entry(entry_id)
    if not access.may_head(row, units_headed(actor)):
        raise Refused("这一份不归您登记。")
    if row.status not in {SubmissionStatus.submitted, SubmissionStatus.unit_approved} or row.call.state not in {
        CallState.open,
        CallState.closed,
    }:
        raise Refused(f"这一份现在是“{labels.label(row.shown_status)}”，不用登记意见了。")
    kind = _acting(row, actor)[1]
    move(row, row.status, Step.party, Decision.recorded, actor=actor, comment=comment, kind=kind)


@write
def accept_entry(entry_id: int, actor) -> None:
    """The office takes an entry into the review. Refused without the opinion that the call asks for. Twice changes nothing."""
    row = lock_entry(entry_id)
    if _accept(row, actor):
        send(row.member_id, f"校工会受理了：{row.subject_name}", "", path=f"/calls/entries/{row.id}")


@write
def accept_entries(call_id: int, entry_ids: Iterable[int], actor) -> tuple[int, list[str]]:
    """The same for several of one call; returns how many, and the reasons against the others. Strangers are left alone.

    Whoever sent in several gets one message.
    """
    call = lock_call(call_id)
    done, reasons, veiled = [], [], set(db.session.scalars(veiled_from(actor.id, Entry.call_id == call_id)))
    for id in sorted(set(entry_ids)):
        row = db.session.get(Entry, id, with_for_update=True, populate_existing=True)
        if row is None or row.call_id != call_id or row.status is not SubmissionStatus.unit_approved or row.id in veiled:
            continue
        try:
            _accept(row, actor)
            done.append(row)
        except Refused as refusal:
            reasons += [f"{row.subject_name}：{reason}" for reason in refusal.reasons]
    _tell_accepted(call, done)
    return len(done), reasons


def _tell_accepted(call: Call, rows: list[Entry]) -> None:
    for member_id in sorted({row.member_id for row in rows}):
        own = [row for row in rows if row.member_id == member_id]
        if len(own) == 1:
            send(member_id, f"校工会受理了：{own[0].subject_name}", "", path=f"/calls/entries/{own[0].id}")
        else:
            names = "、".join(row.subject_name for row in own)
            send(member_id, f"校工会受理了 {len(own)} 份：{call.title}", f"{names}。", path="/calls")


def _accept(row: Entry, actor) -> bool:
    """Whether it is new that the entry is accepted."""
    if row.status is SubmissionStatus.under_review:
        return False
    if not access.may_accept(actor, row):
        raise Refused(f"这一份现在是“{labels.label(row.status)}”，不能受理。")
    if row.call.needs_party_opinion and opinion_of(row.id) is None:
        raise Refused("还没有党组织意见，请分工会先登记。")
    row.accepted_at = clock.now()
    move(row, SubmissionStatus.under_review, Step.office, Decision.accepted, actor=actor, kind=ActorKind.office)
    return True


@write
def return_entry(entry_id: int, comment: str, actor) -> None:
    """The office sends an entry back to be corrected; after the corrections have ended, it is not taken at all."""
    row = lock_entry(entry_id)
    if row.status not in {SubmissionStatus.unit_approved, SubmissionStatus.under_review} or row.call.state not in {
        CallState.open,
        CallState.closed,
    }:
        raise Refused(f"这一份现在是“{labels.label(row.status)}”，不能退回了。")
    how = {"actor": actor, "comment": comment, "kind": ActorKind.office}
    row.accepted_at = None
    is_correctable = access.is_correctable(row.call, clock.now())
    if is_correctable:
        move(row, SubmissionStatus.returned, Step.office, Decision.returned, **how)
    else:
        row.unit_rank = None
        move(row, SubmissionStatus.rejected, Step.office, Decision.rejected, **how)
    words = "校工会退回修改" if is_correctable else "校工会没有受理"
    told = {row.member_id, *officers_of(row.unit_id)}
    send_many(told, f"{words}：{row.subject_name}", labels.sentence(comment), path=f"/calls/entries/{row.id}")
