"""Writing, sending in and taking back entries. Each public function is one transaction."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, select

from unionweb.accounts.models import Member, Unit
from unionweb.calls.models import Call, Entry, EntryVersion
from unionweb.calls.queries.calls import asked_by
from unionweb.calls.queries.completeness import answers_of_entry, missing_in
from unionweb.calls.queries.people import member_by_staff_no, officers_of
from unionweb.calls.rules import access
from unionweb.calls.rules.kinds import EDITABLE, SENT, Decision, Step, Subject, SubmissionStatus
from unionweb.calls.services.locking import (
    STALE,
    Late,
    ensure_in_time,
    lock_call,
    lock_entry,
    move,
    note,
    note_late,
)
from unionweb.common import questions
from unionweb.common.questions import Answer
from unionweb.inbox.services import send, send_many
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

ONE_VERSION = timedelta(minutes=10)  # what one person types within it is one version
MOST_DRAFTS = 5  # of one person in one call
NUMBERS = 900  # public numbers begin with three digits


class Seen(NamedTuple):
    """What a page showed: the version, and a sign of the page itself, so that it may save again before it was answered."""

    version: int
    editor: str = ""


@write
def start_entry(call_id: int, actor, *, unit_id: int | None = None, staff_no: str = "", name: str = "") -> int:
    """A new draft; returns its id. For a nomination unit_id says through which unit, staff_no or name who is put forward."""
    call = lock_call(call_id)
    ensure_in_time(call, call.submits_until, access.is_submittable(call, clock.now()))
    if not access.may_propose(actor, call):
        raise Refused("这一项由分工会推荐，请找所在分工会的主席或联络员。")
    if call.subject in {Subject.work, Subject.family}:
        unit_id = (
            actor.unit_id
            if call.subject is Subject.work or not access.may_head_any(actor)
            else (unit_id or actor.unit_id)
        )
    if call.subject is not Subject.work and unit_id != actor.unit_id and unit_id not in access.units_led(actor):
        raise Refused("您只能从自己负责的分工会推荐。")
    own = (Entry.call_id == call.id, Entry.member_id == actor.id, Entry.status == SubmissionStatus.draft)
    if call.subject is Subject.work and db.session.scalar(select(func.count(Entry.id)).where(*own)) >= MOST_DRAFTS:
        raise Refused(f"您已经有 {MOST_DRAFTS} 份草稿了，请接着写，或者先撤掉不要的。")
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
    if call.subject is not Subject.work:
        row.title = row.nominee_name


@write
def save_entry(entry_id: int, seen: Seen, facts: Mapping, actor) -> int:
    """Keep what was typed so far, finished or not; returns the new version. facts: columns, and "answers" by question.

    Refused when somebody has saved another version meanwhile, and when it may no longer be changed.
    """
    row = editable(entry_id, actor)
    _ensure_latest(row, seen)
    return _save(row, facts, actor)


def _ensure_latest(row: Entry, seen: Seen) -> None:
    if row.version != seen.version and not (seen.editor and row.editor == seen.editor):
        raise Refused(STALE)
    row.editor = seen.editor or None


def _save(row: Entry, facts: Mapping, actor) -> int:
    columns = {name: value for name, value in facts.items() if name != "answers"}
    if row.call.subject is Subject.team and columns.get("nominee_name"):
        columns["title"] = columns["nominee_name"]
    given = {id: value for id, value in facts.get("answers", {}).items() if value not in (None, "", [])}
    before = answers_of_entry(row)
    emptied = [id for id in before if id not in given]
    db.session.execute(delete(Answer).where(Answer.respondent_id == row.id, Answer.question_id.in_(emptied)))
    questions.save_answers(row.id, given)
    db.session.flush()
    is_changed = any(getattr(row, name) != value for name, value in columns.items()) or answers_of_entry(row) != before
    if not is_changed:
        return row.version
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = clock.now()
    _keep_version(row, actor)
    return row.version


def _keep_version(row: Entry, actor) -> EntryVersion:
    """The newest version when the same person goes on typing, else one more."""
    now, words = clock.now(), answers_of_entry(row)
    texts = {one.question.text: words.get(one.question.id, "") for one in asked_by(row.call_id)}
    said = {"title": row.title, "body": row.body, "facts": texts | ({"类别": row.field} if row.field else {})}
    last = db.session.scalar(
        select(EntryVersion).where(EntryVersion.entry_id == row.id).order_by(EntryVersion.number.desc()).limit(1)
    )
    if last is not None and last.sent_at is None and last.saved_by_id == actor.id and now - last.began_at < ONE_VERSION:
        last.title, last.body, last.facts, last.saved_at = said["title"], said["body"], said["facts"], now
        return last
    made = EntryVersion(
        entry_id=row.id, number=last.number + 1 if last else 1, began_at=now, saved_at=now, saved_by_id=actor.id, **said
    )
    db.session.add(made)
    return made


def submit_entry(entry_id: int, seen: Seen, actor, facts: Mapping | None = None) -> None:
    """Send an entry to its unit, saved with `facts` first. In time is who arrived in time, however long he waits for the lock.

    Refused with everything that is missing. Who comes too late is refused and noted.
    """
    arrived = clock.now()
    try:
        _submit(entry_id, seen, actor, (facts, arrived))
    except Late:
        note_late(entry_id, actor, arrived)
        raise


@write
def _submit(entry_id: int, seen: Seen, actor, how: tuple[Mapping | None, datetime]) -> None:
    facts, arrived = how
    row = lock_entry(entry_id)
    ensure_own(row, actor)
    if row.status not in EDITABLE:
        raise Refused("这一份已经提交过了。")
    _ensure_latest(row, seen)
    until = row.call.corrects_until if row.submitted_at else row.call.submits_until
    ensure_in_time(row.call, until, access.takes(row.call, row, arrived))
    if facts is not None:
        _save(row, facts, actor)
        db.session.flush()
    if reasons := missing_in(row):
        raise Refused(*reasons)
    _ensure_not_too_many(row)
    is_first = row.submitted_at is None
    row.submitted_at = arrived
    row.number = row.number or _public_number(row.call_id)
    _keep_version(row, actor).sent_at = arrived
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
    path = f"/calls/entries/{row.id}"
    others = [id for id in officers_of(row.unit_id) if id != actor.id]
    send_many(
        others,
        f"等分工会审核：{row.subject_name}",
        f"“{row.call.title}”，{labels.moment(row.call.corrects_until)} 以前审核。",
        path=path,
    )
    if is_first and row.nominee_member_id and row.nominee_member_id != actor.id:
        body = f"{row.unit.name}在“{row.call.title}”里推荐了您。您可以看推荐材料，不愿意也可以谢绝。"
        send(
            row.nominee_member_id, f"您被推荐了：{row.call.title}", body, path=path, once_key=f"entry {row.id} nominee"
        )


def withdraw_entry(entry_id: int, actor) -> None:
    """Take an entry back. Drafts at any time; what was sent in until the corrections end, later attempts are noted."""
    arrived = clock.now()
    try:
        _withdraw(entry_id, actor, arrived)
    except Late:
        note_late(entry_id, actor, arrived)
        raise


@write
def _withdraw(entry_id: int, actor, arrived: datetime) -> None:
    row = lock_entry(entry_id)
    ensure_own(row, actor)
    if row.status is SubmissionStatus.withdrawn:
        return
    if row.status is not SubmissionStatus.draft:
        ensure_in_time(row.call, row.call.corrects_until, access.is_correctable(row.call, arrived))
    if not access.may_withdraw(actor, row, arrived):
        raise Refused(f"这一份现在是“{labels.label(row.status)}”，不能撤回了。")
    was_sent = row.status is not SubmissionStatus.draft
    row.unit_rank = None
    move(row, SubmissionStatus.withdrawn, Step.author, Decision.withdrawn, actor=actor)
    if was_sent:
        others = [id for id in officers_of(row.unit_id) if id != actor.id]
        send_many(
            others,
            f"撤回了：{row.subject_name}",
            f"“{row.call.title}”里的这一份，作者撤回了。",
            path=f"/calls/{row.call_id}/unit",
        )


def editable(entry_id: int, actor) -> Entry:
    """Part of a transaction: an entry that its owner may still change, locked."""
    row = lock_entry(entry_id, alone=True)
    ensure_own(row, actor)
    if row.status not in EDITABLE:
        raise Refused("这一份已经提交了，要改请先请分工会退回。")
    until = row.call.corrects_until if row.submitted_at else row.call.submits_until
    ensure_in_time(row.call, until, access.takes(row.call, row, clock.now()))
    return row


def ensure_own(row: Entry, actor) -> None:
    """Raise Refused for somebody who may not work on an entry."""
    if not access.owns(actor, row):
        raise Refused("这一份不归您写。")
