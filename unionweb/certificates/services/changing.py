"""After the issue: revoke 撤销, reissue 换发, reprint 补印. A number stays what it was; what became of it is added."""

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.certificates import queries
from unionweb.certificates.models import Certificate, CertificateBatch
from unionweb.certificates.rules import Subject
from unionweb.certificates.rules.recipients import Row
from unionweb.certificates.rules.states import BatchState, CertificateState
from unionweb.certificates.services.batches import Prepared, add_batch
from unionweb.certificates.services.issuing import JOB, issue_rows
from unionweb.common import audit
from unionweb.kernel import clock, jobs
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

KIND = "certificate"


@write
def revoke(certificate_id: int, reason: str, actor) -> None:
    """Declare a certificate void; it stays in the register and is shown as revoked. Refused when it is not valid."""
    one = _valid(certificate_id)
    _end(one, CertificateState.revoked, reason, actor)


@write
def reissue(certificate_id: int, values: dict[str, str], reason: str, actor, *, site: str) -> int:
    """Issue a corrected one under the next number in place of a valid one; returns the id of the new certificate.

    values: by placeholder, in place of the old. Words, organ and date stay. Refused when it is not valid, and when the
    new values cannot be printed.
    """
    old = _valid(certificate_id)
    if old.values | values == old.values:
        raise Refused("内容和原来一样，没有换发。要再印一张，请用补印。")
    prepared = Prepared(
        old.kind, old.subject, old.paper.wording, old.organ, old.dated, old.is_sealed, {}, [Row(1, old.values | values)]
    )
    batch = add_batch(prepared, actor)
    issue_rows(batch, actor, site)
    db.session.flush()
    new = batch.certificates[0]
    new.member_id = _owner(old, new)
    old.replaced_by_id = new.id
    _end(old, CertificateState.reissued, reason, actor)
    return new.id


@write
def reprint(certificate_id: int, reason: str, actor) -> int:
    """Count one more print of a valid certificate; returns how many there were. The number and the file stay the same."""
    one = _valid(certificate_id)
    if one.sha256 is None:
        raise Refused("这张证书还在排版，过一会儿再补印。")
    one.reprints += 1
    audit.record("reprinted", KIND, one.id, actor=actor, kind=audit.ActorKind.office, reason=reason, detail={"times": one.reprints})
    return one.reprints


def _valid(certificate_id: int) -> Certificate:
    """A certificate under lock. Refused when it was revoked or reissued."""
    one = db.session.get(Certificate, certificate_id, with_for_update=True, populate_existing=True)
    if one is None or one.state is not CertificateState.valid:
        raise Refused("这张证书已经撤销或换发了，没有再改。")
    return one


def _owner(old: Certificate, new: Certificate) -> int | None:
    """The member it was for, unless it is for somebody of another name now. Whoever keeps a group's keeps it under any name."""
    if old.subject is not Subject.person:
        return old.member_id
    is_hers = new.name == old.name or db.session.scalar(select(Member.name).where(Member.id == old.member_id)) == new.name
    return old.member_id if is_hers else None


def _end(one: Certificate, state: CertificateState, reason: str, actor) -> None:
    told = {"from_state": one.state, "to_state": state, "reason": reason}
    one.state, one.reason, one.ended_at, one.ended_by_id = state, reason, clock.now(), actor.id
    audit.record(state.value, KIND, one.id, actor=actor, kind=audit.ActorKind.office, **told)
    db.session.flush()
    _print_without(one.batch_id)


def _print_without(batch_id: int) -> None:
    """The print file of the batch must not hold what is void: it is made again, if anything valid is left."""
    batch = db.session.get(CertificateBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch.state is not BatchState.ready:
        return
    batch.print_file = None
    batch.state = BatchState.printing if queries.valid_certificates_of(batch_id) else BatchState.cleared
    jobs.enqueue(JOB)
