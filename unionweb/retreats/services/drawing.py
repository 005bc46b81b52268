"""From the closed list to the result: rank, freeze, enter the public number, reveal, share out, log every pick."""

import json
from functools import partial

from unionweb.common import draws
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import moment
from unionweb.retreats.models import RetreatApplication, RetreatPick, RetreatProgramme
from unionweb.retreats.queries.people import losers_before
from unionweb.retreats.queries.plans import (
    applicants_of,
    branch_names,
    competing,
    facts_of,
    plan_of,
    taking_part,
    weights_of,
)
from unionweb.retreats.queries.programmes import SUBJECT
from unionweb.retreats.rules import published
from unionweb.retreats.rules.allocation import Outcome, allocate
from unionweb.retreats.rules.kinds import PickKind, PointKind, ProgrammeState, Status
from unionweb.retreats.rules.ordering import Applicant, Way
from unionweb.retreats.services.moving import free_place
from unionweb.retreats.services.shared import NOT_NOW, locked, note_programme, tell, turn


@write
def rank_unit(programme_id: int, unit_id: int, ranks: dict[int, int | None], actor) -> None:
    """A chair orders the applicants of the own unit: application id → rank, 1 is first. Refused for ranks given twice."""
    programme = locked(programme_id)
    if not programme.takes_ranks:
        raise Refused("现在不在排序的时间里，没有存。报名截止以后、期限以前可以排。")
    own = [row for row in taking_part(programme.id) if row.unit_id == unit_id]
    given = sorted(rank for rank in ranks.values() if rank is not None)
    if set(ranks) - {row.id for row in own}:
        raise Refused("名单变了，没有存。请刷新看看再排。")
    if given != list(range(1, len(given) + 1)):
        raise Refused("名次要从 1 开始连着排，不能重复，也不能跳。")
    for row in own:
        row.unit_rank = ranks.get(row.id)
    note_programme("ranked", programme, actor, detail={"unit": unit_id, "count": len(given)})


def _unchecked(programme: RetreatProgramme, row: RetreatApplication) -> bool:
    """Whether something that was claimed has been looked at by nobody."""
    counts = programme.way is Way.points and programme.points.get(PointKind.service_year)
    asks_years = (programme.min_service_years or counts) and not row.is_service_confirmed
    return row.checked_at is None and bool(asks_years or set(row.lanes_claimed) - set(row.lanes_confirmed))


@write
def freeze_list(programme_id: int, actor) -> int:
    """Freeze the list and the rules and publish their hashes; returns how many take part. Nothing on it changes afterwards."""
    programme = locked(programme_id)
    if programme.state not in {ProgrammeState.open, ProgrammeState.closed} or not programme.is_past_closing:
        raise Refused("报名还没有截止，名单不能锁定。" if programme.state is ProgrammeState.open else NOT_NOW)
    if programme.way is Way.ranking and programme.ranks_until and clock.now() < programme.ranks_until:
        raise Refused(f"分工会可以排到 {moment(programme.ranks_until)}，在那以后再锁定。")
    rows = taking_part(programme.id)
    if waiting := sum(_unchecked(programme, row) for row in rows):
        raise Refused(f"还有 {waiting} 份申请没有核对（工龄或专项）。请在报名名单里核对完再锁定。")
    rows = [row for row in rows if not _left_out(programme, row)]
    _weigh(programme, rows)
    before, programme.state = programme.state, ProgrammeState.frozen
    entries = [published.entry_of(applicant) for applicant in _applicants(programme, rows)]
    draws.freeze(SUBJECT, programme.id, entries, actor, rules=published.rules_of(plan_of(programme)))
    note_programme("frozen", programme, actor, from_state=before, to_state=programme.state, detail={"count": len(rows)})
    return len(rows)


def _left_out(programme: RetreatProgramme, row: RetreatApplication) -> bool:
    """Whose years of service were looked at and not confirmed does not take part, and is told so."""
    if row.is_service_confirmed or not programme.min_service_years:
        return False
    turn(row, Status.cancelled, "cancelled", reason="工龄没有核实")
    tell(row, "这次报名没有参加分配", "分工会或校工会没有核实您填的工龄。有疑问请联系校工会办公室。")
    return True


def _weigh(programme: RetreatProgramme, rows: list[RetreatApplication]) -> None:
    """Points and boost of everybody, as the published rules say, from what is confirmed now."""
    points, losers = weights_of(rows, programme), losers_before(programme)
    for row in rows:
        row.points = points[row.id]
        row.boost = programme.boost_lost if row.member_id in losers else 0
    db.session.flush()


def _applicants(programme: RetreatProgramme, rows: list[RetreatApplication]) -> list[Applicant]:
    return applicants_of(rows, branch_names(), {batch.id: batch.key for batch in programme.batches if batch.is_live})


@write
def enter_number(programme_id: int, number: str, actor) -> None:
    """The public number that was named before closing is out."""
    programme = locked(programme_id)
    if programme.state is not ProgrammeState.frozen:
        raise Refused(NOT_NOW)
    draws.enter_public_number(SUBJECT, programme.id, number, actor)


@write
def decide(programme_id: int, actor) -> int:
    """Reveal the seed, share out the places by the frozen list and rules, log every pick, publish the file. Returns the picks."""
    programme = locked(programme_id)
    if programme.state is not ProgrammeState.frozen:
        raise Refused(NOT_NOW)
    draw = draws.reveal(SUBJECT, programme.id, actor)
    plan, applicants = published.plan_of(draw.rules), [published.applicant_of(entry) for entry in draw.entries]
    outcome = allocate(plan, applicants, partial(draws.key_of, draw.seed, draw.public_number or ""))
    document = published.document(facts_of(programme), plan, applicants, draw, outcome)
    if published.differences(json.loads(json.dumps(document))):
        raise Refused("重算的结果和排出来的不一样，没有公布。请告诉系统管理员。")
    draws.publish(SUBJECT, programme.id, document, actor)
    gone = _write_down(programme, outcome, {entry["number"] for entry in draw.entries})
    programme.state, programme.decided_at = ProgrammeState.decided, clock.now()
    counted = {"picks": len(outcome.picks), "waiting": len(outcome.waiting)}
    note_programme("decided", programme, actor, from_state=ProgrammeState.frozen, to_state=programme.state, detail=counted)
    for row in gone:
        free_place(row, programme)
    return len(outcome.picks)


def _write_down(programme: RetreatProgramme, outcome: Outcome, numbers: set[str]) -> list[RetreatApplication]:
    """Returns those who got a place and left after the list was frozen: theirs goes on to the next."""
    gone = []
    rows = {row.number: row for row in competing(programme.id) if row.number in numbers}
    batches = {batch.key: batch for batch in programme.batches}
    places = {number: place for place, number in enumerate(outcome.order, 1)}
    for pick in outcome.picks:
        row, batch = rows[pick.number], batches[pick.batch]
        row.batch_id, row.companions_granted = batch.id, outcome.companions.get(pick.number, 0)
        row.position, row.reason = places[pick.number], pick.reason[:300]
        placed = {"kind": PickKind.drawn, "step": pick.step, "position": pick.position, "reason": pick.reason[:300], "at": clock.now()}
        db.session.add(RetreatPick(programme_id=programme.id, application_id=row.id, batch_id=batch.id, **placed))
        if row.status is Status.submitted:
            turn(row, Status.placed, "placed", kind=ActorKind.system, reason=pick.reason[:300])
        else:
            gone.append(row)
    for number, reason in outcome.passed:
        row = rows[number]
        row.position, row.reason = places[number], reason[:300]
        if row.status is Status.submitted:
            turn(row, Status.waiting, "waits", kind=ActorKind.system, reason=reason[:300])
    return gone
