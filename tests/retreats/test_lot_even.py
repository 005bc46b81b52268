"""The lot is even: chi-square over seeds from a fixed stream, so that it says the same every time.

Bounds from the table of the chi-square distribution, one in a thousand at each end; a biased twin is far beyond them.
"""

from collections import Counter
from itertools import permutations

import pytest

from tests.retreats.drawn import keys, person, plan
from unionweb.common.draws import sha256_of
from unionweb.retreats.rules.allocation import allocate
from unionweb.retreats.rules.ordering import Way, ordered

SEEDS = [sha256_of(f"even {n}") for n in range(4000)]
TABLE = {19: (5.407, 43.820), 23: (7.529, 49.728)}  # degrees of freedom: bounds for 0.999 and 0.001
PEOPLE = [person(f"A{n:02}") for n in range(20)]
FIVE = plan(method=Way.lot, batches=(("甲", 5),))


def biased(seed, public_number=""):
    """A key of one hexadecimal digit: the many ties go to the smaller number."""
    key_of = keys(seed, public_number)
    return lambda number: key_of(number)[0]


def by_winning(keyed) -> float:
    """Who wins one of 5 places, of 20. The winners of one draw exclude each other; (n - 1) / (n - k) makes up for it."""
    wins = Counter(pick.number for seed in SEEDS for pick in allocate(FIVE, PEOPLE, keyed(seed)).picks)
    expected = len(SEEDS) * 5 / 20
    return sum((wins[a.number] - expected) ** 2 / expected for a in PEOPLE) * 19 / 15


def by_order(keyed) -> float:
    """In which of the 24 possible orders four people come."""
    found = Counter(tuple(a.number for a in ordered(PEOPLE[:4], Way.lot, keyed(seed))) for seed in SEEDS)
    expected = len(SEEDS) / 24
    return sum((found[order] - expected) ** 2 / expected for order in permutations(a.number for a in PEOPLE[:4]))


@pytest.mark.parametrize(("measured", "freedom"), [(by_winning, 19), (by_order, 23)])
def test_the_lot_is_even(measured, freedom):
    low, high = TABLE[freedom]
    assert low < measured(keys) < high


@pytest.mark.parametrize(("measured", "freedom"), [(by_winning, 19), (by_order, 23)])
def test_a_biased_lot_is_noticed(measured, freedom):
    assert measured(biased) > 2 * TABLE[freedom][1]


def test_a_public_number_makes_another_order():
    seed = SEEDS[0]
    assert ordered(PEOPLE, Way.lot, keys(seed, "03 07 12")) != ordered(PEOPLE, Way.lot, keys(seed))
