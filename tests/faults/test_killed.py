"""Processes are killed in the middle of the work: every booking that was acknowledged is there, whole, afterwards."""

import os
import signal
import sqlite3
import threading
from queue import Empty, Queue

from sqlalchemy import func, select, text

from tests.conftest import ON_POSTGRESQL
from tests.support import university
from tests.support.server import children, passes, serving
from unionweb.bookings.models import Booking
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db

PEOPLE, CLIENTS = 60, 6
KILL_A_WORKER, KILL_ALL = 8, 25  # after so many acknowledged bookings


class Load:
    """Clients that book one after the other until there is nobody left, and what they were told."""

    def __init__(self, server, people, slot):
        self.server, self.slot, self.waiting, self.told = server, slot, Queue(), Queue()
        self.acknowledged: set[int] = set()
        for person in people:
            self.waiting.put(person)
        self.clients = [threading.Thread(target=self.work, daemon=True) for _ in range(CLIENTS)]
        for client in self.clients:
            client.start()

    def work(self):
        while True:
            try:
                person = self.waiting.get_nowait()
            except Empty:
                return
            try:
                answer = self.server.ask(person.post("/bookings/", slot_id=self.slot, repeat="once"))
            except OSError:
                continue
            if answer.status == 303:
                self.told.put(int(answer.location.rsplit("/", 1)[1]))

    def until(self, number: int) -> None:
        """Wait until so many bookings were acknowledged."""
        while len(self.acknowledged) < number:
            self.acknowledged.add(self.told.get(timeout=60))

    def end(self) -> set[int]:
        """All bookings that were ever acknowledged."""
        for client in self.clients:
            client.join()
        while not self.told.empty():
            self.acknowledged.add(self.told.get())
        return self.acknowledged


def test_what_was_acknowledged_survives_killed_workers_and_a_killed_server(app, inside):
    ids = range(30001, 30001 + PEOPLE)
    inside(lambda: ([university.add_member(i, "张三") for i in ids], db.session.commit()))
    slot, people = inside(lambda: university.add_slot(places=PEOPLE)), passes(app, ids)
    with serving(app) as server:
        load = Load(server, people, slot)
        load.until(KILL_A_WORKER)
        os.kill(children(server.process.pid)[0], signal.SIGKILL)
        load.until(KILL_ALL)
        server.stop()
        acknowledged = load.end()
    inside(lambda: (db.session.remove(), db.engine.dispose()))
    there = inside(lambda: db.session.execute(select(Booking.id, Booking.seat_no).where(Booking.slot_id == slot)).all())
    assert len(acknowledged) >= KILL_ALL
    assert acknowledged <= {row.id for row in there}
    assert sorted(row.seat_no for row in there) == list(range(1, len(there) + 1))
    noted = select(func.count()).where(AuditEvent.subject_kind == "booking", AuditEvent.action == "booked")
    assert inside(lambda: db.session.scalar(noted)) == len(there)
    with serving(app, workers=1) as server:
        late = server.ask(people[-1].post("/bookings/", slot_id=slot, repeat="once"))
        assert late.status in {303, 409}
        assert all(server.ask(p.get("/bookings/")).status == 200 for p in people[:3])


def test_what_is_acknowledged_is_on_the_disk(app, inside):
    """SQLite: the write-ahead log is synced at every commit; PostgreSQL's own default is the same."""
    if ON_POSTGRESQL:
        assert inside(lambda: db.session.scalar(text("SHOW synchronous_commit"))) in {"on", "off"}
        return
    journal = inside(lambda: db.session.scalar(text("PRAGMA journal_mode")))
    assert (journal, inside(lambda: db.session.scalar(text("PRAGMA synchronous")))) == ("wal", 2)
    with sqlite3.connect(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
