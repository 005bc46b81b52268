"""Preparing a batch: kept to be looked at, until it is issued or given up."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from unionweb.certificates.models import CertificateBatch
from unionweb.certificates.rules import Kind, Subject, Wording
from unionweb.certificates.rules.recipients import Row
from unionweb.certificates.rules.states import BatchState
from unionweb.common import audit
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

KIND = "certificate_batch"


@dataclass(frozen=True)
class Prepared:
    """What a batch is made of. common: values for all who have none of their own."""

    kind: Kind
    subject: Subject
    wording: Wording
    organ: str
    dated: date
    is_sealed: bool
    common: dict[str, str]
    rows: list[Row]


@write
def prepare(prepared: Prepared, actor, *, replaces: int | None = None) -> int:
    """Keep a batch as a draft; returns its id. replaces: a draft that is given up for it. Refused without recipients.

    The same sent twice is one draft.
    """
    lock_name(f"prepare {actor.id}")
    if replaces is not None:
        _give_up(replaces, actor)
    if (same := _same_draft(prepared, actor)) is not None:
        return same
    batch = add_batch(prepared, actor)
    audit.record("prepared", KIND, batch.id, actor=actor, kind=audit.ActorKind.office, detail={"rows": len(batch.rows)})
    return batch.id


def _same_draft(prepared: Prepared, actor) -> int | None:
    """The newest batch of this person, when it is a draft that says the same."""
    own = select(CertificateBatch).where(CertificateBatch.made_by_id == actor.id).order_by(CertificateBatch.id.desc())
    last = db.session.scalar(own.limit(1))
    if last is None or last.state is not BatchState.draft:
        return None
    said = (last.kind, last.subject, last.wording, last.organ, last.dated, last.is_sealed, last.common, last.rows)
    wanted = (prepared.kind, prepared.subject, prepared.wording, prepared.organ, prepared.dated, prepared.is_sealed)
    return last.id if said == (*wanted, prepared.common, _kept(prepared.rows)) else None


def _kept(rows: list[Row]) -> list:
    return [[row.number, row.values, row.staff_no] for row in rows]


def add_batch(prepared: Prepared, actor) -> CertificateBatch:
    """Part of a transaction: the row of a batch."""
    if not prepared.rows:
        raise Refused("名单里没有人，没有什么可颁发的。")
    words = prepared.wording
    batch = CertificateBatch(
        kind=prepared.kind, subject=prepared.subject, heading=words.heading, body=words.body, closing=words.closing,
        opens=words.opens, organ=prepared.organ, dated=prepared.dated, is_sealed=prepared.is_sealed,
        common=prepared.common, rows=_kept(prepared.rows),
        state=BatchState.draft, made_by_id=actor.id, made_at=clock.now(),
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    return batch


def locked(batch_id: int) -> CertificateBatch:
    """Part of a transaction: a batch under lock. Refused when it was given up."""
    batch = db.session.get(CertificateBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None or batch.state is BatchState.dropped:
        raise Refused("这一批已经放弃了，没有颁发。")
    return batch


@write
def drop_batch(batch_id: int, actor) -> None:
    """Give up a draft: its list is erased. Refused when it was issued."""
    _give_up(batch_id, actor)


def _give_up(batch_id: int, actor) -> None:
    batch = locked(batch_id)
    if batch.state is not BatchState.draft:
        raise Refused("这一批已经颁发了，不能放弃。")
    batch.state, batch.rows = BatchState.dropped, []
    audit.record("given_up", KIND, batch.id, actor=actor, kind=audit.ActorKind.office)
