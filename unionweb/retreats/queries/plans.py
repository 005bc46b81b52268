"""A programme and its applications as the allocation reads them: numbers and names of units, no names of people."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time

from sqlalchemy import func, or_, select

from unionweb.accounts.models import Campus, Member, RoleGrant, Unit, UnitKind
from unionweb.accounts.rules import LEADING
from unionweb.common import quotas
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import full_day, label
from unionweb.retreats.models import RetreatApplication, RetreatBatch, RetreatProgramme
from unionweb.retreats.queries.applications import WHOLE
from unionweb.retreats.queries.people import known_of, losers_before, merits_of
from unionweb.retreats.queries.programmes import SUBJECT
from unionweb.retreats.rules.allocation import Lane, Plan
from unionweb.retreats.rules.kinds import BatchState, PointKind, Status
from unionweb.retreats.rules.ordering import Applicant, Way
from unionweb.retreats.rules.points import scored


def branch_names() -> dict[int, str]:
    """Unit id → name; two of the same name are told apart by their number."""
    rows = db.session.execute(select(Unit.id, Unit.name).where(Unit.kind == UnitKind.branch_union).order_by(Unit.sort, Unit.id)).all()
    names = [name for _, name in rows]
    return {id: name if names.count(name) == 1 else f"{name}（{id}）" for id, name in rows}


def headcounts(programme: RetreatProgramme) -> dict[int, int]:
    """Unit id → its members on the base date: those of the statuses the programme is for, who had not left by then."""
    here = or_(Member.left_at.is_(None), Member.left_at > datetime.combine(programme.quota_base_on, time.max))
    who = Member.employment_status.in_(programme.terms.statuses), here
    counted = dict(db.session.execute(select(Member.unit_id, func.count()).where(*who).group_by(Member.unit_id)).all())
    return {unit_id: counted.get(unit_id, 0) for unit_id in branch_names()}


def places_of(programme: RetreatProgramme) -> int:
    """All places of its live batches."""
    live = RetreatBatch.programme_id == programme.id, RetreatBatch.state.in_([BatchState.planned, BatchState.formed])
    return db.session.scalar(select(func.coalesce(func.sum(RetreatBatch.places), 0)).where(*live))


def arithmetic(programme: RetreatProgramme) -> quotas.Apportionment:
    """The places of every unit, worked out now."""
    return quotas.apportion(headcounts(programme), places_of(programme), programme.quota_method)


@dataclass(frozen=True)
class QuotaLine:
    """The places of one unit, for everybody to read. note: the sum; reason: why it was changed by hand."""

    unit: str
    weight: int
    note: str
    places: int
    computed: int
    reason: str | None

    @property
    def words(self) -> str:
        """The sum, and what was changed of it."""
        return self.note if self.places == self.computed else f"{self.note}；调整为 {self.places}：{self.reason}"


def quota_lines(programme: RetreatProgramme) -> list[QuotaLine]:
    """The places of every unit as they stand, with the sum and what was changed by hand; empty before they are worked out."""
    rows, names = quotas.quotas_of(SUBJECT, programme.id), branch_names()
    notes = {one["unit"]: one["note"] for one in programme.quotas_text or []}
    known = [(names[row.group_id], row) for row in rows if row.group_id in names]
    return [QuotaLine(name, row.weight, notes.get(name, ""), row.places, row.computed, row.reason) for name, row in known]


def plan_of(programme: RetreatProgramme) -> Plan:
    """What there is to share out, and by which rules."""
    names = branch_names()
    live = [batch for batch in programme.batches if batch.is_live]
    campuses = _campuses(names)
    rows = quotas.quotas_of(SUBJECT, programme.id)
    given = {row.group_id: row.places for row in rows} or {s.key: s.places for s in arithmetic(programme).shares}
    return Plan(
        batches=tuple((batch.key, batch.places) for batch in live),
        lanes=tuple(Lane(lane["key"], lane["name"], lane["places"]) for lane in programme.lanes),
        quotas={name: given.get(unit_id, 0) for unit_id, name in names.items()},
        method=programme.way,
        recalls_by_campus=programme.recalls_by_campus and bool(campuses),
        companion_places={batch.key: batch.companion_places for batch in live},
        campuses=campuses,
        names={batch.key: batch.title for batch in live},
        arithmetic={line.unit: line.words for line in quota_lines(programme)},
    )


def _campuses(names: dict[int, str]) -> dict[str, str]:
    """Name of a unit → name of its campus, where it has one."""
    query = select(Unit.id, Campus.name).join(Campus, Campus.id == Unit.campus_id).where(Unit.id.in_(names))
    return {names[unit_id]: campus for unit_id, campus in db.session.execute(query)}


def competing(programme_id: int) -> list[RetreatApplication]:
    """All applications but those withdrawn, whatever became of them."""
    query = select(RetreatApplication).options(*WHOLE).where(RetreatApplication.programme_id == programme_id)
    return list(db.session.scalars(query.where(RetreatApplication.status != Status.withdrawn).order_by(RetreatApplication.number)))


def taking_part(programme_id: int) -> list[RetreatApplication]:
    """Those who can still be put on the list: not who withdrew, and not who left the university meanwhile."""
    return [row for row in competing(programme_id) if row.status is Status.submitted]


def applicants_of(rows: Iterable[RetreatApplication], names: dict[int, str], batch_keys: dict[int, str]) -> list[Applicant]:
    """batch_keys: batch id → key in the plan; choices of other batches are left out."""
    return [
        Applicant(
            number=row.number,
            unit=names.get(row.unit_id) or row.unit.name,
            campus=row.campus.name,
            lanes=tuple(row.lanes_confirmed),
            choices=tuple(batch_keys[c.batch_id] for c in row.choices if c.batch_id in batch_keys),
            boost=row.boost,
            points=row.points,
            rank=row.unit_rank,
            companions=len(row.companions),
        )
        for row in rows
    ]


def facts_of(programme: RetreatProgramme) -> dict:
    """What the published file says about the programme, in words for whoever reads it."""
    weights = [f"{label(PointKind(key))} {weight} 分" for key, weight in programme.points.items() if weight]
    return {
        "title": programme.title,
        "year": programme.year,
        "rules": programme.rules,
        "published_at": str(programme.published_at),
        "opens_at": str(programme.opens_at),
        "closes_at": str(programme.closes_at),
        "points": weights,
        "boost_lost": programme.boost_lost,
        "batches": [
            {"key": b.key, "title": b.title, "place": b.place, "days": f"{full_day(b.starts_on)}–{full_day(b.ends_on)}"}
            for b in programme.batches
        ],
    }


def quota_of_unit(programme_id: int, unit_id: int) -> int | None:
    """How many places a unit has by its quota; None when none were worked out."""
    rows = quotas.quotas_of(SUBJECT, programme_id)
    return next((row.places for row in rows if row.group_id == unit_id), None)


def last_years(programme: RetreatProgramme) -> RetreatProgramme | None:
    """The latest earlier programme with applications: what a dry run can be made on."""
    earlier = RetreatProgramme.year <= programme.year, RetreatProgramme.id != programme.id
    applied = select(RetreatApplication.id).where(RetreatApplication.programme_id == RetreatProgramme.id).exists()
    query = select(RetreatProgramme).where(*earlier, applied).order_by(RetreatProgramme.year.desc(), RetreatProgramme.id.desc())
    return db.session.scalar(query.limit(1))


def by_position(programme: RetreatProgramme, earlier: RetreatProgramme) -> dict[int, str]:
    """Last year's batches stand for this year's in their order: batch id → key in this year's plan."""
    live = [batch.key for batch in programme.batches if batch.is_live]
    return {batch.id: live[n % len(live)] for n, batch in enumerate(earlier.batches)} if live else {}


def leaders_of_applicants(programme_id: int) -> list[int]:
    """The ids of those who lead the units with applicants today."""
    today = clock.today()
    units = select(RetreatApplication.unit_id).where(
        RetreatApplication.programme_id == programme_id, RetreatApplication.status == Status.submitted
    )
    query = select(RoleGrant.member_id).where(
        RoleGrant.role.in_(LEADING), RoleGrant.unit_id.in_(units), RoleGrant.valid_from <= today,
        or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= today),
    )  # fmt: skip
    return sorted(set(db.session.scalars(query)))


def dry_plan(programme: RetreatProgramme) -> tuple[Plan, list[Applicant], RetreatProgramme | None]:
    """This year's plan with last year's applicants, or with those so far when there is no last year.

    Returns the plan, the applicants, and the programme they come from (None for this one).
    """
    earlier = last_years(programme)
    rows = competing((earlier or programme).id)
    keys = by_position(programme, earlier) if earlier else {batch.id: batch.key for batch in programme.batches if batch.is_live}
    merits, losers = weights_of(rows, programme), losers_before(programme)
    applicants = [
        replace(one, points=merits[row.id], boost=programme.boost_lost if row.member_id in losers else 0)
        for row, one in zip(rows, applicants_of(rows, branch_names(), keys), strict=True)
    ]
    return plan_of(programme), _ranked(applicants), earlier


def weights_of(rows: list[RetreatApplication], programme: RetreatProgramme) -> dict[int, int]:
    """application id → points by the programme's rules, from what is confirmed now; 0 when points do not decide."""
    if programme.way is not Way.points:
        return {row.id: 0 for row in rows}
    known, losers = known_of([row.member_id for row in rows]), losers_before(programme)
    scores = {row.id: scored(programme.points, merits_of(row, known[row.member_id], losers, programme)) for row in rows}
    return {row_id: sum(line.points for line in lines) for row_id, lines in scores.items()}


def _ranked(applicants: list[Applicant]) -> list[Applicant]:
    """Whom no unit has ranked yet gets a rank for the dry run, behind the others, in the order of the drawn numbers."""
    last = Counter()
    for one in applicants:
        last[one.unit] = max(last[one.unit], one.rank or 0)
    found = []
    for one in applicants:
        if not one.rank:
            last[one.unit] += 1
            one = replace(one, rank=last[one.unit])
        found.append(one)
    return found
