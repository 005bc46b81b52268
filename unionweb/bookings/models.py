"""Services, their points, when they open, the slots that follow, and the bookings of those slots."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.kernel import labels
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db
from unionweb.kernel.secret import Secret


class Privacy(StrEnum):
    """Who may know that somebody booked.

    open: keeper and office see names. coded: they see times and a short code. confidential: only the owner and
    the provider (counsellor) ever see it, and every look is logged.
    """

    open = "open"
    coded = "coded"
    confidential = "confidential"


class Audience(StrEnum):
    everyone = "everyone"
    women = "women"


class Season(StrEnum):
    always = "always"
    term = "term"
    break_ = "break"


class RuleKind(StrEnum):
    open = "open"
    pause = "pause"  # cleaning and the like: no slots, but the week page says why


class ExceptionKind(StrEnum):
    closed = "closed"
    hours = "hours"


class SlotState(StrEnum):
    open = "open"
    closed = "closed"


class BookingStatus(StrEnum):
    waiting = "waiting"
    confirmed = "confirmed"
    checked_in = "checked_in"
    completed = "completed"
    cancelled = "cancelled"
    no_show = "no_show"


class Channel(StrEnum):
    self = "self"
    proxy = "proxy"
    walk_in = "walk_in"


class Mode(StrEnum):
    face = "face"
    phone = "phone"


class CareKind(StrEnum):
    cleaning = "cleaning"
    supplies = "supplies"
    fridge = "fridge"
    inspection = "inspection"


HOLDING = (BookingStatus.confirmed, BookingStatus.checked_in)
LIVE = (BookingStatus.waiting, *HOLDING)
_HOLDING = text("status IN ('confirmed', 'checked_in')")
_LIVE = text("status IN ('waiting', 'confirmed', 'checked_in')")


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
              sqlite_where=_HOLDING, postgresql_where=_HOLDING),
        Index("uq_booking_slot_member", "slot_id", "member_id", unique=True,
              sqlite_where=_LIVE, postgresql_where=_LIVE),
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


labels.register(
    {
        Privacy.open: "公开给值守人",
        Privacy.coded: "只显示短码",
        Privacy.confidential: "只有本人和服务人看得到",
    },
    {
        Audience.everyone: "全体教职工",
        Audience.women: "女教职工",
    },
    {
        Season.always: "全年",
        Season.term: "学期中",
        Season.break_: "假期",
    },
    {
        RuleKind.open: "开放",
        RuleKind.pause: "暂停",
    },
    {
        ExceptionKind.closed: "不开放",
        ExceptionKind.hours: "改时间",
    },
    {
        SlotState.open: "开放",
        SlotState.closed: "关闭",
    },
    {
        BookingStatus.waiting: "候补",
        BookingStatus.confirmed: "已约",
        BookingStatus.checked_in: "已签到",
        BookingStatus.completed: "已结束",
        BookingStatus.cancelled: "已取消",
        BookingStatus.no_show: "爽约",
    },
    {
        Channel.self: "本人",
        Channel.proxy: "代办",
        Channel.walk_in: "现场使用",
    },
    {
        Mode.face: "面谈",
        Mode.phone: "电话",
    },
    {
        CareKind.cleaning: "清洁完成",
        CareKind.supplies: "补给完成",
        CareKind.fridge: "冰箱清空",
        CareKind.inspection: "检查了门锁和探头",
    }
)
