"""The stretches of time that usage is counted for, and the one before each, to compare with."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from unionweb.common.workdays import Calendar, PeriodKind, SchoolPeriod
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

MONTHS = 12
DAYS = 30


@dataclass(frozen=True)
class Span:
    """From `start` until before `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Period:
    """key stands in addresses; span: what has passed of it until now; before: as much of the period before it."""

    key: str
    name: str
    span: Span
    before: Span | None
    before_name: str

    @property
    def first(self) -> date:
        return self.span.start.date()

    @property
    def last(self) -> date:
        """The last day that is counted, at least the first."""
        return max(self.first, (self.span.end - timedelta(seconds=1)).date())

    @property
    def is_long(self) -> bool:
        """Whether it is looked at by months rather than by weeks."""
        return (self.last - self.first).days > 62


def periods() -> list[Period]:
    """The last 30 days, this term, and each of the last twelve months: newest first."""
    now = clock.now()
    months = [_month(now, back) for back in range(MONTHS)]
    return [_recent(now), *_term(now), *months]


def period_of(key: str, known: list[Period]) -> Period:
    """The period asked for; the last 30 days when there is none of that name."""
    return next((p for p in known if p.key == key), known[0])


def workdays_of(period: Period) -> int:
    """How many of the days counted are working days; days of years without an arrangement are not."""
    calendar = Calendar(period.first, period.last)
    days = (period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1))
    return sum(info.is_working for info in map(calendar.day, days) if info)


def _recent(now: datetime) -> Period:
    start = midnight(now.date() - timedelta(days=DAYS - 1))
    shift = timedelta(days=DAYS)
    before = Span(start - shift, now - shift)
    return Period("30d", f"最近 {DAYS} 天", Span(start, now), before, f"再前 {DAYS} 天")


def _month(now: datetime, back: int) -> Period:
    start = first_of_month(now.date(), back)
    end, start_before = first_of_month(start, -1), first_of_month(start, 1)
    name, name_before = f"{start.year}年{start.month}月", f"{start_before.month}月"
    whole = Span(midnight(start), midnight(end))
    if whole.end <= now:
        before = Span(midnight(start_before), whole.start)
        return Period(f"{start:%Y-%m}", name, whole, before, name_before)
    passed = Span(whole.start, now)
    same = min(midnight(start_before) + (passed.end - passed.start), whole.start)
    return Period(f"{start:%Y-%m}", name, passed, Span(midnight(start_before), same), f"{name_before}同期")


def _term(now: datetime) -> list[Period]:
    """The term that runs, or the last one, compared with as many days of the one before; empty without any."""
    begun = (SchoolPeriod.kind == PeriodKind.term, SchoolPeriod.starts_on <= now.date())
    newest = select(SchoolPeriod).where(*begun).order_by(SchoolPeriod.starts_on.desc())
    terms = db.session.scalars(newest.limit(2)).all()
    if not terms:
        return []
    span = Span(midnight(terms[0].starts_on), min(now, midnight(terms[0].ends_on + timedelta(days=1))))
    if len(terms) < 2:
        return [Period("term", terms[0].name, span, None, "")]
    start = midnight(terms[1].starts_on)
    before = Span(start, min(start + (span.end - span.start), span.start))
    return [Period("term", terms[0].name, span, before, "上学期同期")]


def first_of_month(day: date, back: int) -> date:
    """The first day of the month `back` months before that of `day`; negative for later ones."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)
