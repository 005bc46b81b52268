"""What a change of rules would do to bookings, before it is made. Bookings of confidential services are not counted."""

import zlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from unionweb.accounts.models import Campus
from unionweb.bookings.models import (
    HOLDING,
    LIVE,
    Booking,
    OpeningException,
    OpeningRule,
    Privacy,
    Service,
    ServicePoint,
    Slot,
    SlotState,
)
from unionweb.bookings.queries.schedule.listing import SAME
from unionweb.bookings.queries.schedule.misfits import one_if
from unionweb.bookings.queries.schedule.timetable import Timetable, key_of, timetable
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

Change = Callable[[Timetable], Timetable]


@dataclass(frozen=True)
class Hit:
    """A booked slot that would no longer fit: it falls away (all its people are asked to move), or loses places.

    held, waiting: how many people; surplus: how many of those who hold it would find no place, 0 when it falls away.
    """

    slot_id: int
    place: str
    starts_at: datetime
    ends_at: datetime
    held: int
    waiting: int
    surplus: int = 0

    @property
    def told(self) -> int:
        """How many people would get a message at once."""
        return 0 if self.surplus else self.held + self.waiting


@dataclass(frozen=True)
class Effects:
    """The slots a change would hit, and whether it also touches a confidential service (of which nothing is told)."""

    hits: list[Hit]
    touches_confidential: bool

    @property
    def told(self) -> int:
        """How many people would get a message at once."""
        return sum(hit.told for hit in self.hits)

    @property
    def mark(self) -> int:
        """A number that stands for exactly these hits: who sends it along was shown them."""
        return zlib.crc32(repr([(h.slot_id, h.held, h.waiting, h.surplus) for h in self.hits]).encode())


def effects_of(change: Change, only: Collection[int] | None = None) -> Effects:
    """What `change` would do to the points `only` (or all). Reads only; the change is made on a copy."""
    rows = _booked_slots(only)
    last = max((row.starts_at.date() for row in rows), default=clock.today())
    now = timetable(clock.today(), last, only)
    wanted = change(now).wanted() if rows else {}
    found = (_hit(row, wanted.get(key_of(row.point_id, row.provider_id, row.starts_at))) for row in rows)
    hits = [hit for hit in found if hit]
    return Effects(hits, any(point.service.is_confidential for point in now.points))


def with_exception(exception: OpeningException) -> Change:
    """As if this exception were there."""
    return lambda table: replace(table, exceptions=[*table.exceptions, exception])


def with_rules(rules: Iterable[OpeningRule]) -> Change:
    """As if these rules were there."""
    added = list(rules)
    return lambda table: replace(table, rules=[*table.rules, *added])


def ending(rule_ids: Collection[int], last_day: date) -> Change:
    """As if these rules ended with `last_day`."""
    return lambda table: replace(table, rules=[_ended(r, last_day) if r.id in rule_ids else r for r in table.rules])


def without_point(point_id: int) -> Change:
    """As if this point were withdrawn."""
    return lambda table: replace(table, points=[p for p in table.points if p.id != point_id])


def without_provider(provider_id: int) -> Change:
    """As if this person no longer served."""
    return lambda table: replace(table, rules=[r for r in table.rules if r.provider_id != provider_id])


def both(first: Change, second: Change) -> Change:
    """One change after the other."""
    return lambda table: second(first(table))


def _ended(rule: OpeningRule, last_day: date) -> OpeningRule:
    copied = {name: getattr(rule, name) for name in SAME}
    return OpeningRule(id=rule.id, weekday=rule.weekday, **copied | {"valid_until": last_day})


def _booked_slots(only: Collection[int] | None):
    some = [Slot.point_id.in_(only)] if only is not None else []
    people, held = func.count().label("bookings"), func.sum(one_if(Booking.status.in_(HOLDING))).label("held")
    return db.session.execute(
        select(
            Slot.id, Slot.point_id, Slot.provider_id, Slot.starts_at, Slot.ends_at, ServicePoint.place,
            Campus.name.label("campus"), people, held,
        )
        .join(Booking, (Booking.slot_id == Slot.id) & Booking.status.in_(LIVE))
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .join(Campus, Campus.id == ServicePoint.campus_id)
        .join(Service, Service.id == ServicePoint.service_id)
        .where(Slot.starts_at > clock.now(), Slot.state == SlotState.open, *some)
        .where(Service.privacy != Privacy.confidential)
        .group_by(Slot.id, ServicePoint.place, Campus.name)
        .order_by(Slot.starts_at, Slot.id)
    ).all()  # fmt: skip


def _hit(row, wanted) -> Hit | None:
    """None when the slot stays as it is wanted and has a place for everybody who holds it."""
    stays = wanted is not None and (wanted.point_id, wanted.ends_at) == (row.point_id, row.ends_at)
    surplus = max(row.held - wanted.capacity, 0) if stays else 0
    if stays and not surplus:
        return None
    place = f"{row.campus}{row.place}"
    return Hit(row.id, place, row.starts_at, row.ends_at, row.held, row.bookings - row.held, surplus)
