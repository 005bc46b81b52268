"""The library of accepted cases, the brands of the units, and the books that are made of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member, Unit
from unionweb.calls.rules.kinds import CallKind
from unionweb.kernel import labels
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


class LibraryCase(db.Model):
    """An accepted work as it was published: what happens to its entry later changes nothing here.

    searched: everything it says, as search compares it. pictures: {"file", "caption"} of what is shown with it.
    """

    __tablename__ = "library_case"
    __table_args__ = (UniqueConstraint("entry_id"), Index("ix_library_case_unit_id", "unit_id"), Index("ix_library_case_year", "year"))

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    kind: Mapped[CallKind] = mapped_column(enum_column(CallKind))
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(120))
    authors: Mapped[str] = mapped_column(String(300), default="")
    theme: Mapped[str] = mapped_column(String(40), default="")
    grade: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    pictures: Mapped[list] = mapped_column(JSON)
    searched: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdraw_reason: Mapped[str | None] = mapped_column(String(300))
    unit: Mapped[Unit] = relationship(viewonly=True)


class LibraryGram(db.Model):
    """A pair of neighbouring characters (or a single one) that stands in a case."""

    __tablename__ = "library_gram"

    gram: Mapped[str] = mapped_column(String(8), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("library_case.id"), primary_key=True, index=True)


class UnitBrand(db.Model):
    """一会一品牌: what a unit is known for, in its own words."""

    __tablename__ = "unit_brand"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    motto: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    unit: Mapped[Unit] = relationship(viewonly=True)
    changed_by: Mapped[Member] = relationship(viewonly=True)


class BookState(StrEnum):
    """How far a collection is."""

    waiting = "waiting"
    setting = "setting"
    ready = "ready"
    failed = "failed"


class CaseBook(db.Model):
    """A collection 案例集 as one file. case_ids: what stands in it, in this order; done: how many of them are set already."""

    __tablename__ = "case_book"
    __table_args__ = (Index("ix_case_book_state", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    preface: Mapped[str] = mapped_column(Text, default="")
    by_theme: Mapped[bool]
    case_ids: Mapped[list] = mapped_column(JSON)
    state: Mapped[BookState] = mapped_column(enum_column(BookState))
    done: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int | None]
    file: Mapped[str | None] = mapped_column(String(60))
    problem: Mapped[str | None] = mapped_column(String(300))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    ready_at: Mapped[datetime | None] = mapped_column(Moment)
    made_by: Mapped[Member] = relationship(viewonly=True)


labels.register({BookState.waiting: "等着排版", BookState.setting: "正在排版", BookState.ready: "排好了", BookState.failed: "没有排成"})
