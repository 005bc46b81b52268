"""What keeps confidential bookings from whoever can reset passwords.

The office and the administrator issue one-time codes, and a code opens the account. So for a day after somebody
else has replaced a password, that account shows nothing confidential and books nothing confidential: the owner
notices that the old password no longer works, before anybody could have read anything. Deliberately no setting:
whom it guards against must not be able to lift it.
"""

from datetime import timedelta

from sqlalchemy import func, select

from unionweb.accounts.services.passwords import REPLACED
from unionweb.bookings.models import Booking, Privacy, Service, ServicePoint, Slot
from unionweb.common.audit import AuditEvent
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

HOLD = timedelta(hours=24)


def is_withheld(member_id: int) -> bool:
    """Whether confidential bookings are hidden from this account just now."""
    reset = (
        AuditEvent.subject_kind == "member",
        AuditEvent.subject_id == member_id,
        AuditEvent.action == "code_issued",
        AuditEvent.from_state == REPLACED,
        AuditEvent.at > clock.now() - HOLD,
    )
    return db.session.scalar(select(func.count()).select_from(AuditEvent).where(*reset)) > 0


def readable(query, member_id: int):
    """`query` of bookings without those that are hidden from this account just now."""
    if not is_withheld(member_id):
        return query
    confidential = (
        select(Slot.id)
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .join(Service, Service.id == ServicePoint.service_id)
        .where(Service.privacy == Privacy.confidential)
    )
    return query.where(Booking.slot_id.not_in(confidential))
