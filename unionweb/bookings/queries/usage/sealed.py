"""Confidential services: how many came to each campus in a month that is over, and never fewer than five of them.

What is given away, and why nothing else can be worked out from it:

1. Only whole months that are over, for fixed cells (service × campus × month). No filter, no period, no day, no
   counsellor: two answers that differ by one person cannot be had. The status of a past booking still changes, but
   never between "counted" (had a place) and "not counted" (cancelled, waiting), so a cell does not move afterwards.
2. A cell below `LEAST`, nought included, is written “少于 5”.
3. The total of a month could be subtracted from. It is given only if no cell of the month is hidden, or if at least
   three are and their sum still allows each of them every number from 0 to 4 (see `release`). Otherwise “不公布”.
4. There are no totals over months: they would be subtracted from month to month.

Whether a campus had open slots in a month says nothing about people; where it had none the cell is empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.sql import extract

from unionweb.accounts.models import Campus
from unionweb.bookings.models import Booking, Privacy, Service, ServicePoint, Slot, SlotState
from unionweb.bookings.queries.usage.periods import first_of_month, midnight
from unionweb.bookings.queries.usage.tallies import HAD
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

LEAST = 5
MONTHS = 12
HIDDEN = f"少于 {LEAST}"
WITHHELD = "不公布"


@dataclass(frozen=True)
class Released:
    """What may be shown of a month: each cell a number or None (hidden), the total a number or None (withheld)."""

    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class SealedRow:
    """One month. cells: words for each campus, "" where nothing was open; total in words."""

    month: str
    cells: list[str]
    total: str


@dataclass(frozen=True)
class SealedTable:
    """One confidential service: its campuses, and the months that are over, newest first."""

    service: str
    campuses: list[str]
    rows: list[SealedRow]


def release(counts: Sequence[int], least: int = LEAST) -> Released:
    """What may be shown of one month's counts, so that each hidden cell may still be any number below `least`.

    With k hidden cells that add up to s, a hidden one can be anything from 0 to least-1 as long as the others can
    make up the rest: s >= least-1 and s <= (least-1)(k-1). From s = `least` on the group is large enough to be told.
    When the total is withheld nothing ties the hidden cells together, but for the fact that it was withheld: then s
    is either small or large, and both ends leave every number possible.
    """
    hidden = [count for count in counts if count < least]
    may_add_up = not hidden or least <= sum(hidden) <= (least - 1) * (len(hidden) - 1)
    cells = tuple(count if count >= least else None for count in counts)
    return Released(cells, sum(counts) if may_add_up else None)


def sealed_tables() -> list[SealedTable]:
    """A table for each confidential service that has a point; three queries however many there are."""
    this_month = first_of_month(clock.today(), 0)
    months = [first_of_month(this_month, back) for back in range(1, MONTHS + 1)]
    places = _places()
    if not places:
        return []
    point_ids = [point_id for point_id, *_ in places]
    span = (midnight(months[-1]), midnight(this_month))
    counts, opened = _counts(point_ids, *span), _opened(point_ids, *span)
    services = dict.fromkeys((service_id, name) for _, service_id, name, *_ in places)
    return [_table(service, places, months, counts=counts, opened=opened) for service in services]


def _table(service: tuple[int, str], places: list, months: list[date], *, counts: dict, opened: set) -> SealedTable:
    campuses = dict.fromkeys((campus_id, name) for _, of, _, campus_id, name in places if of == service[0])
    rows = []
    for month in months:
        keys = {campus_id: (service[0], campus_id, month.year, month.month) for campus_id, _ in campuses}
        shown = [c for c, key in keys.items() if key in opened or counts.get(key, 0) >= LEAST]
        if shown:
            released = release([counts.get(keys[c], 0) for c in shown])
            rows.append(_row(month, list(keys), dict(zip(shown, released.cells, strict=True)), released.total))
    return SealedTable(service[1], [name for _, name in campuses], rows)


def _row(month: date, campus_ids: list[int], cells: dict[int, int | None], total: int | None) -> SealedRow:
    words = ["" if c not in cells else HIDDEN if cells[c] is None else str(cells[c]) for c in campus_ids]
    return SealedRow(f"{month.year}年{month.month}月", words, WITHHELD if total is None else str(total))


def _places() -> list:
    """(point id, service id, service, campus id, campus) of every point of a confidential service."""
    query = (
        select(ServicePoint.id, Service.id, Service.name, Campus.id, Campus.name)
        .join(Service, Service.id == ServicePoint.service_id)
        .join(Campus, Campus.id == ServicePoint.campus_id)
        .where(Service.privacy == Privacy.confidential)
        .order_by(Service.sort, Service.id, Campus.sort, Campus.id, ServicePoint.id)
    )
    return list(db.session.execute(query))


def _counts(point_ids: list[int], start: datetime, end: datetime) -> dict[tuple, int]:
    keys, within = _keys(point_ids, start, end)
    query = select(*keys, func.count()).join(ServicePoint, ServicePoint.id == Slot.point_id)
    query = query.join(Booking, Booking.slot_id == Slot.id).where(*within, Booking.status.in_(HAD))
    return {(s, c, int(y), int(m)): count for s, c, y, m, count in db.session.execute(query.group_by(*keys))}


def _opened(point_ids: list[int], start: datetime, end: datetime) -> set[tuple]:
    keys, within = _keys(point_ids, start, end)
    query = select(*keys).join(ServicePoint, ServicePoint.id == Slot.point_id)
    query = query.where(*within, Slot.state == SlotState.open)
    return {(s, c, int(y), int(m)) for s, c, y, m in db.session.execute(query.group_by(*keys))}


def _keys(point_ids: list[int], start: datetime, end: datetime) -> tuple[tuple, tuple]:
    month = (extract("year", Slot.starts_at), extract("month", Slot.starts_at))
    keys = (ServicePoint.service_id, ServicePoint.campus_id, *month)
    return keys, (Slot.point_id.in_(point_ids), Slot.starts_at >= start, Slot.starts_at < end)
