"""Who founded a club, who belongs to it, and who leads it. Rows are ended, not removed: they are its history."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member
from unionweb.clubs.models.clubs import Club
from unionweb.clubs.rules.kinds import FounderState, MembershipState, Post
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db

LIVE = text("state IN ('asked', 'active')")
IN_POST = text("ended_on IS NULL")
ALONE = text("ended_on IS NULL AND post <> 'vice_president'")


class ClubFounder(db.Model):
    """Somebody named in the application; the proposer is one of them."""

    __tablename__ = "club_founder"
    __table_args__ = (UniqueConstraint("club_id", "member_id"), Index("ix_club_founder_member_id", "member_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    state: Mapped[FounderState] = mapped_column(enum_column(FounderState))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    member: Mapped[Member] = relationship()


class ClubMembership(db.Model):
    """A request to join and what became of it."""

    __tablename__ = "club_membership"
    __table_args__ = (
        Index("uq_club_membership_live", "club_id", "member_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_club_membership_member_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    state: Mapped[MembershipState] = mapped_column(enum_column(MembershipState))
    note: Mapped[str] = mapped_column(String(200), default="")  # what they said when asking
    asked_at: Mapped[datetime] = mapped_column(Moment)
    joined_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    end_reason: Mapped[str | None] = mapped_column(String(200))

    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    club: Mapped[Club] = relationship()


class ClubOfficer(db.Model):
    """A post in a club. until: the last day of the term; whoever is not replaced by then goes on until ended_on."""

    __tablename__ = "club_officer"
    __table_args__ = (
        Index("uq_club_officer_post", "club_id", "post", unique=True, sqlite_where=ALONE, postgresql_where=ALONE),
        Index("uq_club_officer_member", "club_id", "member_id", unique=True, sqlite_where=IN_POST, postgresql_where=IN_POST),
        Index("ix_club_officer_member_id", "member_id"),
        CheckConstraint("starts_on <= until", name="term"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    post: Mapped[Post] = mapped_column(enum_column(Post))
    starts_on: Mapped[date]
    until: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(200))
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    named_at: Mapped[datetime] = mapped_column(Moment)

    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    club: Mapped[Club] = relationship()
