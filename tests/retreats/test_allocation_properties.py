"""What must hold for every programme there can be; and that each test would notice, shown on an allocator that is wrong."""

import hashlib
import hmac
import json
from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.retreats.drawn import SEED, keys, programme, published
from unionweb.retreats.rules.allocation import Lane, Outcome, Step, allocate
from unionweb.retreats.rules.ordering import Way, is_eligible, next_for
from unionweb.retreats.rules.published import differences, replay

RANDOM = st.randoms(use_true_random=False)
SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)
UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


@dataclass
class Case:
    """A programme and what an allocator made of it."""

    plan: object
    applicants: list
    outcome: Outcome
    seed: str

    def __post_init__(self):
        self.by_number = {a.number: a for a in self.applicants}
        self.rank = {a.number: n for n, a in enumerate(sorted(self.applicants, key=self._merit), 1)}
        self.batch_of = {pick.number: pick.batch for pick in self.outcome.picks}

    def _merit(self, one):
        """The order by the published words, written down a second time."""
        message, way = f"|{one.number}".encode(), self.plan.method
        ahead = {Way.lot: -one.boost, Way.points: -one.points, Way.ranking: one.rank or 99}[way]
        return ahead, hmac.new(bytes.fromhex(self.seed), message, hashlib.sha256).hexdigest()

    def walk(self):
        """Every pick with its applicant, the room, the used places and the served lanes just before it."""
        room, used, served = Counter(dict(self.plan.batches)), Counter(), Counter()
        for pick in self.outcome.picks:
            one = self.by_number[pick.number]
            yield pick, one, room, used, served
            room[pick.batch] -= 1
            used[one.unit] += 1
            served.update(one.lanes)

    def after(self, *passes):
        """Who has a place, the room and the served lanes at the end of these passes."""
        picks = [pick for pick in self.outcome.picks if pick.step in passes]
        room = Counter(dict(self.plan.batches))
        room.subtract(pick.batch for pick in picks)
        served = Counter(lane for pick in picks for lane in self.by_number[pick.number].lanes)
        return {pick.number for pick in picks}, room, served

    def wanting(self, placed, room):
        """Who may have a place, has none, and chose a batch that has room."""
        return [
            a for a in self.applicants
            if a.number not in placed and is_eligible(a, self.plan.method) and any(room[b] > 0 for b in a.choices)
        ]  # fmt: skip


# ---- what must hold


def no_batch_is_overfilled(case):
    filled = Counter(pick.batch for pick in case.outcome.picks)
    assert all(filled[key] <= dict(case.plan.batches)[key] for key in filled)


def everybody_is_placed_once_or_waits(case):
    numbers = [pick.number for pick in case.outcome.picks]
    assert sorted([*numbers, *case.outcome.waiting]) == sorted(case.by_number)
    assert [number for number, _ in case.outcome.passed] == list(case.outcome.waiting)
    assert all(reason.endswith("。") for _, reason in case.outcome.passed)


def the_order_is_the_published_one(case):
    assert list(case.outcome.order) == sorted(case.by_number, key=case.rank.get)
    assert list(case.outcome.waiting) == sorted(case.outcome.waiting, key=case.rank.get)
    assert all(pick.position == case.rank[pick.number] for pick in case.outcome.picks)


def no_quota_is_exceeded_within_its_pass(case):
    for pick, one, _, used, served in case.walk():
        if pick.step is Step.unit:
            assert used[one.unit] < case.plan.quotas.get(one.unit, 0)
        if pick.step is Step.lane:
            assert any(lane.key in one.lanes and served[lane.key] < lane.places for lane in case.plan.lanes)


def no_campus_takes_more_than_its_units_left(case):
    """Lanes may take more than a campus has; the units' and the campus's own pass together may not."""
    quota, used = Counter(), Counter()
    for unit, campus in case.plan.campuses.items():
        quota[campus] += case.plan.quotas.get(unit, 0)
    for pick, one, *_ in case.walk():
        if pick.step is Step.campus:
            assert case.plan.recalls_by_campus and used[one.campus] < quota[one.campus]
            used[one.campus] += 1
        elif pick.step is not Step.open and one.unit in case.plan.campuses:
            used[case.plan.campuses[one.unit]] += 1


def lanes_are_met_when_demand_allows(case):
    placed, room, served = case.after(Step.lane)
    short = {lane.key for lane in case.plan.lanes if served[lane.key] < lane.places}
    assert not [a for a in case.wanting(placed, room) if short & {*a.lanes}]


def nobody_is_below_a_worse_placed_person(case):
    """Of the same unit, campus and lanes: whoever is ahead and wanted the same batch has a place, and one as good."""
    for pick in case.outcome.picks:
        worse = case.by_number[pick.number]
        for a in case.applicants:
            alike = (a.unit, a.campus, {*a.lanes}) == (worse.unit, worse.campus, {*worse.lanes})
            if alike and pick.batch in a.choices and case.rank[a.number] < case.rank[worse.number]:
                assert a.number in case.batch_of
                assert a.choices.index(case.batch_of[a.number]) <= a.choices.index(pick.batch)


def everybody_gets_the_best_own_choice_that_has_room(case):
    for pick, one, room, *_ in case.walk():
        assert pick.batch == next(b for b in one.choices if room[b] > 0)


def no_place_is_left_while_somebody_wants_it(case):
    placed, room, _ = case.after(*Step)
    assert not case.wanting(placed, room)


def companions_come_all_or_none_and_never_too_many(case):
    left = Counter(case.plan.companion_places)
    for pick, one, *_ in case.walk():
        granted = case.outcome.companions.get(pick.number, 0)
        assert granted == (one.companions if one.companions <= left[pick.batch] else 0)
        left[pick.batch] -= granted
    assert set(case.outcome.companions) <= set(case.batch_of)


def only_the_ranked_are_placed_and_the_others_wait_last(case):
    if case.plan.method is Way.ranking:
        assert all(case.by_number[number].rank for number in case.batch_of)
        ranked = [bool(case.by_number[number].rank) for number in case.outcome.waiting]
        assert ranked == sorted(ranked, reverse=True)


PROPERTIES = [
    no_batch_is_overfilled,
    everybody_is_placed_once_or_waits,
    the_order_is_the_published_one,
    no_quota_is_exceeded_within_its_pass,
    no_campus_takes_more_than_its_units_left,
    lanes_are_met_when_demand_allows,
    nobody_is_below_a_worse_placed_person,
    everybody_gets_the_best_own_choice_that_has_room,
    no_place_is_left_while_somebody_wants_it,
    companions_come_all_or_none_and_never_too_many,
    only_the_ranked_are_placed_and_the_others_wait_last,
]


@pytest.mark.parametrize("holds", PROPERTIES)
@settings(max_examples=60, **UNHURRIED)
@given(random=RANDOM, seed=SEEDS)
def test_for_every_programme(holds, random, seed):
    plan, applicants = programme(random)
    holds(Case(plan, applicants, allocate(plan, applicants, keys(seed)), seed))


def test_for_a_thousand_programmes():
    """The same, on many more: a thousand that are always the same ones."""
    for number in range(1000):
        plan, applicants = programme(Random(number))
        case = Case(plan, applicants, allocate(plan, applicants, keys()), SEED)
        for holds in PROPERTIES:
            holds(case)


@settings(max_examples=60, **UNHURRIED)
@given(random=RANDOM, seed=SEEDS)
def test_the_same_seed_gives_the_same_result_however_the_input_is_shuffled(random, seed):
    plan, applicants = programme(random)
    shuffled = random.sample(applicants, len(applicants))
    assert allocate(plan, shuffled, keys(seed)) == allocate(plan, applicants, keys(seed))


@settings(max_examples=60, **UNHURRIED)
@given(random=RANDOM, seed=SEEDS)
def test_the_published_file_gives_the_same_result_again(random, seed):
    plan, applicants = programme(random)
    file = json.loads(json.dumps(published(plan, applicants, seed)))
    assert replay(file) == allocate(plan, applicants, keys(seed))
    assert differences(file) == []


@settings(max_examples=40, **UNHURRIED)
@given(random=RANDOM, seed=SEEDS)
def test_a_place_that_comes_free_goes_to_the_first_waiting_who_chose_it(random, seed):
    plan, applicants = programme(random)
    waiting = allocate(plan, applicants, keys(seed)).waiting
    by_number = {a.number: a for a in applicants}
    for key, _ in plan.batches:
        wanting = [n for n in waiting if key in by_number[n].choices and is_eligible(by_number[n], plan.method)]
        found = next_for(key, waiting, applicants, way=plan.method)
        assert (found.number if found else None) == (wanting[0] if wanting else None)


# ---- each of them notices


def overfilled(plan, applicants, key_of):
    """Sees one place more than each batch has."""
    return allocate(replace(plan, batches=tuple((key, places + 1) for key, places in plan.batches)), applicants, key_of)


def forgetful(plan, applicants, key_of):
    """Loses the last one who waits."""
    found = allocate(plan, applicants, key_of)
    return replace(found, waiting=found.waiting[:-1])


def first_come(plan, applicants, key_of):
    """Goes by the order of the input instead of the draw."""
    place = {a.number: f"{n:04}" for n, a in enumerate(applicants)}
    return allocate(plan, applicants, place.get)


def generous(plan, applicants, key_of):
    """Counts each quota one too high."""
    return allocate(replace(plan, quotas={unit: n + 1 for unit, n in plan.quotas.items()}), applicants, key_of)


def grasping(plan, applicants, key_of):
    """Gives to a campus what another has left as well."""
    return allocate(replace(plan, campuses={unit: a.campus for a in applicants for unit in plan.quotas}), applicants, key_of)


def laneless(plan, applicants, key_of):
    """Knows no lanes."""
    return allocate(replace(plan, lanes=()), applicants, key_of)


def crowded(plan, applicants, key_of):
    """Lets people into lanes that are full."""
    return allocate(replace(plan, lanes=tuple(Lane(a.key, a.name, a.places + 1) for a in plan.lanes)), applicants, key_of)


def upside_down(plan, applicants, key_of):
    """Gives the last choice first."""
    return allocate(plan, [replace(a, choices=a.choices[::-1]) for a in applicants], key_of)


def stingy(plan, applicants, key_of):
    """Never opens what is left."""
    found = allocate(plan, applicants, key_of)
    return replace(found, picks=tuple(pick for pick in found.picks if pick.step is not Step.open))


def hospitable(plan, applicants, key_of):
    """Counts companions one too few."""
    places = {key: n + 1 for key, n in plan.companion_places.items()}
    return allocate(replace(plan, companion_places=places), applicants, key_of)


def lenient(plan, applicants, key_of):
    """Takes the unranked for the ninth ones."""
    return allocate(plan, [replace(a, rank=a.rank or 9) for a in applicants], key_of)


@pytest.mark.parametrize(
    ("holds", "wrong"),
    [
        (no_batch_is_overfilled, overfilled),
        (everybody_is_placed_once_or_waits, forgetful),
        (the_order_is_the_published_one, first_come),
        (no_quota_is_exceeded_within_its_pass, generous),
        (no_quota_is_exceeded_within_its_pass, crowded),
        (no_campus_takes_more_than_its_units_left, grasping),
        (lanes_are_met_when_demand_allows, laneless),
        (nobody_is_below_a_worse_placed_person, first_come),
        (nobody_is_below_a_worse_placed_person, upside_down),
        (everybody_gets_the_best_own_choice_that_has_room, upside_down),
        (no_place_is_left_while_somebody_wants_it, stingy),
        (companions_come_all_or_none_and_never_too_many, hospitable),
        (only_the_ranked_are_placed_and_the_others_wait_last, lenient),
    ],
)
def test_a_wrong_allocator_is_noticed(holds, wrong):
    assert any(breaks(holds, wrong, number) for number in range(300))


def breaks(holds, allocator, number) -> bool:
    plan, applicants = programme(Random(number))
    case = Case(plan, applicants, allocator(plan, Random(-number).sample(applicants, len(applicants)), keys()), SEED)
    try:
        holds(case)
    except AssertionError:
        return True
    return False


def test_an_allocator_that_goes_by_the_input_is_noticed_when_it_is_shuffled():
    plan, applicants = programme(Random(3))
    assert first_come(plan, applicants[::-1], keys()) != first_come(plan, applicants, keys())
