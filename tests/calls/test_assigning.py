"""Sharing out: everybody gets n, nobody is barred, loads are even, and what is short is really impossible."""

import random
from collections import Counter

import pytest

from unionweb.calls.rules.assigning import Candidate, Item, Rule, share_out


def plan_of(entries, reviewers, barred=(), **rule):
    items = [e if isinstance(e, Item) else Item(e) for e in entries]
    people = [p if isinstance(p, Candidate) else Candidate(p) for p in reviewers]
    return share_out(items, people, set(barred), Rule(rule.pop("each", 3), **rule))


def test_share_out_gives_every_entry_its_reviewers_and_even_loads():
    plan = plan_of(range(1, 101), range(1, 8))
    assert not plan.short and len(plan.pairs) == len(set(plan.pairs)) == 300
    assert max(plan.loads.values()) - min(plan.loads.values()) <= 1


def test_share_out_never_uses_a_barred_pair():
    barred = {(p, e) for p in range(1, 7) for e in range(1, 41) if p % 4 == e % 4}
    plan = plan_of(range(1, 41), range(1, 7), barred)
    assert not plan.short
    assert not {(p, e) for e, p in plan.pairs} & barred


def test_an_entry_without_enough_reviewers_is_named_with_what_is_missing():
    plan = plan_of([1, 2], [1, 2, 3], {(1, 2), (3, 2)})
    assert plan.short == {2: 2}


def test_full_reviewers_pass_entries_on_so_that_nobody_is_short():
    people = [Candidate(1, most=2), Candidate(2, most=2), Candidate(3, most=1)]
    barred = {(3, 1), (2, 3), (3, 3)}  # 3 may judge only entry 2; 3 only by 1
    plan = plan_of([1, 2, 3], people, barred, each=1)
    assert not plan.short


def test_the_same_input_gives_the_same_plan_and_another_seed_another():
    first, again, other = (plan_of(range(30), range(9), each=2, seed=s).pairs for s in (1, 1, 2))
    assert first == again != other


def test_what_stands_is_kept_and_counts():
    plan = plan_of([Item(1, taken=frozenset({1, 2})), Item(2)], [1, 2, 3], each=2)
    assert [e for e, _ in plan.pairs] == [2, 2] and (2, 3) in plan.pairs
    assert sorted(plan.loads.values()) == [1, 1, 2]


def test_fields_are_respected_and_a_strict_rule_would_rather_be_short():
    people = [Candidate(1, frozenset({"书法"})), Candidate(2, frozenset({"摄影"})), Candidate(3)]
    items = [Item(e, "书法" if e < 10 else "摄影") for e in range(20)]
    plan = plan_of(items, people, each=1)
    assert plan.strange == 0 and max(plan.loads.values()) - min(plan.loads.values()) <= 1
    strict = plan_of(items, people[:1], each=1, strict=True)
    assert set(strict.short) == set(range(10, 20))


def test_nobody_has_more_than_they_take():
    plan = plan_of(range(10), [Candidate(1, most=3), Candidate(2), Candidate(3, most=0)], each=1)
    assert plan.loads == {1: 3, 2: 7, 3: 0}


def test_without_reviewers_everything_is_short():
    assert plan_of([1, 2], []).short == {1: 3, 2: 3}


def most_possible(items, people, barred, each):
    """The largest number of places that can be filled: maximum flow by plain augmentation, entry by entry."""
    given = {e: set() for e in items}
    load = Counter()

    def place(entry, seen):
        for person in people:
            if (person.id, entry) in barred or person.id in given[entry] or person.id in seen:
                continue
            seen.add(person.id)
            if person.most is None or load[person.id] < person.most:
                given[entry].add(person.id)
                load[person.id] += 1
                return True
            for other in [e for e in items if person.id in given[e]]:
                given[other].discard(person.id)
                if place(other, seen):
                    given[entry].add(person.id)
                    return True
                given[other].add(person.id)
        return False

    return sum(place(entry, set()) for entry in items for _ in range(each))


@pytest.mark.parametrize("seed", range(60))
def test_properties_hold_for_random_conflicts_and_limits(seed):
    dice = random.Random(seed)
    items = list(range(dice.randint(1, 25)))
    people = [Candidate(p, most=dice.choice([None, 2, 4, 6])) for p in range(100, 100 + dice.randint(1, 8))]
    barred = {(p.id, e) for p in people for e in items if dice.random() < 0.3}
    each = dice.randint(1, 4)
    plan = plan_of(items, people, barred, each=each, seed=seed)
    assert len(plan.pairs) == len(set(plan.pairs))
    assert not {(p, e) for e, p in plan.pairs} & barred
    loads = Counter(p for _, p in plan.pairs)
    assert all(p.most is None or loads[p.id] <= p.most for p in people)
    assert len(plan.pairs) + sum(plan.short.values()) == each * len(items)
    assert len(plan.pairs) == most_possible(items, people, barred, each)
