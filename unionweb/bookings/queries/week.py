"""The week page: days as rows, times as columns, each cell with the one thing that matters to this person."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from unionweb.bookings.queries.applicants import applicant_for
from unionweb.bookings.queries.schedule import week_facts
from unionweb.bookings.queries.slots import Lane, Offer, week_offers
from unionweb.bookings.rules.limits import may_promote
from unionweb.common.workdays import DayKind
from unionweb.kernel import clock, labels


@dataclass(frozen=True, slots=True)
class Cell:
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
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Week:
    monday: date
    title: str
    teaching_week: int | None
    times: list[str]
    days: list[DayRow]
    has_slots: bool
    per_day_full: list[date]
    free_count: int


def week_of(person, service, lane: Lane, day: date, *, moving: int | None = None) -> Week:
    """The week that `day` lies in, as `person` sees a lane of a service. Constant queries, whatever the week holds."""
    monday = day - timedelta(days=day.weekday())
    offers = week_offers(lane, monday)
    applicant = applicant_for(person, service, moving=moving)
    facts = week_facts(lane.point_id, lane.provider_id, monday)
    builder = _Builder(applicant, service, {o.starts_at: o for o in offers}, moving)
    pauses = {(f.date, start): label for f in facts for start, end, label in f.pauses}
    times = sorted({o.starts_at.time() for o in offers} | {start for _, start in pauses})
    days = [builder.row(f, times, pauses) for f in facts]
    return Week(
        monday=monday,
        title=f"{labels.day(monday)}至{_until(monday)}",
        teaching_week=_teaching_week(facts),
        times=[_hour(t) for t in times],
        days=days,
        has_slots=bool(offers),
        per_day_full=builder.full_days,
        free_count=sum(c.kind == "free" for d in days for c in d.cells),
    )


class _Builder:
    """Makes the cells of one week for one applicant."""

    def __init__(self, applicant, service, offers: dict[datetime, Offer], moving):
        self.applicant, self.service, self.offers, self.moving = applicant, service, offers, moving
        self.now = clock.now()
        self.mine = {own.slot_id: own for own in applicant.own if own.is_live}
        self.full_days: list[date] = []

    def row(self, facts, times: list[time], pauses) -> DayRow:
        day, today = facts.date, self.now.date()
        cells = [self.cell(day, t, pauses) for t in times]
        opens = any(o.wanted.is_open for o in self.offers.values() if o.starts_at.date() == day)
        used = opens or any(c.target for c in cells)
        closed = None if used else (facts.closed_reason or f"{labels.weekday(day)}不开放")
        gone = day < today
        name = labels.weekday(day) + (" 今天" if day == today else "")
        makeup = facts.info is not None and facts.info.kind is DayKind.makeup
        return DayRow(day, name, labels.day(day), day == today, gone, makeup, "已过" if gone and not used else closed, cells)

    def cell(self, day: date, t: time, pauses) -> Cell:
        offer = self.offers.get(datetime.combine(day, t))
        if offer is None:
            label = pauses.get((day, t))
            return Cell("off", _hour(t), label) if label else Cell("blank", _hour(t), "")
        return self._offered(offer, _hour(t))

    def _offered(self, offer: Offer, hour: str) -> Cell:
        own = self.mine.get(offer.wanted.id)
        if own:
            return Cell("own", hour, "候补中" if own.is_waiting else "我的", target=own.id)
        if offer.starts_at <= self.now:
            return Cell("past", hour, "已过")
        against = self.applicant.objections(offer.wanted)
        if against:
            self._note_full_day(against, offer)
            return Cell("off", hour, against[0].short)
        if offer.free:
            detail = f"余 {offer.free}" if offer.capacity > 1 else ""
            return Cell("free", hour, "空闲", detail, offer.wanted.id)
        if self.moving is None and self.service.takes_waitlist and may_promote(self.applicant.policy, offer.starts_at, self.now):
            return Cell("busy", hour, "占用", "可候补", offer.wanted.id)
        return Cell("off", hour, "占用")

    def _note_full_day(self, against, offer) -> None:
        day = offer.starts_at.date()
        if any(o.code == "per_day" for o in against) and day not in self.full_days:
            self.full_days.append(day)


def _hour(t: time) -> str:
    return f"{t.hour}:{t.minute:02d}"


def _until(monday: date) -> str:
    sunday = monday + timedelta(days=6)
    return f"{sunday.day}日" if sunday.month == monday.month else labels.day(sunday)


def _teaching_week(facts) -> int | None:
    """Of the first day of the week that lies in a school period."""
    known = [f for f in facts if f.info is not None and f.info.period is not None]
    return known[0].info.period.teaching_week(known[0].date) if known else None
