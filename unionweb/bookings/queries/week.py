"""The week page: days as rows, times as columns, each cell with the one thing that matters to this person."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import NamedTuple

from unionweb.bookings.queries.applicants import applicant_for
from unionweb.bookings.queries.schedule import week_facts
from unionweb.bookings.queries.slots import Lane, Offer, week_offers
from unionweb.bookings.rules.limits import may_promote
from unionweb.common.workdays import DayKind
from unionweb.kernel import clock, labels


class Cell(NamedTuple):
    """kind: free, busy (full, waiting possible), own, off (grey, text says why), past or blank."""

    kind: str
    time: str
    text: str
    detail: str = ""
    target: int | None = None  # slot id for free and busy, booking id for own


@dataclass(frozen=True, slots=True)
class DayRow:
    date: date
    name: str
    day: str
    is_today: bool
    is_gone: bool
    makeup: bool
    closed: str | None  # one reason for the whole day
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Week:
    monday: date
    title: str
    teaching_week: int | None
    times: tuple[str, ...]
    days: tuple[DayRow, ...]
    has_slots: bool
    per_day_full: tuple[date, ...]


def week_of(person, service, lane: Lane, day: date, *, moving: int | None = None) -> Week:
    """The week that `day` lies in, as `person` sees a lane of a service. Constant queries, whatever the week holds."""
    monday = day - timedelta(days=day.weekday())
    offers = week_offers(lane, monday)
    facts = week_facts(lane.point_id, lane.provider_id, monday)
    builder = _Builder(applicant_for(person, service, moving=moving), service, offers, facts)
    return Week(
        monday=monday,
        title=f"{labels.day(monday)}至{_until(monday)}",
        teaching_week=_teaching_week(facts),
        times=tuple(builder.hours.values()),
        days=tuple([builder.row(f) for f in facts]),
        has_slots=bool(offers),
        per_day_full=tuple(builder.full_days),
    )


class _Builder:
    """Makes the cells of one week for one applicant."""

    def __init__(self, applicant, service, offers: list[Offer], facts):
        self.applicant, self.service = applicant, service
        self.now = clock.now()
        self.mine = {own.slot_id: own for own in applicant.own if own.is_live}
        self.slots: dict[date, dict[time, Offer]] = {f.date: {} for f in facts}
        for offer in offers:
            self.slots[offer.starts_at.date()][offer.starts_at.time()] = offer
        times = {t for slots in self.slots.values() for t in slots} | {pause[0] for f in facts for pause in f.pauses}
        self.hours = {t: _hour(t) for t in sorted(times)}
        self.full_days: list[date] = []

    def row(self, facts) -> DayRow:
        day, today = facts.date, self.now.date()
        slots, pauses = self.slots[day], {start: label for start, _, label in facts.pauses}
        cells = tuple(
            [
                self.cell(slots[t], hour) if t in slots else _without_slot(hour, pauses.get(t))
                for t, hour in self.hours.items()
            ]
        )
        used = any(o.wanted.is_open for o in slots.values()) or any(c.target for c in cells)
        closed = None if used else (facts.closed_reason or f"{labels.weekday(day)}不开放")
        gone = day < today
        name = labels.weekday(day) + (" 今天" if day == today else "")
        makeup = facts.info is not None and facts.info.kind is DayKind.makeup
        return DayRow(
            day, name, labels.day(day), day == today, gone, makeup, "已过" if gone and not used else closed, cells
        )

    def cell(self, offer: Offer, hour: str) -> Cell:
        own = self.mine.get(offer.wanted.id)
        if own:
            return Cell("own", hour, "候补中" if own.is_waiting else "我的", target=own.id)
        if offer.wanted.starts_at <= self.now:
            return Cell("past", hour, "已过")
        against = self.applicant.objections(offer.wanted)
        if against:
            self._note_full_day(against, offer)
            return Cell("off", hour, against[0].short)
        return self._allowed(offer, hour)

    def _allowed(self, offer: Offer, hour: str) -> Cell:
        if offer.free:
            detail = f"余 {offer.free}" if offer.capacity > 1 else ""
            return Cell("free", hour, "空闲", detail, offer.wanted.id)
        waits = self.applicant.moving is None and self.service.takes_waitlist
        if waits and may_promote(self.applicant.policy, offer.starts_at, self.now):
            return Cell("busy", hour, "占用", "可候补", offer.wanted.id)
        return Cell("off", hour, "占用")

    def _note_full_day(self, against, offer) -> None:
        day = offer.starts_at.date()
        if any(o.code == "per_day" for o in against) and day not in self.full_days:
            self.full_days.append(day)


def _without_slot(hour: str, pause: str | None) -> Cell:
    return Cell("off", hour, pause) if pause else Cell("blank", hour, "")


def _hour(t: time) -> str:
    return f"{t.hour}:{t.minute:02d}"


def _until(monday: date) -> str:
    sunday = monday + timedelta(days=6)
    return f"{sunday.day}日" if sunday.month == monday.month else labels.day(sunday)


def _teaching_week(facts) -> int | None:
    """Of the first day of the week that lies in a school period."""
    known = [f for f in facts if f.info is not None and f.info.period is not None]
    return known[0].info.period.teaching_week(known[0].date) if known else None
