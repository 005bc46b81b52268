"""Applications with their choices, what is kept secret about the applicants, and who looked at it."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Campus, Member, Unit
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.secret import Secret
from unionweb.retreats.models.programme import RetreatBatch, RetreatProgramme
from unionweb.retreats.rules.allocation import Step
from unionweb.retreats.rules.kinds import HOLDING, AgeBand, LookKind, PickKind, Relation, Status


class RetreatApplication(db.Model):
    """One person's application for a programme: one row, whatever becomes of it. `number` is drawn, not counted:
    it stands for the person in everything that is published, and says nothing about the time."""

    __tablename__ = "retreat_application"
    __table_args__ = (
        UniqueConstraint("programme_id", "member_id"),
        UniqueConstraint("programme_id", "number"),
        Index("ix_retreat_application_member_id", "member_id"),
        Index("ix_retreat_application_batch_id_status", "batch_id", "status"),
        Index("ix_retreat_application_status_confirm_by", "status", "confirm_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("retreat_programme.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    campus_id: Mapped[int] = mapped_column(ForeignKey("campus.id"))
    number: Mapped[str] = mapped_column(String(8))
    status: Mapped[Status] = mapped_column(enum_column(Status))
    lanes_claimed: Mapped[list] = mapped_column(JSON)
    lanes_confirmed: Mapped[list] = mapped_column(JSON)
    service_years: Mapped[int]
    is_service_confirmed: Mapped[bool]
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    companions: Mapped[list] = mapped_column(JSON)  # [{relation, age}]: a relation and an age band, no names
    unit_rank: Mapped[int | None]
    points: Mapped[int] = mapped_column(default=0)
    boost: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)

    # the result
    position: Mapped[int | None]  # in the order of everybody
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("retreat_batch.id"))
    companions_granted: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(300), default="")  # why it came out so, for its owner
    confirm_by: Mapped[date | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    offered_batch_id: Mapped[int | None] = mapped_column(ForeignKey("retreat_batch.id"))  # asked to go with another batch
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[str | None] = mapped_column(String(300))

    programme: Mapped[RetreatProgramme] = relationship(viewonly=True)
    member: Mapped[Member] = relationship(foreign_keys=[member_id], viewonly=True)
    unit: Mapped[Unit] = relationship(viewonly=True)
    campus: Mapped[Campus] = relationship(viewonly=True)
    batch: Mapped[RetreatBatch | None] = relationship(foreign_keys=[batch_id], viewonly=True)
    offered_batch: Mapped[RetreatBatch | None] = relationship(foreign_keys=[offered_batch_id], viewonly=True)
    choices: Mapped[list["RetreatChoice"]] = relationship(order_by="RetreatChoice.rank", cascade="all, delete-orphan")

    @property
    def holds_place(self) -> bool:
        return self.status in HOLDING

    @property
    def companion_words(self) -> list[str]:
        """配偶，18 到 59 岁"""
        return [f"{label(Relation(one['relation']))}，{label(AgeBand(one['age']))}" for one in self.companions]


class RetreatChoice(db.Model):
    """The batches somebody would go with, best first."""

    __tablename__ = "retreat_choice"
    __table_args__ = (UniqueConstraint("application_id", "batch_id"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("retreat_application.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    batch_id: Mapped[int] = mapped_column(ForeignKey("retreat_batch.id"))
    batch: Mapped[RetreatBatch] = relationship(viewonly=True)


class RetreatHealth(db.Model):
    """What somebody says about their health, with a consent of its own. The row goes when it is no longer needed."""

    __tablename__ = "retreat_health"

    application_id: Mapped[int] = mapped_column(ForeignKey("retreat_application.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Secret)
    consented_at: Mapped[datetime] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<RetreatHealth of {self.application_id}>"


class RetreatIdentity(db.Model):
    """What the travel agency needs of somebody who travels, and nobody else. The row goes after the trip."""

    __tablename__ = "retreat_identity"

    application_id: Mapped[int] = mapped_column(ForeignKey("retreat_application.id"), primary_key=True)
    number: Mapped[str] = mapped_column(Secret)
    phone: Mapped[str] = mapped_column(Secret)
    entered_at: Mapped[datetime] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<RetreatIdentity of {self.application_id}>"


class RetreatLook(db.Model):
    """谁看过: each time somebody had health or identity of an applicant shown. Its owner sees it."""

    __tablename__ = "retreat_look"
    __table_args__ = (Index("ix_retreat_look_application_id", "application_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("retreat_application.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[LookKind] = mapped_column(enum_column(LookKind))
    at: Mapped[datetime] = mapped_column(Moment)


class RetreatPick(db.Model):
    """That somebody came to a place, in which order and why. Rows are added, never changed."""

    __tablename__ = "retreat_pick"
    __table_args__ = (Index("ix_retreat_pick_programme_id", "programme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("retreat_programme.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("retreat_application.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("retreat_batch.id"))
    kind: Mapped[PickKind] = mapped_column(enum_column(PickKind))
    step: Mapped[Step | None] = mapped_column(enum_column(Step))
    position: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(Moment)
    application: Mapped[RetreatApplication] = relationship(viewonly=True)
    batch: Mapped[RetreatBatch] = relationship(viewonly=True)
