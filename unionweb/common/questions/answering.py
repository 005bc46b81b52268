"""Answers: kept with the row of who answered, shown in words, forgotten when they are no longer needed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from unionweb.common.questions.models import Answer, Question, QuestionKind
from unionweb.kernel import documents, labels
from unionweb.kernel.extensions import db


@dataclass(frozen=True)
class Upload:
    """A document that came with a form and is not kept yet."""

    title: str
    data: bytes


def save_answers(respondent_id: int, values: dict[int, object]) -> None:
    """Part of a transaction: keep what a respondent answered, in place of what was answered before to these questions."""
    known = {row.question_id: row for row in _rows(values, [respondent_id])}
    for question_id, value in values.items():
        if isinstance(value, Upload):
            value = {"file": documents.keep(value.data, value.title), "title": value.title}
        row = known.get(question_id)
        if row is None:
            db.session.add(Answer(question_id=question_id, respondent_id=respondent_id, value=value))
            continue
        _drop_documents([row])
        row.value = value


def answers_of(questions: Collection[Question], respondent_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """What each respondent answered, in words: respondent → question → text. One query, whatever their number."""
    by_id, found = {q.id: q for q in questions}, {}
    for row in _rows(by_id, respondent_ids):
        found.setdefault(row.respondent_id, {})[row.question_id] = words(by_id[row.question_id], row.value)
    return found


def file_answer(answer_id: int) -> Answer | None:
    """An answer that is a document; the caller checks who may have it, by its question's subject and its respondent."""
    row = db.session.get(Answer, answer_id)
    return row if row is not None and row.question.kind is QuestionKind.file else None


def file_answers(questions: Collection[Question], respondent_id: int) -> dict[int, int]:
    """The documents of a respondent: question → id of the answer."""
    asked = {q.id for q in questions if q.kind is QuestionKind.file}
    return {row.question_id: row.id for row in _rows(asked, [respondent_id])}


def forget_answers(subject_kind: str, respondent_ids: Collection[int], *, kind: QuestionKind | None = None) -> int:
    """Part of a transaction: remove the answers of these respondents, with their documents. Returns how many.

    kind: those to questions of this kind alone.
    """
    about = select(Question.id).where(Question.subject_kind == subject_kind)
    if kind:
        about = about.where(Question.kind == kind)
    wanted = (Answer.question_id.in_(about), Answer.respondent_id.in_(respondent_ids))
    rows = list(db.session.scalars(select(Answer).where(*wanted)))
    _drop_documents(rows)
    db.session.execute(delete(Answer).where(Answer.id.in_([row.id for row in rows])), execution_options={"synchronize_session": False})
    return len(rows)


def words(question: Question, value) -> str:
    """An answer as people read it."""
    if question.kind is QuestionKind.several:
        return "、".join(value)
    if question.kind is QuestionKind.day:
        return labels.full_day(date.fromisoformat(value))
    return value["title"] if question.kind is QuestionKind.file else str(value)


def _rows(question_ids: Iterable[int], respondent_ids: Collection[int]) -> list[Answer]:
    wanted = (Answer.question_id.in_(list(question_ids)), Answer.respondent_id.in_(respondent_ids))
    return list(db.session.scalars(select(Answer).where(*wanted)))


def _drop_documents(rows: Iterable[Answer]) -> None:
    for row in rows:
        if isinstance(row.value, dict):
            documents.drop(row.value["file"])
