"""One of everything that an activity leaves behind: for the tests that open every address there is."""

from datetime import datetime

from sqlalchemy import select

from tests.activities.day import add_attendance, add_day, attendance, sessions_of, token_of
from unionweb.accounts.models import Member
from unionweb.activities.models import FeedbackQuestion, MissAppeal, Signup
from unionweb.activities.rules.feedback import FeedbackKind
from unionweb.activities.rules.kinds import ActivityKind
from unionweb.activities.rules.presence import Presence
from unionweb.activities.services import hours
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

LONG_AGO = datetime(2026, 6, 12, 14)


def one_of_each() -> tuple[dict, dict]:
    """(values by argument, endpoint → values of its own): 王敏 served last June and missed a lecture. Commits."""
    activity_id = add_day("海滩清洁", people=(10001,), starts=LONG_AGO, kind=ActivityKind.volunteering, unit_id=2)
    add_attendance(activity_id, 10001, confirmed_at=LONG_AGO, confirmed_by_id=10003)
    missed = add_day("健康讲座", people=(10001,), starts=datetime(2026, 9, 14, 14), unit_id=2)
    add_attendance(missed, 10001, Presence.absent)
    held = add_day("红歌会", people=(10001, 10005), unit_id=2)
    signup_id = db.session.scalar(select(Signup.id).where(Signup.activity_id == missed))
    appeal = MissAppeal(signup_id=signup_id, member_id=10001, reason="孩子发烧", asked_at=clock.now())
    question = FeedbackQuestion(activity_id=held, sort=0, kind=FeedbackKind.words, text="怎么样", choices=[])
    db.session.add_all([appeal, question])
    db.session.commit()
    record_id = hours.issue_record(db.session.get_one(Member, 10001), 2026, site="http://localhost")
    values = {
        "activity_id": held, "activity_session_id": sessions_of(held)[0], "signup_id": _signup(held), "appeal_id": appeal.id,
        "record_id": record_id, "feedback_question_id": question.id,
    }  # fmt: skip
    lived = {"activity_id": activity_id, "attendance_id": attendance(activity_id, 10001).id}
    others = {f"activities.{name}": lived for name in ("show_hours", "edit_hours", "update_hours", "create_hours_confirmation")}
    others |= {f"activities.{name}": {"activity_id": activity_id} for name in ("new_feedback", "create_feedback", "create_certificates")}
    others |= {f"activities.{name}": {"signup_id": signup_id} for name in ("new_appeal", "create_appeal")}
    others["activities.show_card"] = {"token": token_of(held, 10001)}
    return values, others


def _signup(activity_id: int) -> int:
    return db.session.scalar(select(Signup.id).where(Signup.activity_id == activity_id, Signup.member_id == 10001))
