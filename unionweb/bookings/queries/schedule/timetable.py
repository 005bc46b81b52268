"""The rules, exceptions and calendar of several points together, and the slots that they want."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from unionweb.bookings.models import OpeningException, OpeningRule, Privacy, Provider, Service, ServicePoint
from unionweb.bookings.queries.places import places
from unionweb.bookings.queries.schedule import planning
from unionweb.bookings.queries.schedule.days import CHANGED, NO_LONGER_SERVES, WITHDRAWN, DayFacts, day_state
from unionweb.common import standing
from unionweb.common.workdays import Calendar
from unionweb.kernel.extensions import db


class Key(NamedTuple):
    """Where a slot stands: a provider's slots wherever they are (point_id None), else a point's own."""

    provider_id: int | None
    point_id: int | None
    starts_at: datetime

    @property
    def lane(self) -> tuple[int | None, int | None]:
        return self.provider_id, self.point_id


class Wanted(NamedTuple):
    """What stands there by the rules."""

    point_id: int
    ends_at: datetime
    capacity: int


def key_of(point_id: int, provider_id: int | None, starts_at: datetime) -> Key:
    """The key of a slot, as the unique indexes of the table see it."""
    return Key(provider_id, None if provider_id else point_id, starts_at)


@dataclass(frozen=True)
class Timetable:
    """Points in use with everything that decides when they open."""

    points: list[ServicePoint]
    rules: list[OpeningRule]
    exceptions: list[OpeningException]
    calendar: Calendar

    def wanted(self) -> dict[Key, Wanted]:
        """Every slot of the calendar's days. Nobody serves at two points at once: the older point goes first."""
        found: dict[Key, Wanted] = {}
        busy: dict[tuple[int, date], list[tuple[datetime, datetime]]] = {}
        for point in self.points:
            for (provider_id, starts_at), planned in self._plan(point).items():
                if provider_id:
                    taken = busy.setdefault((provider_id, starts_at.date()), [])
                    if any(start < planned.ends_at and starts_at < end for start, end in taken):
                        continue
                    taken.append((starts_at, planned.ends_at))
                key = key_of(point.id, provider_id, starts_at)
                found[key] = Wanted(point.id, planned.ends_at, planned.capacity)
        return found

    def reason(self, point_id: int, provider_id: int | None, day: date) -> str:
        """Why a slot of that day is no longer wanted, in a few words."""
        point = next((p for p in self.points if p.id == point_id), None)
        if point is None:
            return WITHDRAWN
        if provider_id and not any(rule.provider_id == provider_id for rule in self.rules_of(point)):
            return NO_LONGER_SERVES
        facts = self.facts(point, provider_id, day)
        return facts.closed_reason or facts.note or CHANGED

    def facts(self, point: ServicePoint, provider_id: int | None, day: date) -> DayFacts:
        """What a point does on a day, see `day_state`."""
        rules, exceptions = self.rules_of(point), self.exceptions_of(point)
        return day_state(day, self.calendar.day(day), rules, exceptions, provider_id=provider_id)

    def rules_of(self, point: ServicePoint) -> list[OpeningRule]:
        return [r for r in self.rules if r.point_id == point.id]

    def exceptions_of(self, point: ServicePoint) -> list[OpeningException]:
        return [e for e in self.exceptions if planning.concerns(e, point)]

    def _plan(self, point: ServicePoint):
        rules, exceptions, days = self.rules_of(point), self.exceptions_of(point), self.calendar
        return planning.plan(rules, exceptions, days, first=days.first, last=days.last)


def timetable(first: date, last: date, only: Collection[int] | None = None) -> Timetable:
    """The points in use (or `only` those among them) from one day to another, in a constant number of queries."""
    some = [ServicePoint.id.in_(only)] if only is not None else []
    serving = select(Provider.id).where(Provider.withdrawn_at.is_(None))
    in_use = or_(OpeningRule.provider_id.is_(None), OpeningRule.provider_id.in_(serving))
    rows = db.session.execute(
        select(ServicePoint, OpeningRule)
        .outerjoin(OpeningRule, and_(OpeningRule.point_id == ServicePoint.id, in_use))
        .options(joinedload(ServicePoint.service), joinedload(ServicePoint.campus))
        .where(ServicePoint.withdrawn_at.is_(None), *some)
        .order_by(ServicePoint.id, OpeningRule.id)
    ).all()
    points = list(dict.fromkeys(point for point, _ in rows))
    rules = [rule for _, rule in rows if rule is not None]
    return Timetable(points, rules, exceptions_between(first, last), Calendar(first, last))


def week_facts(point_id: int, provider_id: int | None, first: date, days: int = 7) -> list[DayFacts]:
    """The days of a point from `first` on; with provider_id only the hours of that person count.

    Worked out once for each state of the opening rules. A point that is withdrawn or not there is closed.
    """
    key = ("days", point_id, provider_id, first, days)
    return standing.derive(key, lambda: _facts(point_id, provider_id, Calendar(first, first + timedelta(days=days - 1))))


def _facts(point_id: int, provider_id: int | None, calendar: Calendar) -> list[DayFacts]:
    known, span = places(), planning.days(calendar.first, calendar.last)
    point = known.point(point_id)
    if point is None:
        return [DayFacts(day, calendar.day(day), WITHDRAWN) for day in span]
    gone = {provider.id for provider in known.providers.values() if provider.withdrawn_at is not None}
    one = Timetable([point], [r for r in known.rules if r.provider_id not in gone], known.exceptions, calendar)
    return [one.facts(point, provider_id, day) for day in span]


def exceptions_between(first: date, last: date) -> list[OpeningException]:
    """Exceptions that touch these days, oldest first; lifted ones too, for the days before they were lifted."""
    touching = (OpeningException.starts_on <= last, OpeningException.ends_on >= first)
    return list(db.session.scalars(select(OpeningException).where(*touching).order_by(OpeningException.id)))


def points_concerned(exception) -> list[ServicePoint]:
    """The points in use that an exception (or the facts of one) is about, with their services."""
    query = select(ServicePoint).options(joinedload(ServicePoint.service)).where(ServicePoint.withdrawn_at.is_(None))
    found = [
        point for point in db.session.scalars(query.order_by(ServicePoint.id)) if planning.concerns(exception, point)
    ]
    if exception.provider_id is None:
        return found
    service_id = db.session.scalar(select(Provider.service_id).where(Provider.id == exception.provider_id))
    return [point for point in found if point.service_id == service_id]


def sharing_providers(point_ids: Collection[int]) -> set[int]:
    """These points and those where the same people serve: what happens at one concerns the others."""
    here = (OpeningRule.point_id.in_(point_ids), OpeningRule.provider_id.is_not(None))
    people = select(OpeningRule.provider_id).where(*here)
    return {*point_ids, *db.session.scalars(select(OpeningRule.point_id).where(OpeningRule.provider_id.in_(people)))}


def confidential_points() -> set[int]:
    """The points, withdrawn ones too, whose bookings must not show in any number."""
    secret = select(ServicePoint.id).join(Service, Service.id == ServicePoint.service_id)
    return set(db.session.scalars(secret.where(Service.privacy == Privacy.confidential)))
