"""Hours: one's own in a year, those of an activity, what is on public notice, and what may be certified."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, extract, func, or_, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Campus, Member, Unit
from unionweb.activities.models import (
    Activity,
    ActivityCertificate,
    ActivitySession,
    Attendance,
    HoursCorrection,
    VolunteerRecord,
)
from unionweb.activities.rules.kinds import ActivityKind, ActivityState
from unionweb.activities.rules.presence import Presence
from unionweb.certificates.models import Certificate
from unionweb.certificates.rules.states import CertificateState
from unionweb.common import organisation, settings
from unionweb.common.settings import Definition
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

CAME = Attendance.state == Presence.came


@dataclass(frozen=True)
class KindHours:
    """What one kind of activities comes to: minutes that count, and minutes that wait to be confirmed."""

    kind: ActivityKind
    minutes: int
    unconfirmed: int
    times: int


def counts() -> ColumnElement[bool]:
    """Volunteer service counts once whoever led it has confirmed it; everything else once somebody came."""
    return or_(Activity.kind != ActivityKind.volunteering, Attendance.confirmed_at.is_not(None))


def years_of(member_id: int) -> list[int]:
    """The years in which a member came to anything, and this one, the latest first."""
    year = extract("year", ActivitySession.starts_at)
    wanted = select(year).join(Attendance, Attendance.session_id == ActivitySession.id).where(Attendance.member_id == member_id, CAME)
    found = {int(value) for value in db.session.scalars(wanted.distinct())} | {clock.today().year}
    return sorted(found, reverse=True)


def own_attendances(member_id: int, year: int) -> Sequence[Row]:
    """What a member came to in a year: id, activity_id, title, session, kind, starts_at, place, minutes, confirmed_at, unit."""
    start, end = datetime(year, 1, 1), datetime(year + 1, 1, 1)
    query = (
        select(
            Attendance.id, Activity.id.label("activity_id"), Activity.title, ActivitySession.title.label("session"), Activity.kind,
            ActivitySession.starts_at, ActivitySession.place, Attendance.minutes, Attendance.confirmed_at, Unit.name.label("unit"),
        )
        .join(ActivitySession, ActivitySession.id == Attendance.session_id)
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .join(Unit, Unit.id == Activity.unit_id)
        .where(Attendance.member_id == member_id, CAME, ActivitySession.starts_at >= start, ActivitySession.starts_at < end)
        .order_by(ActivitySession.starts_at.desc(), Attendance.id.desc())
    )  # fmt: skip
    return db.session.execute(query).all()


def by_kind(rows: Sequence[Row]) -> list[KindHours]:
    """The rows of `own_attendances` added up by kind, the most first."""
    found: dict[ActivityKind, list[int]] = {}
    for row in rows:
        sums = found.setdefault(row.kind, [0, 0, 0])
        is_open = row.kind is ActivityKind.volunteering and row.confirmed_at is None
        sums[1 if is_open else 0] += row.minutes
        sums[2] += 1
    return sorted((KindHours(kind, *sums) for kind, sums in found.items()), key=lambda one: -one.minutes)


def attendances_of(activity_id: int) -> Select:
    """Everybody who came to an activity, session by session, for a page of the list: with member, unit and session."""
    corrected = select(func.count()).where(HoursCorrection.attendance_id == Attendance.id).correlate(Attendance).scalar_subquery()
    return (
        select(
            Attendance.id, Attendance.member_id, Attendance.minutes, Attendance.confirmed_at, Attendance.came_at, Member.name,
            Member.staff_no, Unit.name.label("unit"), ActivitySession.starts_at, ActivitySession.ends_at, corrected.label("corrections"),
        )
        .join(ActivitySession, ActivitySession.id == Attendance.session_id)
        .join(Member, Member.id == Attendance.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(ActivitySession.activity_id == activity_id, CAME)
        .order_by(ActivitySession.starts_at, Member.staff_no)
    )  # fmt: skip


def attendance_in(activity_id: int, attendance_id: int) -> Attendance | None:
    """One attendance of an activity; None when it belongs to another one, or nobody came."""
    wanted = select(Attendance).options(joinedload(Attendance.session), joinedload(Attendance.member))
    wanted = wanted.join(ActivitySession, ActivitySession.id == Attendance.session_id)
    return db.session.scalar(wanted.where(ActivitySession.activity_id == activity_id, Attendance.id == attendance_id, CAME))


def sums_of(activity_id: int) -> Row:
    """people, minutes, unconfirmed (rows) of an activity."""
    unconfirmed = func.count().filter(Attendance.confirmed_at.is_(None))
    wanted = select(
        func.count(Attendance.member_id.distinct()).label("people"), func.coalesce(func.sum(Attendance.minutes), 0).label("minutes"),
        unconfirmed.label("unconfirmed"),
    )  # fmt: skip
    held = wanted.join(ActivitySession, ActivitySession.id == Attendance.session_id)
    return db.session.execute(held.where(ActivitySession.activity_id == activity_id, CAME)).one()


def is_over(activity: Activity) -> bool:
    """Whether its last session has ended."""
    ends = [s.ends_at for s in activity.sessions if s.called_off_at is None]
    return bool(ends) and max(ends) <= clock.now() and activity.state is not ActivityState.called_off


def without_certificate(activity: Activity) -> Sequence[Row]:
    """Who came, has hours that count (of volunteer service: published long enough) and no certificate yet: with their minutes."""
    given = select(ActivityCertificate.member_id).where(ActivityCertificate.activity_id == activity.id)
    return db.session.execute(_deserving(activity).where(Member.id.not_in(given))).all()


def with_void_certificate(activity: Activity) -> Sequence[Row]:
    """The same of those whose certificate was revoked, and none issued in its place."""
    given = select(ActivityCertificate.member_id).join(
        Certificate,
        (Certificate.batch_id == ActivityCertificate.batch_id) & (Certificate.member_id == ActivityCertificate.member_id),
    )
    revoked = given.where(ActivityCertificate.activity_id == activity.id, Certificate.state == CertificateState.revoked)
    return db.session.execute(_deserving(activity).where(Member.id.in_(revoked))).all()


def _deserving(activity: Activity) -> Select:
    query = (
        select(Member.id, Member.name, Member.staff_no, Unit.name.label("unit"), func.sum(Attendance.minutes).label("minutes"))
        .join(Attendance, Attendance.member_id == Member.id)
        .join(ActivitySession, ActivitySession.id == Attendance.session_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(ActivitySession.activity_id == activity.id, CAME, Attendance.minutes > 0)
        .group_by(Member.id, Member.name, Member.staff_no, Unit.name)
        .order_by(Member.staff_no)
    )
    if activity.kind is ActivityKind.volunteering:
        query = query.having(func.count() == func.count(Attendance.confirmed_at), func.max(Attendance.confirmed_at) <= published_before())
    return query


def certified_count(activity_id: int) -> int:
    return db.session.scalar(select(func.count()).where(ActivityCertificate.activity_id == activity_id)) or 0


# ---- volunteer service


def notice_days() -> int:
    """How many days confirmed hours are published before they are certified."""
    return settings.get("volunteer.proof_notice_days")


def published_before() -> datetime:
    """Hours confirmed up to then have been published long enough."""
    return clock.now() - timedelta(days=notice_days())


def on_notice() -> Select:
    """The volunteer hours that are on public notice now, for a page of the list."""
    return (
        select(
            Attendance.id, Member.name, Unit.name.label("unit"), Activity.title, ActivitySession.starts_at, Attendance.minutes,
            Attendance.confirmed_at,
        )
        .join(ActivitySession, ActivitySession.id == Attendance.session_id)
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .join(Member, Member.id == Attendance.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Activity.kind == ActivityKind.volunteering, CAME, Attendance.confirmed_at > published_before())
        .order_by(Attendance.confirmed_at.desc(), Activity.id, Member.staff_no)
    )  # fmt: skip


def provable(member_id: int, year: int) -> Sequence[Row]:
    """The volunteer service of a member in a year that may be certified, oldest first."""
    start, end = datetime(year, 1, 1), datetime(year + 1, 1, 1)
    query = (
        select(
            Attendance.id, Attendance.minutes, Attendance.confirmed_by_id, Attendance.confirmed_at, Activity.title,
            ActivitySession.title.label("session"), ActivitySession.place, Campus.name.label("campus"), ActivitySession.starts_at,
            Unit.name.label("unit"), Unit.parent_id,
        )
        .join(ActivitySession, ActivitySession.id == Attendance.session_id)
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .join(Unit, Unit.id == Activity.unit_id)
        .outerjoin(Campus, Campus.id == ActivitySession.campus_id)
        .where(Attendance.member_id == member_id, CAME, Attendance.minutes > 0, Activity.kind == ActivityKind.volunteering)
        .where(ActivitySession.starts_at >= start, ActivitySession.starts_at < end, Attendance.confirmed_at <= published_before())
        .order_by(ActivitySession.starts_at, Attendance.id)
    )  # fmt: skip
    return db.session.execute(query).all()


def records_of(member_id: int) -> Sequence[Row]:
    """The records handed out to a member with their certificates, newest first."""
    wanted = select(VolunteerRecord, Certificate).join(Certificate, Certificate.id == VolunteerRecord.certificate_id)
    own = wanted.options(joinedload(VolunteerRecord.member).joinedload(Member.unit)).where(VolunteerRecord.member_id == member_id)
    return db.session.execute(own.order_by(VolunteerRecord.id.desc())).all()


def record_of(member_id: int, record_id: int) -> Row | None:
    """One of a member's own records with its certificate."""
    return next((row for row in records_of(member_id) if row.VolunteerRecord.id == record_id), None)


def organ_name(unit: str, parent_id: int | None) -> str:
    """Who answers for an activity, as papers name it: the university's union, or the union of a unit."""
    if parent_id is None:
        return organisation.name()
    return unit if "工会" in unit else f"{unit}工会"


settings.define(
    Definition(
        "volunteer.proof_notice_days", "志愿服务时长公示满", 7, unit="天才能开证明", least=7, most=90, group="活动",
        hint="民政部要求记录信息在单位内公示不少于 7 天",
    ),
    Definition("volunteer.signer", "志愿服务证明的负责人", "", "text", group="活动", hint="空着就写确认时长的人"),
)  # fmt: skip
