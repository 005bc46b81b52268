"""Places: who holds them, who waits, who moves up. Parts of a running transaction; the slot's row is the lock.

Nothing is stored about how many places are taken: the rows are counted under the lock, every time.
"""

import secrets

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from unionweb.bookings.models import HOLDING, Booking, BookingStatus, ServicePoint, Slot, SlotState, is_one_of
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.rules.limits import may_promote
from unionweb.common import audit
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, labels
from unionweb.kernel.db import plain_rows
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

LETTERS, DIGITS = "ABCDEFGHJKLMNPRSTUVWXYZ", "23456789"
LOCKED = (
    select(Slot)
    .options(joinedload(Slot.point).joinedload(ServicePoint.service))
    .where(Slot.id.in_(bindparam("ids", expanding=True)))
    .order_by(Slot.id)
    .with_for_update(of=Slot)
    .execution_options(populate_existing=True)
)
OF_SLOT = Booking.slot_id == bindparam("slot_id")
SEATS = select(Booking.seat_no).where(OF_SLOT, is_one_of(Booking.status, HOLDING))
CODES = select(Booking.code).where(OF_SLOT)
GONE = "这个时段已经不在了，请回到一周重新选。"


def lock_slots(ids) -> list[Slot]:
    """Lock slots in the order of their ids, so that two transactions never wait for each other."""
    return list(db.session.scalars(LOCKED, {"ids": sorted(set(ids))}))


def lock_slot(slot_id: int) -> Slot:
    """Lock one slot and read it fresh. Refused when it is gone."""
    found = lock_slots([slot_id])
    if not found or found[0].point.withdrawn_at:
        raise Refused(GONE)
    return found[0]


def lock_booking(booking_id: int) -> tuple[Booking, Slot]:
    """Lock a booking's slot, then read the booking under that lock. LookupError when it is not there."""
    slot_id = db.session.scalar(select(Booking.slot_id).where(Booking.id == booking_id))
    if slot_id is None:
        raise LookupError(f"booking {booking_id}")
    slot = lock_slots([slot_id])[0]
    return db.session.get_one(Booking, booking_id, populate_existing=True), slot


def seats_taken(slot_id: int) -> set[int]:
    """The seat numbers that are held in a slot, read under its lock."""
    return {seat_no for (seat_no,) in plain_rows(SEATS, slot_id=slot_id)}


def free_seat(slot: Slot) -> int | None:
    """The lowest free seat of a locked slot; None when it is full."""
    taken = seats_taken(slot.id)
    if len(taken) >= slot.capacity:
        return None
    return next(n for n in range(1, slot.capacity + len(taken) + 1) if n not in taken)


def waiting_of(slot_id: int) -> list[Booking]:
    """The waiting list of a slot in its order."""
    waiting = select(Booking).where(Booking.slot_id == slot_id, Booking.status == BookingStatus.waiting)
    return list(db.session.scalars(waiting.order_by(Booking.queue_no, Booking.id)))


def fill(slot: Slot) -> int:
    """Move up exactly as many waiting people as the locked slot has free places; tell each. Returns how many."""
    policy = policy_of(slot.point.service.key)
    if slot.state is not SlotState.open or not may_promote(policy, slot.starts_at, clock.now()):
        return 0
    moved = 0
    for booking in waiting_of(slot.id):
        seat = free_seat(slot)
        if seat is None:
            break
        _promote(booking, slot, seat)
        moved += 1
    return moved


def _promote(booking: Booking, slot: Slot, seat: int) -> None:
    booking.status, booking.seat_no = BookingStatus.confirmed, seat
    db.session.flush()
    note(booking, slot, "promoted", from_state=BookingStatus.waiting, to_state=BookingStatus.confirmed)
    when = labels.dated(slot.starts_at)
    tell(booking, f"候补成功：{when} 已为您约上", "有人让出了位子。来不了的话，请尽早取消，让给后面的人。")


def end_booking(booking: Booking, status: BookingStatus, *, actor=None, kind=audit.ActorKind.system, reason=None) -> None:
    """End a live booking of a locked slot: cancelled, no_show or completed. Its place is free; nobody moves up yet."""
    before = booking.status
    booking.status, booking.seat_no = status, None
    booking.ended_at, booking.end_reason = clock.now(), reason
    db.session.flush()
    note(booking, booking.slot, status.value, actor=actor, kind=kind, from_state=before, to_state=status, reason=reason)


def note(booking: Booking, slot: Slot, action: str, **more) -> None:
    """Write the audit row of a booking; sealed when the service keeps secret who came."""
    audit.record(action, "booking", booking.id, sealed=slot.point.service.is_sealed, **more)


def tell(booking: Booking, title: str, body: str = "") -> None:
    """A message to the owner that leads to the booking and names neither service nor place."""
    if booking.member_id:
        inbox.send(booking.member_id, title, body, path=f"/bookings/{booking.id}")


def new_code(slot_id: int) -> str:
    """A short code for the keeper's board, K742, not used twice in a slot."""
    used = {code for (code,) in plain_rows(CODES, slot_id=slot_id)}
    while True:
        code = secrets.choice(LETTERS) + "".join(secrets.choice(DIGITS) for _ in range(3))
        if code not in used:
            return code
