"""The working calendar of a year as the office's page shows it."""

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.common.workdays import (
    Calendar,
    CalendarDay,
    CalendarYear,
    DayInfo,
    DayKind,
    SchoolPeriod,
    known_years,
    packaged,
)
from unionweb.kernel import clock, labels
from unionweb.kernel.extensions import db

MARKS = {DayKind.holiday: "休", DayKind.makeup: "班"}


@dataclass(frozen=True)
class Cell:
    """One day of a month's table. info: None in a year without an arrangement."""

    date: date
    info: DayInfo | None
    is_own: bool

    @property
    def mark(self) -> str:
        """One character for what is not an ordinary day."""
        return MARKS.get(self.info.kind, "") if self.info else ""

    @property
    def words(self) -> str:
        """What the day is, in full."""
        if self.info is None:
            return "安排未录入"
        parts = [labels.label(self.info.kind), self.info.name if self.info.name != labels.label(self.info.kind) else ""]
        parts += ["办公室定的" if self.is_own else "", self.info.period.name if self.info.in_break else ""]
        return "，".join(part for part in parts if part)


@dataclass(frozen=True)
class Stretch:
    """A holiday from its first to its last day."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class YearFacts:
    """A year in lists. is_known: whether its arrangement is there; is_packaged: whether it came with the system."""

    year: int
    is_known: bool
    is_packaged: bool
    holidays: list[Stretch]
    makeups: list[DayInfo]


def month_pages(year: int) -> list[list[list[Cell | None]]]:
    """Twelve months as weeks of seven cells, Monday first; None pads the first and the last week."""
    calendar = Calendar(date(year, 1, 1), date(year, 12, 31))
    return [_weeks(calendar, year, month) for month in range(1, 13)]


def _weeks(calendar: Calendar, year: int, month: int) -> list[list[Cell | None]]:
    return [
        [_cell(calendar, date(year, month, day)) if day else None for day in week]
        for week in months.monthcalendar(year, month)
    ]


def _cell(calendar: Calendar, day: date) -> Cell:
    return Cell(day, calendar.day(day), calendar.own(day) is not None)


def year_facts(year: int) -> YearFacts:
    """The holidays and make-up days of a year."""
    calendar = Calendar(date(year, 1, 1), date(year, 12, 31))
    count = 366 if months.isleap(year) else 365
    days = [calendar.day(date(year, 1, 1) + timedelta(days=n)) for n in range(count)]
    known = [day for day in days if day]
    makeups = [day for day in known if day.kind is DayKind.makeup]
    return YearFacts(year, bool(known), packaged(year), _stretches(known), makeups)


def _stretches(days: list[DayInfo]) -> list[Stretch]:
    found: list[Stretch] = []
    for day in (d for d in days if d.kind is DayKind.holiday):
        last = found[-1] if found else None
        if last and last.name == day.name and last.last == day.date - timedelta(days=1):
            found[-1] = Stretch(day.name, last.first, day.date)
        else:
            found.append(Stretch(day.name, day.date, day.date))
    return found


def own_days(year: int) -> list[tuple[CalendarDay, str | None]]:
    """What the office has decided about single days of a year, with who did."""
    of_year = CalendarDay.date.between(date(year, 1, 1), date(year, 12, 31))
    rows = select(CalendarDay, Member.name).outerjoin(Member, Member.id == CalendarDay.changed_by_id)
    return list(db.session.execute(rows.where(of_year).order_by(CalendarDay.date)))


def periods() -> list[SchoolPeriod]:
    """School terms and breaks, the latest first."""
    return list(db.session.scalars(select(SchoolPeriod).order_by(SchoolPeriod.starts_on.desc())))


def period_or_none(period_id: int) -> SchoolPeriod | None:
    return db.session.get(SchoolPeriod, period_id)


def own_day_or_none(day_id: int) -> CalendarDay | None:
    return db.session.get(CalendarDay, day_id)


def confirmation_of(year: int) -> CalendarYear | None:
    """The row by which the office declared a year complete, if it did."""
    return db.session.get(CalendarYear, year)


def may_be_entered(year: int) -> bool:
    """Whether the office may enter a year by hand: this one or one of the next two, unless the system knows it."""
    return clock.today().year <= year <= clock.today().year + 2 and not packaged(year)


def years_to_enter() -> list[int]:
    """This year and the next, as far as their arrangement is not known."""
    this = clock.today().year
    return sorted({this, this + 1} - known_years(this, this + 1))


@dataclass(frozen=True)
class Entered:
    """What was entered for a year by hand: name → (first, last), and the make-up days."""

    holidays: dict[str, tuple[date, date]]
    makeups: list[date]


def entered(year: int) -> Entered:
    """What was entered for a year so far; empty before the first time."""
    if confirmation_of(year) is None:
        return Entered({}, [])
    facts = year_facts(year)
    holidays = {stretch.name: (stretch.first, stretch.last) for stretch in facts.holidays}
    return Entered(holidays, [day.date for day in facts.makeups])
