"""The trail of who did what, for the audit page. Sealed events are never read here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from unionweb.accounts.models import Member
from unionweb.common import audit, settings
from unionweb.common.audit import AuditEvent
from unionweb.kernel import labels
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of

EVENT_LIMIT = 20_000  # rows of one export


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; empty fields do not matter. until: the last day, included."""

    staff_no: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """One event in words."""

    at: datetime
    who: str
    staff_no: str
    what: str
    subject: str
    change: str
    reason: str


def event_page(wanted: Wanted) -> Page:
    """The page of events that was asked for, newest first, as Lines."""
    page = page_of(_events(wanted), scalars=False)
    return Page([_line(*row) for row in page.rows], page.number, page.total, page.size)


def event_rows(wanted: Wanted) -> Iterator[Line]:
    """The newest EVENT_LIMIT events, for the export."""
    return (_line(*row) for row in db.session.execute(_events(wanted).limit(EVENT_LIMIT)))


def _events(wanted: Wanted) -> Select:
    subject = aliased(Member)
    query = (
        select(AuditEvent, Member.name, Member.staff_no, subject.name)
        .outerjoin(Member, Member.id == AuditEvent.actor_id)
        .outerjoin(subject, and_(AuditEvent.subject_kind == "member", subject.id == AuditEvent.subject_id))
        .where(AuditEvent.sealed.is_(False))
        .order_by(AuditEvent.id.desc())
    )
    if wanted.staff_no:
        query = query.where(Member.staff_no == wanted.staff_no)
    if wanted.action:
        query = query.where(AuditEvent.action == wanted.action)
    if wanted.subject:
        query = query.where(AuditEvent.subject_kind == wanted.subject)
    if wanted.since:
        query = query.where(AuditEvent.at >= datetime.combine(wanted.since, time()))
    if wanted.until:
        query = query.where(AuditEvent.at < datetime.combine(wanted.until + timedelta(days=1), time()))
    return query


def _line(event: AuditEvent, name: str | None, staff_no: str | None, subject_name: str | None) -> Line:
    who = name or labels.label(event.actor_kind)
    what = audit.words.get(event.action, event.action)
    return Line(event.at, who, staff_no or "", what, _subject(event, subject_name), _change(event), event.reason or "")


def _subject(event: AuditEvent, name: str | None) -> str:
    kind = audit.subjects.get(event.subject_kind, event.subject_kind)
    detail = event.detail or {}
    found = settings.definition(detail["key"]) if event.subject_kind == "setting" and "key" in detail else None
    if found:
        return f"{kind}：{found.label}{found.unit and f'…{found.unit}'}"
    which = name or detail.get("name") or (event.subject_id and f"第 {event.subject_id} 号")
    return f"{kind} {which}" if which else kind


def _change(event: AuditEvent) -> str:
    before, after = (_state(event.subject_kind, state) for state in (event.from_state, event.to_state))
    text = f"{before or '（无）'} → {after}" if after else before
    since = (event.detail or {}).get("valid_from")
    return f"{text}，{since} 起" if since else text


def _state(kind: str, state: str | None) -> str:
    known = audit.states.get(kind)
    if known and state in list(known):
        return labels.label(known(state))
    return state or ""
