"""The Chinese working calendar: statutory holidays and 调休 make-up workdays, school terms and breaks.

The yearly arrangement of the State Council comes with the chinesecalendar package; rows of the office
overrule it day by day, and stand in for a year the package does not know yet.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

import chinese_calendar
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.common import settings, standing
from unionweb.kernel import clock, labels
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import WEEKDAYS

HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


Date = date  # for the class below, whose column hides the type of the same name


class DayKind(StrEnum):
    workday = "workday"
    weekend = "weekend"
    holiday = "holiday"
    makeup = "makeup"


class PeriodKind(StrEnum):
    term = "term"
    break_ = "break"


class CalendarDay(db.Model):
    """One day the office has decided about; it overrules the yearly arrangement."""

    __tablename__ = "calendar_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    date: Mapped[Date] = mapped_column(unique=True)
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind))
    name: Mapped[str] = mapped_column(String(40))
    follows_weekday: Mapped[int | None]  # a make-up day opens like this weekday, 0 = Monday
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)


class CalendarYear(db.Model):
    """A year whose arrangement the office has entered by hand and declared complete."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    confirmed_at: Mapped[datetime] = mapped_column(Moment)


class SchoolPeriod(db.Model):
    """A school term or break; teaching weeks count from the Monday of the term's first week."""

    __tablename__ = "school_period"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PeriodKind] = mapped_column(enum_column(PeriodKind))
    name: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    def teaching_week(self, day: date) -> int | None:
        """第几教学周: 1 in the week in which the term starts; None in breaks."""
        if self.kind is not PeriodKind.term:
            return None
        first_monday = self.starts_on - timedelta(days=self.starts_on.weekday())
        return (day - first_monday).days // 7 + 1


@dataclass(frozen=True)
class DayInfo:
    """What a day is. weekday: the weekday whose opening rules it follows (0 = Monday), None when it is a day off
    by law; period: the school period it lies in."""

    date: date
    kind: DayKind
    name: str
    weekday: int | None
    period: SchoolPeriod | None

    @property
    def is_working(self) -> bool:
        return self.kind in {DayKind.workday, DayKind.makeup}

    @property
    def in_break(self) -> bool:
        return self.period is not None and self.period.kind is PeriodKind.break_


@dataclass(frozen=True)
class Decided:
    """All that the office has decided: single days, years entered by hand, school periods by their start."""

    days: dict[Date, CalendarDay]
    years: frozenset[int]
    periods: list[SchoolPeriod]


def _decided() -> Decided:
    copied = standing.copy_of
    return Decided(
        {row.date: copied(row) for row in db.session.scalars(select(CalendarDay))},
        frozenset(db.session.scalars(select(CalendarYear.year))),
        [copied(row) for row in db.session.scalars(select(SchoolPeriod).order_by(SchoolPeriod.starts_on))],
    )


standing.define("calendar", _decided)


class Calendar:
    """The days from `first` to `last`."""

    def __init__(self, first: date, last: date):
        decided = standing.get("calendar")
        self.first, self.last = first, last
        self._own = decided.days
        self._periods = [p for p in decided.periods if p.starts_on <= last and p.ends_on >= first]
        self._years = _known(first.year, last.year, decided)
        self._makeup_weekday = settings.get("calendar.makeup_weekday", first)

    def day(self, date: date) -> DayInfo | None:
        """What `date` is; None when its year's arrangement is not known yet."""
        if date.year not in self._years:
            return None
        own = self._own.get(date)
        kind, name = (own.kind, own.name) if own else arranged(date)
        follows = own.follows_weekday if own and own.follows_weekday is not None else None
        return DayInfo(date, kind, name, self._weekday(date, kind, follows), self.period(date))

    def own(self, date: date) -> CalendarDay | None:
        """What the office has decided about `date`, if anything."""
        return self._own.get(date)

    def period(self, date: date) -> SchoolPeriod | None:
        """The school period `date` lies in; a break overrules a term."""
        found = [p for p in self._periods if p.starts_on <= date <= p.ends_on]
        return min(found, key=lambda p: p.kind is PeriodKind.term, default=None)

    def teaching_week(self, date: date) -> int | None:
        """第几教学周: 1 in the week in which the term starts; None outside terms."""
        period = self.period(date)
        return period.teaching_week(date) if period else None

    def _weekday(self, date: date, kind: DayKind, follows: int | None) -> int | None:
        if kind is DayKind.holiday:
            return None
        if kind is DayKind.makeup:
            return follows if follows is not None else self._makeup_weekday
        return date.weekday()


def arranged(date: date) -> tuple[DayKind, str]:
    """Kind and name of a day by the yearly arrangement alone; a plain week for years it does not know."""
    if not packaged(date.year):
        return (DayKind.weekend if date.weekday() > 4 else DayKind.workday), ""
    off, name = chinese_calendar.get_holiday_detail(date)
    if off and name:
        return DayKind.holiday, HOLIDAY_NAMES.get(name, "法定节假日")
    if off:
        return DayKind.weekend, ""
    if date.weekday() > 4:
        return DayKind.makeup, "调休上班"
    return DayKind.workday, ""


@lru_cache(maxsize=256)
def packaged(year: int) -> bool:
    """Whether the installed chinesecalendar knows the arrangement of `year`."""
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def known_years(first: int, last: int) -> set[int]:
    """The years of a span whose arrangement is known, packaged or confirmed by the office."""
    return _known(first, last, standing.get("calendar"))


def _known(first: int, last: int, decided: Decided) -> set[int]:
    return {year for year in range(first, last + 1) if packaged(year) or year in decided.years}


def unknown_year_banner(days: int | None = None) -> int | None:
    """The first year whose arrangement is not known, from today to so many days on; None when all are known.

    days: without it as far ahead as slots are made (booking.horizon_weeks).
    """
    ahead = settings.get("booking.horizon_weeks") * 7 if days is None else days
    first, last = clock.today().year, (clock.today() + timedelta(days=ahead)).year
    known = known_years(first, last)
    return next((year for year in range(first, last + 1) if year not in known), None)


def add_workdays(start: date, count: int) -> date:
    """The day that is `count` working days after `start`. Days of unknown years count as plain weekdays."""
    calendar, day = Calendar(start, start + timedelta(days=count * 3 + 30)), start
    while count > 0:
        day += timedelta(days=1)
        info = calendar.day(day)
        count -= info.is_working if info else day.weekday() < 5
    return day


settings.define(
    settings.Definition(
        "calendar.makeup_weekday",
        "调休上班日按星期几开放",
        0,
        "choice",
        group="工作日历",
        hint="没有逐日指定时用这一项",
        choices=tuple((i, f"星期{WEEKDAYS[i]}") for i in range(7)),
    ),
)

labels.register(
    {
        DayKind.workday: "工作日",
        DayKind.weekend: "周末",
        DayKind.holiday: "放假",
        DayKind.makeup: "调休上班",
    },
    {
        PeriodKind.term: "学期",
        PeriodKind.break_: "假期",
    }
)
