"""Informed consent: the version in force, and who has agreed to it."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from unionweb.bookings.models import Consent, ConsentText
from unionweb.kernel.extensions import db


def current_text(service_id: int) -> ConsentText | None:
    """The newest version of a service's consent; None when none was published."""
    own = select(ConsentText).where(ConsentText.service_id == service_id)
    return db.session.scalar(own.order_by(ConsentText.version.desc()).limit(1))


def has_consented(member_id: int, service_id: int) -> bool:
    """Whether the member has agreed to the version in force, and not taken it back."""
    text = current_text(service_id)
    if text is None:
        return False
    given = (Consent.member_id == member_id, Consent.text_id == text.id, Consent.withdrawn_at.is_(None))
    return db.session.scalar(select(Consent.id).where(*given)) is not None


def consent_of(member_id: int, consent_id: int) -> Consent | None:
    """One of the member's own consents, taken back or not."""
    return db.session.scalar(select(Consent).where(Consent.id == consent_id, Consent.member_id == member_id))


def consents_of(member_id: int) -> list[Consent]:
    """Everything the member ever agreed to, newest first."""
    own = select(Consent).options(joinedload(Consent.text)).where(Consent.member_id == member_id)
    return list(db.session.scalars(own.order_by(Consent.id.desc())))
