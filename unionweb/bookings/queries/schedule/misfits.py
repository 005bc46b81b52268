"""Bookings that no longer fit: their slot was closed, or holds more people than the rules now want.

Of confidential services nothing leaves this module, not even a number: their people have been told by the system.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import case, func, or_, select

from unionweb.accounts.models import Campus
from unionweb.bookings.models import (
    HOLDING,
    LIVE,
    Booking,
    OpeningException,
    Privacy,
    Service,
    ServicePoint,
    Slot,
    SlotState,
)
from unionweb.bookings.queries.schedule.timetable import key_of, timetable
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

NEWEST_FIRST = (Booking.created_at.desc(), Booking.id.desc())


@dataclass(frozen=True)
class Misfit:
    """A slot whose people have to move, and which of its bookings. For services only: it may be confidential."""

    slot_id: int
    point_id: int
    is_confidential: bool
    booking_ids: tuple[int, ...]


def misfit_rows(scope=()):
    """A query for lists: one row for each booking to be moved, earliest first. scope: more conditions."""
    fallen = (Slot.state == SlotState.closed) & Booking.status.in_(LIVE)
    return (
        select(
            Booking.id, Booking.code, Booking.status, Slot.starts_at, Slot.ends_at, Slot.closed_reason,
            ServicePoint.id.label("point_id"), ServicePoint.place, Campus.name.label("campus"),
            Service.name.label("service"),
        )
        .select_from(Booking)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .join(Campus, Campus.id == ServicePoint.campus_id)
        .join(Service, Service.id == ServicePoint.service_id)
        .where(Slot.starts_at > clock.now(), Service.privacy != Privacy.confidential, *scope)
        .where(or_(fallen, Booking.id.in_(surplus_ids())))
        .order_by(Slot.starts_at, Booking.id)
    )  # fmt: skip


def within(exception: OpeningException) -> list:
    """Conditions for `misfit_rows`: only what lies in the days and the scope of an exception."""
    first = datetime.combine(exception.starts_on, time.min)
    last = datetime.combine(exception.ends_on, time.max)
    named = (
        (ServicePoint.id, exception.point_id),
        (ServicePoint.campus_id, exception.campus_id),
        (ServicePoint.service_id, exception.service_id),
        (Slot.provider_id, exception.provider_id),
    )
    return [Slot.starts_at.between(first, last), *(column == value for column, value in named if value is not None)]


def at_point(point_id: int) -> list:
    """Conditions for `misfit_rows`: only those at one point."""
    return [ServicePoint.id == point_id]


def misfit_count(scope=()) -> int:
    """How many bookings wait to be moved. scope: more conditions."""
    return db.session.scalar(select(func.count()).select_from(misfit_rows(scope).order_by(None).subquery()))


def surplus_ids() -> list[int]:
    """Bookings beyond the places that the rules now give, those who came last first."""
    full = _full_slots()
    if not full:
        return []
    days = [slot.starts_at.date() for slot in full]
    wanted = timetable(min(days), max(days), {slot.point_id for slot in full}).wanted()
    places = {s.id: wanted.get(key_of(s.point_id, s.provider_id, s.starts_at)) for s in full}
    over = {s.id: s.held - places[s.id].capacity for s in full if places[s.id] and s.held > places[s.id].capacity}
    found = last_to_come(over)
    return [booking_id for ids in found.values() for booking_id in ids]


def last_to_come(surplus: dict[int, int]) -> dict[int, tuple[int, ...]]:
    """slot id → the bookings of so many people who took their place last."""
    if not surplus:
        return {}
    holding = (Booking.slot_id.in_(surplus), Booking.status.in_(HOLDING))
    rows = db.session.execute(select(Booking.slot_id, Booking.id).where(*holding).order_by(*NEWEST_FIRST)).all()
    by_slot = {slot_id: [b for s, b in rows if s == slot_id] for slot_id in surplus}
    return {slot_id: tuple(ids[: surplus[slot_id]]) for slot_id, ids in by_slot.items()}


def _full_slots():
    """Open slots to come in which several people hold every place: only these can hold too many."""
    held = func.count().label("held")
    return db.session.execute(
        select(Slot.id, Slot.point_id, Slot.provider_id, Slot.starts_at, held)
        .join(Booking, (Booking.slot_id == Slot.id) & Booking.status.in_(HOLDING))
        .where(Slot.starts_at > clock.now(), Slot.state == SlotState.open, Slot.capacity > 1)
        .group_by(Slot.id, Slot.point_id, Slot.provider_id, Slot.starts_at, Slot.capacity)
        .having(held >= Slot.capacity)
    ).all()


@dataclass(frozen=True)
class Counts:
    """How many bookings a slot has, had and keeps waiting."""

    ever: int = 0
    live: int = 0
    held: int = 0

    @property
    def waiting(self) -> int:
        return self.live - self.held


def counts_of(slot_ids: Collection[int]) -> dict[int, Counts]:
    """slot id → its counts, for slots with at least one booking."""
    live = func.sum(one_if(Booking.status.in_(LIVE)))
    held = func.sum(one_if(Booking.status.in_(HOLDING)))
    query = select(Booking.slot_id, func.count(), live, held).group_by(Booking.slot_id)
    rows = db.session.execute(query.where(Booking.slot_id.in_(slot_ids)))
    return {slot_id: Counts(*numbers) for slot_id, *numbers in rows}


def live_bookings(slot_ids: Collection[int]) -> list[Booking]:
    """The live bookings of some slots."""
    live = (Booking.slot_id.in_(slot_ids), Booking.status.in_(LIVE))
    return list(db.session.scalars(select(Booking).where(*live).order_by(Booking.id)))


def one_if(condition):
    """1 for rows for which the condition holds: summed, it counts them."""
    return case((condition, 1), else_=0)
