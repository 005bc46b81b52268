"""What people send in, every version of it, and how it came through the unit."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member, Unit
from unionweb.calls.models.calls import Call
from unionweb.calls.rules.kinds import COUNTED, CoAuthorState, Decision, FileKind, Reading, Step, SubmissionStatus
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


class Entry(db.Model):
    """One entry, or one nomination. number: drawn at the first submission, stands for the entry in blind lists.

    unit_id: through whose chain it goes. nominee_member_id: who is put forward (of a family: whose family it is);
    nominee_name: how it is shown and printed, of a unit, team or family as well.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        Index("ix_entry_call_id_unit_id", "call_id", "unit_id"),
        Index("ix_entry_call_id_status", "call_id", "status"),
        Index("ix_entry_unit_id", "unit_id"),
        Index("ix_entry_member_id", "member_id"),
        Index("ix_entry_nominee_member_id", "nominee_member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    title: Mapped[str] = mapped_column(String(120), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    field: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[int | None]

    nominee_member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    nominee_name: Mapped[str] = mapped_column(String(80), default="")
    nominee_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    in_post_since: Mapped[date | None]  # in a post by the record, else as stated by the unit
    nominee_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    nominee_declined_at: Mapped[datetime | None] = mapped_column(Moment)

    unit_rank: Mapped[int | None]
    status: Mapped[SubmissionStatus] = mapped_column(enum_column(SubmissionStatus), default=SubmissionStatus.draft)
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    editor: Mapped[str | None] = mapped_column(String(20))  # the open page that saved last

    call: Mapped[Call] = relationship(viewonly=True)
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], viewonly=True)
    member: Mapped[Member] = relationship(foreign_keys=[member_id], viewonly=True)
    nominee: Mapped[Member | None] = relationship(foreign_keys=[nominee_member_id], viewonly=True)
    nominee_unit: Mapped[Unit | None] = relationship(foreign_keys=[nominee_unit_id], viewonly=True)
    files: Mapped[list["EntryFile"]] = relationship(
        primaryjoin="and_(EntryFile.entry_id == Entry.id, EntryFile.removed_at.is_(None))",
        order_by="EntryFile.kind, EntryFile.sort, EntryFile.id",
        viewonly=True,
    )
    co_authors: Mapped[list["CoAuthor"]] = relationship(order_by="CoAuthor.sort", viewonly=True)
    team: Mapped[list["TeamPerson"]] = relationship(order_by="TeamPerson.sort", viewonly=True)
    steps: Mapped[list["ChainStep"]] = relationship(order_by="ChainStep.id", viewonly=True)

    @property
    def subject_name(self) -> str:
        """What it is about, as lists and papers say it: the name put forward, or the title of the work."""
        return self.nominee_name or self.title or "（还没有题目）"

    @property
    def shown_status(self) -> SubmissionStatus:
        """How far it is, as its own people and its unit may know: what was proposed for it nobody knows before the 公示."""
        return SubmissionStatus.under_review if self.status is SubmissionStatus.shortlisted else self.status

    @property
    def is_counted(self) -> bool:
        """Whether it takes one of its unit's places."""
        return self.status in COUNTED


class EntryVersion(db.Model):
    """An entry as it was saved. What is typed within a few minutes is one version; what was sent in is never changed."""

    __tablename__ = "entry_version"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict] = mapped_column(JSON, default=dict)  # further fields and answers, in words
    began_at: Mapped[datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    saved_by: Mapped[Member] = relationship(viewonly=True)


class EntryFile(db.Model):
    """A file of an entry, cleaned of its maker's name. text: what it says, for the preview; reading: how much of it; preview: a picture."""

    __tablename__ = "entry_file"
    __table_args__ = (UniqueConstraint("file"), Index("ix_entry_file_entry_id", "entry_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("call_attachment_rule.id"))
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind))
    sort: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(120))
    caption: Mapped[str] = mapped_column(String(200), default="")
    file: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    reading: Mapped[Reading] = mapped_column(enum_column(Reading), default=Reading.part)
    preview: Mapped[str | None] = mapped_column(String(60))
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    entry: Mapped[Entry] = relationship(viewonly=True)

    @property
    def ending(self) -> str:
        return self.file.rpartition(".")[2]


class CoAuthor(db.Model):
    """Somebody who is named as a further author, and has to say yes."""

    __tablename__ = "co_author"
    __table_args__ = (Index("ix_co_author_member_id", "member_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    sort: Mapped[int]
    state: Mapped[CoAuthorState] = mapped_column(enum_column(CoAuthorState))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    member: Mapped[Member] = relationship(viewonly=True)
    entry: Mapped[Entry] = relationship(viewonly=True)


class TeamPerson(db.Model):
    """Somebody who belongs to a team that is put forward; sex and post are those of the roster."""

    __tablename__ = "entry_team_person"
    __table_args__ = (Index("ix_entry_team_person_member_id", "member_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    sort: Mapped[int]
    is_leader: Mapped[bool] = mapped_column(default=False)
    member: Mapped[Member] = relationship(viewonly=True)


class ChainStep(db.Model):
    """What somebody decided about an entry on its way. Rows are added, never changed."""

    __tablename__ = "chain_step"
    __table_args__ = (Index("ix_chain_step_entry_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    step: Mapped[Step] = mapped_column(enum_column(Step))
    decision: Mapped[Decision] = mapped_column(enum_column(Decision))
    comment: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[Member | None] = relationship(viewonly=True)
