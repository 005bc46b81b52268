"""What was asked after an activity and what people said; who said what is nowhere.

Nothing of it is shown while feedback may still be given: two looks with one answer between them would give that one away.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from unionweb.activities.models import (
    Activity,
    ActivitySession,
    Attendance,
    FeedbackAnswer,
    FeedbackGiven,
    FeedbackQuestion,
)
from unionweb.activities.queries.hours import is_over
from unionweb.activities.rules.feedback import FeedbackKind, options_of
from unionweb.activities.rules.presence import Presence
from unionweb.common import settings
from unionweb.common.settings import Definition
from unionweb.kernel import clock
from unionweb.kernel.extensions import db


@dataclass(frozen=True)
class Result:
    """What was answered to one question. counts: (words, number, share of the answers) of each choice; texts in random order."""

    question: FeedbackQuestion
    counts: list[tuple[str, int, float]]
    texts: list[str]
    mean: float | None


def questions_of(activity_id: int) -> list[FeedbackQuestion]:
    """What is asked, in its order."""
    wanted = select(FeedbackQuestion).where(FeedbackQuestion.activity_id == activity_id, FeedbackQuestion.withdrawn_at.is_(None))
    return list(db.session.scalars(wanted.order_by(FeedbackQuestion.sort, FeedbackQuestion.id)))


def question_of(question_id: int) -> FeedbackQuestion | None:
    return db.session.get(FeedbackQuestion, question_id)


def activity_attended(member_id: int, activity_id: int) -> Activity | None:
    """An activity that is over and that the member came to; None for every other one."""
    came = select(Attendance.id).join(ActivitySession, ActivitySession.id == Attendance.session_id)
    came = came.where(Attendance.member_id == member_id, ActivitySession.activity_id == activity_id, Attendance.state == Presence.came)
    found = db.session.get(Activity, activity_id)
    return found if found and is_over(found) and db.session.scalar(came.limit(1)) else None


def has_given(member_id: int, activity_id: int) -> bool:
    return db.session.get(FeedbackGiven, (activity_id, member_id)) is not None


def given_count(activity_id: int) -> int:
    return db.session.scalar(select(func.count()).where(FeedbackGiven.activity_id == activity_id)) or 0


def least() -> int:
    """From how many on the answers are shown: fewer would say who said it."""
    return settings.get("activities.feedback_least")


def given_until(activity: Activity) -> datetime | None:
    """Until when feedback on an activity may be given; by the setting of the day on which it ended. None while it runs."""
    if not is_over(activity):
        return None
    ended = max(s.ends_at for s in activity.sessions if s.called_off_at is None)
    return ended + timedelta(days=settings.get("activities.feedback_days", ended.date()))


def may_give(activity: Activity) -> bool:
    """Whether feedback is taken now: some days from the end on."""
    until = given_until(activity)
    return until is not None and clock.now() < until


def results_of(activity: Activity) -> list[Result]:
    """What people said, question by question; nothing while more may be said, or when too few have said something."""
    until = given_until(activity)
    if until is None or clock.now() < until or given_count(activity.id) < least():
        return []
    questions = questions_of(activity.id)
    wanted = select(FeedbackAnswer.question_id, FeedbackAnswer.value).where(FeedbackAnswer.question_id.in_([q.id for q in questions]))
    said: dict[int, list[str]] = {}
    for question_id, value in db.session.execute(wanted.order_by(FeedbackAnswer.id)):
        said.setdefault(question_id, []).append(value)
    return [_result(question, said.get(question.id, [])) for question in questions]


def _result(question: FeedbackQuestion, values: list[str]) -> Result:
    if question.kind is FeedbackKind.words:
        return Result(question, [], values, None)
    found, most = Counter(values), max(len(values), 1)
    counts = [(words, found[value], found[value] / most) for value, words in options_of(question.kind, question.choices)]
    rated = [int(value) for value in values] if question.kind is FeedbackKind.rating else []
    return Result(question, counts, [], sum(rated) / len(rated) if rated else None)


settings.define(
    Definition(
        "activities.feedback_least", "活动反馈满", 5, unit="人才显示结果", least=3, most=50, group="活动", hint="太少会看出是谁说的"
    ),
    Definition(
        "activities.feedback_days", "活动结束后", 10, unit="天内可以填反馈", least=1, most=60, group="活动",
        hint="期满才显示结果：边填边看，前后一比就知道新的一份写了什么",
    ),
)  # fmt: skip
