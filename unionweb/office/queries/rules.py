"""The union's rules as the settings page and the help pages show them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.common import settings
from unionweb.common.settings import Definition, SettingValue
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

HIDDEN = ""  # the group of what the system itself sets


@dataclass(frozen=True)
class Step:
    """One value in the course of time. by: who set it, None for the system."""

    id: int
    value: Any
    words: str
    valid_from: date
    changed_at: datetime
    by: str | None
    reason: str | None
    is_future: bool


@dataclass(frozen=True)
class Cell:
    """One thing that can be set: what holds now, since when, and what is announced. scope: "" for the general rule."""

    key: str
    scope: str
    words: str
    is_own: bool
    now: Step | None
    future: list[Step]


@dataclass(frozen=True)
class Rule:
    """One line of the settings page: the general value, and for booking rules one cell for each service."""

    found: Definition
    cells: list[Cell]


@dataclass
class Group:
    name: str
    scopes: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


def rule_groups() -> list[Group]:
    """Everything that can be set, in groups; two queries, whatever was changed."""
    steps, scopes = _steps(), settings.scope_names()
    groups: dict[str, Group] = {}
    for found in settings.definitions():
        if found.group == HIDDEN or _is_of_scope(found.key, scopes):
            continue
        beside = scopes if found.key.startswith(settings.GENERAL) else {}
        group = groups.setdefault(found.group, Group(found.group, list(beside.values())))
        cells = [_cell(found.key, "", steps)]
        cells += [_cell(f"{key}.{found.key.split('.', 1)[1]}", name, steps) for key, name in beside.items()]
        group.rules.append(Rule(found, cells))
    return list(groups.values())


def rule_or_none(key: str) -> Cell | None:
    """One thing that can be set; None when there is no such thing, or the system alone sets it."""
    scopes = settings.scope_names()
    is_of_scope = _is_of_scope(key, scopes)
    if not is_of_scope and (key not in _keys() or settings.definition(key).group == HIDDEN):
        return None
    return _cell(key, scopes[key.split(".", 1)[0]] if is_of_scope else "", _steps(key))


def rule_history(key: str) -> list[Step]:
    """Every value of `key`, the latest to come first."""
    return _steps(key)[key][::-1]


def value_or_none(value_id: int) -> SettingValue | None:
    return db.session.get(SettingValue, value_id)


KEEPING = (
    "booking.keep_days", "mother_room.keep_days", "counseling.keep_days", "inbox.keep_days", "activities.forget_days",
    "mixer.retention_days", "retreat.health_days", "retreat.identity_days",
)  # fmt: skip


def keeping_times() -> dict[str, str]:
    """How long what is kept, in words, for the privacy page: key → "30 天"."""
    return {key: _phrase(key) for key in KEEPING if settings.definition(key)}


def member_rules() -> dict[str, Any]:
    """The booking rules the help page tells about: general value by name."""
    wanted = [d.key for d in settings.definitions() if d.key.startswith(settings.GENERAL)]
    return {key.split(".", 1)[1]: settings.get(key) for key in wanted}


def _phrase(key: str) -> str:
    found = settings.definition(key)
    return f"{settings.in_words(found, settings.get(key))} {found.unit}"


def _keys() -> set[str]:
    return {found.key for found in settings.definitions()}


def _is_of_scope(key: str, scopes: dict[str, str]) -> bool:
    """Whether `key` is a rule of one service that has a general one behind it."""
    scope, _, rest = key.partition(".")
    return scope in scopes and settings.definition(settings.GENERAL + rest) is not None


def _cell(key: str, scope: str, steps: dict[str, list[Step]]) -> Cell:
    past = [step for step in steps[key] if not step.is_future]
    now = past[-1] if past else None
    own = not scope or (now is not None and now.value is not None) or key in _keys()
    words = settings.in_words(settings.definition(key), settings.get(key))
    return Cell(key, scope, words, own, now, [step for step in steps[key] if step.is_future])


def _steps(key: str | None = None) -> dict[str, list[Step]]:
    """The written values in the order in which they come into force, by key."""
    rows = select(SettingValue, Member.name).outerjoin(Member, Member.id == SettingValue.changed_by_id)
    if key:
        rows = rows.where(SettingValue.key == key)
    steps: dict[str, list[Step]] = defaultdict(list)
    for row, name in db.session.execute(rows.order_by(SettingValue.valid_from, SettingValue.id)):
        if settings.definition(row.key):
            steps[row.key].append(_step(row, name))
    return steps


def _step(row: SettingValue, name: str | None) -> Step:
    value = row.read()
    words = settings.in_words(settings.definition(row.key), value)
    is_future = row.valid_from > clock.today()
    return Step(row.id, value, words, row.valid_from, row.changed_at, name, row.reason, is_future)
