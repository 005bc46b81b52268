"""Making, changing, opening and ending calls. Each public function is one transaction."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import exists, func, select

from unionweb.calls.models import Call, CallAttachmentRule, CallQuestionLimit, Entry, EntryFile
from unionweb.calls.queries.calls import asked_by
from unionweb.calls.queries.people import all_officers
from unionweb.calls.rules import presets
from unionweb.calls.rules.kinds import ENDED, NUMBER_RULES, PERCENT_RULES, CallState
from unionweb.calls.services.locking import STALE_CALL, ensure_draft_or_running, lock_call, note_call
from unionweb.calls.services.quotas import compute
from unionweb.common import questions, settings
from unionweb.common.questions import QuestionKind
from unionweb.inbox.services import send_many
from unionweb.kernel import clock, documents, labels
from unionweb.kernel.db import after_commit, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job

MOMENTS = ("opens_at", "submits_until", "corrects_until", "reviews_until")
LIMITS = ("word_least", "word_most", "per_unit_least", "per_unit_most", "quota_rule", "quota_permille", "quota_number")
# What may not be tightened or turned round once people have entries: they went by it.
FIXED = ("kind", "subject", "honour_key", "has_body", "blind_authors", "fields")
NOT_COPIED = {
    "id",
    "state",
    "version",
    "created_at",
    "created_by_id",
    "published_at",
    "ended_at",
    "end_reason",
    "round_id",
    "copied_from_id",
    "template_file",
    "template_title",
}


@write
def create_call(key: str, facts: Mapping, actor) -> int:
    """A new draft out of a preset; returns its id. facts: columns by name, which go before the preset's."""
    call = add_call(key, facts, actor)
    return call.id


def add_call(key: str, facts: Mapping, actor) -> Call:
    """Part of a transaction: a draft with the attachments and the questions of its preset."""
    preset = presets.preset_for(key)
    if preset is None:
        raise Refused("没有这种征集。请从列表里选一个。")
    settled = presets.settings_for(key) | default_quota(key) | dict(facts)
    ensure_ordered(settled)
    row = Call(**settled, state=CallState.draft, created_at=clock.now(), created_by_id=actor.id if actor else None)
    db.session.add(row)
    db.session.flush()
    for number, one in enumerate(preset.attachments, start=1):
        facts = {
            name: getattr(one, name)
            for name in ("name", "least", "most", "largest_mb", "is_for_reviewers", "has_captions")
        }
        db.session.add(CallAttachmentRule(call_id=row.id, sort=number, kinds=list(one.kinds), **facts))
    for one in preset.questions:
        _add_question(
            row,
            {"text": one.text, "kind": QuestionKind.long, "hint": "", "is_required": one.is_required, "choices": []},
            (one.least, one.most),
            actor,
        )
    note_call(row, "call_drafted", actor)
    return row


def default_quota(key: str) -> dict:
    """The usual quota of an honour, as it stands in the settings."""
    found = settings.definition(f"award.{key}")
    if found is None:
        return {}
    value = settings.get(f"award.{key}")
    return {"quota_permille": value * 10} if found.unit == "%" else {"quota_number": value}


def ensure_ordered(facts: Mapping) -> None:
    """Raise Refused, with every reason, for moments or limits that contradict each other."""
    wrong = []
    if facts["opens_at"] >= facts["submits_until"]:
        wrong.append("开始要在报送截止之前。")
    if not facts["submits_until"] <= facts["corrects_until"] <= facts["reviews_until"]:
        wrong.append("报送截止、修改截止、评审截止要按先后排。")
    pairs = (("word_least", "word_most", "字数"), ("per_unit_least", "per_unit_most", "每个分工会的件数"))
    wrong += [
        f"{name}的下限比上限大。" for low, high, name in pairs if (facts.get(low) or 0) > (facts.get(high) or 10**9)
    ]
    if facts.get("quota_rule") in PERCENT_RULES and facts.get("quota_permille") is None:
        wrong.append("名额按比例算的，请填比例。")
    if facts.get("quota_rule") in NUMBER_RULES and facts.get("quota_number") is None:
        wrong.append("名额按个数算的，请填个数。")
    if wrong:
        raise Refused(*wrong)


@write
def update_call(call_id: int, version: int, facts: Mapping, actor) -> None:
    """Change a call that was read as `version`. Once there are entries, what they were written by stays as it is."""
    row = lock_call(call_id)
    if row.version != version:
        raise Refused(STALE_CALL)
    ensure_draft_or_running(row)
    ensure_ordered(
        {name: getattr(row, name) for name in (*MOMENTS, *LIMITS)}
        | dict(facts)
    )
    changed = sorted(name for name, value in facts.items() if getattr(row, name) != value)
    if row.state is not CallState.draft:
        _ensure_fair(row, facts, changed)
    for name in changed:
        setattr(row, name, facts[name])
    if (
        {"submits_until", "opens_at"} & set(changed)
        and row.state is CallState.closed
        and row.submits_until > clock.now()
    ):
        row.state = CallState.open
    row.version += 1
    note_call(row, "call_changed", actor, detail={"changed": changed})
    if row.state is not CallState.draft and any(name.startswith("quota_") for name in changed):
        compute(row, actor)


def _ensure_fair(row: Call, facts: Mapping, changed: list[str]) -> None:
    has_entries = db.session.scalar(select(exists().where(Entry.call_id == row.id)))
    fixed = [name for name in FIXED if name in changed]
    if has_entries and fixed:
        raise Refused("已经有人在写了，对象、正文、主题和盲评不能再改。其余的没有改。")
    earlier = [
        name for name in ("submits_until", "corrects_until") if name in changed and facts[name] < getattr(row, name)
    ]
    if has_entries and earlier:
        raise Refused("已经有人在写了，截止时间只能往后推，不能提前。")


@write
def publish_call(call_id: int, version: int, actor) -> None:
    """Open a draft to everybody and tell the units. Its quotas are worked out when nobody has done so."""
    row = lock_call(call_id)
    if row.version != version:
        raise Refused(STALE_CALL)
    open_call(row, actor)
    title, path = f"{labels.label(row.kind)}：{row.title}", f"/calls/{row.id}"
    send_many(
        all_officers(),
        title,
        f"{labels.dated(row.submits_until)} 截止报送。",
        path=path,
        once_key=f"call {row.id} opened",
    )


def open_call(row: Call, actor) -> None:
    """Part of a transaction: a draft becomes open. Refused when it is none, or when its end has passed."""
    if row.state is not CallState.draft:
        raise Refused("这项征集已经发布过了。")
    if row.submits_until <= clock.now():
        raise Refused("报送截止的时间已经过了，请先改时间。")
    row.state, row.published_at = CallState.open, clock.now()
    row.version += 1
    compute(row, actor, only_missing=True)
    note_call(row, "call_opened", actor)


@write
def call_off(call_id: int, reason: str, actor) -> None:
    """End a call without a result. Who had written for it is told."""
    row = lock_call(call_id)
    if row.state is CallState.called_off:
        return
    if row.state in {CallState.on_notice, CallState.final}:
        raise Refused("结果已经公示，不能取消了。")
    row.state, row.ended_at, row.end_reason = CallState.called_off, clock.now(), reason
    row.version += 1
    note_call(row, "call_called_off", actor, reason=reason)
    told = db.session.scalars(
        select(Entry.member_id).where(Entry.call_id == row.id, Entry.status.not_in(ENDED))
    )
    body = f"{labels.sentence(reason)}您写的内容都还在。"
    send_many(set(told), f"“{row.title}”取消了", body, path="/calls", once_key=f"call {row.id} off")


@write
def copy_call(call_id: int, actor) -> int:
    """A new draft like an earlier one, a year later; returns its id. With attachments, questions and limits, without quotas."""
    old = lock_call(call_id)
    same = {c.name: getattr(old, c.name) for c in Call.__table__.columns if c.name not in NOT_COPIED}
    same |= {name: getattr(old, name) + timedelta(weeks=52) for name in MOMENTS} | {"year": old.year + 1}
    made = {"state": CallState.draft, "created_at": clock.now(), "created_by_id": actor.id, "copied_from_id": old.id}
    row = Call(**same, **made)
    db.session.add(row)
    db.session.flush()
    for one in old.attachment_rules:
        facts = {
            c.name: getattr(one, c.name)
            for c in CallAttachmentRule.__table__.columns
            if c.name not in {"id", "call_id"}
        }
        db.session.add(CallAttachmentRule(call_id=row.id, **facts))
    questions.copy_questions("call", old.id, row.id)
    db.session.flush()
    for before, after in zip(asked_by(old.id), asked_by(row.id), strict=True):
        db.session.add(CallQuestionLimit(question_id=after.question.id, least=before.least, most=before.most))
    note_call(row, "call_copied", actor, detail={"from": old.id})
    return row.id


@write
def set_template(call_id: int, title: str, data: bytes | None, actor) -> None:
    """Put a file to be filled in beside the text, or take it away. Refused when it is no document."""
    row = lock_call(call_id)
    old = row.template_file
    if data is not None and (documents.kind_of(data, title) is None or len(data) > documents.LARGEST):
        raise Refused(f"“{title[-60:]}”不是 {documents.KINDS} 文件，或者超过了 10 MB。")
    row.template_file = documents.keep(data, title) if data is not None else None
    row.template_title = title[-120:] if data is not None else None
    row.version += 1
    note_call(row, "call_changed", actor, detail={"changed": ["template"]})
    after_commit(lambda: documents.drop(old))


@write
def add_attachment_rule(call_id: int, facts: Mapping, actor) -> int:
    """Ask for one more kind of file; returns its id. Refused when there are many, or after entries were sent in for a required one."""
    row = lock_call(call_id)
    ensure_draft_or_running(row)
    if len(row.attachment_rules) >= 10:
        raise Refused("最多要 10 种附件。")
    if facts["least"] and row.state is not CallState.draft and _has_sent(row):
        raise Refused("已经有人交了，不能再加必交的附件。")
    last = db.session.scalar(select(func.max(CallAttachmentRule.sort)).where(CallAttachmentRule.call_id == row.id))
    rule = CallAttachmentRule(call_id=row.id, sort=(last or 0) + 1, **facts)
    db.session.add(rule)
    db.session.flush()
    row.version += 1
    note_call(row, "call_changed", actor, detail={"attachment": rule.name})
    return rule.id


def _has_sent(row: Call) -> bool:
    return bool(db.session.scalar(select(exists().where(Entry.call_id == row.id, Entry.submitted_at.is_not(None)))))


@write
def remove_attachment_rule(rule_id: int, actor) -> None:
    """Ask for a kind of file no more. Refused when there are files of it; one that is gone changes nothing."""
    rule = db.session.get(CallAttachmentRule, rule_id)
    if rule is None:
        return
    row = lock_call(rule.call_id)
    ensure_draft_or_running(row)
    if db.session.scalar(select(exists().where(EntryFile.rule_id == rule_id))):
        raise Refused("已经有人交了这种附件，不能去掉。")
    db.session.delete(rule)
    row.version += 1
    note_call(row, "call_changed", actor, detail={"attachment_removed": rule.name})


@write
def ask(call_id: int, facts: Mapping, limits: tuple[int, int | None], actor) -> int:
    """Ask one more question with the length of its answer (least, most in characters); returns its id."""
    row = lock_call(call_id)
    ensure_draft_or_running(row)
    if facts["kind"] is QuestionKind.file:
        raise Refused("文件请在“附件”里要，那里会检查类型。")
    if facts["is_required"] and _has_sent(row):
        raise Refused("已经有人交了，不能再加必答的问题。")
    return _add_question(row, facts, limits, actor)


def _add_question(row: Call, facts: Mapping, limits: tuple[int, int | None], actor) -> int:
    question_id = questions.add_question("call", row.id, dict(facts), actor)
    db.session.add(CallQuestionLimit(question_id=question_id, least=limits[0], most=limits[1]))
    return question_id


@job("calls_close", "截止征集", minute="*")
@write
def close_due() -> str:
    """Close what ends by the clock. Submissions that arrived before are not hindered by it (see access.is_submittable)."""
    due = select(Call.id).where(Call.state == CallState.open, Call.submits_until <= clock.now()).order_by(Call.id)
    closed = 0
    for call_id in list(db.session.scalars(due)):
        row = lock_call(call_id)
        if row.state is CallState.open and row.submits_until <= clock.now():
            row.state = CallState.closed
            note_call(row, "call_closed", None)
            closed += 1
    return f"截止了 {closed} 项。" if closed else "没有到期的征集。"
