"""Background work: jobs with a name and a schedule, run by one worker, each run leaving a row.

A job is idempotent: after a run that was cut off it simply runs again. Two runs of the same job never overlap,
whichever processes they are in: a run holds a lock that dies with its process (on SQLite a lock on a file of the
instance folder, on PostgreSQL a session's advisory lock), so a killed worker leaves nothing behind that blocks.
"""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flask import current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import Index, String, delete, func, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.kernel import clock, labels
from unionweb.kernel.db import Moment, after_commit, enum_column, in_transaction, write
from unionweb.kernel.errors import Refused, Unavailable
from unionweb.kernel.extensions import db

log = logging.getLogger("unionweb")

KEPT_RUNS = 200
KEPT_FAILURES = timedelta(days=7)  # failures stay countable for a week, however often a job runs
MINUTE = timedelta(minutes=1)
CUT_OFF = "没有跑完：任务进程中途停了。"


class Outcome(StrEnum):
    running = "running"
    ok = "ok"
    failed = "failed"


class JobRun(db.Model):
    __tablename__ = "job_run"
    __table_args__ = (Index("ix_job_run_name_id", "name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    detail: Mapped[str | None] = mapped_column(String(500))


@dataclass(frozen=True)
class Job:
    """A named piece of background work. minute, hour: crontab fields of its schedule, None for never by itself."""

    name: str
    label: str
    run: Callable
    minute: str | None
    hour: str

    def due_before(self, moment: datetime) -> datetime | None:
        """The latest scheduled time up to `moment`; None for a job without a schedule."""
        return self._scheduled(moment.replace(second=0, microsecond=0), -MINUTE)

    def due_after(self, moment: datetime) -> datetime | None:
        """The next scheduled time after `moment`; None for a job without a schedule."""
        return self._scheduled(moment.replace(second=0, microsecond=0) + MINUTE, MINUTE)

    def _scheduled(self, moment: datetime, step: timedelta) -> datetime | None:
        if self.minute is None:
            return None
        matches = crontab(minute=self.minute, hour=self.hour, strict=True)
        return next(m for m in (moment + step * n for n in range(1441)) if matches(m))  # every day is alike


jobs: dict[str, Job] = {}


def job(name: str, label: str, *, minute: str | None = None, hour: str = "*"):
    """Register a function as a job. It must be idempotent, and returns a short sentence about what it did.

    The sentence is shown on the jobs page: it counts, and names nobody.
    """
    crontab(minute=minute or "*", hour=hour, strict=True)  # a mistyped schedule stops the start

    def decorate(function):
        jobs[name] = Job(name, label, function, minute, hour)
        return function

    return decorate


def run(name: str) -> JobRun | None:
    """Run a job now, in this process. Returns the row of the run, or None when it is running somewhere already.

    A job that raises is a failed run, not an error here. KeyError when there is no such job.
    """
    found = jobs[name]
    with _alone(name) as is_alone:
        if not is_alone:
            return None
        run_id = _begin(name)
        return _finish(run_id, *_attempt(found))


def enqueue(name: str) -> None:
    """Ask the worker to run a job soon. Inside a transaction: once that is on disk, and then at best effort.

    Raises Unavailable when the queue cannot be reached, KeyError when there is no such job.
    """
    put = partial(_put, jobs[name].name)
    if in_transaction():
        after_commit(put)
    else:
        put()


def last_start(name: str) -> datetime | None:
    """When the latest finished run of a job began; None when there was none yet."""
    finished = (JobRun.name == name, JobRun.outcome != Outcome.running)
    return db.session.scalar(select(func.max(JobRun.started_at)).where(*finished))


def pending() -> int | None:
    """How many runs wait for the worker; None when the queue cannot be reached."""
    try:
        return _queue().huey.pending_count()
    except Exception as error:
        log.warning("the job queue cannot be reached: %s", type(error).__name__)
        return None


def schedule(app) -> Huey:
    """The application's queue with every scheduled job on it: what the worker's consumer runs."""
    with app.app_context():
        huey = _queue().huey
    for found in jobs.values():
        if found.minute is not None:
            huey.periodic_task(_Watch(app, found), name=f"scheduled_{found.name}")(_task(app, found.name))
    return huey


def init_app(app):
    app.extensions["job_queue"] = None  # opened at first use: pages come up even if it cannot be


class _Queue(NamedTuple):
    huey: Huey
    put: Callable[[str], object]


def _queue() -> _Queue:
    app = current_app._get_current_object()
    if app.extensions["job_queue"] is None:
        huey = _open(app)
        app.extensions["job_queue"] = _Queue(huey, huey.task(name="run_job")(_task(app)))
    return app.extensions["job_queue"]


def _open(app) -> Huey:
    """Redis where it is set, otherwise a file of its own: the queue's many small writes must not meet bookings."""
    if app.config["REDIS_URL"]:
        return RedisHuey("unionweb", url=app.config["REDIS_URL"], results=False)
    return SqliteHuey("unionweb", filename=str(Path(app.instance_path) / "jobs.db"), results=False)


def _task(app, fixed: str | None = None) -> Callable:
    """What huey calls: run the named job inside the application."""

    def run_in_app(name: str | None = fixed) -> None:
        with app.app_context():
            run(name)

    return run_in_app


def _put(name: str) -> None:
    try:
        _queue().put(name)
    except Exception as error:
        raise Unavailable("the job queue cannot be reached") from error


class _Watch:
    """Tells the worker, once for each scheduled time, that it has come, also when it came while no worker ran.

    Times are those of kernel.clock, whatever zone the server is in; a minute that the scheduler slept through counts.
    """

    def __init__(self, app, job: Job):
        self.app, self.job, self.seen = app, job, None

    def __call__(self, _timestamp) -> bool:
        now = clock.now()
        try:
            self.seen = self.seen or self._last_start()
        except DBAPIError as error:
            log.warning("job %s: the database cannot say when it ran last: %s", self.job.name, type(error).__name__)
            return False
        if self.job.due_before(now) <= self.seen:
            return False
        self.seen = now
        return True

    def _last_start(self) -> datetime:
        with self.app.app_context():
            return last_start(self.job.name) or datetime.min


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Hold the job's lock for the block; False when another run has it. Never waits."""
    if db.engine.dialect.name == "postgresql":
        key = func.hashtextextended(f"job {name}", 0)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            is_alone = connection.scalar(select(func.pg_try_advisory_lock(key)))
            try:
                yield is_alone
            finally:
                if is_alone:
                    connection.execute(select(func.pg_advisory_unlock(key)))
        return
    folder = Path(current_app.instance_path) / "locks"
    folder.mkdir(exist_ok=True)
    with open(folder / name, "w") as file:
        yield _locked(file)


def _locked(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@write
def _begin(name: str) -> int:
    """Note that a run starts. Runs still marked as running are dead ones: this run has their lock."""
    now = clock.now()
    for dead in db.session.scalars(select(JobRun).where(JobRun.name == name, JobRun.outcome == Outcome.running)):
        dead.outcome, dead.finished_at, dead.detail = Outcome.failed, now, CUT_OFF
    started = JobRun(name=name, started_at=now, outcome=Outcome.running)
    db.session.add(started)
    db.session.flush()
    return started.id


def _attempt(found: Job) -> tuple[Outcome, str]:
    try:
        return Outcome.ok, str(found.run() or "")
    except Exception as error:
        db.session.rollback()
        log.exception("job %s failed", found.name)
        return Outcome.failed, _described(error)


def _described(error: Exception) -> str:
    """The kind of error, and its words where they cannot hold anybody's data."""
    kind = type(error).__name__
    words = str(error) if isinstance(error, Refused | Unavailable) else getattr(error, "strerror", None)
    return f"{kind}: {words}" if isinstance(words, str) else kind


@write
def _finish(run_id: int, outcome: Outcome, detail: str) -> JobRun:
    done = db.session.get_one(JobRun, run_id)
    done.outcome, done.detail, done.finished_at = outcome, detail[:500] or None, clock.now()
    _forget_old_runs(done.name)
    return done


def _forget_old_runs(name: str) -> None:
    newest = select(JobRun.id).where(JobRun.name == name).order_by(JobRun.id.desc()).limit(KEPT_RUNS).subquery()
    oldest_kept = db.session.scalar(select(func.min(newest.c.id)))
    no_recent_failure = or_(JobRun.outcome != Outcome.failed, JobRun.started_at <= clock.now() - KEPT_FAILURES)
    db.session.execute(
        delete(JobRun).where(JobRun.name == name, JobRun.id < oldest_kept, no_recent_failure),
        execution_options={"synchronize_session": False},
    )


labels.register({Outcome.running: "正在运行", Outcome.ok: "正常", Outcome.failed: "没有办成"})
