"""Issuing: numbers without gaps, codes that cannot be guessed, everything that is printed frozen, in one transaction."""

import secrets

from unionweb.certificates import queries
from unionweb.certificates.models import Certificate, CertificateBatch, CertificateSeries
from unionweb.certificates.rules import DESIGNS, Kind
from unionweb.certificates.rules.recipients import Row
from unionweb.certificates.rules.states import BatchState
from unionweb.certificates.services.batches import KIND, Prepared, add_batch, locked
from unionweb.common import audit
from unionweb.kernel import clock, fonts, jobs
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.search import folded

CODE_BYTES = 16  # 128 bits
JOB = "print_certificates"


@write
def issue_batch(batch_id: int, actor, *, site: str) -> int:
    """Issue a draft and ask the worker to print it; returns how many. site: the address of this installation.

    Refused when it was issued before, and while rows have problems: nothing is issued in part.
    """
    batch = locked(batch_id)
    if batch.state is not BatchState.draft:
        raise Refused("这一批已经颁发过了，没有再颁发一遍。")
    return issue_rows(batch, actor, site)


@write
def issue(prepared: Prepared, actor, *, site: str) -> int:
    """Issue what another feature has decided (an award, a training list); returns the id of the batch. Refused likewise."""
    batch = add_batch(prepared, actor)
    issue_rows(batch, actor, site)
    return batch.id


def issue_rows(batch: CertificateBatch, actor, site: str) -> int:
    """Part of a transaction: number and freeze what a draft lists; returns how many. Refused while rows have problems."""
    rows = queries.rows_of(batch)
    if faulty := [row for row in rows if row.problems]:
        raise Refused(f"名单里有 {len(faulty)} 行有问题，先改好再颁发。第 {faulty[0].number} 行：{faulty[0].problems[0]}。")
    known = queries.members_by_staff_no([row.staff_no for row in rows if row.staff_no])
    marks = queries.marks_of(batch.organ).frozen
    first, word, faces = _take_numbers(batch.kind, batch.dated.year, len(rows)), queries.word_of(batch.kind), _faces()
    for number, row in enumerate(rows, start=first):
        made = _certificate(batch, row, known.get(row.staff_no, (None,))[0], site)
        made.number, made.serial_no, made.fonts = number, f"{word}〔{batch.dated.year}〕{number}号", faces
        made.marks = marks
        made.search = folded(f"{made.serial_no} {made.name} {row.values.get('单位', '')} {made.title}")
        db.session.add(made)
    batch.state, batch.issued_by_id, batch.issued_at, batch.rows = BatchState.printing, actor.id, clock.now(), []
    detail = {"count": len(rows), "first": first, "last": first + len(rows) - 1}
    audit.record("issued", KIND, batch.id, actor=actor, kind=audit.ActorKind.office, to_state=batch.state, detail=detail)
    jobs.enqueue(JOB)
    return len(rows)


def _take_numbers(kind: Kind, year: int, count: int) -> int:
    """The first of the next numbers of a series, taken under its lock: a transaction that fails gives them back."""
    lock_name(f"certificates {kind} {year}")
    series = db.session.get(CertificateSeries, (kind, year), with_for_update=True, populate_existing=True)
    if series is None:
        series = CertificateSeries(kind=kind, year=year, last=0)
        db.session.add(series)
    series.last += count
    return series.last - count + 1


def _certificate(batch: CertificateBatch, row: Row, member_id: int | None, site: str) -> Certificate:
    code = secrets.token_urlsafe(CODE_BYTES)
    return Certificate(
        batch_id=batch.id, kind=batch.kind, year=batch.dated.year, code=code, subject=batch.subject, name=row.name,
        member_id=member_id, values=row.values, heading=batch.heading, body=batch.body, closing=batch.closing,
        opens=batch.opens, organ=batch.organ, dated=batch.dated, is_sealed=batch.is_sealed,
        address=f"{site}/verify/{code}", design_version=DESIGNS[batch.kind].version, issued_at=clock.now(),
    )  # fmt: skip


def _faces() -> str:
    """The fonts that print certificates here, in the order in which they are asked."""
    library = fonts.library()
    faces = (face.name for role in (fonts.Typeface.title, fonts.Typeface.name) for face in library.faces[role])
    return "、".join(dict.fromkeys(faces))[:300]
