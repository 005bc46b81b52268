"""Opening rules and exceptions as the office reads them: a week in words, and what is different on which days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload

from unionweb.accounts.models import Campus, Member
from unionweb.bookings.models import (
    ExceptionKind,
    OpeningException,
    OpeningRule,
    Provider,
    RuleKind,
    Season,
    Service,
    ServicePoint,
)
from unionweb.bookings.queries.schedule.planning import concerns
from unionweb.kernel import clock, labels
from unionweb.kernel.extensions import db

SAME = (
    "point_id", "provider_id", "kind", "label", "opens", "closes", "slot_minutes", "gap_minutes", "capacity", "season",
    "valid_from", "valid_until",
)  # fmt: skip


@dataclass(frozen=True)
class RuleGroup:
    """Opening rules that differ in nothing but the weekday, shown and changed as one."""

    rules: list[OpeningRule]

    @property
    def lead(self) -> OpeningRule:
        return self.rules[0]

    @property
    def weekdays(self) -> list[int]:
        return [r.weekday for r in self.rules]

    @property
    def days(self) -> str:
        """周一至周五, 周二、周四, 每天"""
        return weekdays_in_words(self.weekdays)

    @property
    def hours(self) -> str:
        return hours_in_words([(self.lead.opens, self.lead.closes)])

    @property
    def details(self) -> str:
        """每 30 分钟一个时段，2 位，学期中; for a pause only what it is for and when."""
        rule = self.lead
        season = "" if rule.season is Season.always else labels.label(rule.season)
        if rule.kind is RuleKind.pause:
            return "，".join(filter(None, [rule.label or "暂停", season]))
        gap = f"中间空 {rule.gap_minutes} 分钟" if rule.gap_minutes else ""
        each = f"每 {labels.minutes(rule.slot_minutes)}一个时段"
        return "，".join(filter(None, [each, gap, f"{rule.capacity} 位", season]))

    @property
    def dates(self) -> str:
        """9月28日起, 到 12月31日, 9月28日至12月31日; empty when it simply holds."""
        start = self.lead.valid_from if self.lead.valid_from > clock.today() else None
        end = self.lead.valid_until
        if start and end:
            return days_in_words(start, end)
        return f"{labels.day(start)}起" if start else f"到 {labels.day(end)}" if end else ""

    @property
    def is_over(self) -> bool:
        return self.lead.valid_until is not None and self.lead.valid_until < clock.today()

    @property
    def in_words(self) -> str:
        """The whole group as one line, for headings and audit rows."""
        return f"{self.days} {self.hours}，{self.details}"


def weekdays_in_words(weekdays: Iterable[int]) -> str:
    """Days that follow each other become 周一至周五; two of them stay 周一、周二."""
    days = sorted(set(weekdays))
    if len(days) == 7:
        return "每天"
    runs = [[d for _, d in run] for _, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0])]
    words = ["周" + labels.WEEKDAYS[d] for d in range(7)]
    parts = [[f"{words[r[0]]}至{words[r[-1]]}"] if len(r) > 2 else [words[d] for d in r] for r in runs]
    return "、".join(part for run in parts for part in run)


def days_in_words(first: date, last: date) -> str:
    """9月17日 周四, 9月21日至22日, 9月28日至10月9日"""
    if first == last:
        return labels.day_and_weekday(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{labels.day(first)}至{f'{last.day}日' if same_month else labels.day(last)}"


def hours_in_words(hours: Iterable[tuple[time, time]]) -> str:
    """9:00–11:30，14:00–16:00"""
    return "，".join(f"{o.hour}:{o.minute:02d}–{c.hour}:{c.minute:02d}" for o, c in hours)


def groups_of(rules: Iterable[OpeningRule]) -> list[RuleGroup]:
    """Rules gathered into groups: those in force by hour, then those to come, then those that are over."""
    found: dict[tuple, list[OpeningRule]] = {}
    for rule in sorted(rules, key=lambda r: (r.weekday, r.id)):
        found.setdefault(tuple(getattr(rule, name) for name in SAME), []).append(rule)
    return sorted((RuleGroup(own) for own in found.values()), key=_place_in_list)


def _place_in_list(group: RuleGroup) -> tuple:
    lead = group.lead
    return group.is_over, lead.valid_from > clock.today(), lead.provider_id or 0, lead.opens, group.weekdays, lead.id


def rule_groups(point_ids: Iterable[int]) -> dict[int, list[RuleGroup]]:
    """point id → its groups, for any number of points in one query."""
    query = select(OpeningRule).options(joinedload(OpeningRule.provider)).where(OpeningRule.point_id.in_(point_ids))
    rules = db.session.scalars(query.order_by(OpeningRule.id)).all()
    return {point_id: groups_of(r for r in rules if r.point_id == point_id) for point_id in point_ids}


def group_with(rule_id: int) -> RuleGroup | None:
    """The group that a rule belongs to; None when there is no such rule."""
    rule = db.session.get(OpeningRule, rule_id)
    if rule is None:
        return None
    own = rule_groups([rule.point_id])[rule.point_id]
    return next(group for group in own if any(r.id == rule_id for r in group.rules))


@dataclass(frozen=True)
class ExceptionLine:
    """An exception with the names of what it is about and who made it."""

    row: OpeningException
    where: str
    by: str | None
    lifted_by: str | None
    provider_service_id: int | None = None

    @property
    def dates(self) -> str:
        return days_in_words(self.row.starts_on, self.row.ends_on)

    @property
    def what(self) -> str:
        """不开放, or 改为 9:00–11:30"""
        if self.row.kind is ExceptionKind.closed:
            return "不开放"
        pairs = [(time.fromisoformat(o), time.fromisoformat(c)) for o, c in self.row.hours or ()]
        return f"改为 {hours_in_words(pairs)}"

    @property
    def is_over(self) -> bool:
        return self.row.ends_on < clock.today()

    @property
    def is_now(self) -> bool:
        return self.row.starts_on <= clock.today() <= self.row.ends_on

    @property
    def can_be_lifted(self) -> bool:
        return not self.is_over and self.row.lifted_at is None


def exception_query(*, over: bool = False, words: str = ""):
    """A query for lists of exceptions with their names: those to come by date, or those over, latest first.

    words: only those with these words in the reason.
    """
    e = OpeningException
    done = or_(e.ends_on < clock.today(), e.lifted_at.is_not(None))
    query = _named().where(done if over else ~done).where(e.reason.contains(words, autoescape=True))
    return query.order_by(e.starts_on.desc() if over else e.starts_on, e.id)


def _named():
    """Exceptions with the names of everything they mention."""
    by, lifter, home = aliased(Member), aliased(Member), aliased(Campus)
    own, serves = aliased(Service), aliased(Service)
    e = OpeningException
    place = (ServicePoint.place, own.name, home.name)
    return (
        select(e, *place, Service.name, Campus.name, Provider.name, serves.name, serves.id, by.name, lifter.name)
        .outerjoin(ServicePoint, ServicePoint.id == e.point_id)
        .outerjoin(own, own.id == ServicePoint.service_id)
        .outerjoin(home, home.id == ServicePoint.campus_id)
        .outerjoin(Service, Service.id == e.service_id)
        .outerjoin(Campus, Campus.id == e.campus_id)
        .outerjoin(Provider, Provider.id == e.provider_id)
        .outerjoin(serves, serves.id == Provider.service_id)
        .outerjoin(by, by.id == e.created_by_id)
        .outerjoin(lifter, lifter.id == e.lifted_by_id)
    )


def exception_line(row) -> ExceptionLine:
    """A line out of a row of `exception_query`."""
    exception, place, own, home, service, campus, provider, serves, provider_service_id, by, lifter = row
    where = [own, f"{home}{place}"] if place else [campus, f"全部{service}" if service else "全部服务"]
    where = [serves, provider] if provider and not place else [*where, provider]
    return ExceptionLine(exception, "，".join(filter(None, where)), by, lifter, provider_service_id)


def exception_with(exception_id: int) -> ExceptionLine | None:
    """One exception; None when there is no such."""
    row = db.session.execute(_named().where(OpeningException.id == exception_id)).first()
    return exception_line(row) if row else None


def exception_table() -> list[tuple]:
    """Every exception ever, for the export: from, until, where, what, why, by whom, lifted when and by whom."""
    rows = db.session.execute(_named().order_by(OpeningException.starts_on, OpeningException.id))
    lines = [exception_line(row) for row in rows]
    return [
        (e.row.starts_on, e.row.ends_on, e.where, e.what, e.row.reason, e.by, e.row.lifted_at, e.lifted_by)
        for e in lines
    ]


def exceptions_ahead() -> list[ExceptionLine]:
    """Every exception in force now or later, earliest first."""
    return [exception_line(row) for row in db.session.execute(exception_query())]


def exception_lines_of(point: ServicePoint) -> list[ExceptionLine]:
    """Those of them that are about this point, its service or campus, or somebody who serves there."""
    own = [line for line in exceptions_ahead() if concerns(line.row, point)]
    return [line for line in own if line.provider_service_id in (None, point.service_id)]
