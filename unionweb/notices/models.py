"""Notices, their numbers, attachments and readers, who they are for, and the index to search them by."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member
from unionweb.accounts.rules import Role
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db
from unionweb.notices.rules import Form
from unionweb.notices.rules.kinds import AudienceKind, Kind, Organ, State


class Notice(db.Model):
    """One notice. From its publication on text and number stay as they are; a withdrawn one keeps its row and its note."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_state_published_at", "state", "published_at"),
        CheckConstraint("published_at IS NOT NULL OR state <> 'published'", name="published"),
        CheckConstraint("checked_by_id IS NULL OR checked_by_id <> author_id", name="second_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    form: Mapped[Form] = mapped_column(enum_column(Form))
    organ: Mapped[Organ] = mapped_column(enum_column(Organ))
    title: Mapped[str] = mapped_column(String(120))
    addressees: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[str] = mapped_column(Text)
    annexes: Mapped[str] = mapped_column(String(1000), default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    cc: Mapped[str] = mapped_column(String(300), default="")
    printed_by: Mapped[str] = mapped_column(String(60), default="")
    dated: Mapped[date | None]
    is_sealed: Mapped[bool]
    is_numbered: Mapped[bool]
    needs_receipt: Mapped[bool]

    # a 公示 only
    listed: Mapped[str] = mapped_column(Text, default="")
    publicity_starts_on: Mapped[date | None]
    publicity_workdays: Mapped[int | None]
    objection_contact: Mapped[str] = mapped_column(String(200), default="")
    is_masked: Mapped[bool] = mapped_column(default=False)  # as the setting said at publication

    state: Mapped[State] = mapped_column(enum_column(State))
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changers: Mapped[str] = mapped_column(String(500), default="")  # ids of those who changed it since it was given back
    remark: Mapped[str | None] = mapped_column(String(500))  # of whoever gave it back
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawal_note: Mapped[str | None] = mapped_column(String(500))

    organs: Mapped[str] = mapped_column(String(200), default="")  # their names, frozen at publication
    searched: Mapped[str] = mapped_column(Text, default="")  # everything it says, as search compares it
    pdf: Mapped[str | None] = mapped_column(String(60))  # made once after publication, then kept
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))

    author: Mapped[Member] = relationship(foreign_keys=[author_id])
    checker: Mapped[Member | None] = relationship(foreign_keys=[checked_by_id])
    audience: Mapped[list["NoticeAudience"]] = relationship(order_by="NoticeAudience.id", cascade="all, delete-orphan")
    attachments: Mapped[list["NoticeAttachment"]] = relationship(order_by="NoticeAttachment.id", viewonly=True)
    number: Mapped["DocumentNumber | None"] = relationship(viewonly=True)

    @property
    def number_text(self) -> str:
        """烟大工〔2026〕5号, or nothing."""
        return self.number.text if self.number else ""

    @property
    def writers(self) -> set[int]:
        """The ids of those who wrote what it says now: its author, and who changed it since it was given back."""
        return {self.author_id, self.changed_by_id, *map(int, self.changers.split())}

    @property
    def is_public(self) -> bool:
        """Whether it has ever been published, so that its readers may see it or at least what became of it."""
        return self.published_at is not None


class NoticeAudience(db.Model):
    """Whom a notice is addressed to; several rows add up."""

    __tablename__ = "notice_audience"
    __table_args__ = (Index("ix_notice_audience_notice_id", "notice_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    kind: Mapped[AudienceKind] = mapped_column(enum_column(AudienceKind))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campus.id"))
    role: Mapped[Role | None] = mapped_column(enum_column(Role))


class DocumentNumber(db.Model):
    """发文字号: one gapless series for each organ code and year. A voided number stays, with the reason."""

    __tablename__ = "document_number"
    __table_args__ = (
        UniqueConstraint("code", "year", "number"),
        UniqueConstraint("notice_id"),
        CheckConstraint("number > 0", name="positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    number: Mapped[int]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    taken_at: Mapped[datetime] = mapped_column(Moment)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    voided_at: Mapped[datetime | None] = mapped_column(Moment)
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    void_reason: Mapped[str | None] = mapped_column(String(300))
    notice: Mapped[Notice] = relationship(viewonly=True)

    @property
    def text(self) -> str:
        return f"{self.code}〔{self.year}〕{self.number}号"


class NoticeAttachment(db.Model):
    """A file beside the notice, kept under a random name (kernel.documents)."""

    __tablename__ = "notice_attachment"
    __table_args__ = (Index("ix_notice_attachment_notice_id", "notice_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    title: Mapped[str] = mapped_column(String(120))
    file: Mapped[str] = mapped_column(String(60), unique=True)
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))


class NoticeReceipt(db.Model):
    """That somebody opened a notice, how often, and when it was signed for."""

    __tablename__ = "notice_receipt"
    __table_args__ = (Index("ix_notice_receipt_member_id", "member_id"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(Moment)
    opened: Mapped[int]
    signed_at: Mapped[datetime | None] = mapped_column(Moment)


class NoticeGram(db.Model):
    """A pair of neighbouring characters (or a single one) that stands in a notice."""

    __tablename__ = "notice_gram"

    gram: Mapped[str] = mapped_column(String(8), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, index=True)
