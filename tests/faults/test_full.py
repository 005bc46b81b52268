"""The disk is full: writing says so and changes nothing, reading goes on, and with room again everything works."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError

from tests.conftest import ON_POSTGRESQL, make_app
from tests.faults.conftest import SORRY
from tests.support.server import passes, serving
from tests.support.university import add_slot
from unionweb.accounts.models import UserSession
from unionweb.bookings.models import Booking
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="a PostgreSQL server minds its own disk")
PAGES = ("/", "/bookings/", "/bookings/week", "/messages/", "/account")


@pytest.fixture
def limited(app, inside):
    """limited() → from now on SQLite says that the disk is full, until what it returns is called."""

    def limit(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    def start():
        change(event.listen)
        return lambda: change(event.remove)

    def change(how):
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
            how(db.engine, "connect", limit)

    return start


def long_ago(inside):
    """All sessions were used last half an hour ago: the next page would note that they are in use."""
    earlier = clock.now() - timedelta(minutes=30)
    inside(lambda: (db.session.execute(update(UserSession).values(last_seen_at=earlier)), db.session.commit()))


def fill_up(as_user, inside, limited):
    """Write until nothing fits any more, look at the pages, and then again with room."""
    slot = inside(lambda: add_slot("2026-09-17 14:00"))
    browser = as_user(10001)
    long_ago(inside)
    has_room = limited()
    answers = [browser.post("/messages/feed")]  # small enough to fit into the pages that are there, or not
    while answers[-1].status_code != 503 and len(answers) < 200:
        answers.append(browser.post("/points/1/faults", {"text": f"{len(answers)} 号水龙头漏水。" * 25}))
    assert answers[-1].status_code == 503
    assert SORRY in answers[-1].text
    long_ago(inside)
    for path in PAGES:
        assert browser.get(path).status_code == 200, path
    has_room()
    assert browser.post("/bookings/", {"slot_id": slot, "repeat": "once"}).status_code == 303
    assert inside(lambda: db.session.scalars(select(Booking.member_id)).all()) == [10001]


def test_writing_into_a_full_database_changes_nothing_and_pages_open(as_user, inside, limited):
    fill_up(as_user, inside, limited)


def test_a_twin_that_takes_a_full_disk_for_a_mistake_is_caught(as_user, inside, limited, monkeypatch):
    monkeypatch.setattr("unionweb.kernel.web.is_unavailable", lambda error: False)
    with pytest.raises(AssertionError):
        fill_up(as_user, inside, limited)


def test_pages_open_although_their_session_cannot_be_noted(as_user, inside, monkeypatch):
    browser = as_user(10001)
    monkeypatch.setattr("unionweb.accounts.services.sessions._touch", too_much_for_the_disk)
    long_ago(inside)
    assert [browser.get(path).status_code for path in PAGES] == [200] * len(PAGES)


def test_a_twin_whose_pages_must_note_the_session_is_caught(as_user, inside, limited, monkeypatch):
    monkeypatch.setattr("unionweb.accounts.services.sessions.is_unavailable", lambda error: False)
    monkeypatch.setattr("unionweb.accounts.services.sessions._touch", too_much_for_the_disk)
    with pytest.raises(AssertionError):
        fill_up(as_user, inside, limited)


def too_much_for_the_disk(session_id):
    raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database or disk is full"))


@pytest.fixture
def small_disk(tmp_path):
    """A disk of four megabytes; only root may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], check=False, capture_output=True
    ).returncode == 0  # fmt: skip
    if not made:
        pytest.skip("a small disk can only be made by root; the test above stands for it")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@contextlib.contextmanager
def filled(folder):
    """Not a byte is left."""
    filler = folder / "filler"
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    yield
    filler.unlink()


def test_a_full_disk_under_the_real_server(small_disk, blueprint):
    made_in, _name = blueprint
    for name in ("secret_key", "data_key", "unionweb.db"):
        shutil.copy(made_in / name, small_disk / name)
    app = make_app(small_disk, f"sqlite:///{small_disk}/unionweb.db")

    def inside(call):
        with app.app_context():
            return call()

    slot = inside(lambda: add_slot(places=10))
    people = passes(app, [10001, 10002, 10005])
    long_ago(inside)
    with serving(app, workers=1) as server:
        acknowledged = server.ask(people[0].post("/bookings/", slot_id=slot, repeat="once"))
        with filled(small_disk):
            refused = server.ask(people[1].post("/bookings/", slot_id=slot, repeat="once"))
            pages = [server.ask(people[1].get(path)).status for path in PAGES]
            shown = server.ask(people[0].get(acknowledged.location))
        after = server.ask(people[1].post("/bookings/", slot_id=slot, repeat="once"))
    assert acknowledged.status == after.status == 303
    assert refused.status == 503 and SORRY in refused.text
    assert pages == [200] * len(PAGES)
    assert shown.status == 200
    assert inside(lambda: db.session.scalars(select(Booking.member_id).order_by(Booking.id)).all()) == [10001, 10002]
    inside(lambda: (db.session.remove(), db.engine.dispose()))
