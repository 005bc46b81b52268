"""What keeps confidential bookings from whoever can reset passwords.

The office and the administrator issue one-time codes, and a code opens the account. So when somebody else has
replaced a password, whatever confidential that account had until then stays hidden from it for good: bookings,
messages about them, consents. The talks take place all the same, the counsellor sees them, and the counselling line
helps the owner. For a day the account opens and books nothing confidential at all: the owner notices that the old
password no longer works. Deliberately no setting: whom it guards against must not be able to lift it.
"""

from datetime import datetime, timedelta

from sqlalchemy import Integer, and_, bindparam, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from unionweb.accounts.services.passwords import REPLACED
from unionweb.bookings.models import Booking, Privacy, Service, ServicePoint, Slot
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.db import plain_rows

HOLD = timedelta(hours=24)
RESET = (AuditEvent.subject_kind == "member", AuditEvent.action == "code_issued", AuditEvent.from_state == REPLACED)
LAST_RESET = select(func.max(AuditEvent.at).label("at")).where(*RESET, AuditEvent.subject_id == bindparam("member_id"))
CONFIDENTIAL = (
    select(Slot.id)
    .join(ServicePoint, ServicePoint.id == Slot.point_id)
    .join(Service, Service.id == ServicePoint.service_id)
    .where(Service.privacy == Privacy.confidential)
)
PATH = "/bookings/"


def last_reset(member_id: int) -> datetime | None:
    """When somebody else last replaced a password the member had set; None when nobody ever did."""
    return plain_rows(LAST_RESET, member_id=member_id)[0].at


def is_withheld(member_id: int) -> bool:
    """Whether this account opens nothing confidential just now."""
    reset = last_reset(member_id)
    return reset is not None and reset > clock.now() - HOLD


def is_hidden(booking: Booking, member_id: int) -> bool:
    """Whether a booking is confidential and older than the last reset of this account."""
    if not booking.slot.point.service.is_confidential:
        return False
    reset = last_reset(member_id)
    return reset is not None and booking.created_at <= reset


def readable(query, member_id: int):
    """`query` of bookings without those that are hidden from this account."""
    reset = last_reset(member_id)
    if reset is None:
        return query
    return query.where(or_(Booking.created_at > reset, Booking.slot_id.not_in(CONFIDENTIAL)))


def consents_since(query, column, member_id: int):
    """`query` of consents without those given before a reset: that somebody agreed tells of talks. column: given_at."""
    reset = last_reset(member_id)
    return query if reset is None else query.where(column > reset)


def is_hidden_message():
    """A condition on Message: it tells its reader of a booking that is hidden from them."""
    told, booking = _told_of(), aliased(Booking)
    reset = exists().where(*RESET, AuditEvent.subject_id == Message.member_id)
    after = reset.where(AuditEvent.at >= booking.created_at).correlate(Message, booking)
    hidden = exists().where(booking.id == told, booking.slot_id.in_(CONFIDENTIAL), after).correlate(Message)
    return and_(reset.correlate(Message), hidden)  # almost nobody's password was ever reset: that is asked first


def is_secret_message():
    """A condition on Message: it tells of a booking that is not known to be of an open or coded service."""
    told, booking = _told_of(), aliased(Booking)
    harmless = exists().where(booking.id == told, booking.slot_id.not_in(CONFIDENTIAL)).correlate(Message)
    return and_(func.coalesce(Message.path, "").startswith(PATH), ~harmless)


def _told_of():
    """The id of the booking that a message leads to; NULL when it leads elsewhere."""
    leads = Message.path.regexp_match(f"^{PATH}[0-9]{{1,9}}$")
    return case((leads, cast(func.substr(Message.path, len(PATH) + 1), Integer)), else_=None)
