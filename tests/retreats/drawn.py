"""Random programmes for the tests of the allocation, and published files made of them."""

from functools import partial
from random import Random
from types import SimpleNamespace

from unionweb.common.draws import canonical, key_of, sha256_of
from unionweb.retreats.rules.allocation import Lane, Plan, allocate
from unionweb.retreats.rules.ordering import Applicant, Way
from unionweb.retreats.rules.published import document, entry_of, rules_of

SEED = "5e" * 32
UNITS = {"外国语学院": "东校区", "机关": "东校区", "法学院": "西校区", "海洋学院": "滨海校区", "离退休处": None}
CAMPUSES = ("东校区", "西校区", "滨海校区")
LANES = ("劳模", "一线", "援疆")


def keys(seed=SEED, public_number=""):
    """The draw's keys with a given seed."""
    return partial(key_of, seed, public_number)


def person(number, unit="机关", **facts) -> Applicant:
    """One applicant; from the campus of the unit, who wants the first batch, if nothing else is said."""
    told = {"campus": UNITS[unit] or "东校区", "lanes": (), "choices": ("甲",)} | facts
    return Applicant(number=number, unit=unit, **told)


def plan(**facts) -> Plan:
    """A plan of one batch with three places, if nothing else is said."""
    usual = {"batches": (("甲", 3),), "lanes": (), "quotas": {}, "method": Way.points, "recalls_by_campus": False}
    return Plan(**usual | {"companion_places": {}, "campuses": {u: c for u, c in UNITS.items() if c}} | facts)


def programme(random: Random) -> tuple[Plan, list[Applicant]]:
    """A small programme where everything is scarce now and then: batches, lanes, quotas, companions, choices."""
    batches = tuple((key, random.randint(0, 5)) for key in "甲乙丙丁"[: random.randint(1, 4)])
    lanes = tuple(Lane(key, key, random.randint(0, 4)) for key in LANES[: random.randint(0, 3)])
    units = list(UNITS)[: random.randint(1, 5)]
    facts = {"quotas": {unit: random.randint(0, 4) for unit in units if random.randint(0, 5)}}
    facts |= {"method": random.choice(list(Way)), "recalls_by_campus": bool(random.randint(0, 1))}
    facts["companion_places"] = {key: random.randint(0, 3) for key, _ in batches}
    found = plan(batches=batches, lanes=lanes, **facts)
    return found, [_applicant(random, f"A{n:03}", units, batches) for n in range(random.randint(0, 24))]


def _applicant(random: Random, number: str, units: list[str], batches) -> Applicant:
    unit, keys_ = random.choice(units), [key for key, _ in batches]
    return person(
        number,
        unit,
        campus=UNITS[unit] if UNITS[unit] and random.randint(0, 4) else random.choice(CAMPUSES),
        lanes=tuple(random.sample(LANES, random.choice((0, 0, 0, 1, 1, 2)))),
        choices=tuple(random.sample([*keys_, "取消了的"], random.randint(0, len(keys_)))),
        boost=random.choice((0, 0, 0, 1, 2)),
        points=random.randint(0, 3),
        rank=random.choice((None, 1, 2, 3, 4)),
        companions=random.choice((0, 0, 0, 1, 2)),
    )


def published(plan, applicants, seed=SEED, source="", number="") -> dict:
    """The file of a draw that went as it should."""
    facts = {"list_hash": sha256_of(canonical(sorted((entry_of(a) for a in applicants), key=lambda e: e["number"])))}
    facts |= {"rules_hash": sha256_of(canonical(rules_of(plan))), "seed": seed, "seed_hash": sha256_of(seed)}
    facts |= dict.fromkeys(("committed_at", "frozen_at", "revealed_at")) | {"public_source": source, "public_number": number or None}
    outcome = allocate(plan, applicants, keys(seed, number))
    return document({"title": "2026年疗休养"}, plan, applicants, SimpleNamespace(**facts), outcome)
