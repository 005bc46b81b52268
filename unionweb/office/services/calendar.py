"""Changing the working calendar: single days, make-up days, school terms and breaks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from unionweb.bookings.services.schedule import generate_slots
from unionweb.common import audit
from unionweb.common.workdays import Calendar, CalendarDay, DayKind, PeriodKind, SchoolPeriod, arranged
from unionweb.kernel import clock, labels
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

LONGEST_CHANGE = 62  # days


@dataclass(frozen=True)
class DayChange:
    """What the days from `first` to `last` shall be. follows: the weekday a make-up day opens like, or None."""

    first: date
    last: date
    kind: DayKind
    name: str
    follows: int | None
    reason: str


@dataclass(frozen=True)
class PeriodFacts:
    kind: PeriodKind
    name: str
    starts_on: date
    ends_on: date


@write
def change_days(change: DayChange, actor) -> None:
    """Decide about one day or a stretch of days; slots follow, and people whose slot goes are asked to move.

    Refused for the past, for a stretch the wrong way round or too long, and for a kind that a weekday cannot be.
    """
    lock_name("calendar")
    days = _days(change.first, change.last)
    _check_days(change, days)
    note_days(days, change.kind, change.name or default_name(change.kind), actor, follows=change.follows)
    detail = {"name": _span(change.first, change.last)}
    _record("day_changed", actor, to_state=_told(change), reason=change.reason, detail=detail)
    slots_follow(actor)


@write
def follow_weekday(day: date, weekday: int, actor) -> None:
    """Let a make-up day open like `weekday` (0 = Monday). Refused when the day is none, or is past."""
    lock_name("calendar")
    info = Calendar(day, day).day(day)
    if info is None or info.kind is not DayKind.makeup or day < clock.today():
        raise Refused("这一天不是今后的调休上班日，没有改动。")
    note_days([day], DayKind.makeup, info.name, actor, follows=weekday)
    words = [f"按星期{labels.WEEKDAYS[n]}" if n is not None else "" for n in (info.weekday, weekday)]
    _record("day_changed", actor, from_state=words[0], to_state=words[1], detail={"name": labels.long_day(day)})
    slots_follow(actor)


@write
def remove_day(day_id: int, actor) -> None:
    """Go back to the official arrangement of a day. Refused for the past, and when that was done already."""
    lock_name("calendar")
    own = db.session.get(CalendarDay, day_id)
    if own is None:
        raise Refused("这一天已经改回来了。")
    if own.date < clock.today():
        raise Refused("过去的日子不能再改。")
    db.session.delete(own)
    db.session.flush()
    kind, name = arranged(own.date)
    words = {"from_state": f"{labels.label(own.kind)} {own.name}", "to_state": f"{labels.label(kind)} {name}".strip()}
    _record("day_removed", actor, detail={"name": labels.long_day(own.date)}, **words)
    slots_follow(actor)


@write
def create_period(facts: PeriodFacts, actor) -> None:
    """Add a school term or break. Refused when it overlaps another in a way that makes a day ambiguous."""
    lock_name("calendar")
    _check_period(facts, None)
    db.session.add(SchoolPeriod(**vars(facts)))
    _record("period_created", actor, to_state=_period_words(facts), detail={"name": facts.name})
    slots_follow(actor)


@write
def update_period(period_id: int, facts: PeriodFacts, actor) -> None:
    """Change a school term or break; like `create_period`."""
    lock_name("calendar")
    period = db.session.get(SchoolPeriod, period_id)
    if period is None:
        raise Refused("这个学期或假期已经删掉了。")
    _check_period(facts, period_id)
    before = _period_words(period)
    for name, value in vars(facts).items():
        setattr(period, name, value)
    _record("period_changed", actor, from_state=before, to_state=_period_words(facts), detail={"name": facts.name})
    slots_follow(actor)


@write
def remove_period(period_id: int, actor) -> None:
    """Remove a school term or break. Refused when it is gone already."""
    lock_name("calendar")
    period = db.session.get(SchoolPeriod, period_id)
    if period is None:
        raise Refused("这个学期或假期已经删掉了。")
    db.session.delete(period)
    _record("period_removed", actor, from_state=_period_words(period), detail={"name": period.name})
    slots_follow(actor)


def note_days(days: Iterable[date], kind: DayKind, name: str, actor, *, follows: int | None = None) -> None:
    """Part of a transaction: write what the office decided about each day, over what it had decided before."""
    wanted = list(days)
    known = {row.date: row for row in db.session.scalars(select(CalendarDay).where(CalendarDay.date.in_(wanted)))}
    for day in wanted:
        row = known.get(day) or CalendarDay(date=day)
        row.kind, row.name, row.follows_weekday = kind, name, follows
        row.changed_by_id, row.changed_at = actor.id, clock.now()
        db.session.add(row)
    db.session.flush()


def slots_follow(actor) -> None:
    """Part of a transaction: bring the slots in step with the calendar."""
    db.session.flush()
    generate_slots(actor=actor)


def default_name(kind: DayKind) -> str:
    return "" if kind in {DayKind.workday, DayKind.weekend} else labels.label(kind)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _check_days(change: DayChange, days: list[date]) -> None:
    if not days:
        raise Refused(f"结束日期早于开始日期 {labels.day(change.first)}，请选 {labels.day(change.first)} 或以后。")
    if change.first < clock.today():
        raise Refused("过去的日子不能再改。请从今天或以后选起。")
    if len(days) > LONGEST_CHANGE:
        raise Refused(f"一次最多改 {LONGEST_CHANGE} 天。寒暑假请在“学期和假期”里添加。")
    wrong = [day for day in days if not _can_be(day, change.kind)]
    if wrong:
        day = f"{labels.day(wrong[0])} 是{labels.weekday(wrong[0])}，"
        if change.kind is DayKind.weekend:
            raise Refused(f"{day}不能改成周末。要休息请选“放假”。")
        raise Refused(f"{day}不能改成普通工作日。要上班请选“调休上班”。")
    if change.follows is not None and change.kind is not DayKind.makeup:
        raise Refused("只有调休上班日才能选按星期几开放。")


def _can_be(day: date, kind: DayKind) -> bool:
    """A plain workday is a Monday to Friday and a weekend day a Saturday or Sunday; the other kinds can be any day."""
    is_weekend = day.weekday() > 4
    return not (kind is DayKind.workday and is_weekend) and not (kind is DayKind.weekend and not is_weekend)


def _check_period(facts: PeriodFacts, own_id: int | None) -> None:
    if facts.ends_on < facts.starts_on:
        raise Refused("结束日期早于开始日期，请改过来。")
    if (facts.ends_on - facts.starts_on).days > 300:
        raise Refused("一个学期或假期最长 300 天，请检查日期。")
    touching = select(SchoolPeriod).where(SchoolPeriod.id != (own_id or 0))
    touching = touching.where(SchoolPeriod.starts_on <= facts.ends_on, SchoolPeriod.ends_on >= facts.starts_on)
    clash = next((p for p in db.session.scalars(touching) if not _may_lie_within(facts, p)), None)
    if clash:
        when = f"{labels.day(clash.starts_on)} 到 {labels.day(clash.ends_on)}"
        raise Refused(f"和“{clash.name}”（{when}）重叠了，请改开始或结束日期。")


def _may_lie_within(one: PeriodFacts | SchoolPeriod, other: PeriodFacts | SchoolPeriod) -> bool:
    """A break may lie wholly inside a term (sports days, an autumn break); then it overrules the term there."""
    if one.kind is other.kind:
        return False
    term, pause = (one, other) if one.kind is PeriodKind.term else (other, one)
    return term.starts_on <= pause.starts_on and pause.ends_on <= term.ends_on


def _record(action: str, actor, **rest) -> None:
    audit.record(action, "calendar", None, actor=actor, kind=audit.ActorKind.office, **rest)


def _span(first: date, last: date) -> str:
    return labels.long_day(first) if first == last else f"{labels.long_day(first)} 到 {labels.long_day(last)}"


def _told(change: DayChange) -> str:
    follows = f"，按星期{labels.WEEKDAYS[change.follows]}" if change.follows is not None else ""
    return f"{labels.label(change.kind)} {change.name}".strip() + follows


def _period_words(period: PeriodFacts | SchoolPeriod) -> str:
    return f"{labels.label(period.kind)} {labels.full_day(period.starts_on)} 到 {labels.full_day(period.ends_on)}"


audit.words.update(
    day_changed="改了日历", day_removed="恢复了日历", period_created="加了学期或假期", period_changed="改了学期或假期",
    period_removed="删了学期或假期", year_entered="录入了全年安排", year_withdrawn="撤回了全年安排",
)  # fmt: skip
audit.subjects.update(calendar="工作日历")
