"""The register of honours: who was given what, in which year, by whom; out of calls, or brought in from past years."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member, Unit
from unionweb.calls.rules.kinds import Subject
from unionweb.kernel import labels
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


class ImportState(StrEnum):
    """How far an uploaded list is."""

    previewed = "previewed"
    imported = "imported"
    dropped = "dropped"


class Honour(db.Model):
    """One honour of one person, unit, team or family. name, unit_name, issuer are as they were then.

    member_id: the person, the author, or whose family it is; who was in a team stands in `people`.

    key: which of the honours of the plan it is, if any. identity: what makes it the same honour, so that a file that is
    imported twice adds nothing. Taken back, it stays, with the reason.
    """

    __tablename__ = "honour"
    __table_args__ = (
        UniqueConstraint("identity"),
        Index("ix_honour_member_id", "member_id"),
        Index("ix_honour_unit_id", "unit_id"),
        Index("ix_honour_year", "year"),
        Index("ix_honour_entry_id", "entry_id"),
        Index("ix_honour_call_id", "call_id"),
        CheckConstraint("(revoked_at IS NULL) = (revoke_reason IS NULL)", name="revoked"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(80))
    grade: Mapped[str] = mapped_column(String(40), default="")
    work: Mapped[str] = mapped_column(String(120), default="")
    subject: Mapped[Subject] = mapped_column(enum_column(Subject))
    name: Mapped[str] = mapped_column(String(80))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(String(60), default="")
    year: Mapped[int]
    issuer: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date | None]
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("honour_import.id"))
    identity: Mapped[str] = mapped_column(String(64))
    search: Mapped[str] = mapped_column(String(500))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    revoke_reason: Mapped[str | None] = mapped_column(String(300))

    member: Mapped[Member | None] = relationship(foreign_keys=[member_id], viewonly=True)
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id], viewonly=True)
    recorded_by: Mapped[Member | None] = relationship(foreign_keys=[recorded_by_id], viewonly=True)
    revoked_by: Mapped[Member | None] = relationship(foreign_keys=[revoked_by_id], viewonly=True)
    people: Mapped[list["HonourPerson"]] = relationship(order_by="HonourPerson.sort")

    @property
    def full_title(self) -> str:
        """优秀工会工作者, or 优秀案例（一等奖）"""
        return f"{self.title}（{self.grade}）" if self.grade and self.grade != self.title else self.title


class HonourPerson(db.Model):
    """Somebody who belonged to a team when it was given an honour."""

    __tablename__ = "honour_person"
    __table_args__ = (Index("ix_honour_person_member_id", "member_id"),)

    honour_id: Mapped[int] = mapped_column(ForeignKey("honour.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    sort: Mapped[int]
    is_leader: Mapped[bool] = mapped_column(default=False)
    member: Mapped[Member] = relationship(viewonly=True)


class HonourImport(db.Model):
    """An uploaded list of past honours, looked at before it adds anything. rows: as read, with what is wrong."""

    __tablename__ = "honour_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str] = mapped_column(String(120))
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState))
    rows: Mapped[list] = mapped_column(JSON)
    added: Mapped[int | None]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


labels.register({ImportState.previewed: "待确认", ImportState.imported: "已导入", ImportState.dropped: "已放弃"})
