"""What there is to sign up for."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Campus, Unit
from unionweb.activities.rules.kinds import ActivityKind, ActivityState, Entry, Picks, PoolKind
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


class ActivitySeries(db.Model):
    """A campaign that activities belong to, such as a lecture series."""

    __tablename__ = "activity_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    about: Mapped[str] = mapped_column(String(500), default="")
    sort: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Activity(db.Model):
    """One activity. Its row is the lock under which its places are handed out.

    capacity: places when a sign-up is for all sessions; None for no limit. audience: {"roles", "units", "campuses",
    "sexes": lists; "age_from", "age_to": years; "club": bool, members of the club only}; {} for every member.
    """

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_state_closes_at", "state", "closes_at"),
        Index("ix_activity_unit_id", "unit_id"),
        Index("ix_activity_series_id", "series_id"),
        CheckConstraint("opens_at <= closes_at", name="opens_before_it_closes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[ActivityKind] = mapped_column(enum_column(ActivityKind))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("activity_series.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))  # who holds it: the university's union, or a unit
    club_id: Mapped[int | None] = mapped_column(ForeignKey("club.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    cost_fen: Mapped[int] = mapped_column(default=0)
    cost_note: Mapped[str] = mapped_column(String(120), default="")
    picture: Mapped[str | None] = mapped_column(String(60))
    audience: Mapped[dict] = mapped_column(JSON, default=dict)

    entry: Mapped[Entry] = mapped_column(enum_column(Entry))
    picks: Mapped[Picks] = mapped_column(enum_column(Picks))
    capacity: Mapped[int | None]
    most_companions: Mapped[int] = mapped_column(default=0)
    team_least: Mapped[int] = mapped_column(default=1)
    team_most: Mapped[int] = mapped_column(default=1)
    is_team_of_one_unit: Mapped[bool] = mapped_column(default=False)
    has_kits: Mapped[bool] = mapped_column(default=False)  # sizes of clothes are asked for

    opens_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    cancel_until: Mapped[datetime] = mapped_column(Moment)
    promote_until: Mapped[datetime] = mapped_column(Moment)  # after it nobody moves up by itself
    offer_hours: Mapped[int] = mapped_column(default=0)  # a freed place is offered for so long; 0: given at once
    pool_kind: Mapped[PoolKind | None] = mapped_column(enum_column(PoolKind))
    merges_at: Mapped[datetime | None] = mapped_column(Moment)

    counted_minutes: Mapped[int | None]  # what one attendance counts for; None: as long as the session
    state: Mapped[ActivityState] = mapped_column(enum_column(ActivityState))
    version: Mapped[int] = mapped_column(default=1)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # done or called off
    end_reason: Mapped[str | None] = mapped_column(String(200))
    report_notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)  # companions and answers have been removed

    unit: Mapped[Unit] = relationship()
    series: Mapped[ActivitySeries | None] = relationship()
    sessions: Mapped[list["ActivitySession"]] = relationship(
        order_by="ActivitySession.starts_at, ActivitySession.id", back_populates="activity"
    )
    pools: Mapped[list["ActivityPool"]] = relationship(order_by="ActivityPool.key")

    @property
    def cost(self) -> str:
        """The cost in yuan, to the fen: 30 or 30.50."""
        yuan, fen = divmod(self.cost_fen, 100)
        return f"{yuan}.{fen:02d}" if fen else str(yuan)


class ActivitySession(db.Model):
    """One date of an activity. capacity: its places when a sign-up is for one session; None for no limit."""

    __tablename__ = "activity_session"
    __table_args__ = (
        Index("ix_activity_session_activity_id", "activity_id"),
        Index("ix_activity_session_starts_at", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    title: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(80))
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campus.id"))  # None: outside the university
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    capacity: Mapped[int | None]
    called_off_at: Mapped[datetime | None] = mapped_column(Moment)
    called_off_reason: Mapped[str | None] = mapped_column(String(200))

    activity: Mapped[Activity] = relationship(back_populates="sessions")
    campus: Mapped[Campus | None] = relationship()


class ActivityPool(db.Model):
    """Places set aside for one unit, campus or sex until the pools merge. key: the id of the unit or campus, or the sex."""

    __tablename__ = "activity_pool"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    places: Mapped[int]


class ActivityAttachment(db.Model):
    """A document that belongs to an activity."""

    __tablename__ = "activity_attachment"
    __table_args__ = (UniqueConstraint("file"), Index("ix_activity_attachment_activity_id", "activity_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    title: Mapped[str] = mapped_column(String(120))
    file: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
