"""The batches of a programme: planned until applications open; later only what does not touch the rules."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.seen import ensure_seen
from unionweb.retreats.models import RetreatBatch, RetreatProgramme
from unionweb.retreats.rules.calendar import batch_problems
from unionweb.retreats.rules.kinds import BatchState
from unionweb.retreats.services.programmes import FIXED
from unionweb.retreats.services.shared import locked, locked_batch, note_batch

MOST_BATCHES = 30


@dataclass(frozen=True)
class Route:
    """What the office writes about a batch."""

    title: str
    place: str
    starts_on: date
    ends_on: date
    places: int
    least: int
    companion_places: int = 0
    cost_fen: int = 0
    share_fen: int = 0
    health_conditions: str = ""
    leader: str = ""
    leader_phone: str = ""
    meeting: str = ""


def route_of(batch: RetreatBatch) -> Route:
    """What is written about a batch now."""
    return Route(**{name: getattr(batch, name) for name in Route.__dataclass_fields__})


@write
def add_batch(programme_id: int, route: Route, actor) -> int:
    """One more batch. Refused once applications are open, and when its days do not fit the rules."""
    programme = _changeable(programme_id)
    _check(programme, route)
    rows = list(db.session.scalars(select(RetreatBatch).where(RetreatBatch.programme_id == programme_id)))
    if known := next((r for r in rows if r.title == route.title and r.starts_on == route.starts_on), None):
        return known.id
    if len(rows) >= MOST_BATCHES:
        raise Refused(f"一个方案最多 {MOST_BATCHES} 个批次。")
    position = 1 + max((row.position for row in rows), default=0)
    batch = RetreatBatch(programme_id=programme_id, position=position, state=BatchState.planned, **asdict(route))
    db.session.add(batch)
    programme.version += 1
    db.session.flush()
    note_batch("created", batch, actor, to_state=BatchState.planned)
    return batch.id


@write
def edit_batch(batch_id: int, route: Route, seen: str | None, actor) -> None:
    """Change a batch: everything until applications open, afterwards who leads it and where to meet.

    seen: the mark (kernel.seen) of the route that the page showed. Refused when somebody has changed it meanwhile.
    """
    batch, programme = locked_batch(batch_id)
    wanted, known = asdict(route), asdict(route_of(batch))
    changed = [name for name, value in wanted.items() if known[name] != value]
    if not changed:
        return
    ensure_seen(seen, known)
    if not programme.may_change and set(changed) - {"leader", "leader_phone", "meeting"}:
        raise Refused("报名已经开始，只能改领队和集合的安排。路线、日期、名额和费用都按公布的办。")
    _check(programme, route)
    for name in changed:
        setattr(batch, name, wanted[name])
    programme.version += 1
    note_batch("changed", batch, actor, detail={"fields": changed})


@write
def remove_batch(batch_id: int, actor) -> int:
    """Take a batch out before applications open; returns the programme's id."""
    batch, programme = locked_batch(batch_id)
    if not programme.may_change:
        raise Refused(FIXED)
    if programme.is_public and len(programme.batches) == 1:
        raise Refused("方案已经公布，至少要留一个批次。请先加一个，再去掉这个。")
    note_batch("removed", batch, actor, detail={"title": batch.title, "programme": programme.id})
    db.session.delete(batch)
    programme.version += 1
    return programme.id


def _changeable(programme_id: int) -> RetreatProgramme:
    programme = locked(programme_id)
    if not programme.may_change:
        raise Refused(FIXED)
    return programme


def _check(programme: RetreatProgramme, route: Route) -> None:
    problems = batch_problems(route.starts_on, route.ends_on, programme.max_days, programme.closes_at)
    if route.least > route.places:
        problems.append("成团人数不能多于名额。")
    if route.share_fen > route.cost_fen:
        problems.append("个人承担的不能多于每人费用。")
    if problems:
        raise Refused(*problems)
