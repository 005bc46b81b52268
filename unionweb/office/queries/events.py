"""The trail of who did what, for the audit page. Sealed events are never read here."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, or_, select, true

from unionweb.accounts.models import Member
from unionweb.calls.queries.reviews_bars import kept_from
from unionweb.common import audit, settings
from unionweb.common.audit import AuditEvent
from unionweb.kernel import labels
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of
from unionweb.office.queries.words import NAMES

ABOUT_ENTRIES = ("entry", "blind_check")
EVENT_LIMIT = 20_000  # rows of one export
ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b", re.ASCII)


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


def event_page(wanted: Wanted, reader) -> Page:
    """The page of events that was asked for, newest first, as Lines. reader: whoever looks, as signed in."""
    page = page_of(_events(wanted, reader), scalars=False)
    return Page(_lines(page.rows), page.number, page.total, page.size)


def event_rows(wanted: Wanted, reader=None) -> list[Line]:
    """The newest EVENT_LIMIT events, for the export; reader: None for what a person did, told to that person."""
    return _lines(db.session.execute(_events(wanted, reader).limit(EVENT_LIMIT)).all())


def _events(wanted: Wanted, reader=None) -> Select:
    """Without what happened to entries that the reader is kept from: of his own he must not read what was proposed and why, and
    of those he reviews blindly the numbers stand beside their authors here.
    """
    query = (
        select(AuditEvent, Member.name, Member.staff_no)
        .outerjoin(Member, Member.id == AuditEvent.actor_id)
        .where(AuditEvent.sealed.is_(False))
        .order_by(AuditEvent.id.desc())
    )
    if reader is not None:
        kept = AuditEvent.subject_kind.in_(ABOUT_ENTRIES) & AuditEvent.subject_id.in_(kept_from(reader.id, true()))
        query = query.where(or_(AuditEvent.subject_id.is_(None), ~kept))
    if wanted.staff_no:
        query = query.where(Member.staff_no == wanted.staff_no)
    if wanted.action:
        query = query.where(AuditEvent.action.in_(audit.alike(wanted.action, audit.words)))
    if wanted.subject:
        query = query.where(AuditEvent.subject_kind.in_(audit.alike(wanted.subject, audit.subjects)))
    if wanted.since:
        query = query.where(AuditEvent.at >= datetime.combine(wanted.since, time()))
    if wanted.until:
        query = query.where(AuditEvent.at < datetime.combine(wanted.until + timedelta(days=1), time()))
    return query


def _lines(rows) -> list[Line]:
    """Events in words; as many queries for one as for many."""
    scopes, names = settings.scope_names(), {}
    for kind, names_of in NAMES.items():
        names[kind] = names_of({event.subject_id for event, *_ in rows if event.subject_kind == kind} - {None})
    return [_line(*row, _subject(row[0], names, scopes)) for row in rows]


def _line(event: AuditEvent, name: str | None, staff_no: str | None, subject: str) -> Line:
    who = name or labels.label(event.actor_kind)
    what = audit.words.get(event.action, event.action)
    return Line(event.at, who, staff_no or "", what, subject, _change(event), event.reason or "")


def _subject(event: AuditEvent, names: dict[str, dict[int, str]], scopes: dict[str, str]) -> str:
    """会员 王敏, 时段 9月16日 14:00，综合楼 208, 规则设置 妈妈小屋 每人每天最多约＿次"""
    detail = event.detail or {}
    kind = audit.subjects.get(event.subject_kind, event.subject_kind)
    which = names.get(event.subject_kind, {}).get(event.subject_id) or detail.get("name")
    if event.subject_kind == "setting":
        which = _rule(detail.get("key", ""), scopes)
    number = event.subject_id and f"第 {event.subject_id} 号"
    return " ".join(part for part in (kind, which or number) if part)


def _rule(key: str, scopes: dict[str, str]) -> str:
    found = settings.definition(key)
    scope = scopes.get(key.split(".", 1)[0], "")
    return f"{scope} {found.sentence}".strip() if found else key


def _change(event: AuditEvent) -> str:
    before, after = (_state(event.subject_kind, state) for state in (event.from_state, event.to_state))
    text = " → ".join(state for state in (before, after) if state)
    since = (event.detail or {}).get("valid_from")
    return ISO_DAY.sub(_day, f"{text}，{since} 起" if since else text)


def _day(found: re.Match) -> str:
    """2026-12-10 as people write it; what is no date stays."""
    try:
        return labels.day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def _state(kind: str, state: str | None) -> str:
    known = audit.states.get(kind)
    if known and state in list(known):
        return labels.label(known(state))
    return state or ""
