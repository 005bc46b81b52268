"""Rounds: several calls with one calendar, opened together. Each public function is one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from unionweb.calls.models import Call, Entry, Round
from unionweb.calls.queries.people import all_officers
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.services.calls import MOMENTS, add_call, ensure_ordered, open_call
from unionweb.calls.services.locking import lock_call, note_call
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.inbox.services import send_many
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@write
def create_round(facts: Mapping, keys: Sequence[str], actor) -> int:
    """A round with a draft for each preset; returns its id. facts: title, year, contact and the moments of its calendar."""
    ensure_ordered(facts)
    if not keys:
        raise Refused("请至少选一项荣誉。")
    calendar = {name: facts[name] for name in MOMENTS}
    row = Round(title=facts["title"], year=facts["year"], **calendar, created_at=clock.now(), created_by_id=actor.id)
    db.session.add(row)
    db.session.flush()
    for key in keys:
        add_call(key, calendar | {"round_id": row.id, "year": row.year, "contact": facts.get("contact", "")}, actor)
    _note(row, "round_created", actor, detail={"calls": len(keys)})
    return row.id


@write
def change_calendar(round_id: int, moments: Mapping[str, datetime], actor) -> None:
    """Move the calendar of a round and of its calls that are not decided. Once there are entries, ends only move back."""
    row = _locked(round_id)
    ensure_ordered(moments)
    for call in _calls(round_id):
        if call.state not in {CallState.draft, CallState.open, CallState.closed}:
            continue
        earlier = any(moments[name] < getattr(call, name) for name in ("submits_until", "corrects_until"))
        if earlier and db.session.scalar(select(Entry.id).where(Entry.call_id == call.id).limit(1)):
            raise Refused(f"“{call.title}”已经有人在写了，截止时间只能往后推。日程没有改。")
        for name in MOMENTS:
            setattr(call, name, moments[name])
        call.version += 1
        if call.state is CallState.closed and call.submits_until > clock.now():
            call.state = CallState.open
        note_call(call, "call_changed", actor, detail={"changed": list(MOMENTS)})
    for name in MOMENTS:
        setattr(row, name, moments[name])
    _note(row, "round_changed", actor)


@write
def publish_round(round_id: int, actor) -> int:
    """Open every draft of a round at once, quotas worked out; units get one message. Returns how many were opened."""
    row = _locked(round_id)
    drafts = [call for call in _calls(round_id) if call.state is CallState.draft]
    if not drafts:
        raise Refused("这一轮没有要发布的，都发布过了。")
    for call in drafts:
        open_call(call, actor)
    body = f"{'、'.join(call.title for call in drafts)}。{labels.dated(row.submits_until)} 截止报送。"
    send_many(all_officers(), f"{row.title}开始了", body, path="/calls/unit", once_key=f"round {row.id} opened")
    _note(row, "round_opened", actor, detail={"calls": len(drafts)})
    return len(drafts)


def _locked(round_id: int) -> Round:
    row = db.session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Refused("这一轮已经不在了。")
    return row


def _calls(round_id: int) -> list[Call]:
    return [
        lock_call(id)
        for id in list(db.session.scalars(select(Call.id).where(Call.round_id == round_id).order_by(Call.id)))
    ]


def _note(row: Round, action: str, actor, **rest) -> None:
    audit.record(action, "call_round", row.id, actor=actor, kind=ActorKind.office, **rest)
