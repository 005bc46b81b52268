"""Grades 等次 and their places: what is used up, where the order of scores is left, and what the order would give. Pure.

A tie is never broken here: who is equal and does not fit together stays open, until people have decided and said why.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby


@dataclass(frozen=True)
class Grade:
    """One grade. places and per_unit: None for as many as there are; position: 1 is the best."""

    id: int
    name: str
    position: int
    places: int | None = None
    per_unit: int | None = None


@dataclass(frozen=True)
class Standing:
    """How one entry stands. position: of the grade it is given, None for none; score: None when nobody scored it."""

    entry_id: int
    unit_id: int
    score: Decimal | None
    is_decided: bool = False
    position: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Used:
    """The places of a grade, and how many are given; units: those that have more than they may."""

    grade: Grade
    count: int
    units: tuple[int, ...] = ()

    @property
    def left(self) -> int | None:
        return None if self.grade.places is None else self.grade.places - self.count

    @property
    def is_over(self) -> bool:
        return bool(self.units) or (self.left is not None and self.left < 0)


@dataclass(frozen=True)
class Tally:
    """The whole: each grade, how many get nothing, how many are open."""

    used: tuple[Used, ...]
    none: int
    open: int

    @property
    def is_over(self) -> bool:
        return any(one.is_over for one in self.used)


def tally(grades: Iterable[Grade], standings: Sequence[Standing]) -> Tally:
    """What of the places is used."""
    given = Counter(one.position for one in standings if one.is_decided)
    by_unit = Counter((one.position, one.unit_id) for one in standings if one.is_decided)
    used = []
    for grade in sorted(grades, key=lambda one: one.position):
        most = grade.per_unit
        full = () if most is None else tuple(sorted(u for (p, u), n in by_unit.items() if p == grade.position and n > most))
        used.append(Used(grade, given[grade.position], full))
    return Tally(tuple(used), given[None], sum(not one.is_decided for one in standings))


def unreasoned(grades: Sequence[Grade], standings: Sequence[Standing]) -> list[int]:
    """Entries that need a reason, so that every step off the order of scores is explained: as few as can be.

    Of those without a reason the longest part that follows the order needs none. Who gets less because the places of
    their unit are used up in every better grade is explained by that.
    """
    full = _full_units(grades, standings)
    asked = [s for s in standings if s.is_decided and s.score is not None and not s.reason and not _is_crowded_out(s, grades, full)]
    asked.sort(key=lambda one: (-one.score, _place(one)))
    kept = _longest_rising([_place(one) for one in asked])
    return [one.entry_id for n, one in enumerate(asked) if n not in kept]


def parted_ties(grades: Sequence[Grade], standings: Sequence[Standing]) -> list[tuple[Standing, ...]]:
    """Equal scores that were given different grades, best first, where neither somebody nor the places of a unit say why."""
    full = _full_units(grades, standings)
    asked = (s for s in standings if s.score is not None and s.is_decided and not _is_crowded_out(s, grades, full))
    ordered = sorted(asked, key=lambda s: (-s.score, s.entry_id))
    groups = (tuple(group) for _, group in groupby(ordered, key=lambda s: s.score))
    return [g for g in groups if len({s.position for s in g}) > 1 and not any(s.reason for s in g)]


def by_order(grades: Sequence[Grade], standings: Sequence[Standing]) -> tuple[dict[int, int | None], tuple[int, ...]]:
    """What the order of scores gives those that are open: (entry → position or None, those a tie leaves open).

    What is decided keeps its places. Where equals do not all fit into a grade, they and everybody below stay open.
    """
    left = {g.position: None if g.places is None else g.places for g in grades}
    by_unit: Counter = Counter()
    for one in standings:
        if one.is_decided and one.position is not None:
            _take(one.position, one.unit_id, left, by_unit)
    waiting = sorted((s for s in standings if not s.is_decided and s.score is not None), key=lambda s: (-s.score, s.entry_id))
    found: dict[int, int | None] = {}
    ordered = sorted(grades, key=lambda one: one.position)
    for _, same in groupby(waiting, key=lambda s: s.score):
        equals = list(same)
        given = _given(equals, ordered, left, by_unit)
        if given != _given(equals[::-1], ordered, left, by_unit):  # who comes first would decide
            return found, tuple(one.entry_id for one in equals)
        found |= given
        for one in equals:
            if given[one.entry_id] is not None:
                _take(given[one.entry_id], one.unit_id, left, by_unit)
    return found, ()


def _given(equals: Sequence[Standing], grades: Sequence[Grade], left: dict, by_unit: Counter) -> dict[int, int | None]:
    """What these get, one after the other; the places stay as they are."""
    left, by_unit = dict(left), Counter(by_unit)
    return {one.entry_id: _best(one, grades, left, by_unit) for one in equals}


def _best(one: Standing, grades: Sequence[Grade], left: dict, by_unit: Counter) -> int | None:
    """The best grade that has a place for this entry and its unit; the place is taken."""
    for grade in grades:
        has_place = left[grade.position] is None or left[grade.position] > 0
        if has_place and (grade.per_unit is None or by_unit[grade.position, one.unit_id] < grade.per_unit):
            _take(grade.position, one.unit_id, left, by_unit)
            return grade.position
    return None


def _take(position: int, unit_id: int, left: dict, by_unit: Counter) -> None:
    by_unit[position, unit_id] += 1
    if left.get(position) is not None:
        left[position] -= 1


def _full_units(grades: Iterable[Grade], standings: Iterable[Standing]) -> set[tuple[int, int]]:
    """(position, unit) of places of a unit that are used up."""
    by_unit = Counter((s.position, s.unit_id) for s in standings if s.is_decided and s.position is not None)
    most = {g.position: g.per_unit for g in grades}
    return {key for key, n in by_unit.items() if most.get(key[0]) is not None and n >= most[key[0]]}


def _is_crowded_out(one: Standing, grades: Iterable[Grade], full: set[tuple[int, int]]) -> bool:
    better = [g.position for g in grades if g.position < _place(one)]
    return bool(better) and all((position, one.unit_id) in full for position in better)


def _place(one: Standing) -> int:
    """The position as a number: nothing comes after every grade."""
    return one.position if one.position is not None else 1_000_000


def _longest_rising(values: Sequence[int]) -> set[int]:
    """The indices of a longest part that never falls."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for n, value in enumerate(values):
        at = bisect_right(tails, value)
        before.append(ends[at - 1] if at else None)
        if at == len(tails):
            tails.append(value)
            ends.append(n)
        else:
            tails[at], ends[at] = value, n
    kept, n = set(), ends[-1] if ends else None
    while n is not None:
        kept.add(n)
        n = before[n]
    return kept
