"""The registers: standings recorded and ended, a history uploaded, looked at and imported."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, select

from unionweb.accounts.models import Member
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.retreats.models import RetreatHistory, RetreatImport, RetreatService, RetreatStanding
from unionweb.retreats.queries.people import member_by_staff_no
from unionweb.retreats.rules.importing import Line
from unionweb.retreats.rules.kinds import ImportState, Standing

KEPT = timedelta(days=7)
STANDING, IMPORT = "retreat_standing", "retreat_import"


@write
def record_standing(staff_no: str, kind: Standing, since: int | None, actor, *, evidence: str = "") -> int:
    """Somebody belongs to a lane. A standing that was ended comes back. Refused for somebody who is not on the roster."""
    member = member_by_staff_no(staff_no)
    if member is None:
        raise Refused(f"花名册里没有工号 {staff_no[:20]} 的在册会员。")
    query = select(RetreatStanding).where(RetreatStanding.member_id == member.id, RetreatStanding.kind == kind)
    row = db.session.scalar(query.with_for_update())
    if row is not None and row.ended_on is None:
        raise Refused(f"{member.name}这一项已经登记过了。")
    if row is None:
        row = RetreatStanding(member_id=member.id, kind=kind)
    row.since, row.evidence, row.ended_on = since, evidence, None
    row.recorded_at, row.recorded_by_id = clock.now(), actor.id
    db.session.add(row)
    db.session.flush()
    audit.record("recorded", STANDING, row.id, actor=actor, kind=ActorKind.office, detail={"member": member.id, "kind": kind.value})
    return row.id


@write
def end_standing(standing_id: int, actor) -> None:
    """It no longer holds; the row stays."""
    row = db.session.get(RetreatStanding, standing_id, with_for_update=True)
    if row is None or row.ended_on is not None:
        raise Refused("这一条已经去掉了。")
    row.ended_on = clock.today()
    audit.record("removed", STANDING, row.id, actor=actor, kind=ActorKind.office)


@dataclass(frozen=True)
class Upload:
    """A history that was read: its lines, good and faulty."""

    filename: str
    lines: tuple[Line, ...]


@write
def keep_upload(upload: Upload, actor) -> int:
    """Keep an upload to be looked at; the actor's earlier ones that still wait are dropped. Returns its id."""
    waiting = RetreatImport.uploaded_by_id == actor.id, RetreatImport.state == ImportState.previewed
    for earlier in db.session.scalars(select(RetreatImport).where(*waiting).with_for_update()):
        earlier.state, earlier.rows = ImportState.dropped, []
    names = dict(db.session.execute(select(Member.staff_no, Member.name)).all())
    rows = [judged(line, names.get(line.staff_no)).packed() for line in upload.lines]
    stamp = {"uploaded_by_id": actor.id, "uploaded_at": clock.now()}
    row = RetreatImport(filename=upload.filename[-120:], state=ImportState.previewed, rows=rows, **stamp)
    db.session.add(row)
    db.session.flush()
    audit.record("uploaded", IMPORT, row.id, actor=actor, kind=ActorKind.office, detail={"rows": len(rows)})
    return row.id


def judged(line: Line, name: str | None) -> Line:
    """With the fault that only the roster shows: a number of somebody else, or of nobody. name: the roster's for the number."""
    if line.faults:
        return line
    if name is not None and name != line.name:
        return replace(line, faults=(f"花名册里工号 {line.staff_no} 是{name}，请核对",))
    if name is None and line.year is None:
        return replace(line, faults=(f"花名册里没有工号 {line.staff_no}，来校年份没有地方记",))
    return line


@write
def import_history(import_id: int, actor) -> dict[str, int]:
    """Take over the good rows; faulty ones are left out. What is there already stays or is corrected. Returns counts."""
    row = db.session.get(RetreatImport, import_id, with_for_update=True)
    if row is None or row.state is not ImportState.previewed:
        raise Refused("这份表已经导入或者放弃了。")
    lines = [Line.unpacked(one) for one in row.rows]
    good = [line for line in lines if not line.faults]
    ids = dict(db.session.execute(select(Member.staff_no, Member.id)).all()) if good else {}
    trips = {(one.staff_no, one.year, one.trip): one for one in db.session.scalars(select(RetreatHistory))}
    years = {one.member_id: one for one in db.session.scalars(select(RetreatService))}
    stamp = {"recorded_at": clock.now(), "recorded_by_id": actor.id}
    counts = {"trips": 0, "since": 0, "faulty": len(lines) - len(good)}
    for line in good:
        member_id = ids.get(line.staff_no)
        counts["trips"] += line.year is not None and _take_trip(line, member_id, trips, stamp)
        counts["since"] += line.since is not None and member_id is not None and _take_since(line, member_id, years, stamp)
    row.state, row.imported_at, row.counts = ImportState.imported, clock.now(), counts
    row.rows = [line.packed() for line in lines if line.faults]
    audit.record("imported", IMPORT, row.id, actor=actor, kind=ActorKind.office, detail=counts)
    return counts


def _take_trip(line: Line, member_id: int | None, trips: dict[tuple, RetreatHistory], stamp: dict) -> bool:
    """trips: all that are known, by staff number, year and trip; a new one is added. Whether something changed."""
    key = line.staff_no, line.year, line.trip
    known = trips.get(key)
    if known is not None:
        changed = known.outcome is not line.outcome
        known.outcome = line.outcome
        return changed
    facts = {"member_id": member_id, "staff_no": line.staff_no, "name": line.name, "year": line.year}
    trips[key] = RetreatHistory(trip=line.trip, outcome=line.outcome, **facts, **stamp)
    db.session.add(trips[key])
    return True


def _take_since(line: Line, member_id: int, years: dict[int, RetreatService], stamp: dict) -> bool:
    """years: all that are known, by member. Whether something changed."""
    known = years.get(member_id)
    if known is None:
        known = years[member_id] = RetreatService(member_id=member_id, since_year=line.since, **stamp)
        db.session.add(known)
        return True
    if known.since_year == line.since:
        return False
    known.since_year, known.recorded_at, known.recorded_by_id = line.since, stamp["recorded_at"], stamp["recorded_by_id"]
    return True


@write
def drop_history_import(import_id: int, actor) -> None:
    """Give an upload up; its rows are erased."""
    row = db.session.get(RetreatImport, import_id, with_for_update=True)
    if row is None or row.state is not ImportState.previewed:
        raise Refused("这份表已经导入或者放弃了。")
    row.state, row.rows = ImportState.dropped, []
    audit.record("dropped", IMPORT, row.id, actor=actor, kind=ActorKind.office)


@write
def forget_old_imports() -> int:
    """Uploads that nobody confirmed are erased after a week. Returns how many."""
    old = RetreatImport.uploaded_at < clock.now() - KEPT, RetreatImport.state != ImportState.imported
    ids = list(db.session.scalars(select(RetreatImport.id).where(*old)))
    if ids:
        db.session.execute(delete(RetreatImport).where(RetreatImport.id.in_(ids)))
    return len(ids)
