"""A draw for 5,000 applicants over 24 units with lanes, choices and companions; shuffled; and by the script alone."""

import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from bench.table import Row, at_most
from unionweb import ROOT
from unionweb.common.draws import canonical, key_of, sha256_of
from unionweb.retreats.rules.allocation import Lane, Outcome, Plan, allocate
from unionweb.retreats.rules.ordering import Applicant, Way
from unionweb.retreats.rules.published import document, entry_of, rules_of

PART = "draw"
APPLICANTS, UNITS, BATCHES, PLACES = 5000, 24, 24, 50
CAMPUSES = ("东校区", "西校区", "滨海校区")
LANES = (Lane("model", "劳模", 60), Lane("front", "一线", 300), Lane("aid", "援派", 30))
SEED = sha256_of("bench")
SCRIPT = ROOT / "unionweb" / "retreats" / "verifier" / "verify_draw.py"


def measure(options) -> list[Row]:
    """Seconds of the whole draw, its CPU by that of HMAC and sort, the shuffled list, the script."""
    plan, applicants = _programme(Random(2026))
    turns = [_turn(plan, applicants) for _ in range(options.rounds)]
    outcome = turns[0][-1]
    wall, cpu, bare = (median(turn[n] for turn in turns) for n in range(3))
    what = f"{APPLICANTS:,} applicants, {UNITS} units, {len(LANES)} lanes, {BATCHES} batches"
    note = f"{len(outcome.picks):,} places, {len(outcome.waiting):,} waiting"
    return [
        at_most(PART, what, 1, wall, "s", note=note),
        at_most(PART, "the draw : its HMACs and one sort alone, CPU", 8, cpu / bare, note=f"{cpu * 1000:.0f} ms by {bare * 1000:.0f} ms"),
        _shuffled(plan, applicants, outcome),
        _script(plan, applicants, outcome),
    ]


def _programme(random: Random) -> tuple[Plan, list[Applicant]]:
    batches = [f"b{n:02}" for n in range(BATCHES)]
    campuses = {f"u{n:02}": CAMPUSES[n % len(CAMPUSES)] for n in range(UNITS)}
    plan = Plan(
        batches=tuple((key, PLACES) for key in batches),
        lanes=LANES,
        quotas=dict.fromkeys(campuses, BATCHES * PLACES // UNITS),
        method=Way.lot,
        recalls_by_campus=True,
        companion_places=dict.fromkeys(batches, 10),
        campuses=campuses,
    )
    return plan, [_applicant(random, f"A{n:04}", campuses, batches) for n in range(APPLICANTS)]


def _applicant(random: Random, number: str, campuses: dict, batches: list[str]) -> Applicant:
    """Units are of unequal size: the small ones leave places to recall. Some batches are asked for more than others."""
    unit = f"u{min(random.randrange(UNITS), random.randrange(UNITS), random.randrange(UNITS)):02}"
    wishes = {batches[min(random.randrange(BATCHES), random.randrange(BATCHES))] for _ in range(3)}
    return Applicant(
        number=number,
        unit=unit,
        campus=campuses[unit],
        lanes=tuple(lane.key for lane in LANES if not random.randrange(15)),
        choices=tuple(random.sample(sorted(wishes), len(wishes))),
        boost=int(not random.randrange(10)),
        companions=random.choice((0, 0, 0, 1, 2)),
    )


def _turn(plan: Plan, applicants: list[Applicant]) -> tuple[float, float, float, Outcome]:
    """Seconds on the clock and of CPU for the draw, of CPU for what any draw needs; and the outcome."""
    key = partial(key_of, SEED, "")
    started, cpu = time.perf_counter(), time.process_time()
    outcome = allocate(plan, applicants, key)
    wall, cpu, bare = time.perf_counter() - started, time.process_time() - cpu, time.process_time()
    sorted(applicants, key=lambda a: key(a.number))
    return wall, cpu, time.process_time() - bare, outcome


def _shuffled(plan: Plan, applicants: list[Applicant], outcome: Outcome) -> Row:
    orders = [applicants[::-1], *(Random(n).sample(applicants, APPLICANTS) for n in range(3))]
    same = sum(allocate(plan, order, partial(key_of, SEED, "")) == outcome for order in orders)
    number = len(orders)
    return Row(PART, "the list shuffled: the same result", f"{number} of {number}", f"{same} of {number}", same == number)


def _script(plan: Plan, applicants: list[Applicant], outcome: Outcome) -> Row:
    """The verifier agrees with the published file; how long a process of its own takes for it."""
    entries = sorted((entry_of(applicant) for applicant in applicants), key=lambda entry: entry["number"])
    hashes = {"seed_hash": sha256_of(SEED), "list_hash": sha256_of(canonical(entries)), "rules_hash": sha256_of(canonical(rules_of(plan)))}
    empty = dict.fromkeys(("public_number", "committed_at", "frozen_at", "revealed_at"))
    draw = SimpleNamespace(seed=SEED, public_source="", **hashes, **empty)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "draw.json"
        path.write_text(json.dumps(document({"title": "bench"}, plan, applicants, draw, outcome), ensure_ascii=False))
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
    said = done.stdout.splitlines()[-1] if done.stdout else done.stderr
    return Row(PART, "the stand-alone script on its file", "结果一致", f"{said} ({seconds:.2f} s)", not done.returncode)
