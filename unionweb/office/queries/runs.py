"""How the background work goes: last and next runs, failures, what waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from unionweb.kernel import clock, jobs
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import Job, JobRun, Outcome
from unionweb.kernel.lists import Page, page_of

WEEK = timedelta(days=7)
GRACE = timedelta(minutes=15)  # a run may wait that long behind others
LONG = timedelta(hours=1)  # no run takes that long


@dataclass(frozen=True)
class JobLine:
    """One job as the page shows it. last: its newest run; failures: those of the last seven days."""

    job: Job
    last: JobRun | None
    next_at: datetime | None
    failures: int
    is_overdue: bool


def job_lines() -> list[JobLine]:
    """All jobs; two queries, however many there are."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.name)
    last = {run.name: run for run in db.session.scalars(select(JobRun).where(JobRun.id.in_(newest)))}
    failed = select(JobRun.name, func.count()).where(JobRun.outcome == Outcome.failed)
    recent = failed.where(JobRun.started_at > clock.now() - WEEK).group_by(JobRun.name)
    failures = dict(db.session.execute(recent).all())
    return [_line(found, last.get(name), failures.get(name, 0)) for name, found in jobs.jobs.items()]


def run_page(name: str) -> Page:
    """The runs of one job, newest first."""
    return page_of(select(JobRun).where(JobRun.name == name).order_by(JobRun.id.desc()))


def _line(found: Job, last: JobRun | None, failures: int) -> JobLine:
    due = found.due_before(clock.now() - GRACE)
    is_overdue = due is not None and (last is None or last.started_at < due or _hangs(last))
    return JobLine(found, last, found.due_after(clock.now()), failures, is_overdue)


def _hangs(last: JobRun) -> bool:
    return last.outcome is Outcome.running and last.started_at < clock.now() - LONG
