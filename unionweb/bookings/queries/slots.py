"""Services, points and slots as members choose among them. Occupied places are counted rows, never stored."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, select

from unionweb.accounts.models import Campus
from unionweb.bookings.models import (
    HOLDING,
    Booking,
    BookingStatus,
    Provider,
    Service,
    ServicePoint,
    Slot,
    SlotState,
    is_one_of,
)
from unionweb.bookings.queries.places import Places, places
from unionweb.bookings.rules.limits import Wanted
from unionweb.common import standing
from unionweb.kernel import clock
from unionweb.kernel.db import plain_rows
from unionweb.kernel.extensions import db

HELD = (
    select(func.count())
    .where(Booking.slot_id == Slot.id, is_one_of(Booking.status, HOLDING))
    .correlate(Slot)
    .scalar_subquery()
)
WAITING = (
    select(func.count())
    .where(Booking.slot_id == Slot.id, Booking.status == BookingStatus.waiting)
    .correlate(Slot)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Lane:
    """What one week page shows: a point, and for services by a person also that person."""

    point_id: int
    provider_id: int | None
    service_id: int
    campus_id: int
    place: str
    provider: str | None

    @property
    def key(self) -> str:
        """In addresses: "12", or "12-3" with the provider."""
        return f"{self.point_id}-{self.provider_id}" if self.provider_id else str(self.point_id)

    @property
    def name(self) -> str:
        return f"{self.place}，{self.provider}" if self.provider else self.place


def services() -> list[Service]:
    """All services in their usual order."""
    return places().services


def service_by_key(key: str) -> Service | None:
    return next((service for service in services() if service.key == key), None)


def point_by_id(point_id: int) -> ServicePoint | None:
    """A point in use, with its service and campus; None when it is withdrawn or not there."""
    return places().point(point_id)


def points_in_use() -> list[ServicePoint]:
    """Every point that is not withdrawn, with its service and campus, by service, campus and place."""
    points = [point for point in places().points.values() if point.withdrawn_at is None]
    return sorted(points, key=lambda point: (point.service.sort, point.service_id, point.campus_id, point.place))


def point_by_door(code: str) -> ServicePoint | None:
    """The point whose door poster carries this code."""
    points = places().points.values()
    return next((point for point in points if point.door_code == code and point.withdrawn_at is None), None)


def lanes() -> list[Lane]:
    """Every lane of the services in use, by service, campus and place."""
    return standing.derive("lanes", lambda: _lanes(places()))


def _lanes(known: Places) -> list[Lane]:
    """A service by person has a lane for each who serves at a point; a point without anybody has its own."""
    used = [point for point in known.points.values() if point.withdrawn_at is None]
    used.sort(key=lambda p: (p.service.sort, p.service_id, p.campus.sort, p.place, p.id))
    return [_lane(point, provider) for point in used for provider in _serving(known, point)]


def _serving(known: Places, point: ServicePoint) -> list[Provider | None]:
    ids = {r.provider_id for r in known.rules if r.point_id == point.id and r.provider_id} if point.service.by_provider else set()
    if not ids:
        return [None]
    return sorted((known.providers[id] for id in ids if known.providers[id].withdrawn_at is None), key=lambda p: (p.name, p.id))


def _lane(point: ServicePoint, provider: Provider | None) -> Lane:
    who = (provider.id, provider.name) if provider else (None, None)
    return Lane(point.id, who[0], point.service_id, point.campus_id, point.place, who[1])


class Offer(NamedTuple):
    """A slot with what a person choosing needs to know. wanted: as the rules see it; free: places left."""

    wanted: Wanted
    point_id: int
    provider_id: int | None
    place: str
    capacity: int
    held: int

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.held)

    @property
    def starts_at(self) -> datetime:
        return self.wanted.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.wanted.ends_at


OFFER = (
    Slot.id, Slot.point_id, Slot.provider_id, Slot.starts_at, Slot.ends_at, Slot.capacity, Slot.state,
    Slot.closed_reason, ServicePoint.service_id, ServicePoint.campus_id, ServicePoint.place, HELD.label("held"),
)  # fmt: skip


def _offers(*which, limit: int | None = None) -> list[Offer]:
    query = (
        select(*OFFER)
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .where(ServicePoint.withdrawn_at.is_(None), *which)
        .order_by(Slot.starts_at, Slot.id)
        .limit(limit)
    )
    return [offer_of(row) for row in db.session.execute(query)]


def offer_of(row) -> Offer:
    """An Offer out of a row of OFFER."""
    id, point_id, provider_id, starts_at, ends_at, capacity, state, closed_reason, service_id, campus_id, place, held = row
    wanted = Wanted(id, service_id, campus_id, starts_at, ends_at, state is SlotState.open, closed_reason)
    return Offer(wanted, point_id, provider_id, place, capacity, held)


def offer(slot_id: int) -> Offer | None:
    """One slot as somebody chooses it; None when it is not there or its point is withdrawn."""
    found = _offers(Slot.id == slot_id)
    return found[0] if found else None


HELD_TO_COME = case((Slot.starts_at > bindparam("now"), HELD), else_=0)  # nobody asks how full the past was
WEEK = (
    select(Slot.id, Slot.starts_at, Slot.ends_at, Slot.state, Slot.closed_reason, Slot.capacity, HELD_TO_COME)
    .where(Slot.point_id == bindparam("point_id"))
    .where(Slot.starts_at >= bindparam("first"), Slot.starts_at < bindparam("end"))
    .order_by(Slot.starts_at, Slot.id)
)
WEEK_OF_ROOM = WEEK.where(Slot.provider_id.is_(None))
WEEK_OF_PERSON = WEEK.where(Slot.provider_id == bindparam("provider_id"))


def week_offers(lane: Lane, monday: date) -> list[Offer]:
    """The slots of a lane in the week that begins on `monday`, in order of time, closed ones that somebody holds too."""
    first = datetime.combine(monday, datetime.min.time())
    which = {"point_id": lane.point_id, "first": first, "end": first + timedelta(days=7), "now": clock.now()}
    own = {"provider_id": lane.provider_id} if lane.provider_id else {}
    return [_lane_offer(lane, *row) for row in plain_rows(WEEK_OF_PERSON if own else WEEK_OF_ROOM, **which, **own)]


def _lane_offer(lane: Lane, id, starts_at, ends_at, state, closed_reason, capacity, held) -> Offer:
    is_open = state is SlotState.open
    wanted = Wanted(id, lane.service_id, lane.campus_id, starts_at, ends_at, is_open, closed_reason)
    return Offer(wanted, lane.point_id, lane.provider_id, lane.place, capacity, held)


def next_offers(service_id: int, *, campus_id=None, point_id=None, provider_id=None, limit: int | None = 200) -> list[Offer]:
    """Future open slots with a place left, earliest first, of a service, a campus, a point or a provider."""
    which = [ServicePoint.service_id == service_id, Slot.state == SlotState.open, Slot.starts_at > clock.now(), Slot.capacity > HELD]
    which += [ServicePoint.campus_id == campus_id] if campus_id else []
    which += [Slot.point_id == point_id] if point_id else []
    which += [Slot.provider_id == provider_id] if provider_id else []
    return _offers(*which, limit=limit)


def current_offer(point_id: int) -> Offer | None:
    """The slot of a point that runs right now; None outside opening hours."""
    now = clock.now()
    found = _offers(Slot.point_id == point_id, Slot.state == SlotState.open, Slot.starts_at <= now, Slot.ends_at > now)
    return found[0] if found else None


def waiting_count(slot_id: int) -> int:
    """How many people wait for a slot."""
    return db.session.scalar(
        select(func.count()).where(Booking.slot_id == slot_id, Booking.status == BookingStatus.waiting)
    )


def overdue_count(running: Offer, policy) -> int:
    """Places of the running slot that nobody checked in to in time, whether or not the job has been by."""
    if not policy.release_after or clock.now() <= running.starts_at + timedelta(minutes=policy.release_after):
        return 0
    late = (Booking.slot_id == running.wanted.id, Booking.status == BookingStatus.confirmed)
    return db.session.scalar(select(func.count()).where(*late))


def early_count(running: Offer) -> int:
    """How many people are inside already for a later slot of the same room."""
    room = (Slot.point_id == running.point_id, Slot.provider_id == running.provider_id)
    early = (Slot.starts_at >= running.ends_at, Booking.status == BookingStatus.checked_in)
    return db.session.scalar(select(func.count(Booking.id)).join(Slot, Slot.id == Booking.slot_id).where(*room, *early))


def point_choices() -> list[tuple[int, str]]:
    """(id, 东校区 综合楼 208，妈妈小屋) of every point in use, for whoever names keepers."""
    rows = db.session.execute(
        select(ServicePoint.id, Campus.name, ServicePoint.place, Service.name)
        .join(Campus, Campus.id == ServicePoint.campus_id)
        .join(Service, Service.id == ServicePoint.service_id)
        .where(ServicePoint.withdrawn_at.is_(None))
        .order_by(Campus.sort, Service.sort, ServicePoint.place)
    )
    return [(id, f"{campus} {place}，{service}") for id, campus, place, service in rows]
