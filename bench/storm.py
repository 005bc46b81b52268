"""Five hundred people press the button for thirty places in the same moment, on SQLite and on PostgreSQL."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from bench.data import opened
from bench.serving import application
from bench.table import Row
from tests.support import server as support
from tests.support import university
from tests.support.postgres import NoPostgres, throwaway_postgres
from tests.support.server import Answer, passes
from unionweb.bookings.models import HOLDING, Booking
from unionweb.kernel.extensions import db

CLIENTS, PLACES = 500, 30
START = "2026-09-17 10:00"
FIRST_MEMBER = 20001
support.SECONDS_TO_ANSWER = 240  # a busy machine may take its time; the tests are stricter


def measure(options) -> list[Row]:
    """A row for each database."""
    rows = [_row("SQLite", lambda folder: f"sqlite:///{folder}/unionweb.db")]
    try:
        with throwaway_postgres() as cluster:
            cluster.create("storm")
            rows.append(_row("PostgreSQL", lambda folder: cluster.url("storm")))
    except NoPostgres as reason:
        rows.append(Row("storm", "PostgreSQL", "", f"not measured: {reason}", False))
    return rows


def _row(name: str, url_in) -> Row:
    with TemporaryDirectory(prefix="unionweb-bench-run-") as folder:
        url = url_in(folder)
        answers, held, seconds = _storm(Path(folder), url)
    statuses = Counter(answer.status for answer in answers)
    answered, errors = CLIENTS - statuses[0], sum(n for status, n in statuses.items() if status >= 500)
    told = f"{held} booked, {max(0, held - PLACES)} oversold, {errors} errors, {answered} answered, {seconds:.1f} s"
    odd = {status: n for status, n in statuses.items() if status not in (0, 303, 409) and status < 500}
    met = held == PLACES == statuses[303] and not errors and not odd and answered == CLIENTS
    what = f"{CLIENTS} clients, {PLACES} places, {name}"
    target = f"{PLACES} booked, 0 oversold, 0 errors, {CLIENTS} answered"
    return Row("storm", what, target, told + (f", others {odd}" if odd else ""), met)


def _storm(folder: Path, url: str) -> tuple[list[Answer], int, float]:
    """The answers, the places held afterwards, and how long it took until the last answer."""
    with _prepared(folder, url) as (app, people, slot_id):
        with application(folder, workers=2, UNIONWEB_DATABASE_URL=url) as server:
            requests = [person.post("/bookings/", slot_id=slot_id, repeat="once", weeks=4) for person in people]
            began = time.monotonic()
            answers = server.rush(requests)
            seconds = time.monotonic() - began
        with app.app_context():
            held = db.session.scalars(select(Booking).where(Booking.slot_id == slot_id, Booking.status.in_(HOLDING)))
            return answers, len(held.all()), seconds


@contextmanager
def _prepared(folder: Path, url: str) -> Iterator[tuple]:
    """The application on a small university, with its people and one slot."""
    with opened(folder, url) as app:
        with app.app_context():
            os.environ["UNIONWEB_DATABASE_URL"] = url
            university.migrate()
            del os.environ["UNIONWEB_DATABASE_URL"]
            university.build()
            ids = range(FIRST_MEMBER, FIRST_MEMBER + CLIENTS)
            for member_id in ids:
                university.add_member(member_id)
            slot_id = university.add_slot(START, places=PLACES)
        yield app, passes(app, ids), slot_id
