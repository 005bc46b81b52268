"""Everything about one entry on one timeline, oldest first: versions, the chain, reviews, decisions, what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Member
from unionweb.calls.models import CallResult, Entry, EntryVersion, Honour, LibraryCase, Review
from unionweb.calls.queries.reviews_scores import reviews_of
from unionweb.certificates.models import Certificate
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
    wanted = Entry.id == entry_id, Entry.call_id == call_id, Entry.submitted_at.is_not(None)
    return db.session.scalar(select(Entry).where(*wanted).options(joinedload(Entry.unit), joinedload(Entry.member)))


def timeline_of(entry: Entry) -> list[Event]:
    """The caller has checked that the reader may see who judged it."""
    found = [*_versions(entry), *_reviews(entry), *_events(entry), *_outcome(entry)]  # in this order within one second
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
    ended = select(Review).options(joinedload(Review.member)).where(Review.entry_id == entry.id, Review.reason != "")
    known = {event.at for event in found}
    moments = ((row.changed_at or row.assigned_at, row) for row in db.session.scalars(ended))
    return found + [Event(at, row.member.name, label(row.state), row.reason) for at, row in moments if at not in known]


def _outcome(entry: Entry) -> list[Event]:
    """The register, the certificates and the library."""
    found = [Event(row.recorded_at, "", "登记了荣誉", f"{row.full_title}，{row.name}")
             for row in db.session.scalars(select(Honour).where(Honour.entry_id == entry.id))]  # fmt: skip
    batch_id = db.session.scalar(select(CallResult.batch_id).where(CallResult.call_id == entry.call_id))
    if batch_id:
        people = [row.name for row in db.session.scalars(select(Honour).where(Honour.entry_id == entry.id))]
        query = select(Certificate).where(Certificate.batch_id == batch_id, Certificate.name.in_(people))
        found += [Event(row.issued_at, "", "编了证书", f"{row.serial_no}，{row.name}") for row in db.session.scalars(query)]
    case = db.session.scalar(select(LibraryCase).where(LibraryCase.entry_id == entry.id))
    return [*found, Event(case.published_at, "", "放进了案例库")] if case else found
