"""Counting: two queries for any period, one over the slots, one over their bookings; the database adds up.

Both go from the points to their slots by (point, start), and from the slots to their bookings, so that what lies
outside the period is never read. Points of confidential services are left out before anything is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Date, Select, func, select
from sqlalchemy.orm import contains_eager
from sqlalchemy.sql import extract

from unionweb.accounts.models import Campus
from unionweb.bookings.models import HOLDING, Booking, BookingStatus, Privacy, Service, ServicePoint, Slot, SlotState
from unionweb.bookings.queries.usage.figures import Cell, Tally, Usage, grouped, heat_of, total, trend_of
from unionweb.bookings.queries.usage.periods import Period, Span
from unionweb.kernel.extensions import db

USED = (*HOLDING, BookingStatus.completed)
HAD = (*USED, BookingStatus.no_show)

DAY = func.date(Slot.starts_at, type_=Date)
HOUR = extract("hour", Slot.starts_at)


@dataclass(frozen=True)
class Filter:
    """Which services and campuses are counted; None for all."""

    service: Service | None = None
    campus: Campus | None = None


def open_services() -> list[Service]:
    """The services whose use is shown: all but the confidential ones."""
    shown = select(Service).where(Service.privacy != Privacy.confidential)
    return list(db.session.scalars(shown.order_by(Service.sort, Service.id)))


def open_points(which: Filter) -> list[ServicePoint]:
    """The points of those services, withdrawn ones too, with service and campus, by campus and place."""
    query = (
        select(ServicePoint)
        .join(ServicePoint.service)
        .join(ServicePoint.campus)
        .options(contains_eager(ServicePoint.service), contains_eager(ServicePoint.campus))
        .where(Service.privacy != Privacy.confidential)
        .order_by(Campus.sort, Campus.id, Service.sort, ServicePoint.place)
    )
    query = query.where(ServicePoint.service_id == which.service.id) if which.service else query
    query = query.where(ServicePoint.campus_id == which.campus.id) if which.campus else query
    return list(db.session.scalars(query))


def usage_of(period: Period, which: Filter) -> Usage:
    """How the points were used in a period, beside the period before."""
    points = open_points(which)
    cells = _cells(points, period.span)
    by_point = grouped(cells, lambda cell: cell.point_id)
    campus_of = {point.id: point.campus for point in points}
    by_campus = grouped(cells, lambda cell: campus_of[cell.point_id])
    return Usage(
        period=period,
        now=total(cells),
        before=total(_cells(points, period.before)) if period.before else None,
        heat=heat_of(cells),
        points=[(p, by_point.get(p.id, Tally())) for p in points if p.id in by_point or not p.withdrawn_at],
        campuses=[(campus, by_campus.get(campus, Tally())) for campus in dict.fromkeys(campus_of.values())],
        trend=trend_of(cells, period),
    )


def _cells(points: Sequence[ServicePoint], span: Span) -> list[Cell]:
    within = (
        Slot.point_id.in_([point.id for point in points]),
        Slot.starts_at >= span.start,
        Slot.starts_at < span.end,
    )
    begun = (Booking.starts_at >= span.start, Booking.starts_at < span.end)  # the same, for an index of the bookings
    keys = (Slot.point_id, DAY.label("day"), HOUR.label("hour"))
    found: dict[tuple, Tally] = {}
    for point_id, day, hour, *counts in (*db.session.execute(_slots(keys, within)), *_bookings(keys, (*within, *begun))):
        at = (point_id, day, int(hour))
        found[at] = found.get(at, Tally()) + Tally(*counts)
    return [Cell(*at, tally) for at, tally in sorted(found.items())]


def _slots(keys: tuple, within: tuple) -> Select:
    return (
        select(*keys, func.count(), func.sum(Slot.capacity))
        .where(*within, Slot.state == SlotState.open)
        .group_by(Slot.point_id, DAY, HOUR)
    )


def _bookings(keys: tuple, within: tuple) -> list[tuple]:
    """The counts of bookings as rows that fit behind those of slots: nought slots, nought places."""
    queued, had = Booking.queue_no.is_not(None), Booking.status.in_(HAD)
    counted = (
        func.count().filter(Booking.status.in_(USED), Slot.state == SlotState.open),
        func.count().filter(had),
        func.count().filter(Booking.status == BookingStatus.no_show),
        func.count().filter(queued),
        func.count().filter(queued, had),
    )
    query = select(*keys, *counted).join(Booking, Booking.slot_id == Slot.id).where(*within)
    rows = db.session.execute(query.group_by(Slot.point_id, DAY, HOUR))
    return [(point_id, day, hour, 0, 0, *counts) for point_id, day, hour, *counts in rows]
