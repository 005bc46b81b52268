"""Which slots follow from opening rules, exceptions and the working calendar. Pure: nothing here reads the database.

A day opens by the rules of the weekday it follows (a make-up Sunday that of the weekday chosen for it, a holiday none).
Pauses take out the slots they touch. A closing exception beats everything; of several with other hours the one for the
narrowest circle counts, then the newest. Other hours change days that open anyway; only an exception for one day
and one point opens a day that would be closed, and none opens a holiday: that is a matter of the calendar.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby

from unionweb.bookings.models import ExceptionKind, OpeningException, OpeningRule, RuleKind, Season
from unionweb.common.workdays import DayInfo

Span = tuple[time, time]


@dataclass(frozen=True)
class Planned:
    """What a slot should be."""

    ends_at: datetime
    capacity: int


@dataclass(frozen=True)
class Opening:
    """A stretch of one day in which one lane (a room, or a provider in it) is open, cut into slots by a rule."""

    provider_id: int | None
    opens: time
    closes: time
    rule: OpeningRule


def plan(rules: Iterable[OpeningRule], exceptions: Iterable[OpeningException], calendar, *, first: date, last: date):
    """The slots of one point: {(provider_id, starts_at): Planned}, both days included.

    rules: the point's own; exceptions: those that concern the point (see `concerns`); calendar: anything with
    day(date) → DayInfo or None. Slots of one provider, and of the room itself, never overlap.
    """
    rules, exceptions = list(rules), list(exceptions)
    planned: dict[tuple[int | None, datetime], Planned] = {}
    for day in days(first, last):
        info = calendar.day(day)
        if info and info.weekday is not None and rules:
            planned.update(_day_slots(info, rules, exceptions))
    return planned


def days(first: date, last: date) -> Iterator[date]:
    """Every date from `first` to `last`."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _day_slots(info: DayInfo, rules, exceptions):
    shut = [(r.provider_id, r.opens, r.closes) for r in pauses(info, rules)]
    midnight = datetime.combine(info.date, time.min)
    for provider_id, stretches in groupby(openings(info, rules, exceptions), key=lambda o: o.provider_id):
        busy = [(o, c) for who, o, c in shut if who in (None, provider_id)]
        for start, end, capacity in _cut(stretches, busy):
            yield (provider_id, midnight + start), Planned(midnight + end, capacity)


def _cut(stretches: Iterable[Opening], busy: list[Span]):
    """Slots of one lane on one day: the earlier opening goes first, and what would overlap it is left out."""
    taken = [(_since_midnight(o), _since_midnight(c)) for o, c in busy]
    free_from = timedelta(0)
    for stretch in stretches:
        rule = stretch.rule
        for start, end in _grid(stretch.opens, stretch.closes, rule.slot_minutes, rule.gap_minutes):
            if start >= free_from and not any(o < end and start < c for o, c in taken):
                free_from = end
                yield start, end, rule.capacity


@lru_cache(maxsize=4096)
def _grid(opens: time, closes: time, slot: int, gap: int) -> tuple[tuple[timedelta, timedelta], ...]:
    length, step = timedelta(minutes=slot), timedelta(minutes=slot + gap)
    start, last = _since_midnight(opens), _since_midnight(closes) - length
    return tuple((start + n * step, start + n * step + length) for n in range((last - start) // step + 1))


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def openings(info: DayInfo, rules: Sequence[OpeningRule], exceptions: Sequence[OpeningException]) -> list[Opening]:
    """The open stretches of a day, lane by lane, in order of time; empty on a holiday."""
    if info.weekday is None:
        return []
    usual = [r for r in rules if r.kind is RuleKind.open and is_valid(r, info.date)]
    found: list[Opening] = []
    for provider_id in sorted({r.provider_id for r in usual}, key=lambda p: p or 0):
        own = [r for r in usual if r.provider_id == provider_id]
        found += sorted(_lane(info, provider_id, own, exceptions), key=lambda o: (o.opens, o.closes, o.rule.id or 0))
    return found


def _lane(info: DayInfo, provider_id: int | None, usual: list[OpeningRule], exceptions) -> list[Opening]:
    in_force = [e for e in exceptions if holds(e, info.date) and e.provider_id in (None, provider_id)]
    if any(e.kind is ExceptionKind.closed for e in in_force):
        return []
    today = [r for r in usual if r.weekday == info.weekday and suits_season(r, info)]
    other = max(in_force, key=narrowness, default=None)
    if other is None:
        return [Opening(provider_id, r.opens, r.closes, r) for r in today]
    if not today and not opens_closed_days(other):
        return []
    model = min(today or usual, key=lambda r: (r.opens, r.id or 0))
    return [Opening(provider_id, opens, closes, model) for opens, closes in hours_of(other)]


def opens_closed_days(exception: OpeningException) -> bool:
    """Whether other hours also open a day without rules: only when they are for one day and one point."""
    return exception.starts_on == exception.ends_on and exception.point_id is not None


def narrowness(exception: OpeningException) -> tuple:
    """Sorts exceptions: the narrower the circle the later, then the newer the later."""
    circle = (exception.provider_id, exception.point_id, exception.service_id, exception.campus_id)
    return (*(part is not None for part in circle), exception.id or float("inf"))


def pauses(info: DayInfo, rules: Iterable[OpeningRule]) -> list[OpeningRule]:
    """The pauses of a day, in order of time."""
    found = [r for r in rules if r.kind is RuleKind.pause and r.weekday == info.weekday]
    return sorted((r for r in found if is_valid(r, info.date) and suits_season(r, info)), key=lambda r: r.opens)


def is_valid(rule: OpeningRule, day: date) -> bool:
    """Whether a rule's dates include `day`."""
    return rule.valid_from <= day and (rule.valid_until is None or day <= rule.valid_until)


def suits_season(rule: OpeningRule, info: DayInfo) -> bool:
    """Whether a rule is for this part of the school year; what is no break is term."""
    return rule.season is Season.always or (rule.season is Season.break_) == info.in_break


def seasons_meet(one: Season, other: Season) -> bool:
    """Whether a day can be in both; a break is never term."""
    return one is other or Season.always in (one, other)


def holds(exception: OpeningException, day: date) -> bool:
    """Whether an exception counts on `day`; a lifted one counted until the day before it was lifted."""
    lifted = exception.lifted_at is not None and exception.lifted_at.date() <= day
    return exception.starts_on <= day <= exception.ends_on and not lifted


def concerns(exception: OpeningException, point) -> bool:
    """Whether an exception is about this point (or somebody there): every scope it names must be the point's."""
    at_point = exception.point_id in (None, point.id)
    of_service = exception.service_id in (None, point.service_id)
    return at_point and of_service and exception.campus_id in (None, point.campus_id)


def hours_of(exception: OpeningException) -> list[Span]:
    """The hours of an exception as times."""
    return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in exception.hours or ()]
