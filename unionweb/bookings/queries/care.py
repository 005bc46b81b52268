"""What was done at a point and by whom, its fridge, what is broken there, and who looks after it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import aliased

from unionweb.accounts.models import Campus, Member, RoleGrant
from unionweb.accounts.rules import Role
from unionweb.bookings.models import CareEntry, CareKind, Fault, Privacy, Service, ServicePoint
from unionweb.bookings.rules import may_run_points, points_kept
from unionweb.common import settings
from unionweb.common.settings import Definition
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

settings.define(
    Definition(
        "mother_room.fridge_hours",
        "冰箱里的东西最多放",
        0,
        unit="小时",
        most=168,
        hint="0 表示当天带走，每天清空一次",
        group="妈妈小屋",
    )
)


@dataclass(frozen=True)
class Fridge:
    """The fridge of a point. hours: how long things may stay, 0 for the same day; emptied_at, _by: the last time."""

    hours: int
    emptied_at: datetime | None
    emptied_by: str | None

    @property
    def is_fine(self) -> bool:
        """Whether it was emptied today, or within the hours that things may stay."""
        if self.emptied_at is None:
            return False
        if not self.hours:
            return self.emptied_at.date() == clock.today()
        return clock.now() - self.emptied_at <= timedelta(hours=self.hours)


def fridge_hours(service: Service) -> int | None:
    """How long things may stay in the fridge; None for services whose rooms have none."""
    key = f"{service.key}.fridge_hours"
    return settings.get(key) if settings.definition(key) else None


def care_kinds(service: Service) -> list[CareKind]:
    """What can be noted at a point of this service: nothing but where people use a room by themselves, by code."""
    if service.privacy is not Privacy.coded:
        return []
    return [kind for kind in CareKind if kind is not CareKind.fridge or fridge_hours(service) is not None]


def fridge_of(point: ServicePoint) -> Fridge | None:
    """When the fridge was last emptied; None for a point without one."""
    hours = fridge_hours(point.service)
    if hours is None:
        return None
    last = db.session.execute(care_log(point.id, kind=CareKind.fridge).limit(1)).first()
    return Fridge(hours, last.at if last else None, last.done_by if last else None)


def care_today(point_id: int) -> list:
    """What was done today, earliest first: rows of kind, note, at, done_by (name)."""
    return list(reversed(db.session.execute(care_log(point_id, since=clock.today())).all()))


def care_log(point_id: int, *, kind: CareKind | None = None, since: date | None = None) -> Select:
    """The log of a point, newest first: rows of id, kind, note, at, done_by (name)."""
    query = (
        select(CareEntry.id, CareEntry.kind, CareEntry.note, CareEntry.at, Member.name.label("done_by"))
        .outerjoin(Member, Member.id == CareEntry.done_by_id)
        .where(CareEntry.point_id == point_id)
        .order_by(CareEntry.at.desc(), CareEntry.id.desc())
    )
    query = query.where(CareEntry.kind == kind) if kind else query
    return query.where(CareEntry.at >= datetime.combine(since, time.min)) if since else query


def care_log_rows(point_id: int, most: int, **which) -> list:
    """At most so many rows of `care_log`."""
    return list(db.session.execute(care_log(point_id, **which).limit(most)))


def open_faults(point_id: int) -> list[Fault]:
    """What is broken at a point and not mended yet, oldest first."""
    wanted = (Fault.point_id == point_id, Fault.resolved_at.is_(None))
    return list(db.session.scalars(select(Fault).where(*wanted).order_by(Fault.id)))


def faults(user, *, only_open: bool) -> Select:
    """Faults at the points that `user` looks after, newest first. Nobody knows who reported them.

    Rows of id, text, reported_at, resolved_at, resolution, resolved_by (name), point_id, place, campus.
    """
    mender = aliased(Member)
    query = (
        select(
            Fault.id, Fault.text, Fault.reported_at, Fault.resolved_at, Fault.resolution, Fault.point_id,
            mender.name.label("resolved_by"), ServicePoint.place, Campus.name.label("campus"),
        )
        .join(ServicePoint, ServicePoint.id == Fault.point_id)
        .join(Campus, Campus.id == ServicePoint.campus_id)
        .outerjoin(mender, mender.id == Fault.resolved_by_id)
        .order_by(Fault.reported_at.desc(), Fault.id.desc())
    )  # fmt: skip
    query = query if may_run_points(user) else query.where(Fault.point_id.in_(points_kept(user)))
    return query.where(Fault.resolved_at.is_(None)) if only_open else query


def fault_rows(user, most: int, *, only_open: bool) -> list:
    """At most so many rows of `faults`."""
    return list(db.session.execute(faults(user, only_open=only_open).limit(most)))


def fault_for(user, fault_id: int) -> Row | None:
    """One row of `faults`; None when it is not there or not at a point that `user` looks after."""
    return db.session.execute(faults(user, only_open=False).where(Fault.id == fault_id)).first()


def keepers_of(point_id: int) -> list[Member]:
    """Who keeps a point today, by name."""
    return _holding(RoleGrant.role == Role.keeper, RoleGrant.point_id == point_id)


def office_of_points() -> list[Member]:
    """Who runs the service points for the union office today."""
    return _holding(RoleGrant.role == Role.office, RoleGrant.area.in_(("all", "bookings")))


def _holding(*which) -> list[Member]:
    today = clock.today()
    in_force = (RoleGrant.valid_from <= today, or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= today))
    query = select(Member).join(RoleGrant, RoleGrant.member_id == Member.id).where(*which, *in_force)
    return list(db.session.scalars(query.where(Member.left_at.is_(None)).distinct().order_by(Member.id)))
