"""Clubs, their charters and yearly checks."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member
from unionweb.clubs.rules.kinds import CheckState, ClubState
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db

IN_USE = text("state IN ('proposed', 'submitted', 'active')")


class Club(db.Model):
    """A staff association, from the application on. Names of those that are no more may be used again."""

    __tablename__ = "club"
    __table_args__ = (
        Index("uq_club_name_in_use", "name", unique=True, sqlite_where=IN_USE, postgresql_where=IN_USE),
        Index("ix_club_state", "state"),
        CheckConstraint("state NOT IN ('active', 'dissolved') OR founded_on IS NOT NULL", name="founded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[str] = mapped_column(String(500), default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[ClubState] = mapped_column(enum_column(ClubState))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    remark: Mapped[str | None] = mapped_column(String(300))  # of the office when it gave the application back
    founded_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # dissolved, or given up
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    end_reason: Mapped[str | None] = mapped_column(String(300))

    proposer: Mapped[Member | None] = relationship(foreign_keys=[proposed_by_id])
    charters: Mapped[list["ClubCharter"]] = relationship(order_by="ClubCharter.number.desc()", viewonly=True)


class ClubCharter(db.Model):
    """One version of a club's charter, kept for good."""

    __tablename__ = "club_charter"
    __table_args__ = (UniqueConstraint("club_id", "number"), UniqueConstraint("file"))

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    file: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    adopted_on: Mapped[date]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))


class ClubCheck(db.Model):
    """A club's report on one year, and what the office says to it. Money in fen; members and activities are counted."""

    __tablename__ = "club_check"
    __table_args__ = (
        UniqueConstraint("club_id", "year"),
        Index("ix_club_check_year", "year"),
        CheckConstraint("income_fen >= 0 AND spent_fen >= 0", name="money"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    year: Mapped[int]
    state: Mapped[CheckState] = mapped_column(enum_column(CheckState))
    members: Mapped[int]
    activities: Mapped[int]
    income_fen: Mapped[int]
    spent_fen: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    file: Mapped[str | None] = mapped_column(String(60), unique=True)
    file_title: Mapped[str | None] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    remark: Mapped[str | None] = mapped_column(String(300))

    club: Mapped[Club] = relationship()
