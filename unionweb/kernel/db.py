"""Where transactions begin and end.

`transaction()` is one write: all of it or none, everything inside read under the lock.
`@write` makes a function one transaction and retries it when the database says "not now".
"""

import logging
import time
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from functools import wraps

from sqlalchemy import DateTime, Enum, event, text
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

from unionweb.kernel.errors import Unavailable
from unionweb.kernel.extensions import db

log = logging.getLogger("unionweb")

ATTEMPTS = 3
PATIENCE = 2.0  # seconds: what failed after a longer wait has waited for its lock already, and is not tried again
BUSY_TIMEOUT = 5000  # milliseconds that a write waits for the one before it
PASSING_PG = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock timeout
FULL = ("database or disk is full", "disk i/o error", "unable to open database file", "readonly database", "read-only")
# SQLite calls our own mistakes operational, too.
OURS = ("no such table", "no such column", "no such function", "syntax error", "has no column")


def enum_column(kind: type[StrEnum]) -> Enum:
    """A column type that stores the enum's value as short text, the same on both databases."""
    return Enum(kind, native_enum=False, length=24, values_callable=lambda e: [m.value for m in e])


class Moment(DateTime):
    """A naive local date-time of Asia/Shanghai (see kernel.clock)."""


def init_app(app):
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _tune_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)
        else:
            event.listen(db.engine, "connect", _tune_postgresql)


def _tune_sqlite(connection, _record):
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own BEGIN oversells
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_TIMEOUT}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection):
    options = connection.get_execution_options()
    if options.get("patient", True):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")
        return
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")


def _tune_postgresql(connection, _record):
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {BUSY_TIMEOUT}")
    connection.commit()


@contextmanager
def transaction(*, patient: bool = True):
    """One write: all of it or none. Everything read inside is read under the lock.

    Inside another transaction it joins that one. patient=False is for writes that may as well be left out: on SQLite
    they do not wait for another writer. Raises what the database says when it cannot write (see `is_unavailable`).
    """
    session = db.session()
    if session.info.get("writing"):
        yield session
        return
    session.rollback()
    session.info["writing"] = True
    session.info["seen"] = {}  # what is read once a transaction
    after_commit = session.info["after_commit"] = []
    after_rollback = session.info["after_rollback"] = []
    try:
        session.connection(execution_options={"writing": True, "patient": patient})
        yield session
        session.flush()
        after_rollback.clear()  # a commit whose answer got lost may stand: from here on nothing is taken back
        session.commit()
    except BaseException:
        session.rollback()
        for call in after_rollback:
            _call_at_best_effort(call, "after a rollback")
        raise
    finally:
        for name in ("writing", "seen", "after_commit", "after_rollback"):
            session.info.pop(name)
    for call in after_commit:
        _call_at_best_effort(call, "after a commit")


def after_commit(call):
    """Run `call` once the surrounding transaction is safely on disk. An error of it is logged, never raised:
    what was committed must not look undone, and must not be tried again."""
    db.session().info["after_commit"].append(call)


def after_rollback(call) -> None:
    """Run `call` if the surrounding transaction is undone before it is committed: for what lies outside the database, as files.

    An error of it is logged, never raised. When the commit itself fails nobody knows whether it stands: then it does not run.
    """
    db.session().info["after_rollback"].append(call)


def in_transaction() -> bool:
    """Whether a write is running."""
    return bool(db.session().info.get("writing"))


def _call_at_best_effort(call, when: str) -> None:
    try:
        call()
    except Exception:
        log.exception(when)


def write(function):
    """Make `function` one transaction; lock, serialization and deadlock errors are retried here, nowhere else."""

    @wraps(function)
    def run(*args, **kwargs):
        if db.session().info.get("writing"):
            return function(*args, **kwargs)
        began = time.monotonic()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction():
                    return function(*args, **kwargs)
            except DBAPIError as error:
                if attempt == ATTEMPTS or not _may_pass(error) or time.monotonic() - began > PATIENCE:
                    raise
                time.sleep(0.02 * attempt)

    run.is_write = True
    return run


def plain_rows(statement, **values) -> list:
    """The rows of a statement that was written once, with bindparam() where values go: columns, no objects.

    On the pages that are opened most, building a statement anew and loading objects cost more than the database does.
    """
    session = db.session()
    session.flush()
    return session.connection().execute(statement, values).all()


def lock_name(name: str) -> None:
    """Hold a named lock until the transaction ends. SQLite's one writer already holds everything."""
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def _may_pass(error: DBAPIError) -> bool:
    if not isinstance(error, OperationalError):
        return getattr(error.orig, "sqlstate", None) in PASSING_PG
    return "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) in PASSING_PG


def is_unavailable(error: Exception) -> bool:
    """True when the database said it cannot serve now: locked, full, read-only, gone, or all connections in use."""
    if isinstance(error, Unavailable | TimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    words = str(error.orig).lower()
    if any(word in words for word in OURS):
        return False
    return _may_pass(error) or isinstance(error, OperationalError) or any(word in words for word in FULL)


def fits(moment: datetime) -> bool:
    """Whether a date-time lies in a range both databases and every calendar page can show."""
    return 1990 <= moment.year <= 2100
