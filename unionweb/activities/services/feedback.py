"""Feedback after an activity: asked, given without a name, counted.

Who has given it stands in one table, what was said in another, and nothing leads from one to the other. So that the order
of the rows (and what a database remembers of its transactions) does not lead there either, every submission writes all
answers of the activity anew, under fresh random keys. No log names who gave feedback: it would name the time.
"""

import secrets

from sqlalchemy import delete, func, insert, select

from unionweb.activities.models import FeedbackAnswer, FeedbackGiven, FeedbackQuestion
from unionweb.activities.queries import feedback as queries
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.feedback import MOST_QUESTIONS, USUAL, Asked
from unionweb.activities.services.places import lock_activity
from unionweb.common import audit
from unionweb.kernel import clock, labels
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

STARTED = "已经有人填了反馈，问题不能再改。"


@write
def give(person, activity_id: int, answers: dict[int, str]) -> None:
    """Note that `person` has given feedback, and what was said, apart. answers: question id → value, empty ones left out.

    Once. Refused for who did not come, when the days for it are over, and without any answer.
    """
    lock_name(f"feedback {activity_id}")
    activity = queries.activity_attended(person.id, activity_id)
    if activity is None:
        raise Refused("活动结束以后，签过到的人才能填反馈。")
    if queries.has_given(person.id, activity_id):
        raise Refused("您已经填过了，谢谢。反馈不记名，所以不能再改。")
    if not queries.may_give(activity):
        raise Refused(f"反馈收到 {labels.moment(queries.given_until(activity))} 为止，这次没有收下。有话请直接和联系人说。")
    known = {question.id for question in queries.questions_of(activity_id)}
    said = {question_id: value for question_id, value in answers.items() if value and question_id in known}
    if not said:
        raise Refused("请至少回答一个问题。")
    db.session.add(FeedbackGiven(activity_id=activity_id, member_id=person.id))
    _shuffle_in(activity_id, said)


def _shuffle_in(activity_id: int, said: dict[int, str]) -> None:
    asked = list(db.session.scalars(select(FeedbackQuestion.id).where(FeedbackQuestion.activity_id == activity_id)))
    mine = FeedbackAnswer.question_id.in_(asked)
    known = [tuple(row) for row in db.session.execute(select(FeedbackAnswer.question_id, FeedbackAnswer.value).where(mine))]
    db.session.execute(delete(FeedbackAnswer).where(mine), execution_options={"synchronize_session": False})
    rows = [{"id": secrets.token_hex(16), "question_id": q, "value": v} for q, v in [*known, *said.items()]]
    db.session.execute(insert(FeedbackAnswer), sorted(rows, key=lambda row: row["id"]))


def prepare(activity_id: int) -> None:
    """Part of a transaction: the usual questions, when an activity has none of its own."""
    if not db.session.scalar(select(func.count()).where(FeedbackQuestion.activity_id == activity_id)):
        for number, asked in enumerate(USUAL):
            db.session.add(_question(activity_id, asked, number))
        db.session.flush()


@write
def add_question(activity_id: int, asked: Asked, actor) -> None:
    """One more question. Refused once somebody has answered, and when there are many."""
    activity = lock_activity(activity_id)
    prepare(activity_id)
    questions = _unanswered(activity_id)
    if len(questions) >= MOST_QUESTIONS:
        raise Refused(f"最多问 {MOST_QUESTIONS} 个问题，再多就没有人填了。")
    db.session.add(_question(activity_id, asked, questions[-1].sort + 1 if questions else 0))
    audit.record("feedback_asked", "activity", activity.id, actor=actor, kind=acts_as(actor, activity), to_state=asked.text)


@write
def withdraw_question(question_id: int, actor) -> None:
    """Do not ask this any more. Refused once somebody has answered; twice changes nothing."""
    question = db.session.get(FeedbackQuestion, question_id)
    if question is None:
        raise Refused("这个问题已经不在了。")
    activity = lock_activity(question.activity_id)
    _unanswered(question.activity_id)
    if question.withdrawn_at is None:
        question.withdrawn_at = clock.now()
        audit.record("feedback_unasked", "activity", activity.id, actor=actor, kind=acts_as(actor, activity), from_state=question.text)


def _unanswered(activity_id: int) -> list[FeedbackQuestion]:
    lock_name(f"feedback {activity_id}")
    if queries.given_count(activity_id):
        raise Refused(STARTED)
    return queries.questions_of(activity_id)


def _question(activity_id: int, asked: Asked, sort: int) -> FeedbackQuestion:
    return FeedbackQuestion(activity_id=activity_id, sort=sort, kind=asked.kind, text=asked.text, choices=list(asked.choices))


audit.words |= {"feedback_asked": "加了反馈问题", "feedback_unasked": "去掉了反馈问题"}
