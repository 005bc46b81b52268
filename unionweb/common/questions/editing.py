"""Building the list of questions. Each writing function is one transaction."""

from sqlalchemy import exists, func, or_, select

from unionweb.common import audit
from unionweb.common.questions.models import OFFERING, Answer, Question
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

MOST = 20  # questions of one form: more nobody answers
GONE = "这一题已经不在了。"


def questions_of(subject_kind: str, subject_id: int) -> list[Question]:
    """The questions that are asked, in their order."""
    own = select(Question).where(Question.subject_kind == subject_kind, Question.subject_id == subject_id)
    return list(db.session.scalars(own.where(Question.withdrawn_at.is_(None)).order_by(Question.sort, Question.id)))


def answered_questions_of(subject_kind: str, subject_id: int) -> list[Question]:
    """The same with those that were withdrawn after somebody had answered: what a list of the answers has to show."""
    own = select(Question).where(Question.subject_kind == subject_kind, Question.subject_id == subject_id)
    has_answer = exists().where(Answer.question_id == Question.id)
    shown = own.where(or_(Question.withdrawn_at.is_(None), has_answer))
    return list(db.session.scalars(shown.order_by(Question.sort, Question.id)))


def question_or_none(question_id: int, subject_kind: str, subject_id: int) -> Question | None:
    """A question that is still asked, if it is one about this subject."""
    row = db.session.get(Question, question_id)
    is_own = row is not None and (row.subject_kind, row.subject_id) == (subject_kind, subject_id)
    return row if is_own and row.withdrawn_at is None else None


def is_answered(question_id: int) -> bool:
    """Whether anybody has answered a question."""
    return bool(db.session.scalar(select(exists().where(Answer.question_id == question_id))))


@write
def add_question(subject_kind: str, subject_id: int, facts: dict, actor) -> int:
    """Add a question at the end; returns its id. facts: kind, text, hint, is_required, choices. Refused when there are too many."""
    lock_name(f"questions {subject_kind} {subject_id}")
    asked = questions_of(subject_kind, subject_id)
    if len(asked) >= MOST:
        raise Refused(f"一份表最多 {MOST} 题，再多就没有人愿意填了。")
    if any(q.text == facts["text"] for q in asked):
        raise Refused("已经有一样的题目了。")
    about = (Question.subject_kind == subject_kind, Question.subject_id == subject_id)
    last = db.session.scalar(select(func.max(Question.sort)).where(*about))
    row = Question(subject_kind=subject_kind, subject_id=subject_id, sort=(last or 0) + 1, **_fitting(facts))
    db.session.add(row)
    db.session.flush()
    _note("added", row, actor)
    return row.id


@write
def change_question(question_id: int, facts: dict, actor) -> None:
    """Reword a question. Refused once somebody has answered it."""
    row = _locked(question_id)
    facts = _fitting(facts)
    if all(getattr(row, name) == value for name, value in facts.items()):
        return
    if is_answered(question_id):
        raise Refused("已经有人答过这一题，改了就对不上了。请先去掉这一题，再另加一题。")
    if any(q.text == facts["text"] and q.id != row.id for q in questions_of(row.subject_kind, row.subject_id)):
        raise Refused("已经有一样的题目了。")
    for name, value in facts.items():
        setattr(row, name, value)
    _note("changed", row, actor)


@write
def move_question(question_id: int, actor, *, up: bool) -> None:
    """Change places with the neighbour above or below; at the end of the list nothing changes."""
    row = _locked(question_id)
    asked = questions_of(row.subject_kind, row.subject_id)
    here = [q.id for q in asked].index(row.id)
    there = here + (-1 if up else 1)
    if 0 <= there < len(asked):
        asked[here], asked[there] = asked[there], asked[here]
        for number, question in enumerate(asked, start=1):
            question.sort = number
        _note("changed", row, actor)


@write
def withdraw_question(question_id: int, actor) -> None:
    """Ask a question no more; answers that were given stay."""
    row = _locked(question_id)
    row.withdrawn_at = clock.now()
    _note("withdrawn", row, actor)


def copy_questions(subject_kind: str, from_id: int, to_id: int) -> None:
    """Part of a transaction: ask the same questions about another subject."""
    for q in questions_of(subject_kind, from_id):
        same = {name: getattr(q, name) for name in ("sort", "kind", "text", "hint", "is_required", "choices")}
        db.session.add(Question(subject_kind=subject_kind, subject_id=to_id, **same))


def _fitting(facts: dict) -> dict:
    """The facts of a question, a list to choose from only where its kind has one."""
    return facts | {"choices": list(facts["choices"]) if facts["kind"] in OFFERING else []}


def _locked(question_id: int) -> Question:
    row = db.session.get(Question, question_id, with_for_update=True, populate_existing=True)
    if row is None or row.withdrawn_at is not None:
        raise Refused(GONE)
    return row


def _note(action: str, row: Question, actor) -> None:
    detail = {"subject": row.subject_kind, "id": row.subject_id, "text": row.text}
    audit.record(action, "question", row.id, actor=actor, kind=audit.ActorKind.office, detail=detail)


audit.subjects["question"] = "报名问题"
audit.words.setdefault("added", "加了")
