"""What a point does on a day: open, paused at some hours, or closed and why. Pure, like the plan."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from unionweb.bookings.models import ExceptionKind, OpeningException, OpeningRule, RuleKind
from unionweb.bookings.queries.schedule import planning
from unionweb.common.workdays import DayInfo
from unionweb.kernel import labels

UNKNOWN_YEAR = "放假安排未录入"
WITHDRAWN = "服务点已停用"
CHANGED = "开放时间改了"
NO_LONGER_SERVES = "这位不在这里接待了"


@dataclass(frozen=True)
class DayFacts:
    """One day of one point. closed_reason is None when it opens at all; pauses: (start, end, what for);
    note: why the hours are not the usual ones; info is None in a year without an arrangement."""

    date: date
    info: DayInfo | None
    closed_reason: str | None
    pauses: list[tuple[time, time, str]] = field(default_factory=list)
    note: str | None = None


def day_state(day: date, info: DayInfo | None, rules, exceptions, *, provider_id: int | None = None) -> DayFacts:
    """What a point does on a day, from its rules and the exceptions that concern it. Pure."""
    if provider_id is not None:
        rules = [r for r in rules if r.provider_id == provider_id or _shuts_room(r)]
    if info is None:
        return DayFacts(day, None, UNKNOWN_YEAR)
    open_today = planning.openings(info, rules, exceptions)
    if not open_today:
        return DayFacts(day, info, closed_reason(info, rules, exceptions, provider_id))
    shut = [(r.opens, r.closes, r.label or "暂停") for r in planning.pauses(info, rules)]
    other = [e for e in _in_force(day, exceptions, provider_id) if e.kind is ExceptionKind.hours]
    return DayFacts(day, info, None, shut, max(other, key=planning.narrowness).reason if other else None)


def _shuts_room(rule: OpeningRule) -> bool:
    return rule.kind is RuleKind.pause and rule.provider_id is None


def closed_reason(info: DayInfo, rules: Sequence[OpeningRule], exceptions, provider_id: int | None = None) -> str:
    """Why a day without opening hours has none, in a few words."""
    if info.weekday is None:
        return info.name or "放假"
    shut = [e for e in _in_force(info.date, exceptions, provider_id) if e.kind is ExceptionKind.closed]
    if shut:
        return max(shut, key=planning.narrowness).reason
    usual = [r for r in rules if r.kind is RuleKind.open]
    valid = [r for r in usual if planning.is_valid(r, info.date)]
    if not valid:
        return _not_yet(info.date, usual)
    if any(r.weekday == info.weekday for r in valid):
        return _out_of_season(info)
    return f"{labels.weekday(info.date)}不开放"


def _in_force(day: date, exceptions, provider_id: int | None) -> list[OpeningException]:
    """Exceptions of a day for the whole point, or for the person asked about."""
    return [e for e in exceptions if planning.holds(e, day) and e.provider_id in (None, provider_id)]


def _not_yet(day: date, usual: Sequence[OpeningRule]) -> str:
    later = [r.valid_from for r in usual if r.valid_from > day]
    return f"{labels.day(min(later))}起开放" if later else "不开放"


def _out_of_season(info: DayInfo) -> str:
    """寒假不开放: the period's name without its year."""
    name = re.sub(r"^[\d\s—–-]+(学年|年)?", "", info.period.name) if info.in_break else ""
    return f"{name or ('假期' if info.in_break else '学期中')}不开放"
