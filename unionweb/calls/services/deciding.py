"""The first step of a result: grades with their places, a proposal for every entry, the meeting, and settling it.

The row of the call is the lock: whoever decides, settles or shows waits for whoever does.
"""

from dataclasses import dataclass

from sqlalchemy import select

from unionweb.calls.models import Call, CallGrade, CallMeeting, CallResult, Entry, EntryDecision
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.grades import by_order
from unionweb.calls.rules.kinds import ACCEPTED, CallState, SubmissionStatus
from unionweb.calls.rules.meeting import LEAST_PRESENT, Meeting, lacking, may_decide, of_day, of_forgotten, of_reviews
from unionweb.common import audit
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

NOT_NOW = "这个征集现在不在定结果这一步：要等截止和修改期都过了，还没有定下来的时候才能定。"
NOT_HERE = "这一件不在这个征集里，或者已经撤回了，没有定。"
OWN = "这是您自己的申报，请另一位同事来定。"


@dataclass(frozen=True)
class TypedGrade:
    """A grade as the office types it, in its order. places, per_unit: None for as many as there are."""

    name: str
    places: int | None = None
    per_unit: int | None = None


def locked_call(call_id: int) -> Call:
    """Part of a transaction: the call as it is now, under lock. Refused when there is none."""
    call = db.session.get(Call, call_id, with_for_update=True, populate_existing=True)
    if call is None:
        raise Refused("这个征集已经不在了。")
    return call


def deciding(call_id: int) -> Call:
    """Part of a transaction: a call that may be decided now, under lock. Refused otherwise."""
    call = locked_call(call_id)
    if not may_decide(call.state, clock.now() >= call.corrects_until):
        raise Refused(NOT_NOW)
    return call


def result_row(call_id: int) -> CallResult:
    """Part of a transaction: the row that says how far a call has come."""
    row = db.session.get(CallResult, call_id)
    if row is None:
        row = CallResult(call_id=call_id)
        db.session.add(row)
    return row


def note(action: str, call_id: int, actor, **rest) -> None:
    """Part of a transaction: what the office did with a call."""
    audit.record(action, "call", call_id, actor=actor, kind=audit.ActorKind.office, **rest)


@write
def set_grades(call_id: int, typed: list[TypedGrade], actor) -> None:
    """The grades of a call from now on, by their order. A grade that entries have cannot be left out. Refused likewise."""
    deciding(call_id)
    known = queries.grades_of(call_id)
    names = [one.name for one in typed]
    if len(set(names)) < len(names):
        raise Refused("有两个等次叫一样的名字，请改掉一个。")
    gone = [grade for grade in known if grade.name not in names]
    used = select(EntryDecision.grade_id).where(EntryDecision.grade_id.in_([g.id for g in gone])).limit(1)
    if gone and db.session.scalar(used):
        raise Refused("要去掉的等次已经有申报件定在里面，请先改定那些件。")
    by_name = {grade.name: grade for grade in known}
    for grade in known:  # out of the way first: positions are unique
        grade.position += 1000
        if grade in gone:
            db.session.delete(grade)
    db.session.flush()
    for position, one in enumerate(typed, start=1):
        row = by_name.get(one.name) or CallGrade(call_id=call_id)
        row.position, row.name, row.places, row.per_unit = position, one.name, one.places, one.per_unit
        db.session.add(row)
    db.session.flush()
    note("grades_set", call_id, actor, detail={one.name: one.places for one in typed})


@write
def decide(call_id: int, entry_id: int, choice: int | None, reason: str, *, actor, clears: bool = False) -> None:
    """Propose a grade for an entry: its id, None for 不授予; clears: back to open. The same again changes nothing.

    Refused when it is not the time for it, for an entry that is not accepted, and for one's own.
    """
    deciding(call_id)
    _check_entry(call_id, entry_id, actor)
    if choice is not None and choice not in {grade.id for grade in queries.grades_of(call_id)}:
        raise Refused("没有这个等次，请从列表里选。")
    row = db.session.get(EntryDecision, entry_id)
    before, wanted = (row.grade_id, row.reason) if row else None, None if clears else (choice, reason)
    if before == wanted:
        return
    if clears:
        db.session.delete(row)
    else:
        _put(row, call_id, entry_id, (choice, reason), actor)
    names = {grade.id: grade.name for grade in queries.grades_of(call_id)}
    detail = {"grade": "待定" if clears else names.get(choice, "不授予")}
    audit.record("grade_proposed", "entry", entry_id, actor=actor, kind=audit.ActorKind.office, reason=reason or None, detail=detail)


@write
def apply_order(call_id: int, actor) -> tuple[int, tuple[int, ...]]:
    """Give what is open what the order of scores gives it: (how many, entries that a tie leaves open)."""
    call = deciding(call_id)
    stands = queries.stands_of(call)
    if all(one.score is None for one in stands):
        raise Refused("还没有得分，没有顺序可套。请一件一件定。")
    grades = queries.grades_of(call_id)
    if not grades:
        raise Refused("请先定等次和名额。")
    given, tied = by_order(queries.rules_of(grades), [one.standing for one in stands])
    ids, own = {grade.position: grade.id for grade in grades}, queries.own_entries(call_id, actor.id)
    given = {entry_id: position for entry_id, position in given.items() if entry_id not in own}
    for entry_id, position in given.items():
        _put(None, call_id, entry_id, (ids.get(position), ""), actor)
    note("order_applied", call_id, actor, detail={"rows": len(given), "tied": len(tied)})
    return len(given), tied


@write
def grant_rest(call_id: int, grade_id: int, actor) -> int:
    """Give everything that is open one grade (where units' quotas have decided already); returns how many."""
    call = deciding(call_id)
    grade = next((g for g in queries.grades_of(call_id) if g.id == grade_id), None)
    if grade is None:
        raise Refused("没有这个等次，请从列表里选。")
    own = queries.own_entries(call_id, actor.id)
    ids = [one.id for one in queries.stands_of(call) if one.decision is None and one.id not in own]
    if not ids:
        raise Refused("没有还没定的申报件了。您自己的要请另一位同事来定。")
    for entry_id in ids:
        _put(None, call_id, entry_id, (grade.id, ""), actor)
    note("rest_granted", call_id, actor, detail={"rows": len(ids), "grade": grade.name})
    return len(ids)


@write
def record_meeting(call_id: int, meeting: Meeting, actor) -> None:
    """Write down the meeting that decided; until it is settled, again and again."""
    call = locked_call(call_id)
    if call.state not in {CallState.closed, CallState.reviewing}:
        raise Refused("结果已经定下来了，会议记录不能再改。要改，请先退回评审。")
    if wrong := of_day(meeting.held_on, call.corrects_until, clock.today()):
        raise Refused(wrong)
    if len(meeting.present) < LEAST_PRESENT:
        raise Refused(f"参会人至少 {LEAST_PRESENT} 人，一行写一个。")
    if both := set(meeting.present) & set(meeting.absent):
        raise Refused(f"{'、'.join(sorted(both))}既在参会人里，又在缺席人里，请核对。")
    row = db.session.get(CallMeeting, call_id) or CallMeeting(call_id=call_id)
    row.held_on, row.place, row.chaired_by, row.note = meeting.held_on, meeting.place, meeting.chaired_by, meeting.note
    row.present, row.absent = "\n".join(meeting.present), "\n".join(meeting.absent)
    row.recorded_by_id, row.recorded_at = actor.id, clock.now()
    db.session.add(row)
    note("meeting_recorded", call_id, actor, detail={"present": len(meeting.present), "held_on": meeting.held_on.isoformat()})


@write
def settle(call_id: int, actor) -> None:
    """The decision is made: nothing of it changes from now on. Refused with everything that is missing."""
    call = deciding(call_id)
    stands = queries.stands_of(call)
    grades = queries.rules_of(queries.grades_of(call_id))
    short = queries.short_of_reviews(call, stands, queries.own_entries(call_id, actor.id))
    if call.likes_weight and clock.now() < call.reviews_until:
        raise Refused("点赞还没有结束，得分还会变，现在不能定下来。")
    missing = lacking(grades, [one.standing for one in stands], queries.meeting_of(call_id))
    if missing := [*of_forgotten(queries.forgotten(call_id)), *missing, *of_reviews(short, call.reviews_per_entry)]:
        raise Refused(*missing)
    given = {one.id for one in stands if one.position is not None}
    set_status(given, SubmissionStatus.shortlisted)
    before, call.state = call.state, CallState.decided
    row = result_row(call_id)
    row.decided_by_id, row.decided_at = actor.id, clock.now()
    note("result_decided", call_id, actor, from_state=before, to_state=call.state, detail={"given": len(given), "of": len(stands)})


@write
def reopen(call_id: int, reason: str, actor) -> None:
    """Back to deciding, as long as nothing is shown. Refused otherwise."""
    call = locked_call(call_id)
    if call.state is not CallState.decided:
        raise Refused("只有定下来、还没有公示的结果可以退回。")
    ids = db.session.scalars(select(Entry.id).where(Entry.call_id == call_id, Entry.status.in_(ACCEPTED)))
    set_status(set(ids), SubmissionStatus.under_review)
    call.state = CallState.reviewing
    note("result_reopened", call_id, actor, from_state=CallState.decided, to_state=call.state, reason=reason)


def set_status(entry_ids: set[int], status: SubmissionStatus) -> None:
    """Part of a transaction: where these entries are from now on; each has it in its history."""
    rows = db.session.scalars(select(Entry).where(Entry.id.in_(entry_ids)).order_by(Entry.id)) if entry_ids else ()
    for entry in rows:
        if entry.status is not status:
            before, entry.status = entry.status, status
            audit.record("moved_on", "entry", entry.id, kind=audit.ActorKind.office, from_state=before, to_state=status)


def _check_entry(call_id: int, entry_id: int, actor) -> None:
    entry = db.session.get(Entry, entry_id, populate_existing=True)
    if entry is None or entry.call_id != call_id or entry.status not in ACCEPTED:
        raise Refused(NOT_HERE)
    if entry_id in queries.own_entries(call_id, actor.id):
        raise Refused(OWN)


def _put(row: EntryDecision | None, call_id: int, entry_id: int, said: tuple[int | None, str], actor) -> None:
    row = row or EntryDecision(entry_id=entry_id, call_id=call_id)
    row.grade_id, row.reason = said
    row.decided_by_id, row.decided_at = actor.id, clock.now()
    row.struck_at = row.struck_reason = None
    db.session.add(row)


audit.words |= {
    "grades_set": "定了等次和名额", "grade_proposed": "拟定了等次", "order_applied": "按得分顺序套了等次",
    "rest_granted": "给其余的定了等次", "meeting_recorded": "记了评审会议", "result_decided": "定下了结果",
    "result_reopened": "退回重新定", "moved_on": "转到了下一步",
}  # fmt: skip
