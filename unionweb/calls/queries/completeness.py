"""What an entry still lacks before it can be sent in."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from unionweb.calls.models import Entry, EntryFile
from unionweb.calls.queries.calls import asked_by
from unionweb.calls.queries.people import checks_of
from unionweb.calls.rules import eligibility, wording
from unionweb.calls.rules.kinds import Subject
from unionweb.common import questions
from unionweb.common.questions import Answer, QuestionKind
from unionweb.kernel.extensions import db


def answers_of_entry(row: Entry) -> dict[int, str]:
    """What was answered, in words: question → text; only what says something."""
    asked = [one.question for one in asked_by(row.call_id)]
    return (
        {id: text for id, text in questions.answers_of(asked, [row.id]).get(row.id, {}).items() if text}
        if asked
        else {}
    )


def answer_values(row: Entry) -> dict[int, Any]:
    """The answers as a form shows them: question → value."""
    kinds = {one.question.id: one.question.kind for one in asked_by(row.call_id)}
    wanted = select(Answer.question_id, Answer.value).where(
        Answer.respondent_id == row.id, Answer.question_id.in_(kinds)
    )
    found = dict(db.session.execute(wanted).all())
    return {id: date.fromisoformat(value) if kinds[id] is QuestionKind.day else value for id, value in found.items()}


def missing_in(row: Entry) -> list[str]:
    """What an entry still lacks, as sentences; none when it can be sent in."""
    call, found = row.call, []
    if not row.title:
        found.append("还没有写题目。")
    if call.fields and row.field not in call.fields:
        found.append("还没有选类别。")
    if call.has_body:
        if not row.body:
            found.append("正文还空着。")
        elif problem := wording.problem(row.body, call.word_least, call.word_most):
            found.append(f"正文{problem}。")
    found += _missing_answers(row) + _missing_files(row)
    if call.subject is not Subject.work:
        found += eligibility.failed(checks_of(row))
    return found


def _missing_answers(row: Entry) -> list[str]:
    given, found = answers_of_entry(row), []
    for one in asked_by(row.call_id):
        text = given.get(one.question.id, "")
        if not text and one.question.is_required:
            found.append(f"“{one.question.text}”还空着。")
        elif text and one.is_counted and (problem := wording.problem(text, one.least, one.most)):
            found.append(f"“{one.question.text}”{problem}。")
    return found


def _missing_files(row: Entry) -> list[str]:
    counted = select(EntryFile.rule_id, func.count()).where(
        EntryFile.entry_id == row.id, EntryFile.removed_at.is_(None)
    )
    here = dict(db.session.execute(counted.group_by(EntryFile.rule_id)).all())
    rules = [rule for rule in row.call.attachment_rules if here.get(rule.id, 0) < rule.least]
    return [f"“{rule.name}”至少要 {rule.least} 个，现在 {here.get(rule.id, 0)} 个。" for rule in rules]
