"""What a change of rules would do to bookings, before it is made. Bookings of confidential services are not counted."""

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
    """A booked slot that would no longer fit. bookings: how many people hold it or wait for it."""

    place: str
    starts_at: datetime
    ends_at: datetime
    bookings: int


@dataclass(frozen=True)
class Effects:
    """The slots a change would hit, and whether it also touches a confidential service (of which nothing is told)."""

    hits: list[Hit]
    touches_confidential: bool


def effects_of(change: Change, only: Collection[int] | None = None) -> Effects:
    """What `change` would do to the points `only` (or all). Reads only; the change is made on a copy."""
    rows = _booked_slots(only)
    last = max((row.starts_at.date() for row in rows), default=clock.today())
    now = timetable(clock.today(), last, only)
    wanted = change(now).wanted() if rows else {}
    hits = [_hit(row) for row in rows if not _still_fits(row, wanted)]
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


def _still_fits(row, wanted) -> bool:
    found = wanted.get(key_of(row.point_id, row.provider_id, row.starts_at))
    stands = found is not None and (found.point_id, found.ends_at) == (row.point_id, row.ends_at)
    return stands and row.held <= found.capacity


def _hit(row) -> Hit:
    return Hit(f"{row.campus}{row.place}", row.starts_at, row.ends_at, row.bookings)
