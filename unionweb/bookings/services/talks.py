"""Counselling: booking with consent in one step, the read log, and what a counsellor may change."""

from sqlalchemy import select

from unionweb.bookings.models import BookingStatus, ReadLog
from unionweb.bookings.services.agreeing import agree
from unionweb.bookings.services.booking import Wish, book, ensure_live, lock_person
from unionweb.bookings.services.holding import end_booking, lock_booking, lock_slot, tell
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@write
def book_talk(person, service_id: int, wish: Wish, consent_version: int | None) -> int:
    """Book a talk; a ticked consent is noted in the same transaction. Returns the booking's id. Raises Refused."""
    lock_person(person.id)
    slot = lock_slot(wish.slot_id)
    if slot.point.service_id != service_id:
        raise Refused("请从下面的时间里选一个。")
    if consent_version:
        agree(person.id, service_id, consent_version)
    return book(person, wish)


@write
def log_look(reader_id: int, booking_ids: list[int], page: str) -> None:
    """谁看过: one row for each confidential booking that was just opened; the list counts once a day."""
    today = clock.now().replace(hour=0, minute=0, second=0)
    seen = set()
    if page == "list":
        same = (ReadLog.reader_id == reader_id, ReadLog.page == page, ReadLog.at >= today)
        seen = set(db.session.scalars(select(ReadLog.booking_id).where(*same)))
    looks = [ReadLog(booking_id=b, reader_id=reader_id, page=page, at=clock.now()) for b in booking_ids if b not in seen]
    db.session.add_all(looks)


@write
def cancel_as_counselor(counselor, booking_id: int) -> None:
    """The counsellor cannot come: cancel and ask the owner, without naming the service, to choose another time."""
    booking, slot = lock_booking(booking_id)
    if booking.status is BookingStatus.cancelled:
        return
    ensure_live(booking)
    end_booking(booking, BookingStatus.cancelled, actor=counselor, kind=ActorKind.counselor, reason="对方临时有事")
    tell(booking, f"{labels.dated(slot.starts_at)} 的预约取消了", "对方临时有事，请另选一个时间。给您添麻烦了，这次不算爽约。")
