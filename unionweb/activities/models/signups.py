"""Who signed up, with whom, and which places they hold."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member
from unionweb.activities.models.activities import Activity, ActivitySession
from unionweb.activities.rules.kinds import HOLDING, LIVE, SignupStatus, TeamStatus
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db

LIVE_ONLY = text("status IN ('confirmed', 'waitlisted', 'offered', 'attended', 'absent')")


class Signup(db.Model):
    """One sign-up of a member or, with a team's name, of a captain for the team.

    session_id: the chosen session, None when it is for all. seats: places it takes, companions included (a team takes
    one). companions: [{"age_band", "count"}], no names. pool: the key of the pool the member belonged to when signing up.
    queue_no: the order of acknowledgement; kept by who moved up, so the order can be shown afterwards.
    """

    __tablename__ = "signup"
    __table_args__ = (
        UniqueConstraint("member_id", "request_key"),
        UniqueConstraint("activity_id", "number"),
        Index("uq_signup_activity_id_member_id_live", "activity_id", "member_id", unique=True,
              sqlite_where=LIVE_ONLY, postgresql_where=LIVE_ONLY),
        Index("ix_signup_activity_id_status", "activity_id", "status"),
        Index("ix_signup_session_id", "session_id"),
        Index("ix_signup_member_id", "member_id"),
        CheckConstraint("seats >= 1", name="seats"),
        CheckConstraint("status <> 'waitlisted' OR queue_no IS NOT NULL", name="queue"),
        CheckConstraint("status <> 'offered' OR offered_until IS NOT NULL", name="offer"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("activity_session.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    status: Mapped[SignupStatus] = mapped_column(enum_column(SignupStatus))
    number: Mapped[int]  # 1, 2, 3 … within the activity: what one says at the door
    token: Mapped[str] = mapped_column(String(43), unique=True)  # in the personal QR code, 256 bits
    seats: Mapped[int] = mapped_column(default=1)
    companions: Mapped[list] = mapped_column(JSON, default=list)
    pool: Mapped[str] = mapped_column(String(20), default="")
    team_name: Mapped[str | None] = mapped_column(String(40))
    kit_size: Mapped[str | None] = mapped_column(String(10))
    roster_checked_at: Mapped[datetime | None] = mapped_column(Moment)
    roster_checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    queue_no: Mapped[int | None]
    offered_until: Mapped[datetime | None] = mapped_column(Moment)
    request_key: Mapped[str | None] = mapped_column(String(64))
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # 代办
    created_at: Mapped[datetime] = mapped_column(Moment)
    placed_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    end_reason: Mapped[str | None] = mapped_column(String(200))
    is_late: Mapped[bool] = mapped_column(default=False)  # given up after the deadline

    activity: Mapped[Activity] = relationship()
    session: Mapped[ActivitySession | None] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    team: Mapped[list["TeamMember"]] = relationship(order_by="TeamMember.id", back_populates="signup")

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_holding(self) -> bool:
        return self.status in HOLDING

    @property
    def team_words(self) -> str:
        """海燕队, whether the captain wrote 海燕 or 海燕队."""
        name = self.team_name or ""
        return name if name.endswith("队") else f"{name}队"


class SignupPlace(db.Model):
    """One taken place, numbered: the backstop behind the counting. session_id is 0 for the activity as a whole."""

    __tablename__ = "signup_place"
    __table_args__ = (Index("ix_signup_place_signup_id", "signup_id"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(primary_key=True)
    seat_no: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id"))


class TeamMember(db.Model):
    """Somebody the captain named; the captain stands here too."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("signup_id", "member_id"), Index("ix_team_member_member_id", "member_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    status: Mapped[TeamStatus] = mapped_column(enum_column(TeamStatus))
    kit_size: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    signup: Mapped[Signup] = relationship(back_populates="team")
    member: Mapped[Member] = relationship()
