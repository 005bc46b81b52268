"""Everything about one entry on one timeline, oldest first: versions, the chain, reviews, decisions, what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Member
from unionweb.calls.models import Entry, EntryVersion, Honour, LibraryCase
from unionweb.calls.queries.announcing import objections_of
from unionweb.calls.queries.honours import certificates_of
from unionweb.calls.queries.reviews_scores import ended_reviews, reviews_of
from unionweb.common import audit
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label


@dataclass(frozen=True)
class Event:
    """One thing that happened. who: empty for the system; more: what was said with it."""

    at: datetime
    who: str
    what: str
    more: str = ""


def entry_or_none(call_id: int, entry_id: int) -> Entry | None:
    """An entry of this call that was submitted."""
    wanted = Entry.id == entry_id, Entry.call_id == call_id, Entry.submitted_at.is_not(None)
    return db.session.scalar(select(Entry).where(*wanted).options(joinedload(Entry.unit), joinedload(Entry.member)))


def timeline_of(entry: Entry) -> list[Event]:
    """The caller has checked that the reader may see who judged it."""
    found = [*_versions(entry), *_reviews(entry), *_events(entry), *_objections(entry), *_outcome(entry)]  # in this order within one second
    return sorted(found, key=lambda one: one.at)


def _events(entry: Entry) -> list[Event]:
    """The record of the entry, and of its call from the decision on."""
    of_call = and_(AuditEvent.subject_kind == "call", AuditEvent.subject_id == entry.call_id, AuditEvent.action.startswith("result_"))
    of_entry = and_(AuditEvent.subject_kind == "entry", AuditEvent.subject_id == entry.id)
    query = select(AuditEvent, Member.name).outerjoin(Member, Member.id == AuditEvent.actor_id)
    rows = db.session.execute(query.where(or_(of_call, of_entry), AuditEvent.sealed.is_(False)).order_by(AuditEvent.id))
    return [Event(row.at, name or "", audit.words.get(row.action, row.action), _more(row)) for row, name in rows]


def _more(row: AuditEvent) -> str:
    states = audit.states.get(row.subject_kind)
    moved = ""
    if states and row.from_state in set(states) and row.to_state in set(states):
        moved = f"{label(states(row.from_state))} → {label(states(row.to_state))}"
    grade = str((row.detail or {}).get("grade", "")) if row.action == "grade_proposed" else ""
    return "，".join(part for part in (grade, moved, row.reason or "") if part)


def _versions(entry: Entry) -> list[Event]:
    query = select(EntryVersion).options(joinedload(EntryVersion.saved_by)).where(EntryVersion.entry_id == entry.id)
    return [Event(row.saved_at, row.saved_by.name, f"存了第 {row.number} 稿") for row in db.session.scalars(query)]


def _reviews(entry: Entry) -> list[Event]:
    found = []
    for row in reviews_of(entry):
        found.append(Event(row.assigned_at, "", f"分给了评委{row.member.name}"))
        if row.submitted_at:
            found.append(Event(row.submitted_at, row.member.name, f"评了 {row.total:.2f} 分", row.to_office))
    for row in ended_reviews(entry):
        found.append(Event(row.assigned_at, "", f"分给了评委{row.member.name}"))
        found.append(Event(row.changed_at or row.assigned_at, row.member.name, label(row.state), row.reason))
    return found


def _outcome(entry: Entry) -> list[Event]:
    """The register, the certificates and the library; what was taken back comes after everything that was given."""
    given, ended = [], []
    query = select(Honour).options(joinedload(Honour.recorded_by), joinedload(Honour.revoked_by)).where(Honour.entry_id == entry.id)
    for row in db.session.scalars(query.order_by(Honour.id)):
        named, papers = f"{row.full_title}，{row.name}", certificates_of(row)
        given.append(Event(row.recorded_at, _name(row.recorded_by), "登记了荣誉", named))
        given += [Event(one.issued_at, "", "编了证书", f"{one.serial_no}，{one.name}") for one in papers]
        ended += [Event(one.ended_at, "", f"证书{label(one.state)}", f"{one.serial_no}：{one.reason}") for one in papers if one.ended_at]
        if row.revoked_at:
            ended.append(Event(row.revoked_at, _name(row.revoked_by), "撤销了荣誉", f"{named}：{row.revoke_reason}"))
    case = db.session.scalar(select(LibraryCase).where(LibraryCase.entry_id == entry.id))
    if case:
        given.append(Event(case.published_at, "", "放进了案例库"))
    if case and case.withdrawn_at:
        ended.append(Event(case.withdrawn_at, "", "从案例库撤下了", case.withdraw_reason or ""))
    return given + ended


def _objections(entry: Entry) -> list[Event]:
    """That somebody objected to the list while it was shown, and that it was answered: never who, and not in which words."""
    found = []
    for row in objections_of(entry.call_id):
        found.append(Event(row.received_at, "", "收到了对公示的一件异议"))
        if row.answered_at:
            found.append(Event(row.answered_at, "", "答复了一件异议"))
    return found


def _name(person: Member | None) -> str:
    return person.name if person else ""
