"""Reads about single certificates: to be verified, of a member, for the office."""

from sqlalchemy import or_, select

from unionweb.accounts.models import Member
from unionweb.certificates.models import Certificate
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db


def certificate_by_code(code: str) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.code == code))


def certificate_by_serial(serial_no: str, two: str) -> Certificate | None:
    """The certificate with a number, for whoever knows two characters of the name, or one of a name that has one."""
    found = db.session.scalar(select(Certificate).where(Certificate.serial_no == serial_no))
    asked = set(two.replace(" ", "").casefold())
    enough = found and len(asked) >= min(2, len(set(found.name))) and asked <= set(found.name.casefold())
    return found if enough else None


def own_certificates(member_id: int) -> list[Certificate]:
    """What was issued to a member, newest first."""
    own = select(Certificate).where(Certificate.member_id == member_id)
    return list(db.session.scalars(own.order_by(Certificate.dated.desc(), Certificate.id.desc())))


def own_certificate(member_id: int, certificate_id: int) -> Certificate | None:
    found = db.session.get(Certificate, certificate_id)
    return found if found and found.member_id == member_id else None


def certificate_or_none(certificate_id: int) -> Certificate | None:
    """For the office, which may see every certificate."""
    return db.session.get(Certificate, certificate_id)


def history_of(one: Certificate) -> list:
    """What was done with a certificate and by whom, oldest first: at, action, reason, name. The issue of its batch too."""
    query = select(AuditEvent.at, AuditEvent.action, AuditEvent.reason, Member.name)
    own = (AuditEvent.subject_kind == "certificate") & (AuditEvent.subject_id == one.id)
    issue = (AuditEvent.subject_kind == "certificate_batch") & (AuditEvent.subject_id == one.batch_id) & (AuditEvent.action == "issued")
    found = query.outerjoin(Member, Member.id == AuditEvent.actor_id).where(or_(own, issue))
    return list(db.session.execute(found.order_by(AuditEvent.at, AuditEvent.id)))
