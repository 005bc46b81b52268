"""Days that are different: closed, or open at other hours. Set with a reason, lifted when it is over, never erased."""

from sqlalchemy import select

from unionweb.accounts.models import Campus
from unionweb.bookings.models import ExceptionKind, OpeningException, Provider, Service, ServicePoint
from unionweb.bookings.queries.schedule.drafts import ExceptionFacts, excepting
from unionweb.bookings.queries.schedule.planning import days
from unionweb.bookings.queries.schedule.timetable import points_concerned
from unionweb.bookings.services.schedule.generating import Generated, generate_slots
from unionweb.bookings.services.schedule.seeing import must_have_seen
from unionweb.common import audit
from unionweb.common.workdays import Calendar, DayInfo
from unionweb.kernel import clock, labels
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

SCOPES = {"point_id": ServicePoint, "campus_id": Campus, "service_id": Service, "provider_id": Provider}


@write
def add_exception(facts: ExceptionFacts, actor, *, seen: int | None = None) -> int:
    """Close some days, or give them other hours. Returns the id of the exception.

    seen: the mark of the effects that the person was shown, see `must_have_seen`. The people of the booked slots
    are asked to move at once; nobody's booking is cancelled by this.
    """
    lock_name("slots")
    _check(facts)
    points = [point.id for point in points_concerned(facts)]
    must_have_seen(seen, excepting(facts), points)
    exception = facts.draft()
    exception.created_by_id, exception.created_at = actor.id, clock.now()
    db.session.add(exception)
    db.session.flush()
    _record("created", exception, actor, to_state=exception.kind)
    generate_slots(only=points, actor=actor)
    return exception.id


@write
def lift_exception(exception_id: int, actor) -> Generated:
    """End an exception early: its slots open again, and who waits moves up. LookupError when there is no such."""
    lock_name("slots")
    exception = db.session.get(OpeningException, exception_id, with_for_update=True, populate_existing=True)
    if exception is None:
        raise LookupError(f"exception {exception_id}")
    if exception.lifted_at:
        raise Refused(f"这项安排在 {labels.moment(exception.lifted_at)} 已经取消了。")
    if exception.ends_on < clock.today():
        raise Refused("这项安排已经过去了，不用取消。")
    exception.lifted_at, exception.lifted_by_id = clock.now(), actor.id
    _record("lifted", exception, actor, from_state=exception.kind)
    db.session.flush()
    return generate_slots(only=[point.id for point in points_concerned(exception)], actor=actor)


def _record(action: str, exception: OpeningException, actor, **states) -> None:
    scope = {name: getattr(exception, name) for name in SCOPES if getattr(exception, name)}
    detail = scope | {"starts_on": exception.starts_on.isoformat(), "ends_on": exception.ends_on.isoformat()}
    more = {"reason": exception.reason, "detail": detail, **states}
    audit.record(action, "opening_exception", exception.id, actor=actor, kind=audit.ActorKind.office, **more)


def _check(facts: ExceptionFacts) -> None:
    today = clock.today()
    if facts.starts_on < today:
        raise Refused(f"开始日期不能早于今天 {labels.day(today)}，过去的开放时间不能改。")
    for name, model in SCOPES.items():
        named = getattr(facts, name)
        if named and db.session.get(model, named) is None:
            raise Refused("选的服务点或服务人已经不在了，请重新选。")
    _check_twice(facts)
    if facts.kind is ExceptionKind.hours:
        _check_days_off(facts)


def _check_twice(facts: ExceptionFacts) -> None:
    """The same thing sent twice is one exception."""
    draft = facts.draft()
    named = ("kind", "starts_on", "ends_on", *SCOPES)
    same = [getattr(OpeningException, name) == getattr(draft, name) for name in named]
    there = db.session.scalars(select(OpeningException).where(*same, OpeningException.lifted_at.is_(None)))
    if any(one.hours == draft.hours for one in there):
        raise Refused("这几天已经有一样的安排了，不用再加。")


def _check_days_off(facts: ExceptionFacts) -> None:
    """Other hours do not open a day that the working calendar keeps closed."""
    calendar = Calendar(facts.starts_on, facts.ends_on)
    infos = [calendar.day(day) for day in days(facts.starts_on, facts.ends_on)]
    if all(info is None or info.weekday is None for info in infos):
        which = f"{labels.day(facts.starts_on)}{_why_closed(infos[0])}"
        raise Refused(f"{which}，改时间也不会开放。要开放，请先改工作日历。")


def _why_closed(info: DayInfo | None) -> str:
    return "的放假安排还没有录入" if info is None else f"是{info.name or '放假'}"
