"""How a call ends: grades, decisions, the meeting, what was shown to everybody, and the letters that go out."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member
from unionweb.calls.rules.grades import Grade
from unionweb.kernel.db import Moment
from unionweb.kernel.extensions import db


class CallGrade(db.Model):
    """A grade 等次 of a call. position: 1 is the best; places, per_unit: None for as many as there are."""

    __tablename__ = "call_grade"
    __table_args__ = (
        UniqueConstraint("call_id", "position"),
        UniqueConstraint("call_id", "name"),
        CheckConstraint("position > 0", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    places: Mapped[int | None]
    per_unit: Mapped[int | None]

    @property
    def as_rule(self) -> Grade:
        return Grade(self.id, self.name, self.position, self.places, self.per_unit)


class EntryDecision(db.Model):
    """What is proposed for an entry, and holds once the call is final. grade_id: None for 不授予; reason: why off the order.

    struck: taken off after the 公示 had begun, with the reason; it is not given then, whatever the grade says.
    """

    __tablename__ = "entry_decision"
    __table_args__ = (
        Index("ix_entry_decision_call_id", "call_id"),
        CheckConstraint("(struck_at IS NULL) = (struck_reason IS NULL)", name="struck"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("call_grade.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime] = mapped_column(Moment)
    struck_at: Mapped[datetime | None] = mapped_column(Moment)
    struck_reason: Mapped[str | None] = mapped_column(String(300))
    grade: Mapped[CallGrade | None] = relationship(viewonly=True)

    @property
    def is_given(self) -> bool:
        return self.grade_id is not None and self.struck_at is None


class CallMeeting(db.Model):
    """The record of the meeting that decided: who was there, who stayed away, what was said of it."""

    __tablename__ = "call_meeting"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), primary_key=True)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(60))
    chaired_by: Mapped[str] = mapped_column(String(60))
    present: Mapped[str] = mapped_column(Text)  # one person a line
    absent: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class CallResult(db.Model):
    """How far the end of a call has come: who decided and when, and what was made of it."""

    __tablename__ = "call_result"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), primary_key=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    final_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    final_at: Mapped[datetime | None] = mapped_column(Moment)
    issuer: Mapped[str] = mapped_column(String(60), default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_batch.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))


class CallPublication(db.Model):
    """A list shown to everybody for objections (common.publicity keeps its days). listed: as it was shown, frozen."""

    __tablename__ = "call_publication"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    number: Mapped[int]
    listed: Mapped[list] = mapped_column(JSON)  # {"entry", "grade", "name", "unit"}
    is_masked: Mapped[bool]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)


class ResultMessage(db.Model):
    """What a person will be told, as a draft until it is sent: one for each person of a call, so that nobody is told twice."""

    __tablename__ = "result_message"
    __table_args__ = (
        UniqueConstraint("call_id", "member_id"),
        CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name="one_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    is_edited: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)
    member: Mapped[Member] = relationship(viewonly=True)

    @property
    def is_draft(self) -> bool:
        """Whether it is neither sent nor given up."""
        return self.sent_at is None and self.dropped_at is None
