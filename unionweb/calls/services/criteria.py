"""The criteria of a call: begun with those of its kind, changed until somebody has marked anything."""

from unionweb.calls.models import Call, Criterion
from unionweb.calls.queries.reviews import criteria_of, has_marks
from unionweb.calls.rules.criteria import ANCHORS, MOST_CRITERIA, PRESETS
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.services.reviews_shared import NOT_NOW, locked_call
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

MARKED = "已经有评委打了分，评审标准不能再改。"
BEFORE = (CallState.open, CallState.closed, CallState.reviewing)


@write
def take_preset(call_id: int, actor) -> int:
    """Begin with the criteria of the call's kind; returns how many. Refused when there are some already."""
    call = _changing(call_id)
    if criteria_of(call.id):
        raise Refused("已经有评审标准了。要重来，请先去掉原来的。")
    presets = PRESETS[call.kind]
    for sort, one in enumerate(presets):
        named = {"name": one.name, "weight": one.weight, "guidance": one.guidance}
        db.session.add(Criterion(call_id=call.id, sort=sort, most=100, anchors=ANCHORS, **named))
    _note("created", call, actor, {"count": len(presets)})
    return len(presets)


@write
def add_criterion(call_id: int, facts: dict, actor) -> int:
    """facts: name, guidance, weight, most, anchors. Returns its id."""
    call = _changing(call_id)
    known = criteria_of(call.id)
    if len(known) >= MOST_CRITERIA:
        raise Refused(f"最多 {MOST_CRITERIA} 条标准。")
    _ensure_new(known, facts["name"])
    row = Criterion(call_id=call.id, sort=max((one.sort for one in known), default=-1) + 1, **facts)
    db.session.add(row)
    db.session.flush()
    _note("created", call, actor, {"name": row.name})
    return row.id


@write
def change_criterion(call_id: int, criterion_id: int, facts: dict, actor) -> None:
    """Write other facts into a criterion. Refused once anybody has marked, for a name that is there, and when it is gone."""
    call = _changing(call_id)
    row = _criterion(call, criterion_id)
    _ensure_new([one for one in criteria_of(call.id) if one.id != row.id], facts["name"])
    for name, value in facts.items():
        setattr(row, name, value)
    _note("changed", call, actor, {"name": row.name})


@write
def remove_criterion(call_id: int, criterion_id: int, actor) -> None:
    """Take a criterion away. Refused once anybody has marked, and when it is gone."""
    call = _changing(call_id)
    row = _criterion(call, criterion_id)
    _note("removed", call, actor, {"name": row.name})
    db.session.delete(row)


def _changing(call_id: int) -> Call:
    call = locked_call(call_id)
    if call.state not in BEFORE:
        raise Refused(NOT_NOW)
    if has_marks(call_id):
        raise Refused(MARKED)
    return call


def _criterion(call: Call, criterion_id: int) -> Criterion:
    row = db.session.get(Criterion, criterion_id)
    if row is None or row.call_id != call.id:
        raise Refused("这一条已经去掉了。请刷新看看。")
    return row


def _ensure_new(others: list[Criterion], name: str) -> None:
    if name in {one.name for one in others}:
        raise Refused(f"已经有一条叫“{name}”了。")


def _note(action: str, call: Call, actor, detail: dict) -> None:
    audit.record(action, "criterion", call.id, actor=actor, kind=ActorKind.office, detail=detail)
