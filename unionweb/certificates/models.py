"""Batches of certificates, the certificates with what they froze, and their numbers."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.certificates.rules import Kind, Marks, Paper, Subject, Wording
from unionweb.certificates.rules.states import BatchState, CertificateState
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


class CertificateBatch(db.Model):
    """What is issued at once: one wording for a list of recipients. rows: the list, until it is issued."""

    __tablename__ = "certificate_batch"
    __table_args__ = (Index("ix_certificate_batch_state", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    subject: Mapped[Subject] = mapped_column(enum_column(Subject))
    heading: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(Text)
    closing: Mapped[str] = mapped_column(String(60))
    opens: Mapped[bool]
    organ: Mapped[str] = mapped_column(String(40))
    dated: Mapped[date]
    is_sealed: Mapped[bool]
    common: Mapped[dict] = mapped_column(JSON)
    rows: Mapped[list] = mapped_column(JSON)  # [number, values, staff_no]
    state: Mapped[BatchState] = mapped_column(enum_column(BatchState))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    issued_at: Mapped[datetime | None] = mapped_column(Moment)
    problem: Mapped[str | None] = mapped_column(String(300))
    print_file: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of the file with all of them
    printed_at: Mapped[datetime | None] = mapped_column(Moment)  # when that was made; it is kept for a set time
    certificates: Mapped[list["Certificate"]] = relationship(back_populates="batch", order_by="Certificate.number")

    @property
    def wording(self) -> Wording:
        return Wording(self.heading, self.body, self.closing, self.opens)

    @property
    def title(self) -> str:
        """What people call it: the honour or the project, else the heading."""
        return self.common.get("荣誉") or self.common.get("项目") or self.heading


class CertificateSeries(db.Model):
    """The last number of a kind in a year: the row that is locked to hand out the next ones."""

    __tablename__ = "certificate_series"

    kind: Mapped[Kind] = mapped_column(enum_column(Kind), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Certificate(db.Model):
    """One certificate. Everything that is printed is frozen here; sha256 is of its PDF, once that is made.

    What became of it: revoked, or reissued and replaced by another, at a time, by somebody, for a reason.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("kind", "year", "number"),
        Index("ix_certificate_batch_id", "batch_id"),
        Index("ix_certificate_member_id", "member_id"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("(state = 'valid') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("(state = 'reissued') = (replaced_by_id IS NOT NULL)", name="replaced"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("certificate_batch.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    year: Mapped[int]
    number: Mapped[int]
    serial_no: Mapped[str] = mapped_column(String(60), unique=True)
    code: Mapped[str] = mapped_column(String(43), unique=True)
    subject: Mapped[Subject] = mapped_column(enum_column(Subject))
    name: Mapped[str] = mapped_column(String(60))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    values: Mapped[dict] = mapped_column(JSON)
    heading: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(Text)
    closing: Mapped[str] = mapped_column(String(60))
    opens: Mapped[bool]
    organ: Mapped[str] = mapped_column(String(40))
    dated: Mapped[date]
    is_sealed: Mapped[bool]
    marks: Mapped[dict] = mapped_column(JSON)  # pictures of seal and signature, see rules.marks
    address: Mapped[str] = mapped_column(String(300))
    design_version: Mapped[int]
    fonts: Mapped[str] = mapped_column(String(300))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    sha256: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[CertificateState] = mapped_column(enum_column(CertificateState), default=CertificateState.valid)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str | None] = mapped_column(String(200))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    reprints: Mapped[int] = mapped_column(default=0)
    search: Mapped[str] = mapped_column(String(400))  # number, name, unit, honour: folded (kernel.search)
    batch: Mapped[CertificateBatch] = relationship(back_populates="certificates")
    replaced_by: Mapped["Certificate | None"] = relationship(remote_side=[id], foreign_keys=[replaced_by_id])

    @property
    def title(self) -> str:
        """What people call it: the honour or the project, else the heading."""
        return self.values.get("荣誉") or self.values.get("项目") or self.heading

    @property
    def paper(self) -> Paper:
        """What it says, for the printer."""
        wording = Wording(self.heading, self.body, self.closing, self.opens)
        rest = (self.organ, self.dated, self.serial_no, self.address, self.is_sealed, Marks(**self.marks))
        return Paper(self.kind, self.subject, wording, self.values, *rest)


class CertificateOrgan(db.Model):
    """An organ that has given pictures of its seal and of the signature of whoever signs for it. signer: the office held."""

    __tablename__ = "certificate_organ"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    seal: Mapped[str | None] = mapped_column(String(40))
    signature: Mapped[str | None] = mapped_column(String(40))
    signer: Mapped[str] = mapped_column(String(12), default="")


class VerificationTry(db.Model):
    """Somebody typed a number that they wanted verified: counted, so that numbers cannot be guessed. Removed after a day."""

    __tablename__ = "verification_try"
    __table_args__ = (Index("ix_verification_try_address_at", "address", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(60))
