"""Who came, what that counts for, who asked for leniency, and what people thought of it afterwards."""

import secrets
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member
from unionweb.activities.models.activities import Activity, ActivitySession
from unionweb.activities.models.signups import Signup
from unionweb.activities.rules.feedback import FeedbackKind
from unionweb.activities.rules.presence import Presence, Way
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


class Attendance(db.Model):
    """What is known of one person at one session. minutes: what it counts for, 0 for who did not come.

    confirmed_at: when whoever leads it confirmed the hours; a correction afterwards is confirmed anew.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "member_id"),
        Index("ix_attendance_member_id", "member_id"),
        Index("ix_attendance_signup_id", "signup_id"),
        Index("ix_attendance_confirmed_at", "confirmed_at"),
        CheckConstraint("state <> 'came' OR came_at IS NOT NULL", name="came"),
        CheckConstraint("minutes >= 0", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("activity_session.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id"))
    state: Mapped[Presence] = mapped_column(enum_column(Presence))
    way: Mapped[Way] = mapped_column(enum_column(Way))
    came_at: Mapped[datetime | None] = mapped_column(Moment)
    minutes: Mapped[int] = mapped_column(default=0)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    noted_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(String(200))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)

    session: Mapped[ActivitySession] = relationship()
    signup: Mapped[Signup] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id])


class HoursCorrection(db.Model):
    """Hours that were changed by hand: who, from what, to what, why. Rows are added only."""

    __tablename__ = "hours_correction"
    __table_args__ = (Index("ix_hours_correction_attendance_id", "attendance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id"))
    before: Mapped[int]
    after: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[Member] = relationship()


class AttendanceClosing(db.Model):
    """The list of a session is complete: who is not on it did not come. by_id: None when the worker closed it."""

    __tablename__ = "attendance_closing"

    session_id: Mapped[int] = mapped_column(ForeignKey("activity_session.id"), primary_key=True, autoincrement=False)
    closed_at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


class CheckInTry(db.Model):
    """Somebody typed a code that was not the one on the screen: counted, so that codes are not guessed. Kept for a day."""

    __tablename__ = "check_in_try"
    __table_args__ = (Index("ix_check_in_try_member_id_at", "member_id", "at"), Index("ix_check_in_try_session_id_at", "session_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("activity_session.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class MissAppeal(db.Model):
    """Why a sign-up that somebody did not come to should not count. Decided once, with an answer."""

    __tablename__ = "miss_appeal"
    __table_args__ = (
        UniqueConstraint("signup_id", "member_id"),
        Index("ix_miss_appeal_member_id", "member_id"),
        CheckConstraint("(decided_at IS NULL) = (is_granted IS NULL)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(String(500))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    is_granted: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(String(500))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    signup: Mapped[Signup] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])


class ActivityCertificate(db.Model):
    """Somebody was given the certificate of an activity: its row is what makes that happen once."""

    __tablename__ = "activity_certificate"
    __table_args__ = (Index("ix_activity_certificate_member_id", "member_id"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("certificate_batch.id"))


class VolunteerRecord(db.Model):
    """An official record of volunteer service as it was handed out. services: what it lists, frozen; year: None for all."""

    __tablename__ = "volunteer_record"
    __table_args__ = (Index("ix_volunteer_record_member_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    year: Mapped[int | None]
    services: Mapped[list] = mapped_column(JSON)
    minutes: Mapped[int]
    organ: Mapped[str] = mapped_column(String(40))
    signer: Mapped[str] = mapped_column(String(40))
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), unique=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)

    member: Mapped[Member] = relationship()


class FeedbackQuestion(db.Model):
    """What people are asked after an activity. choices: what can be chosen."""

    __tablename__ = "feedback_question"
    __table_args__ = (Index("ix_feedback_question_activity_id", "activity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    sort: Mapped[int]
    kind: Mapped[FeedbackKind] = mapped_column(enum_column(FeedbackKind))
    text: Mapped[str] = mapped_column(String(120))
    choices: Mapped[list] = mapped_column(JSON, default=list)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    activity: Mapped[Activity] = relationship()


class FeedbackGiven(db.Model):
    """Somebody has given feedback. Nothing leads from here to what they said: no number, no time, no order of rows."""

    __tablename__ = "feedback_given"
    __table_args__ = ({"sqlite_with_rowid": False},)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)


class FeedbackAnswer(db.Model):
    """One answer of nobody in particular: neither person nor time, nor which other answers are of the same person.

    The key is random and is the only order that the rows have (services.feedback writes them anew with each answer).
    """

    __tablename__ = "feedback_answer"
    __table_args__ = (Index("ix_feedback_answer_question_id", "question_id"), {"sqlite_with_rowid": False})

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=lambda: secrets.token_hex(16))
    question_id: Mapped[int] = mapped_column(ForeignKey("feedback_question.id"))
    value: Mapped[str] = mapped_column(Text)
