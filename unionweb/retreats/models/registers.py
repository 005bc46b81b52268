"""Registers that outlive a programme: who is a model worker, since when people are here, who has been where."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db
from unionweb.retreats.rules.kinds import ImportState, Standing, TripOutcome


class RetreatStanding(db.Model):
    """Somebody is a model worker, a commended person or in the front line. Taken back by a date, not erased."""

    __tablename__ = "retreat_standing"
    __table_args__ = (UniqueConstraint("member_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[Standing] = mapped_column(enum_column(Standing))
    since: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(String(200), default="")
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    ended_on: Mapped[date | None]
    member: Mapped[Member] = relationship(foreign_keys=[member_id], viewonly=True)


class RetreatService(db.Model):
    """来校年份: since which year somebody has been at the university."""

    __tablename__ = "retreat_service"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    since_year: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


class RetreatHistory(db.Model):
    """Who went when, or did not go. Imported for the years before unionweb, written by itself afterwards."""

    __tablename__ = "retreat_history"
    __table_args__ = (UniqueConstraint("staff_no", "year", "trip"), Index("ix_retreat_history_member_id", "member_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    staff_no: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    year: Mapped[int]
    trip: Mapped[str] = mapped_column(String(120))
    outcome: Mapped[TripOutcome] = mapped_column(enum_column(TripOutcome))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("retreat_application.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


class RetreatImport(db.Model):
    """An uploaded history, looked at before it changes anything. rows: [number, staff_no, name, year, trip, outcome, since]."""

    __tablename__ = "retreat_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str] = mapped_column(String(120))
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState))
    rows: Mapped[list] = mapped_column(JSON)
    counts: Mapped[dict | None] = mapped_column(JSON)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    imported_at: Mapped[datetime | None] = mapped_column(Moment)
