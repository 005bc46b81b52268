"""Hours: confirmed by whoever led it, corrected with a log, and turned into certificates and official records."""

from dataclasses import dataclass

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.activities.models import (
    Activity,
    ActivityCertificate,
    ActivitySession,
    Attendance,
    HoursCorrection,
    VolunteerRecord,
)
from unionweb.activities.queries import hours as queries
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.certificates import CERTIFIED, period, wording_of
from unionweb.activities.rules.kinds import ActivityKind
from unionweb.activities.rules.presence import Presence, hours
from unionweb.activities.services.places import lock_activity
from unionweb.certificates import services as certificates
from unionweb.certificates.models import Certificate
from unionweb.certificates.rules import USUAL, Kind, Subject
from unionweb.certificates.rules.recipients import Row
from unionweb.certificates.rules.states import CertificateState
from unionweb.common import audit, organisation, settings
from unionweb.common.audit import ActorKind
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, labels
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

OWN = "自己的时长不能自己确认或更正，请另一位组织的人或校工会来办。"
LONGEST = 120  # characters of one value on a certificate


@dataclass(frozen=True)
class Certified:
    """What the organiser says on the certificates. period: 2026年9月16日; content: what was done there; reason: why they are
    issued again to those whose certificate was revoked."""

    period: str
    content: str
    reason: str | None = None


@write
def confirm(activity_id: int, actor) -> int:
    """Confirm the hours of everybody who came to a session that is over; returns how many. Nobody confirms their own."""
    activity = lock_activity(activity_id)
    wanted = select(Attendance).join(ActivitySession, ActivitySession.id == Attendance.session_id)
    wanted = wanted.where(ActivitySession.activity_id == activity_id, ActivitySession.ends_at <= clock.now())
    came = Attendance.state == Presence.came, Attendance.confirmed_at.is_(None)
    rows = list(db.session.scalars(wanted.where(*came).order_by(Attendance.id)))
    others = [row for row in rows if row.member_id != actor.id]
    if not others:
        raise Refused(OWN if rows else "没有要确认的时长。还没有结束的场次，结束以后再确认。")
    for row in others:
        row.confirmed_at, row.confirmed_by_id = clock.now(), actor.id
    kind, detail = acts_as(actor, activity), {"rows": len(others)}
    audit.record("hours_confirmed", "activity", activity.id, actor=actor, kind=kind, detail=detail)
    if activity.kind is ActivityKind.volunteering:
        said = f"公示 {queries.notice_days()} 天以后，可以在“我的时长”里开志愿服务记录证明。"
        inbox.send_many({row.member_id for row in others}, f"《{activity.title}》的志愿服务时长确认了", said, path="/activities/hours")
    return len(others)


@write
def correct(activity_id: int, attendance_id: int, *, minutes: int, reason: str, actor) -> None:
    """Change the hours of one attendance; who, from what, to what and why stay on record. What was confirmed is confirmed anew."""
    activity = lock_activity(activity_id)
    found = db.session.get(Attendance, attendance_id, populate_existing=True)
    if found is None or found.state is not Presence.came or found.session.activity_id != activity_id:
        raise Refused("这个人这一场没有签到，没有时长可改。")
    if found.member_id == actor.id:
        raise Refused(OWN)
    if hours(found.minutes) == hours(minutes):
        raise Refused("时长没有变，不用更正。")
    before, found.minutes = found.minutes, minutes
    if found.confirmed_at:
        found.confirmed_at, found.confirmed_by_id = clock.now(), actor.id
    row = {"before": before, "after": minutes, "reason": reason, "by_id": actor.id, "at": clock.now()}
    db.session.add(HoursCorrection(attendance_id=found.id, **row))
    states = {"from_state": f"{hours(before)} 小时", "to_state": f"{hours(minutes)} 小时", "reason": reason}
    audit.record("hours_corrected", "signup", found.signup_id, actor=actor, kind=acts_as(actor, activity), **states)
    words = f"从 {hours(before)} 小时改为 {hours(minutes)} 小时。原因：{reason}"
    inbox.send(found.member_id, f"《{activity.title}》的时长更正了", words, path="/activities/hours")


@write
def issue_certificates(activity_id: int, said: Certified, actor, *, site: str) -> int:
    """Hand everybody who came and has none yet to the certificates; returns how many. Refused before the end, or for nobody."""
    activity = _certifiable(activity_id)
    people = queries.without_certificate(activity)
    if not people:
        raise Refused("没有要发证书的人：来了的都发过了，或者志愿服务时长还没有确认、没有公示满。")
    batch_id = _issue(activity, people, said, actor, site=site)
    db.session.add_all(ActivityCertificate(activity_id=activity_id, member_id=person.id, batch_id=batch_id) for person in people)
    return _told(activity, people, batch_id, actor)


@write
def issue_again(activity_id: int, said: Certified, actor, *, site: str) -> int:
    """New certificates, under new numbers, for those whose certificate was revoked and who still deserve one; returns how many.

    said.reason stays on record. Refused when there is nobody.
    """
    activity = _certifiable(activity_id)
    people = queries.with_void_certificate(activity)
    if not people:
        raise Refused("没有要重发的人：撤销了的都重发过了，或者没有人的证书被撤销。")
    batch_id = _issue(activity, people, said, actor, site=site)
    for person in people:
        db.session.get_one(ActivityCertificate, (activity_id, person.id)).batch_id = batch_id
    return _told(activity, people, batch_id, actor, reason=said.reason)


def _certifiable(activity_id: int) -> Activity:
    activity = lock_activity(activity_id)
    if activity.kind not in CERTIFIED:
        raise Refused("这一类活动不发证书。")
    if not queries.is_over(activity):
        raise Refused("活动还没有结束，等结束以后再发证书。")
    return activity


def _issue(activity: Activity, people, said: Certified, actor, *, site: str) -> int:
    """Hand people to the certificates; returns the id of the batch."""
    common = {"项目": activity.title, "时间": said.period, "内容": said.content or activity.title}
    rows = [_recipient(number, person) for number, person in enumerate(people, start=1)]
    kind = CERTIFIED[activity.kind]
    organ = queries.organ_name(activity.unit.name, activity.unit.parent_id)
    is_sealed = activity.unit.parent_id is None
    prepared = certificates.Prepared(
        kind, Subject.person, wording_of(activity.kind), organ, clock.today(), is_sealed=is_sealed, common=common, rows=rows
    )
    return certificates.issue(prepared, actor, site=site)


def _told(activity: Activity, people, batch_id: int, actor, *, reason: str | None = None) -> int:
    detail = {"rows": len(people), "batch": batch_id}
    audit.record("certified", "activity", activity.id, actor=actor, kind=acts_as(actor, activity), detail=detail, reason=reason)
    words = "可以在“我的证书”里下载。" + (f"原来的已经撤销，这是重发的。原因：{labels.sentence(reason)}" if reason else "")
    inbox.send_many([person.id for person in people], f"《{activity.title}》的证书发下来了", words, path="/certificates")
    return len(people)


def _recipient(number: int, person) -> Row:
    said = hours(person.minutes)
    return Row(number, {"姓名": person.name, "单位": person.unit, "学时": said, "时长": said}, person.staff_no)


@write
def issue_record(person, year: int, *, site: str) -> int:
    """The official record of a member's volunteer service in a year; returns its id, that of the last one when nothing is new.

    It is proved by whoever recorded it (谁记录谁证明): the leader who confirmed the latest service stands for it in the log.
    Refused when nothing has been confirmed and published long enough.
    """
    lock_name(f"volunteer record {person.id}")
    rows = queries.provable(person.id, year)
    if not rows:
        raise Refused(f"{year} 年还没有可以开证明的志愿服务。时长要由带队的人确认，公示满 {queries.notice_days()} 天。")
    services = [_service(row) for row in rows]
    for found, certificate in queries.records_of(person.id):
        if found.year == year and found.services == services and certificate.state is CertificateState.valid:
            return found.id
    leader = db.session.get_one(Member, max(rows, key=lambda row: row.confirmed_at).confirmed_by_id)
    record = _record(person, year, services, leader)
    record.certificate_id = _certificate(record, leader, site)
    db.session.add(record)
    db.session.flush()
    kind = ActorKind.owner
    audit.record("record_issued", "volunteer_record", record.id, actor=person, kind=kind, detail={"year": year, "minutes": record.minutes})
    return record.id


def _record(person, year: int, services: list[dict], leader: Member) -> VolunteerRecord:
    signer = settings.get("volunteer.signer") or leader.name
    minutes = sum(one["minutes"] for one in services)
    return VolunteerRecord(
        member_id=person.id, year=year, services=services, minutes=minutes, organ=organisation.name()[:40], signer=signer[:40],
        issued_at=clock.now(),
    )  # fmt: skip


def _service(row) -> dict:
    place = f"{row.campus} {row.place}" if row.campus else row.place
    what = f"{row.title}：{row.session}" if row.session else row.title
    facts = {"on": row.starts_at.date().isoformat(), "what": what, "place": place, "minutes": row.minutes}
    return facts | {"organ": queries.organ_name(row.unit, row.parent_id), "leader": _name_of(row.confirmed_by_id)}


def _name_of(member_id: int | None) -> str:
    found = db.session.get(Member, member_id) if member_id else None
    return found.name if found else ""


def _certificate(record: VolunteerRecord, leader: Member, site: str) -> int:
    """Number and code come from the certificates, where anybody verifies them."""
    person = db.session.get_one(Member, record.member_id)
    names = list(dict.fromkeys(one["what"] for one in record.services))
    title = names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 项"
    content = "、".join(names)
    values = {
        "姓名": person.name, "单位": person.unit.name, "项目": _fitted(title), "内容": _fitted(content),
        "时长": hours(record.minutes), "时间": period([one["on"] for one in record.services]),
    }  # fmt: skip
    rows = [Row(1, values, person.staff_no)]
    wording = USUAL[Kind.volunteer]
    prepared = certificates.Prepared(
        Kind.volunteer, Subject.person, wording, record.organ, clock.today(), is_sealed=True, common={}, rows=rows
    )
    batch_id = certificates.issue(prepared, leader, site=site)
    return db.session.scalar(select(Certificate.id).where(Certificate.batch_id == batch_id))


def _fitted(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def usual_period(activity) -> str:
    """The days of an activity as papers say them."""
    days = [s.starts_at.date().isoformat() for s in activity.sessions if s.called_off_at is None]
    return period(days) if days else labels.full_day(clock.today())


audit.subjects["volunteer_record"] = "志愿服务记录"
audit.words |= {
    "hours_confirmed": "确认了时长", "hours_corrected": "更正了时长", "certified": "发了证书", "record_issued": "开了志愿服务记录证明",
}  # fmt: skip
