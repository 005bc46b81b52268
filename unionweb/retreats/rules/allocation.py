"""Who gets which place. Four passes over one order; each person gets the first of the own choices that has room. Pure.

1. lane: each reserved lane in its published order, until its guaranteed number is reached. A placed person counts for
   every lane they belong to, and as used by their own unit.
2. unit: everybody in order, while the own unit has used less than its quota.
3. campus: what the units of a campus have left is open to the applicants of that campus (when the programme says so).
4. open: whatever is left is open to everybody.
Who got nothing waits in the same order. Nobody is ever placed in a batch they did not choose.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from unionweb.kernel import labels
from unionweb.retreats.rules.ordering import Applicant, Way, is_eligible, ordered


class Step(StrEnum):
    """In which pass somebody got a place."""

    lane = "lane"
    unit = "unit"
    campus = "campus"
    open = "open"


@dataclass(frozen=True)
class Lane:
    """A group of people for whom so many places are guaranteed at least."""

    key: str
    name: str
    places: int


@dataclass(frozen=True)
class Plan:
    """What is given away and by which rules. quotas: places of each unit; who is not in it has none.

    campuses: the campus of each unit; what a unit without one leaves unused is open to everybody at once.
    arithmetic: how each unit's quota came about, in words, for the published file.
    names: words for the keys of batches, units and campuses, for the reasons; a key without a word stands for itself.
    """

    batches: tuple[tuple[str, int], ...]
    lanes: tuple[Lane, ...]
    quotas: Mapping[str, int]
    method: Way
    recalls_by_campus: bool
    companion_places: Mapping[str, int]
    campuses: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    arithmetic: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self):
        if self.recalls_by_campus and self.quotas and not self.campuses:
            raise ValueError("to recall by campus, the plan must say where each unit is")


@dataclass(frozen=True)
class Pick:
    """One place given. position: 1 for the first in the order; reason: a sentence for the log."""

    number: str
    batch: str
    step: Step
    position: int
    reason: str


@dataclass(frozen=True)
class Outcome:
    """order: everybody; picks: as they were made; waiting: in the same order, who may not have a place last;

    passed: why each of those got none; companions: how many of each asking winner's companions may come, all or 0.
    """

    order: tuple[str, ...]
    picks: tuple[Pick, ...]
    waiting: tuple[str, ...]
    passed: tuple[tuple[str, str], ...]
    companions: Mapping[str, int]


def allocate(plan: Plan, applicants: Iterable[Applicant], key_of: Callable[[str], str]) -> Outcome:
    """Give the places away. key_of: number of an application → its key in the draw. The input's order does not matter.

    ValueError when two applications have the same number.
    """
    order = ordered(applicants, plan.method, key_of)
    if len({applicant.number for applicant in order}) < len(order):
        raise ValueError("two applications have the same number")
    table = _Table(plan, order)
    _lanes(table)
    _units(table)
    if plan.recalls_by_campus:
        _campuses(table)
    _open(table)
    return table.outcome()


class _Table:
    """The places while they are being given away."""

    def __init__(self, plan: Plan, order: list[Applicant]):
        self.plan, self.order = plan, order
        self.room = dict(plan.batches)
        self.used: Counter[str] = Counter()
        self.served: Counter[str] = Counter()  # placed members of each lane
        self.picks: dict[str, Pick] = {}
        self.candidates = [(place, a) for place, a in enumerate(order, 1) if is_eligible(a, plan.method)]

    def place(self, position: int, applicant: Applicant, step: Step, why: str) -> bool:
        """Give the first choice that has room, unless they have a place. why: which pass, and what was left of it."""
        if applicant.number in self.picks:
            return False
        wish, batch = next(((n, b) for n, b in enumerate(applicant.choices, 1) if self.room.get(b, 0) > 0), (0, ""))
        if not wish:
            return False
        reason = f"{why}；顺序第 {position} 位，第 {wish} 志愿“{self.word(batch)}”还有 {self.room[batch]} 个名额，得到 1 个。"
        self.room[batch] -= 1
        self.used[applicant.unit] += 1
        self.served.update(set(applicant.lanes))
        self.picks[applicant.number] = Pick(applicant.number, batch, step, position, reason)
        return True

    def word(self, key: str) -> str:
        return self.plan.names.get(key, key)

    def outcome(self) -> Outcome:
        rest = [a for a in self.order if a.number not in self.picks]
        return Outcome(
            order=tuple(a.number for a in self.order),
            picks=tuple(self.picks.values()),
            waiting=tuple(a.number for a in rest),
            passed=tuple((a.number, self._why_not(a)) for a in rest),
            companions=self._companions(),
        )

    def _why_not(self, applicant: Applicant) -> str:
        if not is_eligible(applicant, self.plan.method):
            return "分工会没有排序，不参加分配。"
        if not any(batch in self.room for batch in applicant.choices):
            return "没有填写开放的批次。"
        return "轮到时，所选批次的名额已经分完，按顺序候补。"

    def _companions(self) -> dict[str, int]:
        left, granted = dict(self.plan.companion_places), {}
        wished = {a.number: a.companions for a in self.order if a.companions > 0}
        for pick in self.picks.values():
            if wanted := wished.get(pick.number):
                granted[pick.number] = wanted if left.get(pick.batch, 0) >= wanted else 0
                left[pick.batch] = left.get(pick.batch, 0) - granted[pick.number]
        return granted


def _lanes(table: _Table) -> None:
    for lane in table.plan.lanes:
        for position, applicant in table.candidates:
            lacking = lane.places - table.served[lane.key]
            if lacking <= 0:
                break
            if lane.key in applicant.lanes:
                table.place(position, applicant, Step.lane, f"专项“{lane.name}”保底 {lane.places} 个，还差 {lacking} 个")


def _units(table: _Table) -> None:
    for position, applicant in table.candidates:
        quota, used = table.plan.quotas.get(applicant.unit, 0), table.used[applicant.unit]
        if used < quota:
            why = f"分工会“{table.word(applicant.unit)}”名额 {quota} 个，已用 {used} 个"
            table.place(position, applicant, Step.unit, why)


def _campuses(table: _Table) -> None:
    left = _unused_by_campus(table)
    for position, applicant in table.candidates:
        unused = left[applicant.campus]
        if unused > 0:
            why = f"校区“{table.word(applicant.campus)}”收回的名额还有 {unused} 个"
            left[applicant.campus] -= table.place(position, applicant, Step.campus, why)


def _unused_by_campus(table: _Table) -> Counter[str]:
    """What the units of each campus left together; what one used beyond its quota is not there for the others."""
    left: Counter[str] = Counter()
    for unit, campus in table.plan.campuses.items():
        left[campus] += table.plan.quotas.get(unit, 0) - table.used[unit]
    return left


def _open(table: _Table) -> None:
    for position, applicant in table.candidates:
        table.place(position, applicant, Step.open, "收回的名额向全体开放")


labels.register({Step.lane: "专项保底", Step.unit: "分工会名额", Step.campus: "校区收回", Step.open: "全体开放"})
