"""Looking after a point: noting what was done, reporting what is broken, and saying how it was mended."""

from datetime import timedelta

from sqlalchemy import func, select

from unionweb.bookings.models import CareEntry, CareKind, Fault, ServicePoint
from unionweb.bookings.queries.care import care_kinds, keepers_of, office_of_points
from unionweb.bookings.rules import points_kept
from unionweb.common import audit, organisation
from unionweb.common.audit import ActorKind
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

SAME_WITHIN = timedelta(minutes=1)  # the same entry again within this time is the same form sent twice
MOST_OPEN = 20  # faults of a point that are not mended; more would bury them


@write
def note_care(person, point_id: int, kind: CareKind, note: str = "") -> int:
    """Note what `person` (keeper or office) has done at a point; returns the entry's id. Sent twice it is one entry.

    Refused at a point that is withdrawn, and for the fridge of a room that has none.
    """
    point = _lock_point(point_id)
    if kind not in care_kinds(point.service):
        raise Refused("这里没有冰箱，不用记这一项。")
    same = (CareEntry.point_id == point_id, CareEntry.kind == kind, CareEntry.note == note)
    own = (CareEntry.done_by_id == person.id, CareEntry.at > clock.now() - SAME_WITHIN)
    entry = db.session.scalar(select(CareEntry).where(*same, *own))
    if entry is None:
        entry = CareEntry(point_id=point_id, kind=kind, note=note, done_by_id=person.id, at=clock.now())
        db.session.add(entry)
        db.session.flush()
        as_whom = _as_whom(person, point_id)
        audit.record("cared", "service_point", point_id, actor=person, kind=as_whom, to_state=kind, reason=note or None)
    return entry.id


@write
def report_fault(point_id: int, text: str) -> int:
    """Report what is broken; returns the fault's id. Who reports it is neither asked nor kept anywhere.

    The same words about the same thing are one fault until it is mended. Tells the keepers, else the office.
    """
    point = _lock_point(point_id)
    still_open = (Fault.point_id == point_id, Fault.resolved_at.is_(None))
    known = db.session.scalar(select(Fault.id).where(*still_open, Fault.text == text))
    if known:
        return known
    if db.session.scalar(select(func.count()).where(*still_open)) >= MOST_OPEN:
        phone = organisation.office().phone
        raise Refused(f"这里已经有 {MOST_OPEN} 条报修还没处理。请给校工会办公室打电话：{phone}。")
    fault = Fault(point_id=point_id, text=text, reported_at=clock.now())
    db.session.add(fault)
    db.session.flush()
    audit.record("reported", "fault", fault.id, detail={"point_id": point_id})
    for person in keepers_of(point_id) or office_of_points():
        inbox.send(person.id, f"{point.place} 有一条报修", text, path=f"/faults/{fault.id}")
    return fault.id


@write
def resolve_fault(person, fault_id: int, resolution: str) -> None:
    """Say how a fault was mended. Refused when somebody has said so already."""
    fault = db.session.get_one(Fault, fault_id, with_for_update=True, populate_existing=True)
    if fault.resolved_at:
        raise Refused(f"这一条 {labels.moment(fault.resolved_at)} 已经处理过了：{fault.resolution}")
    fault.resolved_at, fault.resolved_by_id, fault.resolution = clock.now(), person.id, resolution
    kind = _as_whom(person, fault.point_id)
    audit.record("resolved", "fault", fault.id, actor=person, kind=kind, reason=resolution)


def _lock_point(point_id: int) -> ServicePoint:
    point = db.session.get(ServicePoint, point_id, with_for_update=True, populate_existing=True)
    if point is None or point.withdrawn_at:
        raise Refused("这个服务点已经停用了。")
    return point


def _as_whom(person, point_id: int) -> ActorKind:
    return ActorKind.keeper if point_id in points_kept(person) else ActorKind.office
