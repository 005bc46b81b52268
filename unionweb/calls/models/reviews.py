"""Who reviews what: reviewers, conflicts, criteria, reviews with their marks, blind checks, likings."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member, Unit
from unionweb.calls.models.calls import Call
from unionweb.calls.models.entries import Entry
from unionweb.calls.rules.conflicts import Tie
from unionweb.calls.rules.scoring import Invitation, ReviewState, Way
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db

ONE_OF_THREE = (
    "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN entry_id IS NULL THEN 0 ELSE 1 END) = 1"
)


class CallReviewer(db.Model):
    """Somebody who was asked to review the entries of a call. fields: what they know, empty for everything."""

    __tablename__ = "call_reviewer"
    __table_args__ = (UniqueConstraint("call_id", "member_id"), Index("ix_call_reviewer_member_id", "member_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    state: Mapped[Invitation] = mapped_column(enum_column(Invitation))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))  # of the reviewer, when asked
    fields: Mapped[list] = mapped_column(JSON, default=list)
    most: Mapped[int | None]  # entries at most
    invited_at: Mapped[datetime] = mapped_column(Moment)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(300), default="")
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)

    call: Mapped[Call] = relationship(viewonly=True)
    member: Mapped[Member] = relationship(foreign_keys=[member_id], viewonly=True)


class ReviewConflict(db.Model):
    """A tie between a reviewer and a person, a unit or one entry. Pinned ones come from the office. Lifted, never erased."""

    __tablename__ = "review_conflict"
    __table_args__ = (
        CheckConstraint(ONE_OF_THREE, name="one_of_three"),
        Index("ix_review_conflict_call_id_member_id", "call_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    tie: Mapped[Tie] = mapped_column(enum_column(Tie))
    note: Mapped[str] = mapped_column(String(200), default="")
    is_pinned: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    member: Mapped[Member] = relationship(foreign_keys=[member_id], viewonly=True)
    person: Mapped[Member | None] = relationship(foreign_keys=[person_id], viewonly=True)
    unit: Mapped[Unit | None] = relationship(viewonly=True)
    entry: Mapped[Entry | None] = relationship(viewonly=True)


class Criterion(db.Model):
    """What is marked, from 0 to `most`. weight 0: asked, but not counted. anchors: what which mark means, a line each."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("call_id", "name"),
        CheckConstraint("most > 0 AND weight >= 0", name="positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    sort: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    guidance: Mapped[str] = mapped_column(String(300), default="")
    weight: Mapped[int]
    most: Mapped[int]
    anchors: Mapped[str] = mapped_column(String(600), default="")


class Review(db.Model):
    """One reviewer's look at one entry: one row, whatever becomes of it. total: out of 100, when it was sent in."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("entry_id", "member_id"),
        Index("ix_review_member_id_state", "member_id", "state"),
        Index("ix_review_reviewer_id", "reviewer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("call_reviewer.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    way: Mapped[Way] = mapped_column(enum_column(Way))
    state: Mapped[ReviewState] = mapped_column(enum_column(ReviewState))
    to_author: Mapped[str] = mapped_column(Text, default="")
    to_office: Mapped[str] = mapped_column(Text, default="")
    cents: Mapped[int | None]  # of the total
    reason: Mapped[str] = mapped_column(String(300), default="")  # why it was refused or taken back
    assigned_at: Mapped[datetime] = mapped_column(Moment)
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    changed_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    editor: Mapped[str | None] = mapped_column(String(20))  # the open page that saved last

    entry: Mapped[Entry] = relationship(viewonly=True)
    member: Mapped[Member] = relationship(foreign_keys=[member_id], viewonly=True)
    reviewer: Mapped[CallReviewer] = relationship(viewonly=True)
    marks: Mapped[list["ReviewMark"]] = relationship(cascade="all, delete-orphan")

    @property
    def total(self) -> Decimal | None:
        return None if self.cents is None else Decimal(self.cents) / 100


class ReviewMark(db.Model):
    """The mark for one criterion, in tenths of a point."""

    __tablename__ = "review_mark"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    tenths: Mapped[int]

    @property
    def value(self) -> Decimal:
        return Decimal(self.tenths) / 10


class BlindCheck(db.Model):
    """The office has looked through an entry for blind review: these words are taken out of it."""

    __tablename__ = "blind_check"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    words: Mapped[list] = mapped_column(JSON)
    files: Mapped[list] = mapped_column(JSON, default=list)  # those that somebody has opened, and found without names
    entry_version: Mapped[int]  # that was looked at
    checked_at: Mapped[datetime] = mapped_column(Moment)
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))


class Liking(db.Model):
    """A member likes an entry; once."""

    __tablename__ = "entry_liking"
    __table_args__ = (Index("ix_entry_liking_member_id", "member_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
