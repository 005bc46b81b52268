"""Slots and who holds them, consent, the read log, and what is done at a point."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.bookings.models.kinds import (
    HOLDING,
    IS_HOLDING,
    IS_LIVE,
    LIVE,
    BookingStatus,
    CareKind,
    Channel,
    Mode,
    SlotState,
)
from unionweb.bookings.models.places import Provider, ServicePoint
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db
from unionweb.kernel.secret import Secret


class Slot(db.Model):
    """A stretch of time at a point that so many people may hold. The row that is locked to hand out places."""

    __tablename__ = "slot"
    __table_args__ = (
        Index("ix_slot_point_id_starts_at", "point_id", "starts_at"),
        Index("uq_slot_point", "point_id", "starts_at", unique=True,
              sqlite_where=text("provider_id IS NULL"), postgresql_where=text("provider_id IS NULL")),
        Index("uq_slot_provider", "provider_id", "starts_at", unique=True,
              sqlite_where=text("provider_id IS NOT NULL"), postgresql_where=text("provider_id IS NOT NULL")),
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("starts_at < ends_at", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("service_point.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    capacity: Mapped[int]
    state: Mapped[SlotState] = mapped_column(enum_column(SlotState), default=SlotState.open)
    closed_reason: Mapped[str | None] = mapped_column(String(200))
    point: Mapped[ServicePoint] = relationship()
    provider: Mapped[Provider | None] = relationship()


class Booking(db.Model):
    """Somebody holds, held or waits for a place in a slot.

    The waiting list is the waiting rows of a slot in the order of `queue_no`; nothing counts places but these rows.
    `member_id` is taken out when the retention time is over: then only the count is left.
    """

    __tablename__ = "booking"
    __table_args__ = (
        Index("uq_booking_slot_seat", "slot_id", "seat_no", unique=True,
              sqlite_where=IS_HOLDING, postgresql_where=IS_HOLDING),
        Index("uq_booking_slot_member", "slot_id", "member_id", unique=True,
              sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
        Index("uq_booking_request", "member_id", "request_key", unique=True),
        Index("ix_booking_slot_id_status", "slot_id", "status"),
        Index("ix_booking_member_id_starts_at", "member_id", "starts_at"),
        Index("ix_booking_starts_at", "starts_at"),
        CheckConstraint("(seat_no IS NOT NULL) = (status IN ('confirmed', 'checked_in'))", name="seat"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    status: Mapped[BookingStatus] = mapped_column(enum_column(BookingStatus))
    seat_no: Mapped[int | None]
    queue_no: Mapped[int | None]  # order of joining the waiting list; kept after promotion
    starts_at: Mapped[datetime] = mapped_column(Moment)  # of the slot, so that a person's bookings need no join
    ends_at: Mapped[datetime] = mapped_column(Moment)
    channel: Mapped[Channel] = mapped_column(enum_column(Channel), default=Channel.self)
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # the liaison of a 代办
    code: Mapped[str] = mapped_column(String(8))  # K742: what keepers see instead of a name
    request_key: Mapped[str | None] = mapped_column(String(64))  # the same form sent twice is one booking
    mode: Mapped[Mode | None] = mapped_column(enum_column(Mode))
    alias: Mapped[str | None] = mapped_column(Secret)
    contact: Mapped[str | None] = mapped_column(Secret)  # the number to call when it is by phone
    created_at: Mapped[datetime] = mapped_column(Moment)
    checked_in_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # left, cancelled or released
    end_reason: Mapped[str | None] = mapped_column(String(200))
    slot: Mapped[Slot] = relationship()

    @property
    def is_holding(self) -> bool:
        return self.status in HOLDING

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def spoken_code(self) -> str:
        """K7 42"""
        return f"{self.code[:2]} {self.code[2:]}"


class NoShowWaiver(db.Model):
    """A no-show that does not count, and why."""

    __tablename__ = "no_show_waiver"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    waived_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    waived_at: Mapped[datetime] = mapped_column(Moment)


class ConsentText(db.Model):
    """One version of the informed consent of a service."""

    __tablename__ = "consent_text"
    __table_args__ = (Index("uq_consent_text_service_id_version", "service_id", "version", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


class Consent(db.Model):
    """A person agreed to a version of the text; may be taken back at any time."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_member_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("consent_text.id"))
    given_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    text: Mapped[ConsentText] = relationship()


class ReadLog(db.Model):
    """谁看过: each opening of a confidential booking by somebody else than its owner."""

    __tablename__ = "read_log"
    __table_args__ = (Index("ix_read_log_booking_id", "booking_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    page: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)


class CareEntry(db.Model):
    """Cleaning, supplies, fridge, inspection: what was done at a point, by whom."""

    __tablename__ = "care_entry"
    __table_args__ = (Index("ix_care_entry_point_id_at", "point_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("service_point.id"))
    kind: Mapped[CareKind] = mapped_column(enum_column(CareKind))
    note: Mapped[str] = mapped_column(String(200), default="")
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Fault(db.Model):
    """Something broken at a point. Anyone who uses it may report; the reporter is not shown to keepers."""

    __tablename__ = "fault"
    __table_args__ = (Index("ix_fault_point_id", "point_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("service_point.id"))
    text: Mapped[str] = mapped_column(String(300))
    reported_at: Mapped[datetime] = mapped_column(Moment)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    resolution: Mapped[str | None] = mapped_column(String(200))
