"""The keeper's board: what happens today at one point. Times and short codes; names only where a service is open.

A confidential service has no board: its points are not found here, whoever asks.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Row, Select, func, literal, select
from sqlalchemy.orm import contains_eager

from unionweb.accounts.models import Campus, Member
from unionweb.bookings.models import (
    HOLDING,
    Booking,
    BookingStatus,
    Channel,
    Privacy,
    Service,
    ServicePoint,
    Slot,
    SlotState,
)
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.queries.schedule import DayFacts, week_facts
from unionweb.bookings.rules import may_run_points, points_kept
from unionweb.bookings.rules.limits import Policy, check_in_window
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

CAME = (BookingStatus.checked_in, BookingStatus.completed)


@dataclass(frozen=True)
class Line:
    """A booking of today as the keeper sees it. name is None unless the service is open about who comes;
    opens, closes: from when until when the keeper can check it in."""

    id: int
    starts_at: datetime
    ends_at: datetime
    code: str
    name: str | None
    status: BookingStatus
    channel: Channel
    checked_in_at: datetime | None
    ended_at: datetime | None
    opens: datetime
    closes: datetime
    now: datetime

    @property
    def spoken_code(self) -> str:
        """K7 42"""
        return f"{self.code[:2]} {self.code[2:]}"

    @property
    def is_late(self) -> bool:
        return self.status is BookingStatus.confirmed and self.starts_at <= self.now

    @property
    def may_check_in(self) -> bool:
        return self.status is BookingStatus.confirmed and self.opens <= self.now <= self.closes

    @property
    def may_leave(self) -> bool:
        return self.status is BookingStatus.checked_in


@dataclass(frozen=True)
class Pause:
    """A stretch of today without places: a pause of the opening rules (cleaning), or a slot that was closed."""

    starts_at: datetime
    ends_at: datetime
    reason: str
    is_closure: bool


@dataclass(frozen=True)
class Board:
    """Today at a point. lines and pauses in order of time; slots: the open ones; waiting: when people wait for."""

    now: datetime
    facts: DayFacts
    lines: list[Line]
    pauses: list[Pause]
    slots: list[Row]
    waiting: list[datetime]

    @property
    def entries(self) -> list[Line | Pause]:
        """Lines and pauses together, as the day goes."""
        return sorted([*self.lines, *self.pauses], key=lambda e: e.starts_at)

    @property
    def in_use(self) -> list[Line]:
        return [line for line in self.lines if line.may_leave]

    @property
    def running(self) -> list[Row]:
        """The open slots of this moment."""
        return [s for s in self.slots if s.starts_at <= self.now < s.ends_at]

    @property
    def next_slot(self) -> Row | None:
        return next((s for s in self.slots if s.starts_at > self.now), None)

    @property
    def next_line(self) -> Line | None:
        """The next booking that has not begun yet."""
        coming = (BookingStatus.confirmed, BookingStatus.checked_in)
        return next((b for b in self.lines if b.starts_at > self.now and b.status in coming), None)

    def count(self, *statuses: BookingStatus) -> int:
        """How many of today's bookings have one of these states."""
        return sum(line.status in statuses for line in self.lines)

    @property
    def came(self) -> int:
        return self.count(*CAME)

    @property
    def missed(self) -> int:
        return self.count(BookingStatus.no_show)


def board_points(user) -> list[ServicePoint]:
    """The points in use whose board `user` may see, by campus and place."""
    query = _points(user).where(ServicePoint.withdrawn_at.is_(None))
    return list(db.session.scalars(query.order_by(Campus.sort, Campus.id, Service.sort, ServicePoint.place)))


def board_point(user, point_id: int) -> ServicePoint | None:
    """One point whose board `user` may see; None when it is not there, not theirs, or confidential."""
    return db.session.scalar(_points(user).where(ServicePoint.id == point_id, ServicePoint.withdrawn_at.is_(None)))


def _points(user) -> Select:
    query = (
        select(ServicePoint)
        .join(ServicePoint.service)
        .join(ServicePoint.campus)
        .options(contains_eager(ServicePoint.service), contains_eager(ServicePoint.campus))
        .where(Service.privacy != Privacy.confidential)
    )
    return query if may_run_points(user) else query.where(ServicePoint.id.in_(points_kept(user)))


def counts_today(points: list[ServicePoint]) -> dict[int, Row]:
    """Point id → (point_id, in_use, booked) of today, for points that have any; the points are not confidential."""
    held = (*HOLDING, BookingStatus.completed)
    rows = db.session.execute(
        select(
            Slot.point_id,
            func.count().filter(Booking.status == BookingStatus.checked_in).label("in_use"),
            func.count().label("booked"),
        )
        .join(Booking, Booking.slot_id == Slot.id)
        .where(*_today(), Slot.point_id.in_([p.id for p in points]), Booking.status.in_(held))
        .group_by(Slot.point_id)
    )
    return {row.point_id: row for row in rows}


def board_of(point: ServicePoint) -> Board:
    """Everything of today at a point that is not confidential; the same number of queries however full the day is."""
    now = clock.now()
    rows = db.session.execute(_bookings(point)).all()
    slots = db.session.execute(
        select(Slot.starts_at, Slot.ends_at, Slot.capacity, Slot.state, Slot.closed_reason)
        .where(*_today(), Slot.point_id == point.id)
        .order_by(Slot.starts_at)
    ).all()
    facts = week_facts(point.id, None, now.date(), 1)[0]
    waits = [r.starts_at for r in rows if r.status is BookingStatus.waiting and r.ends_at > now]
    policy = policy_of(point.service.key)
    return Board(
        now=now,
        facts=facts,
        lines=[_line(row, policy, now) for row in rows if row.status is not BookingStatus.waiting],
        pauses=_pauses(facts, slots),
        slots=[s for s in slots if s.state is SlotState.open],
        waiting=waits,
    )


def _bookings(point: ServicePoint) -> Select:
    """Today's bookings that were not cancelled. Who it is leaves the database only for an open service."""
    is_open = point.service.privacy is Privacy.open
    name = Member.name if is_open else literal(None)
    query = (
        select(
            Booking.id, Booking.starts_at, Booking.ends_at, Booking.code, name.label("name"), Booking.status,
            Booking.channel, Booking.checked_in_at, Booking.ended_at,
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .where(*_today(), Slot.point_id == point.id, Booking.status != BookingStatus.cancelled)
        .order_by(Booking.starts_at, Booking.id)
    )  # fmt: skip
    return query.outerjoin(Member, Member.id == Booking.member_id) if is_open else query


def _line(row: Row, policy: Policy, now: datetime) -> Line:
    opens, closes = check_in_window(policy, row.starts_at, row.ends_at)
    return Line(**row._mapping, opens=opens, closes=closes, now=now)


def _pauses(facts: DayFacts, slots: list[Row]) -> list[Pause]:
    """The pauses of the opening rules, and slots that are closed with a reason."""
    day = datetime.combine
    at = {(day(facts.date, start), day(facts.date, end), why, False) for start, end, why in facts.pauses}
    at |= {(s.starts_at, s.ends_at, s.closed_reason or "不开放", True) for s in slots if s.state is SlotState.closed}
    return [Pause(*one) for one in sorted(at)]


def _today() -> tuple:
    midnight = datetime.combine(clock.today(), time.min)
    return Slot.starts_at >= midnight, Slot.starts_at < midnight + timedelta(days=1)


def code_at(point: ServicePoint, booking_id: int) -> str | None:
    """The spoken short code of a booking at this point; None when there is no such booking here."""
    here = select(Booking).join(Slot, Slot.id == Booking.slot_id).where(Booking.id == booking_id)
    found = db.session.scalar(here.where(Slot.point_id == point.id))
    return found.spoken_code if found else None
