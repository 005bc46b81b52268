"""Calls as rows: out of the presets, with attachments, questions, criteria and quotas."""

from datetime import datetime, timedelta

from unionweb.calls.models import Call, CallAttachmentRule, CallQuestionLimit, Criterion
from unionweb.calls.queries.quotas import SUBJECT, group_kind, terms_of, weights
from unionweb.calls.rules import presets, quotas
from unionweb.calls.rules.criteria import ANCHORS, PRESETS
from unionweb.calls.rules.kinds import CallState, QuotaRule
from unionweb.common.questions import Question, QuestionKind
from unionweb.common.quotas import Quota
from unionweb.demo.calls.desk import BY_OFFICE, CONTACT, Desk
from unionweb.demo.rows import add_rows
from unionweb.kernel.extensions import db

# How far a call has come, and what the office did to bring it there.
CLOSED = {CallState.closed, CallState.reviewing, CallState.final}


def add_call(desk: Desk, key: str, moments: tuple[datetime, ...], **facts) -> Call:
    """A call of a preset with what it asks for. moments: opening, submission, correction and review end."""
    preset, drafted = presets.preset_for(key), moments[0] - timedelta(days=2)
    calendar = dict(zip(("opens_at", "submits_until", "corrects_until", "reviews_until"), moments, strict=True))
    call = Call(
        **presets.settings_for(key) | {"contact": CONTACT, "year": desk.today.year} | calendar | facts,
        created_at=drafted, created_by_id=desk.office, published_at=drafted + timedelta(hours=5),
    )  # fmt: skip
    db.session.add(call)
    db.session.flush()
    for sort, one in enumerate(preset.attachments, 1):
        asked = {name: getattr(one, name) for name in ("name", "least", "most", "largest_mb", "is_for_reviewers", "has_captions")}
        db.session.add(CallAttachmentRule(call_id=call.id, sort=sort, kinds=list(one.kinds), **asked))
    for sort, one in enumerate(PRESETS[call.kind]):
        facts = {"name": one.name, "weight": one.weight, "guidance": one.guidance}
        db.session.add(Criterion(call_id=call.id, sort=sort, most=100, anchors=ANCHORS, **facts))
    _share_places(desk, call)
    _note(desk, call)
    return call


def ask(call: Call, text: str, least: int, most: int) -> Question:
    """One required question of a call with the length of its answer."""
    facts = {"sort": 1, "kind": QuestionKind.long, "hint": "", "is_required": True, "choices": []}
    question = Question(subject_kind=SUBJECT, subject_id=call.id, text=text, **facts)
    db.session.add(question)
    db.session.flush()
    db.session.add(CallQuestionLimit(question_id=question.id, least=least, most=most))
    return question


def _share_places(desk: Desk, call: Call) -> None:
    if call.quota_rule is QuotaRule.none:
        return
    found = quotas.shares(terms_of(call), weights(call.quota_rule))
    common = {"subject_kind": SUBJECT, "subject_id": call.id, "group_kind": group_kind(call), "reason": None,
              "changed_by_id": desk.office, "changed_at": call.published_at}  # fmt: skip
    rows = [common | {"group_id": s.key, "weight": s.weight, "computed": s.places, "places": s.places} for s in found.shares]
    add_rows(Quota, rows)
    given, who = sum(share.places for share in found.shares), {"actor_id": desk.office, **BY_OFFICE}
    detail = {"method": found.method.value, "places": found.places, "groups": len(rows)}
    desk.diary.note(call.published_at, "quotas_set", SUBJECT, call, to_state=f"{given} 个", detail=detail, **who)


def _note(desk: Desk, call: Call) -> None:
    who = {"actor_id": desk.office, **BY_OFFICE}
    desk.diary.note(call.created_at, "call_drafted", "call", call, **who)
    desk.diary.note(call.published_at, "call_opened", "call", call, **who)
    if call.state in CLOSED:
        desk.diary.note(call.submits_until, "call_closed", "call", call)
