"""The office's view of all points on one day or in one week: how much is open, booked, free.

Of a confidential point it tells whether it is open on a day, by its opening rules alone; its bookings are not counted.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Date, Select, func, select

from unionweb.accounts.models import Campus
from unionweb.bookings.models import HOLDING, Booking, BookingStatus, Fault, Service, ServicePoint, Slot, SlotState
from unionweb.bookings.queries.schedule import DayFacts, timetable
from unionweb.common.workdays import DayInfo
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

DAY = func.date(Slot.starts_at, type_=Date)
USED = (*HOLDING, BookingStatus.completed)


@dataclass(frozen=True)
class Counts:
    """A point on a day, or several added up. slots, places: open ones; free: places nobody holds in slots that are
    not over; booked: who has or had a place and came or may still come."""

    slots: int = 0
    places: int = 0
    coming: int = 0  # places in open slots that are not over
    booked: int = 0
    came: int = 0
    missed: int = 0
    waiting: int = 0
    held: int = 0  # places held in open slots that are not over

    @property
    def free(self) -> int:
        return max(0, self.coming - self.held)

    @property
    def numbers(self) -> tuple[int, ...]:
        return (
            self.slots, self.places, self.coming, self.booked, self.came, self.missed, self.waiting, self.held,
        )  # fmt: skip

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(mine + more for mine, more in zip(self.numbers, other.numbers, strict=True)))


@dataclass(frozen=True)
class PointDay:
    """One point on one day; counts is None when the service is confidential."""

    facts: DayFacts
    counts: Counts | None

    @property
    def is_open(self) -> bool:
        return self.counts.slots > 0 if self.counts else self.facts.closed_reason is None

    @property
    def words(self) -> str:
        """Why it is closed or open at other hours; empty on a usual day."""
        if self.is_open:
            return self.facts.note or ""
        return self.facts.closed_reason or "时段还没有排出来"


@dataclass(frozen=True)
class Overview:
    """days: what each date is; campuses: (campus, [(point, its days)]), in their order; total: all that is counted."""

    days: list[DayInfo | None]
    dates: list[date]
    campuses: list[tuple[Campus, list[tuple[ServicePoint, list[PointDay]]]]]
    total: Counts


def overview(first: date, days: int, *, campus_id: int | None = None, service_id: int | None = None) -> Overview:
    """The points in use, of one campus or service or of all; as many queries for one day as for seven."""
    dates = [first + timedelta(days=n) for n in range(days)]
    plan = timetable(first, dates[-1])
    points = [p for p in plan.points if campus_id in (None, p.campus_id) and service_id in (None, p.service_id)]
    points.sort(key=lambda p: (p.campus.sort, p.campus_id, p.service.sort, p.place))
    counts = _counts([p.id for p in points if not p.service.is_confidential], first, days)

    def at(point: ServicePoint, day: date) -> PointDay:
        counted = None if point.service.is_confidential else counts.get((point.id, day), Counts())
        return PointDay(plan.facts(point, None, day), counted)

    by_campus: dict[Campus, list] = {}
    for point in points:
        by_campus.setdefault(point.campus, []).append((point, [at(point, day) for day in dates]))
    infos = [plan.calendar.day(day) for day in dates]
    return Overview(infos, dates, list(by_campus.items()), sum(counts.values(), Counts()))


def all_services() -> list[Service]:
    """Every service, for the filter."""
    return list(db.session.scalars(select(Service).order_by(Service.sort, Service.id)))


def open_fault_count() -> int:
    """How many faults nobody has mended yet, at all points."""
    return db.session.scalar(select(func.count()).select_from(Fault).where(Fault.resolved_at.is_(None)))


def _counts(point_ids: Collection[int], first: date, days: int) -> dict[tuple[int, date], Counts]:
    """(point id, day) → counts, added up by the database."""
    start = datetime.combine(first, time.min)
    within = (
        Slot.point_id.in_(point_ids),
        Slot.starts_at >= start,
        Slot.starts_at < start + timedelta(days=days),
    )
    found: dict[tuple[int, date], Counts] = {}
    for query in (_slot_counts(within), _booking_counts(within)):
        for row in db.session.execute(query.group_by(Slot.point_id, DAY)):
            counted = {name: value or 0 for name, value in row._mapping.items() if name not in {"point_id", "day"}}
            key = (row.point_id, row.day)
            found[key] = found.get(key, Counts()) + Counts(**counted)
    return found


def _slot_counts(within: tuple) -> Select:
    coming = func.sum(Slot.capacity).filter(Slot.ends_at > clock.now())
    return select(
        Slot.point_id,
        DAY.label("day"),
        func.count().label("slots"),
        func.sum(Slot.capacity).label("places"),
        coming.label("coming"),
    ).where(*within, Slot.state == SlotState.open)


def _booking_counts(within: tuple) -> Select:
    status = Booking.status
    held = (status.in_(HOLDING), Slot.ends_at > clock.now(), Slot.state == SlotState.open)
    counted = (
        func.count().filter(status.in_(USED)).label("booked"),
        func.count().filter(status.in_(USED), Booking.checked_in_at.is_not(None)).label("came"),
        func.count().filter(status == BookingStatus.no_show).label("missed"),
        func.count().filter(status == BookingStatus.waiting).label("waiting"),
        func.count().filter(*held).label("held"),
    )
    return select(Slot.point_id, DAY.label("day"), *counted).join(Booking, Booking.slot_id == Slot.id).where(*within)
