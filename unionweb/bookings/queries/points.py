"""Services, points and the people who serve, as the office sees them: withdrawn ones too."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Campus, Member
from unionweb.bookings.models import ConsentText, Provider, Service, ServicePoint
from unionweb.bookings.queries.schedule.listing import rule_groups
from unionweb.kernel.extensions import db

ICONS = {
    "baby": "婴儿", "flower-2": "花", "scale": "天平", "message-circle": "谈话", "users": "几个人", "user": "一个人",
    "phone": "电话", "calendar": "日历", "door-open": "门", "house": "房子", "info": "说明", "mail": "信封",
    "map-pin": "地点", "package": "包裹", "shield-check": "盾牌", "sparkles": "星光", "ticket": "票", "wrench": "扳手",
    "bell": "铃", "pencil": "铅笔",
}  # fmt: skip


@dataclass(frozen=True)
class PointFilter:
    """Which points to list. state: open, withdrawn or all."""

    campus_id: int | None = None
    service_id: int | None = None
    state: str = "open"
    words: str = ""


def point_query(wanted: PointFilter):
    """A query for lists: points with service and campus, by campus, service and place."""
    both = (joinedload(ServicePoint.service), joinedload(ServicePoint.campus))
    query = select(ServicePoint).options(*both).join(ServicePoint.service).join(ServicePoint.campus)
    if wanted.campus_id:
        query = query.where(ServicePoint.campus_id == wanted.campus_id)
    if wanted.service_id:
        query = query.where(ServicePoint.service_id == wanted.service_id)
    if wanted.state != "all":
        used = ServicePoint.withdrawn_at.is_(None)
        query = query.where(used if wanted.state == "open" else ~used)
    if wanted.words:
        query = query.where(ServicePoint.place.contains(wanted.words, autoescape=True))
    return query.order_by(Campus.sort, Campus.id, Service.sort, Service.id, ServicePoint.place, ServicePoint.id)


def any_point(point_id: int) -> ServicePoint | None:
    """A point with its service and campus, withdrawn or not; None when there is none."""
    both = (joinedload(ServicePoint.service), joinedload(ServicePoint.campus))
    return db.session.scalar(select(ServicePoint).options(*both).where(ServicePoint.id == point_id))


def all_points(wanted: PointFilter) -> list[ServicePoint]:
    """Every point of a filter, without paging."""
    return list(db.session.scalars(point_query(wanted)))


def point_lines(wanted: PointFilter) -> list[tuple]:
    """The rows of the export: service, campus, place, texts, the week in words, out of use since when and why."""
    found = all_points(wanted)
    groups = rule_groups([point.id for point in found])
    return [
        (
            p.service.name, p.campus.name, p.place, p.directions, p.equipment, p.phone, p.notes,
            "\n".join(group.in_words for group in groups[p.id] if not group.is_over), p.withdrawn_at, p.withdrawn_reason,
        )
        for p in found
    ]  # fmt: skip


def service_with(service_id: int) -> Service | None:
    return db.session.get(Service, service_id)


def services_with_counts() -> list[tuple[Service, int]]:
    """Each service with the number of its points in use."""
    used = func.count(ServicePoint.id)
    here = (ServicePoint.service_id == Service.id) & ServicePoint.withdrawn_at.is_(None)
    query = select(Service, used).outerjoin(ServicePoint, here).group_by(Service.id).order_by(Service.sort, Service.id)
    return [(service, count) for service, count in db.session.execute(query)]


@dataclass(frozen=True)
class ProviderLine:
    """Somebody who serves, with the staff number when it is a member."""

    row: Provider
    staff_no: str | None
    member: str | None


def providers_of(service_id: int) -> list[ProviderLine]:
    """Who serves in a service: those in use first, then the withdrawn."""
    query = (
        select(Provider, Member.staff_no, Member.name)
        .outerjoin(Member, Member.id == Provider.member_id)
        .where(Provider.service_id == service_id)
        .order_by(Provider.withdrawn_at.is_not(None), Provider.name, Provider.id)
    )
    return [ProviderLine(*row) for row in db.session.execute(query)]


def provider_with(provider_id: int) -> ProviderLine | None:
    """One of them; None when there is none."""
    query = select(Provider, Member.staff_no, Member.name).outerjoin(Member, Member.id == Provider.member_id)
    row = db.session.execute(query.options(joinedload(Provider.service)).where(Provider.id == provider_id)).first()
    return ProviderLine(*row) if row else None


def serving() -> list[Provider]:
    """Everybody who serves now, with the service, for choices."""
    query = select(Provider).options(joinedload(Provider.service)).where(Provider.withdrawn_at.is_(None))
    return list(db.session.scalars(query.order_by(Provider.service_id, Provider.name, Provider.id)))


def consent_versions(service_id: int) -> list[tuple[ConsentText, str | None]]:
    """Every version of a service's consent with who published it, newest first."""
    query = select(ConsentText, Member.name).outerjoin(Member, Member.id == ConsentText.published_by_id)
    rows = db.session.execute(query.where(ConsentText.service_id == service_id).order_by(ConsentText.version.desc()))
    return [(text, name) for text, name in rows]
