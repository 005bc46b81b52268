"""Services, points and slots as members choose among them. Occupied places are counted rows, never stored."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Campus
from unionweb.bookings.models import (
    HOLDING,
    Booking,
    BookingStatus,
    OpeningRule,
    Provider,
    Service,
    ServicePoint,
    Slot,
    SlotState,
)
from unionweb.bookings.rules.limits import Wanted
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

HELD = select(func.count()).where(Booking.slot_id == Slot.id, Booking.status.in_(HOLDING)).correlate(Slot).scalar_subquery()
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
    return list(db.session.scalars(select(Service).order_by(Service.sort, Service.id)))


def service_by_key(key: str) -> Service | None:
    return db.session.scalar(select(Service).where(Service.key == key))


def point_by_id(point_id: int) -> ServicePoint | None:
    """A point in use, with its service and campus; None when it is withdrawn or not there."""
    return _point(ServicePoint.id == point_id)


def point_by_door(code: str) -> ServicePoint | None:
    """The point whose door poster carries this code."""
    return _point(ServicePoint.door_code == code)


def _point(which) -> ServicePoint | None:
    both = (joinedload(ServicePoint.service), joinedload(ServicePoint.campus))
    return db.session.scalar(select(ServicePoint).options(*both).where(which, ServicePoint.withdrawn_at.is_(None)))


def lanes() -> list[Lane]:
    """Every lane of the non-confidential services, by campus, service and place, in one query."""
    by_person = (
        select(OpeningRule.point_id, OpeningRule.provider_id)
        .where(OpeningRule.provider_id.is_not(None))
        .distinct()
        .subquery()
    )
    rows = db.session.execute(
        select(ServicePoint.id, Provider.id, ServicePoint.service_id, ServicePoint.campus_id, ServicePoint.place, Provider.name)
        .join(Service, Service.id == ServicePoint.service_id)
        .join(Campus, Campus.id == ServicePoint.campus_id)
        .outerjoin(by_person, (by_person.c.point_id == ServicePoint.id) & Service.by_provider)
        .outerjoin(Provider, Provider.id == by_person.c.provider_id)
        .where(ServicePoint.withdrawn_at.is_(None), Provider.withdrawn_at.is_(None))
        .order_by(Service.sort, Service.id, Campus.sort, ServicePoint.place, Provider.name)
    )
    return [Lane(*row) for row in rows]


@dataclass(frozen=True)
class Offer:
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
    is_open = row.state is SlotState.open
    wanted = Wanted(row.id, row.service_id, row.campus_id, row.starts_at, row.ends_at, is_open, row.closed_reason)
    return Offer(wanted, row.point_id, row.provider_id, row.place, row.capacity, row.held)


def offer(slot_id: int) -> Offer | None:
    """One slot as somebody chooses it; None when it is not there or its point is withdrawn."""
    found = _offers(Slot.id == slot_id)
    return found[0] if found else None


def week_offers(lane: Lane, monday: date) -> list[Offer]:
    """The slots of a lane in the week that begins on `monday`, in order of time, closed ones that somebody holds too."""
    first = datetime.combine(monday, datetime.min.time())
    own = Slot.provider_id == lane.provider_id if lane.provider_id else Slot.provider_id.is_(None)
    return _offers(Slot.point_id == lane.point_id, own, Slot.starts_at >= first, Slot.starts_at < first + timedelta(days=7))


def next_offers(service_id: int, *, campus_id=None, point_id=None, provider_id=None, limit: int = 200) -> list[Offer]:
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
