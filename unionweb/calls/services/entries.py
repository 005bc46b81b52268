"""Writing, sending in and taking back entries. Each public function is one transaction."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from unionweb.accounts.models import Member, Unit
from unionweb.calls.models import Call, Entry
from unionweb.calls.queries.completeness import missing_in
from unionweb.calls.queries.people import checkers_of, in_post_since, member_by_staff_no, units_headed
from unionweb.calls.rules import access
from unionweb.calls.rules.eligibility import asks_for_post
from unionweb.calls.rules.kinds import EDITABLE, ENDED, SENT, Decision, Step, Subject, SubmissionStatus
from unionweb.calls.services.drafting import Seen, ensure_latest, keep_version, put
from unionweb.calls.services.filing import drop_files
from unionweb.calls.services.locking import ensure_in_time, lock_call, lock_entry, move, note, noting_late
from unionweb.inbox.services import send, send_many
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

MOST_DRAFTS = 5  # of one person in one call


def start_entry(call_id: int, actor, *, unit_id: int | None = None, staff_no: str = "", name: str = "") -> int:
    """A new draft; returns its id. For a nomination unit_id says through which unit, staff_no or name who is put forward."""
    with noting_late("call", call_id, actor, "开始写") as arrived:
        return _start(call_id, actor, arrived, unit_id=unit_id, staff_no=staff_no, name=name)


@write
def _start(call_id: int, actor, arrived: datetime, *, unit_id: int | None, staff_no: str, name: str) -> int:
    call = lock_call(call_id)
    ensure_in_time(call, call.submits_until, access.is_submittable(call, arrived))
    unit_id = _through(call, unit_id, actor)
    _ensure_few_drafts(call, actor)
    row = Entry(
        call_id=call.id,
        unit_id=unit_id,
        member_id=actor.id,
        status=SubmissionStatus.draft,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    _put_forward(row, call, staff_no, name)
    db.session.add(row)
    db.session.flush()
    note(row, "entry_started", actor)
    return row.id


def _through(call: Call, unit_id: int | None, actor) -> int:
    """Through which unit a new entry goes: works through the author's own, whoever asks for another."""
    headed = units_headed(actor)
    if not access.may_propose(call, headed):
        raise Refused("这一项由分工会推荐，请找所在分工会的主席或联络员。")
    if call.subject is Subject.work:
        return actor.unit_id
    if call.subject is Subject.family:
        unit_id = unit_id or actor.unit_id
        if unit_id == actor.unit_id:
            return unit_id
    if unit_id not in headed:
        raise Refused("您只能从自己负责的分工会推荐。")
    return unit_id


def _ensure_few_drafts(call: Call, actor) -> None:
    own = (Entry.call_id == call.id, Entry.member_id == actor.id, Entry.status == SubmissionStatus.draft)
    if call.subject is Subject.work and db.session.scalar(select(func.count(Entry.id)).where(*own)) >= MOST_DRAFTS:
        raise Refused(f"您已经有 {MOST_DRAFTS} 份草稿了，请接着写，或者先撤掉不要的。")


def _put_forward(row: Entry, call: Call, staff_no: str, name: str) -> None:
    """Who or what it is about, by the call's subject."""
    if call.subject is Subject.unit:
        row.nominee_unit_id, row.nominee_name = row.unit_id, db.session.get(Unit, row.unit_id).name
    elif call.subject is Subject.team:
        row.nominee_name = name
        if not name:
            raise Refused("请写集体的名称。")
    elif call.subject is not Subject.work:
        found = (
            member_by_staff_no(staff_no)
            if staff_no
            else (db.session.get(Member, row.member_id) if call.subject is Subject.family else None)
        )
        if found is None:
            raise Refused("没有这个工号的在册会员，请核对。")
        row.nominee_member_id = found.id
        row.nominee_name = f"{found.name}家庭" if call.subject is Subject.family else found.name
        if asks_for_post(call):
            row.in_post_since = in_post_since(row)
    if call.subject is not Subject.work:
        row.title = row.nominee_name


def save_entry(entry_id: int, seen: Seen, facts: Mapping, actor) -> int:
    """Keep what was typed so far, finished or not; returns the new version. facts: columns, and "answers" by question.

    Refused when somebody has saved another version meanwhile, and when it may no longer be changed.
    """
    with noting_late("entry", entry_id, actor, "存草稿") as arrived:
        return _save(entry_id, seen, facts, actor, arrived=arrived)


@write
def _save(entry_id: int, seen: Seen, facts: Mapping, actor, *, arrived: datetime) -> int:
    row = editable(entry_id, actor, arrived)
    ensure_latest(row, seen)
    return put(row, facts, actor)


def submit_entry(entry_id: int, seen: Seen, actor, facts: Mapping | None = None) -> None:
    """Send an entry to its unit, saved with `facts` first. In time is who arrived in time, however long he waits for the lock.

    Refused with everything that is missing. Who comes too late is refused and noted.
    """
    with noting_late("entry", entry_id, actor, "提交") as arrived:
        _submit(entry_id, seen, actor, (facts, arrived))


@write
def _submit(entry_id: int, seen: Seen, actor, how: tuple[Mapping | None, datetime]) -> None:
    facts, arrived = how
    row = lock_entry(entry_id)
    ensure_own(row, actor)
    if row.status not in EDITABLE:
        raise Refused("这一份已经提交过了。")
    ensure_latest(row, seen)
    until = row.call.corrects_until if row.submitted_at else row.call.submits_until
    ensure_in_time(row.call, until, access.takes(row.call, row, arrived))
    if facts is not None:
        put(row, facts, actor)
        db.session.flush()
    if reasons := missing_in(row):
        raise Refused(*reasons)
    _ensure_not_too_many(row)
    is_first = row.submitted_at is None
    row.submitted_at = arrived
    row.number = row.number or _public_number(row.call_id)
    keep_version(row, actor).sent_at = arrived
    move(row, SubmissionStatus.submitted, Step.author, Decision.submitted, actor=actor)
    _tell_submitted(row, actor, is_first)


def _ensure_not_too_many(row: Entry) -> None:
    most = row.call.per_person_most
    if most is None or row.call.subject is not Subject.work:
        return
    sent = (Entry.call_id == row.call_id, Entry.member_id == row.member_id, Entry.status.in_(SENT), Entry.id != row.id)
    if db.session.scalar(select(func.count(Entry.id)).where(*sent)) >= most:
        raise Refused(f"每人最多交 {most} 份，您已经交满了。要换一份，请先撤回原来的。")


def _public_number(call_id: int) -> int:
    """A number that says nothing about the time or the unit; the range grows with the entries."""
    taken = set(db.session.scalars(select(Entry.number).where(Entry.call_id == call_id, Entry.number.is_not(None))))
    first = 100
    while len(taken) * 2 > first * 9:
        first *= 10
    while True:
        number = first + secrets.randbelow(first * 9)
        if number not in taken:
            return number


def _tell_submitted(row: Entry, actor, is_first: bool) -> None:
    """One message a day for a call or a round, however many entries: pages list them all."""
    call, day = row.call, clock.today().isoformat()
    subject = f"round {call.round_id}" if call.round_id else f"call {call.id}"
    title = call.round.title if call.round else call.title
    send_many(
        [id for id in checkers_of(row.unit_id) if id != actor.id],
        f"等分工会审核：{title}",
        f"{row.unit.name}有新交来的：{row.subject_name}。{labels.dated(call.corrects_until)} 以前审核，全部的都在页面上。",
        path="/calls/unit" if call.round_id else f"/calls/{call.id}/unit?unit={row.unit_id}",
        once_key=f"{subject} unit {row.unit_id} waits {day}",
    )
    if is_first and row.nominee_member_id and row.nominee_member_id != actor.id:
        send(
            row.nominee_member_id,
            f"您被推荐了：{title}",
            f"{row.unit.name}在“{call.title}”里推荐了您。您可以看推荐材料，不愿意也可以谢绝。",
            path="/calls" if call.round_id else f"/calls/entries/{row.id}",
            once_key=f"{subject} nominee {row.nominee_member_id} {day}",
        )


def withdraw_entry(entry_id: int, actor) -> None:
    """Take an entry back. Drafts at any time; what was sent in until the corrections end, later attempts are noted."""
    with noting_late("entry", entry_id, actor, "撤回") as arrived:
        _withdraw(entry_id, actor, arrived)


@write
def _withdraw(entry_id: int, actor, arrived: datetime) -> None:
    row = lock_entry(entry_id)
    ensure_own(row, actor)
    if row.status in ENDED:
        return
    if row.status is not SubmissionStatus.draft:
        ensure_in_time(row.call, row.call.corrects_until, access.is_correctable(row.call, arrived))
    if not access.may_withdraw(actor, row, arrived, units_headed(actor)):
        raise Refused(f"这一份现在是“{labels.label(row.shown_status)}”，不能撤回了。")
    row.unit_rank = None
    move(row, SubmissionStatus.withdrawn, Step.author, Decision.withdrawn, actor=actor)
    if row.submitted_at is None:
        drop_files(row.id)
    else:
        _tell_withdrawn(row, actor)


def _tell_withdrawn(row: Entry, actor) -> None:
    others = [id for id in checkers_of(row.unit_id) if id != actor.id]
    body = f"“{row.call.title}”里的这一份，作者撤回了。"
    send_many(others, f"撤回了：{row.subject_name}", body, path=f"/calls/{row.call_id}/unit")


def editable(entry_id: int, actor, arrived: datetime) -> Entry:
    """Part of a transaction: an entry that its owner may still change, who came at this moment, locked."""
    row = lock_entry(entry_id, alone=True)
    ensure_own(row, actor)
    if row.status not in EDITABLE:
        raise Refused("这一份已经提交了，要改请先请分工会退回。")
    until = row.call.corrects_until if row.submitted_at else row.call.submits_until
    ensure_in_time(row.call, until, access.takes(row.call, row, arrived))
    return row


def ensure_own(row: Entry, actor) -> None:
    """Raise Refused for somebody who may not work on an entry."""
    if not access.owns(actor, row, units_headed(actor)):
        raise Refused("这一份不归您写。")
