"""What the services of calls share: rows under the lock, refusals, notes for the record. Parts of a running transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select

from unionweb.calls.models import Call, ChainStep, Entry
from unionweb.calls.rules import access
from unionweb.calls.rules.kinds import CallState, Decision, Step, SubmissionStatus
from unionweb.common import audit
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

GONE = "这一份已经不在了。"
STALE = "这一份在别处改过了，这次没有存。请先复制您刚写的，打开最新的再改。"
ONE_NOTE = timedelta(minutes=10)
STALE_CALL = "您打开这一页以后，有人改过这项征集。请先看一眼新的内容，再改。"


class Late(Refused):
    """Too late by the server's clock; the caller notes that somebody tried."""


def lock_call(call_id: int) -> Call:
    """Part of a transaction: a call, fresh and locked: whatever counts its entries stands in line here."""
    row = db.session.get(Call, call_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Refused("这项征集已经不在了。")
    return row


def lock_entry(entry_id: int, *, alone: bool = False) -> Entry:
    """Part of a transaction: an entry, fresh, its call and itself locked in this order. alone: only itself, for typing."""
    found = db.session.get(Entry, entry_id)
    if found is None:
        raise Refused(GONE)
    if not alone:
        lock_call(found.call_id)
    return db.session.get(Entry, entry_id, with_for_update=True, populate_existing=True)


def ensure_draft_or_running(call: Call) -> None:
    """Raise Refused for a call whose results are being decided or that was called off."""
    if call.state not in {CallState.draft, CallState.open, CallState.closed}:
        raise Refused(f"这项征集现在是“{labels.label(call.state)}”，不能改了。")


def ensure_in_time(call: Call, until: datetime, is_in_time: bool) -> None:
    """Raise Late (or Refused, before it opens) when it is not the time."""
    if is_in_time:
        return
    if call.state is CallState.called_off:
        raise Refused("这项征集取消了。")
    if call.state is CallState.draft or clock.now() < call.opens_at:
        raise Refused(f"{labels.moment(call.opens_at)} 开始收，现在还早。您存下的内容都在。")
    raise Late(access.LATE.format(until=f"{labels.full_day(until.date())} {labels.hour(until)}"))


@contextmanager
def noting_late(kind: str, subject_id: int, actor, act: str) -> Iterator[datetime]:
    """The moment at which somebody came: it decides, however long he waits for the lock. Who came too late is on record.

    Around the transaction, which is undone when it raises Late. kind: "call", "entry" or "review"; act: what he wanted, in words.
    """
    arrived = clock.now()
    try:
        yield arrived
    except Late:
        _note_late((kind, subject_id), actor, act, arrived)
        raise


@write
def _note_late(subject: tuple[str, int], actor, act: str, arrived: datetime) -> None:
    """Pages that save by themselves knock again and again: the same act of the same person is noted once in a while."""
    kind, id = subject
    is_sealed = kind == "review"  # nobody learns from the record of operations who judges what
    recent = (
        AuditEvent.subject_kind == kind, AuditEvent.subject_id == id, AuditEvent.action == "entry_late",
        AuditEvent.actor_id == (None if is_sealed else actor.id), AuditEvent.reason == act, AuditEvent.at > clock.now() - ONE_NOTE,
    )  # fmt: skip
    if db.session.scalar(select(AuditEvent.id).where(*recent).limit(1)) is None:
        detail = {"arrived": arrived.isoformat(sep=" ")}
        audit.record("entry_late", kind, id, actor=actor, kind=ActorKind.owner, reason=act, detail=detail, sealed=is_sealed)


def move(row: Entry, status: SubmissionStatus, step: Step, decision: Decision, **how) -> None:
    """Part of a transaction: change the status of an entry; a step of the chain and an event say by whom and why.

    how: actor (None for the system), kind, comment.
    """
    actor, comment, before = how.get("actor"), how.get("comment") or "", row.status
    row.status, row.changed_at = status, clock.now()
    row.version += 1
    db.session.add(
        ChainStep(
            entry_id=row.id,
            step=step,
            decision=decision,
            comment=comment,
            by_id=actor.id if actor else None,
            at=clock.now(),
        )
    )
    states = {"from_state": before.value, "to_state": status.value}
    kind = how.get("kind", ActorKind.owner)
    # What a party organisation or somebody put forward says is for those who see the chain, not for the record of operations.
    reason = comment if decision in {Decision.returned, Decision.not_sent, Decision.rejected} else None
    audit.record(f"entry_{decision.value}", "entry", row.id, actor=actor, kind=kind, reason=reason or None, **states)


def note(row: Entry, action: str, actor, *, kind: ActorKind = ActorKind.owner, **detail) -> None:
    """Part of a transaction: an event about an entry that leaves its status alone."""
    audit.record(action, "entry", row.id, actor=actor, kind=kind, detail=detail or None)


def note_call(row: Call, action: str, actor, **rest) -> None:
    """Part of a transaction: an event about a call."""
    kind = ActorKind.office if actor else ActorKind.system
    audit.record(action, "call", row.id, actor=actor, kind=kind, **rest)
