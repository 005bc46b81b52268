"""免记: a no-show that does not count, and why."""

from unionweb.bookings.models import Booking, BookingStatus, NoShowWaiver
from unionweb.bookings.services.holding import lock_booking, note, tell
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@write
def waive(person, booking_id: int, reason: str) -> None:
    """Let a no-show not count; `person` is of the office. Tells the owner. Once: it cannot be taken back or repeated.

    Refused when the booking is no no-show, is waived already, is one's own, or no longer belongs to anybody.
    """
    booking, slot = lock_booking(booking_id)
    if booking.status is not BookingStatus.no_show:
        raise Refused("这次不是爽约，不用免记。")
    if db.session.get(NoShowWaiver, booking_id, populate_existing=True):
        raise Refused("这一次已经免记过了。")
    if booking.member_id == person.id:
        raise Refused("这是您自己的预约，请同事来免记。")
    if booking.member_id is None:
        raise Refused("这次预约过了保留期，已经不知道是谁的，也不再计入爽约，不用免记。")
    db.session.add(NoShowWaiver(booking_id=booking_id, reason=reason, waived_by_id=person.id, waived_at=clock.now()))
    note(booking, slot, "waived", actor=person, kind=ActorKind.office, reason=reason)
    _tell_owner(booking, reason)


def _tell_owner(booking: Booking, reason: str) -> None:
    tell(booking, f"{labels.dated(booking.starts_at)} 没有签到的那次不计了", f"原因：{reason}。不影响您以后的预约。")
