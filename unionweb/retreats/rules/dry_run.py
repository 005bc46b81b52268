"""What the rules would have done: the same applicants, many draws. Before opening, on last year's data. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from unionweb.common.draws import key_of, sha256_of
from unionweb.retreats.rules.allocation import Plan, allocate
from unionweb.retreats.rules.ordering import Applicant

MOST_WORK, FEWEST = 150_000, 20  # applicants × draws in one run: a page waits for it; but never fewer draws than these


@dataclass(frozen=True)
class Chance:
    """One group over all draws. mean: places it got in a draw; chance: of one of its applicants, 0 without any."""

    key: str
    name: str
    applicants: int
    mean: float
    chance: float


@dataclass(frozen=True)
class DryRun:
    """What happened on average, by all the groups that may care. batches: who asked for it at all, and its filled places."""

    seeds: int
    everybody: Chance
    units: tuple[Chance, ...]
    lanes: tuple[Chance, ...]
    campuses: tuple[Chance, ...]
    boosts: tuple[Chance, ...]
    batches: tuple[Chance, ...]


def dry_run(plan: Plan, applicants: Iterable[Applicant], seeds: int = 200) -> DryRun:
    """Give the places away up to `seeds` times, each time with another seed: always the same seeds, never a real one.

    Above 750 applicants there are fewer draws, so that it stays a matter of seconds; the result says how many.
    """
    everybody = sorted(applicants, key=lambda a: a.number)
    seeds = min(seeds, max(FEWEST, MOST_WORK // max(1, len(everybody))))
    wins: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    for turn in range(seeds):
        picks = allocate(plan, everybody, partial(key_of, sha256_of(f"dry run {turn}"), "")).picks
        wins.update(pick.number for pick in picks)
        filled.update(pick.batch for pick in picks)
    lanes = {lane.key: lane.name for lane in plan.lanes}
    boosts = {str(n): f"加成 {n}" if n else "没有加成" for n in sorted({a.boost for a in everybody})}
    tally = partial(_tally, everybody, wins, seeds)
    return DryRun(
        seeds=seeds,
        everybody=tally(lambda a: [""], {"": "全体"})[0],
        units=tally(lambda a: [a.unit], _named(plan, plan.quotas)),
        lanes=tally(lambda a: lanes.keys() & {*a.lanes}, lanes),
        campuses=tally(lambda a: [a.campus], _named(plan, plan.campuses.values())),
        boosts=tally(lambda a: [str(a.boost)], boosts),
        batches=tuple(_batches(plan, everybody, filled, seeds)),
    )


def _named(plan: Plan, keys: Iterable[str]) -> dict[str, str]:
    return {key: plan.names.get(key, key) for key in sorted(set(keys))}


def _tally(everybody: list[Applicant], wins: Counter, seeds: int, groups_of: Callable, names: dict) -> tuple[Chance, ...]:
    """The groups of `names` in their order, and after them what else somebody belongs to."""
    asked, won = Counter(), Counter()
    for applicant in everybody:
        for group in groups_of(applicant):
            asked[group] += 1
            won[group] += wins[applicant.number]
    keys = [*names, *sorted(asked.keys() - names.keys())]
    return tuple(_chance(key, names.get(key, key), asked[key], won[key] / seeds) for key in keys)


def _chance(key: str, name: str, asked: int, mean: float) -> Chance:
    return Chance(key, name, asked, mean, mean / asked if asked else 0.0)


def _batches(plan: Plan, everybody: list[Applicant], filled: Counter, seeds: int) -> Iterator[Chance]:
    for key, _ in plan.batches:
        asked = sum(key in applicant.choices for applicant in everybody)
        yield _chance(key, plan.names.get(key, key), asked, filled[key] / seeds)
