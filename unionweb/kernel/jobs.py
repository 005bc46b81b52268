"""Background work: jobs with a name and a schedule, run by one worker, each run leaving a row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


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


jobs: dict[str, Job] = {}


def job(name: str, label: str, *, minute: str | None = None, hour: str = "*"):
    """Register a function as a job. It must be idempotent, and returns a short sentence about what it did."""

    def decorate(function):
        jobs[name] = Job(name, label, function, minute, hour)
        return function

    return decorate


def init_app(app):
    app.extensions["jobs"] = jobs
