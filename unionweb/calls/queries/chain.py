"""What waits for a unit: its entries, what is missing, what it may still send on."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from unionweb.accounts.models import Unit
from unionweb.accounts.rules import units_led
from unionweb.calls.models import Call, ChainStep, CoAuthor, Entry
from unionweb.calls.queries.calls import RUNNING
from unionweb.calls.queries.quotas import group_names, used_by_group
from unionweb.calls.queries.reviews_bars import is_veiled
from unionweb.calls.rules.kinds import COUNTED, CoAuthorState, Decision, Step, Subject, SubmissionStatus
from unionweb.common.quotas import GroupKind
from unionweb.kernel.extensions import db


def unit_entries(user, call: Call, unit_id: int) -> list[Entry]:
    """The entries of one unit in a call by their rank; the drafts of what the unit itself puts forward as well.

    Whoever acts for a unit of others and reviews the call blindly gets none.
    """
    if unit_id not in units_led(user) and is_veiled(user.id, call.id):
        return []
    hidden = () if call.subject not in {Subject.work, Subject.family} else (SubmissionStatus.draft,)
    wanted = select(Entry).options(joinedload(Entry.member), selectinload(Entry.co_authors), selectinload(Entry.steps))
    wanted = wanted.where(Entry.call_id == call.id, Entry.unit_id == unit_id, Entry.status.not_in(hidden))
    wanted = wanted.where(~((Entry.status == SubmissionStatus.withdrawn) & Entry.submitted_at.is_(None)))
    return list(db.session.scalars(wanted.order_by(Entry.unit_rank.is_(None), Entry.unit_rank, Entry.id)))


@dataclass(frozen=True)
class UnitLine:
    """A call with what waits in one unit."""

    call: Call
    unit: Unit
    waiting: int
    sent_on: int


def unit_lines(unit_ids: Collection[int]) -> list[UnitLine]:
    """Every running call for each of these units: what waits, what was sent on; those that wait first. Three queries."""
    calls = list(db.session.scalars(select(Call).where(Call.state.in_(RUNNING)).order_by(Call.submits_until, Call.id)))
    units = list(db.session.scalars(select(Unit).where(Unit.id.in_(unit_ids)).order_by(Unit.sort, Unit.id)))
    wanted = select(Entry.call_id, Entry.unit_id, Entry.status, func.count())
    wanted = wanted.where(Entry.call_id.in_([call.id for call in calls]), Entry.unit_id.in_(unit_ids))
    counts = {
        row[:3]: row[3] for row in db.session.execute(wanted.group_by(Entry.call_id, Entry.unit_id, Entry.status))
    }
    lines = [
        UnitLine(
            call, unit, counts.get((call.id, unit.id, SubmissionStatus.submitted), 0),
            sum(counts.get((call.id, unit.id, status), 0) for status in COUNTED),
        )
        for call in calls for unit in units
    ]  # fmt: skip
    return sorted(lines, key=lambda line: not line.waiting)


def waiting_for(unit_ids: Collection[int]) -> int:
    """How many entries wait for these units to look at them."""
    wanted = select(func.count(Entry.id)).join(Call, Call.id == Entry.call_id)
    return db.session.scalar(
        wanted.where(Entry.unit_id.in_(unit_ids), Entry.status == SubmissionStatus.submitted, Call.state.in_(RUNNING))
    )


def opinion_of(entry_id: int) -> ChainStep | None:
    """The latest opinion of the party organisation."""
    wanted = select(ChainStep).where(ChainStep.entry_id == entry_id, ChainStep.step == Step.party)
    return db.session.scalar(wanted.order_by(ChainStep.id.desc()).limit(1))


def unanswered(entry_id: int) -> int:
    """How many further authors have not said yes or no."""
    wanted = (CoAuthor.entry_id == entry_id, CoAuthor.state == CoAuthorState.invited)
    return db.session.scalar(select(func.count()).select_from(CoAuthor).where(*wanted))


def units_short(call: Call) -> list[tuple[str, int]]:
    """(unit, how many it has sent on) of the units below the minimum of a call."""
    used = used_by_group([call.id], GroupKind.unit)
    counted = ((name, used.get((call.id, id), 0)) for id, name in group_names(GroupKind.unit))
    return [(name, count) for name, count in counted if count < call.per_unit_least]


def has_opinion(entry_ids: Collection[int]) -> set[int]:
    """Those of these entries for which an opinion was recorded."""
    recorded = exists().where(
        ChainStep.entry_id == Entry.id, ChainStep.step == Step.party, ChainStep.decision == Decision.recorded
    )
    return set(db.session.scalars(select(Entry.id).where(Entry.id.in_(entry_ids), recorded)))
