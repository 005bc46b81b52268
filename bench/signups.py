"""Two thousand people press 报名 within the same minute for two hundred places; and the list of five thousand sign-ups."""

import os
import time
from collections import Counter
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from sqlalchemy import select

from bench.arrivals import Call, arrive
from bench.data import opened
from bench.serving import application
from bench.table import Row, at_most
from tests.activities import held
from tests.support import university
from tests.support.postgres import NoPostgres, throwaway_postgres
from tests.support.server import passes
from unionweb.activities.models import Signup
from unionweb.activities.rules.kinds import SignupStatus
from unionweb.kernel.extensions import db

PEOPLE, PLACES, MINUTE, IDLE = 2000, 200, 60.0, 40
PART, FIRST_MEMBER = "signups", 20001
MOST_WAIT = 12  # times an idle sign-up


def measure(options) -> list[Row]:
    """Two rows for each database."""
    rows = _rows("SQLite", lambda folder: f"sqlite:///{folder}/unionweb.db")
    try:
        with throwaway_postgres() as cluster:
            cluster.create("signups")
            rows += _rows("PostgreSQL", lambda folder: cluster.url("signups"))
    except NoPostgres as reason:
        rows.append(Row(PART, "PostgreSQL", "", f"not measured: {reason}", False))
    return rows


def _rows(name: str, url_in) -> list[Row]:
    with TemporaryDirectory(prefix="unionweb-bench-run-") as folder:
        url = url_in(folder)
        with opened(Path(folder), url) as app:
            activity_id, people, resting = _prepared(app, url)
            with application(Path(folder), workers=2, UNIONWEB_DATABASE_URL=url) as server:
                idle = [_timed(server, request) for request in resting]
                moments = sorted(Random(7).uniform(0, MINUTE) for _ in people)
                calls = arrive(server, [held.sign_up_request(person, activity_id) for person in people], moments)
            with app.app_context():
                signups = list(db.session.scalars(select(Signup).where(Signup.activity_id == activity_id)))
                return _judged(name, idle, dict(zip([p.member_id for p in people], calls, strict=True)), signups)


def _prepared(app, url: str):
    """A small university with many members, the activity, and one without limit for those who come one by one."""
    with app.app_context():
        os.environ["UNIONWEB_DATABASE_URL"] = url
        university.migrate()
        del os.environ["UNIONWEB_DATABASE_URL"]
        university.build()
        ids = range(FIRST_MEMBER, FIRST_MEMBER + PEOPLE + IDLE)
        for member_id in ids:
            university.add_member(member_id)
        wanted, quiet = held.add_activity(capacity=PLACES), held.add_activity("安静的讲座", capacity=None)
        db.session.commit()
    people = passes(app, ids)
    return wanted, people[:PEOPLE], [held.sign_up_request(person, quiet) for person in people[PEOPLE:]]


def _timed(server, request: bytes) -> float:
    began = time.monotonic()
    answer = server.ask(request)
    if answer.status != 303:
        raise RuntimeError(f"a sign-up at rest answered {answer.status}")
    return time.monotonic() - began


def _judged(name: str, idle: list[float], calls: dict[int, Call], signups: list[Signup]) -> list[Row]:
    statuses = Counter(call.answer.status if call.answer else 0 for call in calls.values())
    states = Counter(signup.status for signup in signups)
    placed, waiting = states[SignupStatus.confirmed], states[SignupStatus.waitlisted]
    errors, overtaken = PEOPLE - statuses[303], _overtaken(calls, signups)
    met = (placed, waiting, errors, overtaken) == (PLACES, PEOPLE - PLACES, 0, 0)
    told = f"{placed} in, {waiting} queued, {overtaken} overtaken, {errors} errors"
    who = f"{PEOPLE} people in a minute, {PLACES} places, {name}"
    wanted = f"{PLACES} in, {PEOPLE - PLACES} queued, 0 overtaken, 0 errors"
    return [Row(PART, who, wanted, told, met), _speed(name, idle, list(calls.values()))]


def _speed(name: str, idle: list[float], calls: list[Call]) -> Row:
    late, rest = quantiles([call.wait for call in calls if call.answer], n=20)[-1], median(idle)
    what = f"p95 of these answers : an idle sign-up, {name}"
    return at_most(PART, what, MOST_WAIT, late / rest, note=f"{1000 * late:.0f} ms by {1000 * rest:.0f} ms")


def _overtaken(calls: dict[int, Call], signups: list[Signup]) -> int:
    """How many stand behind somebody who pressed only after they had their answer."""
    order = sorted(signups, key=lambda signup: signup.number)
    count, latest = 0, 0.0
    for signup in order:
        call = calls[signup.member_id]
        count += call.answered < latest
        latest = max(latest, call.sent)
    return count
