"""Printing what was issued, in the job worker: a file for each certificate, a few at a time, so that a killed worker goes on.

A certificate has its SHA-256 once its file is on disk; a run begins with those that have none. Nothing is numbered here.
"""

from datetime import timedelta

from unionweb.certificates import archive, printing, queries
from unionweb.certificates.models import Certificate, CertificateBatch
from unionweb.certificates.rules.states import BatchState
from unionweb.certificates.services.batches import KIND, locked
from unionweb.certificates.services.issuing import JOB
from unionweb.common import audit, settings
from unionweb.kernel import clock, jobs
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.fonts import FontsMissing
from unionweb.kernel.pdf import PaperProblem, Press

AT_ONCE = 25


@jobs.job(JOB, "排好已颁发的证书", minute="*/5")
def print_batches() -> str:
    """Make the missing files of every batch that is being printed. Goes on where an earlier run was cut off."""
    count = 0
    with Press() as press:
        for batch_id in queries.waiting_batches():
            count += _print(batch_id, press)
    return f"排好了 {count} 张"


def _print(batch_id: int, press: Press) -> int:
    count = 0
    while made := _next_files(batch_id, press):
        count += len(made)
        if not _note(batch_id, made):
            break
    return count


def _next_files(batch_id: int, press: Press) -> dict[int, str]:
    """SHA-256 by id of the next few files. Empty when there is nothing left, or no file can be made."""
    waiting = queries.unprinted(batch_id, AT_ONCE)
    papers = {one.id: one.paper for one in waiting}
    everything = [] if papers else queries.papers_of(batch_id)
    db.session.rollback()
    try:
        if not papers:
            _finish(batch_id, print_file=archive.keep(printing.print_file(everything, press)))
            return {}
        pages = [printing.page_of(paper) for paper in papers.values()]
        with printing.setter_for(pages, press) as setter:
            return {id: archive.keep(printing.single_file(paper, setter)) for id, paper in papers.items()}
    except (PaperProblem, FontsMissing, ValueError) as problem:
        _finish(batch_id, problem=str(problem)[:300])
        return {}


@write
def _note(batch_id: int, made: dict[int, str]) -> bool:
    """Note the files of a few certificates; False when somebody has stopped the printing."""
    batch = locked(batch_id)
    for id, name in sorted(made.items()):
        one = db.session.get(Certificate, id, populate_existing=True)
        one.sha256 = one.sha256 or name
    return batch.state is BatchState.printing


@write
def _finish(batch_id: int, *, print_file: str | None = None, problem: str | None = None) -> None:
    batch = locked(batch_id)
    if batch.state is BatchState.printing:
        batch.state = BatchState.failed if problem else BatchState.ready
        batch.problem, batch.print_file, batch.printed_at = problem, print_file, clock.now()


@jobs.job("clear_prints", "清除过了保存期的证书打印文件", hour="3", minute="35")
def clear_prints() -> str:
    """Remove print files that were kept long enough; the file of each certificate stays, and the other can be made again."""
    since = clock.now() - timedelta(days=settings.get("certificates.keep_days"))
    names = [name for batch_id in queries.printed_before(since) if (name := _clear(batch_id))]
    for name in names:
        archive.drop(name)
    return f"清除了 {len(names)} 个"


@write
def _clear(batch_id: int) -> str | None:
    batch = locked(batch_id)
    name = batch.print_file
    if batch.state is not BatchState.ready or name is None:
        return None
    batch.state, batch.print_file = BatchState.cleared, None
    audit.record("print_cleared", KIND, batch.id, from_state=BatchState.ready, to_state=BatchState.cleared)
    return name


@write
def pause_printing(batch_id: int, actor) -> None:
    """Stop the printing of a batch after the files it is at; what was issued stays issued. Refused when it is done."""
    _change(locked(batch_id), {BatchState.printing}, BatchState.paused, actor)


@write
def resume_printing(batch_id: int, actor) -> None:
    """Go on with a batch that was stopped, could not be printed, or whose print file is no longer kept. Refused otherwise."""
    _change(locked(batch_id), {BatchState.paused, BatchState.failed, BatchState.cleared}, BatchState.printing, actor)
    jobs.enqueue(JOB)


def _change(batch: CertificateBatch, allowed: set[BatchState], state: BatchState, actor) -> None:
    if batch.state not in allowed:
        raise Refused("这一批现在不在这一步，没有改变。请刷新看看。")
    told = {"from_state": batch.state, "to_state": state}
    audit.record("paused" if state is BatchState.paused else "resumed", KIND, batch.id, actor=actor, kind=audit.ActorKind.office, **told)
    batch.state, batch.problem = state, None
