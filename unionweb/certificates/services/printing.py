"""Printing what was issued, in the job worker: a file for each certificate, a few at a time, so that a killed worker goes on.

A certificate has its SHA-256 once its file is on disk; a run begins with those that have none. Nothing is numbered here.
A disk that is full holds a batch up, and the next run goes on with it; what cannot be printed at all, a person must see to.
"""

import contextlib
import logging
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from unionweb.certificates import archive, printing, queries
from unionweb.certificates.models import Certificate, CertificateBatch
from unionweb.certificates.rules import Paper
from unionweb.certificates.rules.states import BatchState
from unionweb.certificates.services.batches import KIND, locked
from unionweb.certificates.services.issuing import JOB
from unionweb.common import audit, settings
from unionweb.kernel import clock, jobs
from unionweb.kernel.db import is_unavailable, write
from unionweb.kernel.errors import Refused, Unavailable
from unionweb.kernel.extensions import db
from unionweb.kernel.fonts import FontsMissing
from unionweb.kernel.pdf import PaperProblem, Press

AT_ONCE = 25

log = logging.getLogger(__name__)


@jobs.job(JOB, "排好已颁发的证书", minute="*/5")
def print_batches() -> str:
    """Make the missing files of every batch that is being printed. Goes on where an earlier run was cut off."""
    count, held = 0, 0
    with Press() as press:
        for batch_id in queries.waiting_batches():
            try:
                for made in _printed(batch_id, press):
                    count += made
            except Exception as problem:
                if not isinstance(problem, OSError) and not is_unavailable(problem):
                    raise
                _hold(batch_id, problem)
                held += 1
    return f"排好了 {count} 张" + (f"，{held} 批没有排完，下次接着排" if held else "")


def _printed(batch_id: int, press: Press) -> Iterator[int]:
    """How many files were made, a few at a time, until there is nothing left to do or somebody stops it."""
    while made := _next_files(batch_id, press):
        is_on = _note(batch_id, made)
        yield len(made)
        if not is_on:
            break


def _hold(batch_id: int, problem: Exception) -> None:
    """Say on the batch why it waits, as far as the disk lets us; it goes on being printed."""
    db.session.rollback()
    log.warning("batch %s waits: %r", batch_id, problem)
    words = str(problem) if isinstance(problem, Unavailable) else ""
    with contextlib.suppress(DBAPIError):
        _note_problem(batch_id, f"{words or '磁盘暂时读不了或写不了。'}过几分钟会接着排，不用再点。")


@write
def _note_problem(batch_id: int, words: str) -> None:
    batch = locked(batch_id)
    if batch.state is BatchState.printing:
        batch.problem = words[:300]


def _next_files(batch_id: int, press: Press) -> dict[int, str]:
    """SHA-256 by id of the next few files. Empty when there is nothing left, or no file can be made. OSError, Unavailable."""
    waiting = queries.unprinted(batch_id, AT_ONCE)
    papers = {one.id: one.paper for one in waiting}
    everything = [] if papers else queries.papers_of(batch_id)
    db.session.rollback()
    try:
        if not papers:
            name = archive.keep(printing.print_file(everything, press)) if everything else None
            _finish(batch_id, len(everything), name)
            return {}
        return _files(papers, press)
    except (PaperProblem, FontsMissing, ValueError) as problem:
        _fail(batch_id, str(problem)[:300])
        return {}


def _files(papers: dict[int, Paper], press: Press | None = None) -> dict[int, str]:
    """Make and keep the files of a few certificates, those that the disk has room for. Unavailable when that is none."""
    pages, kept = printing.pages_of(list(papers.values())), {}
    with printing.setter_for(pages, press) as setter:
        for (id, paper), page in zip(papers.items(), pages, strict=True):
            data = printing.single_file(paper, setter, page)
            try:
                kept[id] = archive.keep(data)
            except Unavailable:
                if not kept:
                    raise
                break
    return kept


@write
def _note(batch_id: int, made: dict[int, str]) -> bool:
    """Note the files of a few certificates; False when somebody has stopped the printing."""
    batch = locked(batch_id)
    for id, name in sorted(made.items()):
        one = db.session.get(Certificate, id, populate_existing=True)
        one.sha256 = one.sha256 or name
    batch.problem = None
    return batch.state is BatchState.printing


@write
def _finish(batch_id: int, count: int, print_file: str | None) -> None:
    """The print file with so many certificates is there. When one was revoked meanwhile, it has to be made again."""
    batch = locked(batch_id)
    if batch.state is not BatchState.printing:
        return
    if len(queries.valid_certificates_of(batch_id)) != count:
        jobs.enqueue(JOB)
        return
    batch.state = BatchState.ready if print_file else BatchState.cleared
    batch.problem, batch.print_file, batch.printed_at = None, print_file, clock.now()


@write
def _fail(batch_id: int, problem: str) -> None:
    batch = locked(batch_id)
    if batch.state is BatchState.printing:
        batch.state, batch.problem = BatchState.failed, problem


def remake(certificate_id: int, actor, *, kind: audit.ActorKind = audit.ActorKind.office) -> None:
    """Make the file of a printed certificate again, from what was frozen, when it is lost or spoilt; otherwise nothing.

    Refused while it waits for its first printing. Raises PaperProblem, FontsMissing, Unavailable.
    """
    one = queries.certificate_or_none(certificate_id)
    if one is None or one.sha256 is None:
        raise Refused("这张证书还在排版，过一会儿再来。")
    lost, paper = one.sha256, one.paper
    if archive.read(lost) is None:
        db.session.rollback()
        made = _files({certificate_id: paper})
        _replace(certificate_id, (lost, made[certificate_id]), actor, kind)


@write
def _replace(certificate_id: int, names: tuple[str, str], actor, kind: audit.ActorKind) -> None:
    """Note the new file in place of the lost one; whoever comes second finds that it was done."""
    lost, made = names
    one = db.session.get(Certificate, certificate_id, with_for_update=True, populate_existing=True)
    if one.sha256 == lost:
        one.sha256 = made
        audit.record("remade", "certificate", one.id, actor=actor, kind=kind, detail={"lost": lost, "made": made})


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
    batch = locked(batch_id)
    if not queries.valid_certificates_of(batch_id):
        raise Refused("这一批的证书都撤销或换发了，没有要排的。")
    _change(batch, {BatchState.paused, BatchState.failed, BatchState.cleared}, BatchState.printing, actor)
    jobs.enqueue(JOB)


def _change(batch: CertificateBatch, allowed: set[BatchState], state: BatchState, actor) -> None:
    if batch.state not in allowed:
        raise Refused("这一批现在不在这一步，没有改变。请刷新看看。")
    told = {"from_state": batch.state, "to_state": state}
    audit.record("paused" if state is BatchState.paused else "resumed", KIND, batch.id, actor=actor, kind=audit.ActorKind.office, **told)
    batch.state, batch.problem = state, None
