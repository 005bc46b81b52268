"""Sharing 500 entries out among 60 reviewers, three each, with conflicts: seconds, of the plan alone."""

import random
import time

from bench.table import Row, at_most
from unionweb.calls.rules.assigning import Candidate, Item, Rule, share_out

ENTRIES, REVIEWERS, EACH, LIMIT = 500, 60, 3, 2.0
FIELDS = ("党建带工建", "民主管理", "权益维护", "文化建设", "技能竞赛")


def case(seed: int):
    """Entries and reviewers of 24 units: the own unit is barred, and one pair in twenty besides; some limits, some fields."""
    dice = random.Random(seed)
    units = {p: dice.randrange(24) for p in range(REVIEWERS)}
    people = [Candidate(p, frozenset(dice.sample(FIELDS, dice.randint(0, 2))), dice.choice([None, None, 30])) for p in units]
    items = [(Item(1000 + e, dice.choice(FIELDS)), dice.randrange(24)) for e in range(ENTRIES)]
    barred = {(p, item.id) for item, unit in items for p in units if units[p] == unit or dice.random() < 0.05}
    return [item for item, _ in items], people, barred


def measure(options) -> list[Row]:
    worst = 0.0
    for seed in range(options.rounds):
        items, people, barred = case(seed)
        began = time.perf_counter()
        plan = share_out(items, people, barred, Rule(EACH, seed=seed))
        worst = max(worst, time.perf_counter() - began)
        assert not plan.short and len(plan.pairs) == ENTRIES * EACH
    return [at_most("assigning", "500 entries × 3 of 60 reviewers, conflicts and fields", LIMIT, worst, "s")]
