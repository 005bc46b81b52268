"""Services, their points and people, and when they open."""

from datetime import date, datetime, time

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.bookings.models.kinds import Audience, ExceptionKind, Privacy, RuleKind, Season
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


class Service(db.Model):
    """A bookable kind. A new kind is a row here, points and opening rules, and settings "<key>.<rule>"."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    icon: Mapped[str] = mapped_column(String(30))
    summary: Mapped[str] = mapped_column(String(200))  # for whom, in one polite sentence
    privacy: Mapped[Privacy] = mapped_column(enum_column(Privacy))
    audience: Mapped[Audience] = mapped_column(enum_column(Audience))
    by_provider: Mapped[bool]  # slots belong to a person (counsellor, lawyer, speaker), not to the room alone
    needs_consent: Mapped[bool]
    takes_waitlist: Mapped[bool]
    takes_walk_ins: Mapped[bool]
    takes_proxies: Mapped[bool]
    sort: Mapped[int] = mapped_column(default=0)

    @property
    def is_confidential(self) -> bool:
        return self.privacy is Privacy.confidential

    @property
    def is_sealed(self) -> bool:
        return self.privacy is not Privacy.open


class ServicePoint(db.Model):
    __tablename__ = "service_point"
    __table_args__ = (Index("ix_service_point_service_id", "service_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    campus_id: Mapped[int] = mapped_column(ForeignKey("campus.id"))
    place: Mapped[str] = mapped_column(String(60))  # 综合楼 208
    directions: Mapped[str] = mapped_column(String(200), default="")
    equipment: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    photo: Mapped[str | None] = mapped_column(String(60))  # file name in the instance's uploads
    door_code: Mapped[str] = mapped_column(String(40), unique=True)  # in the QR of the door poster
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(200))

    service: Mapped[Service] = relationship()
    campus: Mapped["Campus"] = relationship()  # noqa: F821  (accounts stands below; resolved by table name)


class Provider(db.Model):
    """A person who serves: counsellor, lawyer, speaker. Without member_id somebody from outside."""

    __tablename__ = "provider"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(40))
    intro: Mapped[str] = mapped_column(String(200), default="")
    face: Mapped[bool] = mapped_column(default=True)
    phone: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    service: Mapped[Service] = relationship()


class OpeningRule(db.Model):
    """Open (or paused) at these hours on this weekday, between two dates, in terms, breaks or always."""

    __tablename__ = "opening_rule"
    __table_args__ = (
        Index("ix_opening_rule_point_id", "point_id"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens < closes", name="hours"),
        CheckConstraint("capacity BETWEEN 1 AND 200", name="capacity"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 480 AND gap_minutes BETWEEN 0 AND 240", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("service_point.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    kind: Mapped[RuleKind] = mapped_column(enum_column(RuleKind), default=RuleKind.open)
    label: Mapped[str] = mapped_column(String(20), default="")  # what a pause is for: 清洁
    weekday: Mapped[int]  # 0 = Monday
    opens: Mapped[time]
    closes: Mapped[time]
    slot_minutes: Mapped[int]
    gap_minutes: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int] = mapped_column(default=1)
    season: Mapped[Season] = mapped_column(enum_column(Season), default=Season.always)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    provider: Mapped[Provider | None] = relationship()


class OpeningException(db.Model):
    """Closed, or other hours, on some days, for one point or for a whole campus or service. Lifted, never erased."""

    __tablename__ = "opening_exception"
    __table_args__ = (Index("ix_opening_exception_ends_on", "ends_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campus.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("service_point.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    kind: Mapped[ExceptionKind] = mapped_column(enum_column(ExceptionKind))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hours: Mapped[list | None] = mapped_column(JSON)  # [["09:00", "11:30"], …] when kind is hours
    reason: Mapped[str] = mapped_column(String(200))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
