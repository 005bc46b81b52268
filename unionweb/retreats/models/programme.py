"""Programmes with their published rules, and the batches they are made of."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import EmploymentStatus
from unionweb.common.quotas import Method
from unionweb.kernel import clock
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db
from unionweb.retreats.rules.calendar import days_of
from unionweb.retreats.rules.eligibility import Terms
from unionweb.retreats.rules.kinds import BatchState, ProgrammeState
from unionweb.retreats.rules.money import yuan
from unionweb.retreats.rules.ordering import Way


class RetreatProgramme(db.Model):
    """One year's retreat. Its rules are public from its publication on and stay as they are once applications open."""

    __tablename__ = "retreat_programme"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="times"),
        Index("ix_retreat_programme_state_closes_at", "state", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    rules: Mapped[str] = mapped_column(Text)
    budget: Mapped[str] = mapped_column(String(500), default="")
    contact: Mapped[str] = mapped_column(String(200))
    way: Mapped[Way] = mapped_column(enum_column(Way))
    quota_method: Mapped[Method] = mapped_column(enum_column(Method))
    quota_base_on: Mapped[date]
    recalls_by_campus: Mapped[bool]
    lanes: Mapped[list] = mapped_column(JSON)  # [{key, name, places}] in their published order
    points: Mapped[dict] = mapped_column(JSON)  # kind of point → weight
    boost_lost: Mapped[int]  # steps ahead in the order for who lost last time
    statuses: Mapped[list] = mapped_column(JSON)  # of employment
    min_service_years: Mapped[int]
    cycle_years: Mapped[int]
    noshow_counts: Mapped[bool]
    max_days: Mapped[int]
    allows_companions: Mapped[bool]
    most_companions: Mapped[int]
    most_choices: Mapped[int]
    confirm_days: Mapped[int]  # working days
    publicity_workdays: Mapped[int]
    public_source: Mapped[str] = mapped_column(String(200), default="")
    opens_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    ranks_until: Mapped[datetime | None] = mapped_column(Moment)

    state: Mapped[ProgrammeState] = mapped_column(enum_column(ProgrammeState))
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    final_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[str | None] = mapped_column(String(300))
    quotas_text: Mapped[list | None] = mapped_column(JSON)  # the arithmetic, unit by unit, as it stood when worked out

    batches: Mapped[list["RetreatBatch"]] = relationship(order_by="RetreatBatch.position", viewonly=True)

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def terms(self) -> Terms:
        """What applicants must fulfil."""
        statuses = tuple(EmploymentStatus(status) for status in self.statuses)
        return Terms(self.year, self.min_service_years, self.cycle_years, self.noshow_counts, statuses)

    @property
    def takes_applications(self) -> bool:
        """Whether now is between opening and closing; by the clock, also when the job has not closed it yet."""
        return self.state is ProgrammeState.open and self.opens_at <= clock.now() < self.closes_at

    @property
    def is_past_closing(self) -> bool:
        return self.state is ProgrammeState.closed or (self.state is ProgrammeState.open and clock.now() >= self.closes_at)

    @property
    def may_change(self) -> bool:
        """Whether its rules may still be changed: until applications open."""
        is_waiting = self.state is ProgrammeState.open and clock.now() < self.opens_at
        return self.state is ProgrammeState.draft or is_waiting

    @property
    def takes_ranks(self) -> bool:
        """Whether the chairs may rank their applicants now: after the closing, until their deadline."""
        if self.way is not Way.ranking or self.state not in {ProgrammeState.open, ProgrammeState.closed}:
            return False
        return self.closes_at <= clock.now() < (self.ranks_until or datetime.max)


class RetreatBatch(db.Model):
    """One group that travels: a route, its days, its places."""

    __tablename__ = "retreat_batch"
    __table_args__ = (
        UniqueConstraint("programme_id", "position"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("places > 0", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("retreat_programme.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    places: Mapped[int]
    least: Mapped[int]
    companion_places: Mapped[int]
    leader: Mapped[str] = mapped_column(String(60), default="")
    leader_phone: Mapped[str] = mapped_column(String(30), default="")
    cost_fen: Mapped[int]
    share_fen: Mapped[int]  # what a member pays of it
    health_conditions: Mapped[str] = mapped_column(String(500), default="")
    meeting: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[BatchState] = mapped_column(enum_column(BatchState))
    state_reason: Mapped[str | None] = mapped_column(String(300))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("retreat_batch.id"))
    programme: Mapped[RetreatProgramme] = relationship(viewonly=True)

    @property
    def key(self) -> str:
        """Its name in the published list and in the draw."""
        return f"B{self.position}"

    @property
    def days(self) -> int:
        return days_of(self.starts_on, self.ends_on)

    @property
    def cost(self) -> str:
        return yuan(self.cost_fen)

    @property
    def share(self) -> str:
        return yuan(self.share_fen)

    @property
    def is_live(self) -> bool:
        return self.state in {BatchState.planned, BatchState.formed}

    @property
    def is_over(self) -> bool:
        return clock.today() >= self.starts_on
