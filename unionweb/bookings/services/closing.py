"""When a slot goes away under its bookings: the people are asked to move, or their bookings are cancelled, with a word."""

from sqlalchemy import select

from unionweb.bookings.models import Booking, BookingStatus
from unionweb.bookings.services.holding import end_booking, lock_slots, tell
from unionweb.common.audit import ActorKind
from unionweb.kernel import labels
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db


@write
def cancel_for_closure(booking_ids, reason: str, actor) -> int:
    """Cancel live bookings that no longer fit and tell each owner. Returns how many were cancelled.

    reason: why, for the owner of an open or coded booking; a confidential one is told only that the time fell away.
    """
    slot_ids = db.session.scalars(select(Booking.slot_id).where(Booking.id.in_(list(booking_ids)))).all()
    slots = {slot.id: slot for slot in lock_slots(slot_ids)}
    fresh = select(Booking).where(Booking.id.in_(list(booking_ids))).order_by(Booking.id)
    count = 0
    for booking in db.session.scalars(fresh.execution_options(populate_existing=True)):
        if booking.is_live:
            _cancel(booking, slots[booking.slot_id], reason, actor)
            count += 1
    return count


def _cancel(booking, slot, reason, actor) -> None:
    end_booking(booking, BookingStatus.cancelled, actor=actor, kind=ActorKind.office, reason=reason)
    why = "这个时间临时安排不了了" if slot.point.service.is_confidential else reason
    tell(booking, f"{labels.dated(slot.starts_at)} 的预约取消了", f"{why}。给您添麻烦了，请另选一个时间。这次不算爽约。")


def announce_misfit(bookings, reason: str) -> None:
    """Part of a transaction that has just closed their slot: ask the owners of live bookings to move or cancel.

    A slot is closed once, under its lock; one that is closed again later asks again.
    """
    for booking in bookings:
        when = labels.dated(booking.starts_at)
        why = "这个时间临时安排不了了" if booking.slot.point.service.is_confidential else reason
        tell(booking, f"{when} 的预约要换个时间", f"{why}。请另选一个时间，或者取消。这次不算爽约。")


def announce_reopening(bookings) -> None:
    """Part of a transaction that has just opened their slot again: those who were asked to move need not any more."""
    for booking in bookings:
        when = labels.dated(booking.starts_at)
        if booking.status is BookingStatus.waiting:
            tell(booking, f"{when} 的候补还在", "这个时间又开放了。您还排在候补里，有了空位会告诉您。")
        else:
            tell(booking, f"{when} 的预约可以照常来了", "这个时间又开放了。您的预约一直留着，不用换时间，也不用再约。")
