"""Giving and taking back informed consent."""

from sqlalchemy import select, update

from unionweb.bookings.models import Consent, ConsentText
from unionweb.bookings.queries.consents import current_text, has_consented
from unionweb.common import audit
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@write
def agree(member_id: int, service_id: int, version: int) -> None:
    """Note that a member agrees to the version shown. Refused when a newer one has come out meanwhile."""
    lock_name(f"member {member_id}")
    text = current_text(service_id)
    if text is None or text.version != version:
        raise Refused("知情同意书刚刚换了新的一版，请看完新的再勾选。")
    if not has_consented(member_id, service_id):
        db.session.add(Consent(member_id=member_id, text_id=text.id, given_at=clock.now()))
        audit.record("consented", "consent", text.id, kind=audit.ActorKind.owner, sealed=True)


@write
def withdraw_consent(member_id: int, consent_id: int) -> None:
    """Take back a consent; bookings already made stay until they are cancelled."""
    own = (Consent.id == consent_id, Consent.member_id == member_id, Consent.withdrawn_at.is_(None))
    done = db.session.execute(update(Consent).where(*own).values(withdrawn_at=clock.now()))
    if done.rowcount:
        text_id = db.session.scalar(select(ConsentText.id).join(Consent, Consent.text_id == ConsentText.id).where(Consent.id == consent_id))
        audit.record("consent_withdrawn", "consent", text_id, kind=audit.ActorKind.owner, sealed=True)
