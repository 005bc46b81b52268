"""Transactions: all or nothing, retried when the database says "not now", never twice once they are on disk."""

import sqlite3
import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError, TimeoutError

from tests.conftest import ON_POSTGRESQL
from unionweb.accounts.models import Campus
from unionweb.kernel import db as kernel
from unionweb.kernel.db import after_commit, is_unavailable, lock_name, transaction, write
from unionweb.kernel.errors import Refused, Unavailable
from unionweb.kernel.extensions import db

only_sqlite = pytest.mark.skipif(ON_POSTGRESQL, reason="about SQLite's own locks and pragmas")


def names():
    return sorted(db.session.scalars(select(Campus.name)))


def rename(name, id=1):
    db.session.get(Campus, id).name = name


def locked():
    return OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))


def test_transaction_keeps_all_of_it(inside):
    def change():
        with transaction():
            rename("东", 1)
            rename("西", 2)

    inside(change)
    assert inside(names) == sorted(["东", "西", "滨海校区"])


def test_transaction_keeps_nothing_when_it_fails(inside):
    def change():
        with transaction():
            rename("东")
            db.session.flush()
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        inside(change)
    assert "东校区" in inside(names)


def test_a_transaction_within_joins_the_one_around_it(inside):
    @write
    def inner():
        rename("东")

    @write
    def outer():
        inner()
        with transaction():
            rename("西", 2)
        raise Refused("不行。")

    with pytest.raises(Refused):
        inside(outer)
    assert inside(names) == sorted(["东校区", "西校区", "滨海校区"])


def test_a_transaction_within_is_not_retried_by_itself(inside):
    tries = []

    @write
    def inner():
        tries.append("inner")
        raise locked()

    @write
    def outer():
        tries.append("outer")
        inner()

    with pytest.raises(OperationalError):
        inside(outer)
    assert tries == ["outer", "inner"] * 3


def test_a_savepoint_undoes_only_its_own(inside):
    @write
    def change():
        rename("东")
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(Campus(code="east", name="又一个"))
        rename("西", 2)

    inside(change)
    assert inside(names) == sorted(["东", "西", "滨海校区"])


def test_write_is_tried_again_when_the_database_is_locked(inside):
    tries = []

    @write
    def change():
        tries.append(1)
        rename("东")
        db.session.flush()
        if len(tries) < 3:
            raise locked()

    inside(change)
    assert len(tries) == 3 and "东" in inside(names)


@pytest.mark.parametrize("error", [ValueError("no"), Refused("不行。"), KeyError("x")])
def test_write_is_not_tried_again_for_other_errors(inside, error):
    tries = []

    @write
    def change():
        tries.append(1)
        raise error

    with pytest.raises(type(error)):
        inside(change)
    assert len(tries) == 1


def test_write_gives_up_after_three(inside):
    tries = []

    @write
    def change():
        tries.append(1)
        raise locked()

    with pytest.raises(OperationalError):
        inside(change)
    assert len(tries) == 3


def test_write_is_marked_for_the_house(inside):
    assert write(lambda: None).is_write


def test_after_commit_runs_after_and_only_after_the_commit(inside):
    called = []

    @write
    def change(fails):
        after_commit(lambda: called.append(names()))
        rename("东")
        assert called == []
        if fails:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        inside(lambda: change(True))
    assert called == []
    inside(lambda: change(False))
    assert len(called) == 1 and "东" in called[0]


def test_after_commit_of_an_inner_write_waits_for_the_outer(inside):
    called = []

    @write
    def inner():
        after_commit(lambda: called.append(1))

    @write
    def outer():
        inner()
        assert called == []

    inside(outer)
    assert called == [1]


@pytest.mark.parametrize("error", [locked(), ValueError("no")])
def test_an_error_after_the_commit_neither_undoes_nor_repeats_it(inside, caplog, error):
    tries = []

    def fail():
        raise error

    @write
    def change():
        tries.append(1)
        after_commit(fail)
        rename("东")

    inside(change)
    assert tries == [1] and "东" in inside(names) and "after a commit" in caplog.text


def test_a_later_transaction_starts_clean_after_a_failed_one(inside):
    def fail():
        with transaction():
            after_commit(lambda: rename("不该"))
            rename("东")
            raise ValueError("no")

    def change():
        with pytest.raises(ValueError, match="no"):
            fail()
        with transaction():
            rename("西", 2)

    inside(change)
    assert inside(names) == sorted(["东校区", "西", "滨海校区"])


def test_what_was_read_before_is_read_again_under_the_lock(inside):
    def change():
        campus = db.session.get(Campus, 1)
        assert campus.name == "东校区"
        elsewhere = threading.Thread(target=inside, args=(lambda: write(rename)("东"),))
        elsewhere.start()
        elsewhere.join(10)
        with transaction():
            return db.session.get(Campus, 1).name

    assert inside(change) == "东"


def test_writers_of_one_row_lose_no_update(inside):
    together = threading.Barrier(4)

    @write
    def add_one():
        campus = db.session.get(Campus, 1, with_for_update=True)
        campus.sort += 1

    def run():
        together.wait(10)
        for _ in range(5):
            inside(add_one)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert inside(lambda: db.session.get(Campus, 1).sort) == 21


def test_a_named_lock_puts_writers_in_a_row(inside):
    inner = []

    @write
    def work():
        lock_name("x")
        inner.append(1)
        busy = len(inner)
        threading.Event().wait(0.02)
        inner.pop()
        return busy

    most = []
    threads = [threading.Thread(target=lambda: most.append(inside(work))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == [1] * 4


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Unavailable("x"), True),
        (locked(), True),
        (OperationalError("", {}, sqlite3.OperationalError("database or disk is full")), True),
        (OperationalError("", {}, sqlite3.OperationalError("attempt to write a readonly database")), True),
        (TimeoutError("QueuePool limit"), True),
        (IntegrityError("", {}, sqlite3.IntegrityError("UNIQUE constraint failed")), False),
        (Refused("不行。"), False),
        (ValueError("database is locked"), False),
    ],
)
def test_unavailable_means_the_database_cannot_serve_now(error, expected):
    assert is_unavailable(error) is expected


@only_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)]
)
def test_sqlite_is_set_up_to_keep_what_it_acknowledged(inside, pragma, value):
    assert inside(lambda: db.session.scalar(text(f"PRAGMA {pragma}"))) == value


@only_sqlite
def test_readers_go_on_while_somebody_writes(inside):
    def read_beside():
        with transaction():
            rename("东")
            db.session.flush()
            seen = []
            reader = threading.Thread(target=lambda: seen.append(inside(names)))
            reader.start()
            reader.join(10)
            return seen[0]

    assert "东校区" in inside(read_beside)


@only_sqlite
def test_a_second_writer_waits_and_is_then_unavailable(app, inside, monkeypatch):
    with app.app_context():
        patience = text("PRAGMA busy_timeout=50")
        monkeypatch.setattr(kernel, "ATTEMPTS", 2)
        with transaction():
            rename("东")
            db.session.flush()
            errors = []

            def other():
                db.session.execute(patience)
                db.session.rollback()
                try:
                    write(rename)("西", 2)
                except OperationalError as error:
                    errors.append(is_unavailable(error))

            thread = threading.Thread(target=inside, args=(other,))
            thread.start()
            thread.join(20)
    assert errors == [True]
