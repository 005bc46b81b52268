"""Booking, waiting, cancelling, moving. Each public function is one transaction and reads everything under the lock.

Order of locks, always: the person, then slots in the order of their ids.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from unionweb.bookings.models import LIVE, Booking, BookingStatus, Channel, Mode, Slot, SlotState
from unionweb.bookings.queries.applicants import applicant_for
from unionweb.bookings.queries.consents import has_consented
from unionweb.bookings.queries.guard import is_withheld
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.rules.limits import (
    Objection,
    Wanted,
    cancel_until,
    may_promote,
    may_still_cancel,
    told_to_colleague,
)
from unionweb.bookings.services.holding import (
    GONE,
    end_booking,
    fill,
    free_seat,
    lock_booking,
    lock_slot,
    lock_slots,
    new_code,
    note,
    seats_taken,
    tell,
)
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock, labels
from unionweb.kernel.db import lock_name, plain_rows, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

BY_REQUEST = select(Booking.id).where(
    Booking.member_id == bindparam("member_id"), Booking.request_key == bindparam("request_key")
)
FULL = "这个时段刚刚约满了。"


class NotBooked(Refused):
    """No place was given: every rule that says no, and that the slot is full, unless the person is in it already."""

    def __init__(self, objections: list[Objection], *, full: bool = False):
        already = any(o.code == "own" for o in objections)
        super().__init__(*[o.text for o in objections], *([FULL] if full and not already else []))


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. request_key: the same on a form sent twice; by: the liaison of a 代办 (a SignedIn)."""

    slot_id: int
    request_key: str | None = None
    mode: Mode | None = None
    alias: str | None = None
    contact: str | None = None
    by: object = None


@write
def book(person, wish: Wish) -> int:
    """Give `person` (id, sex) a place in a slot; returns the booking's id.

    The same request_key gives the same booking. Raises NotBooked with every reason, Refused when the slot is gone.
    """
    lock_person(person.id)
    repeated = by_request(person.id, wish.request_key)
    if repeated:
        return repeated
    slot = lock_slot(wish.slot_id)
    check_wish(person, slot, wish)
    seat = free_seat(slot)
    objections = objections_to(person, slot, wish)
    if objections or seat is None:
        raise NotBooked(objections, full=seat is None)
    return insert(person, slot, wish, status=BookingStatus.confirmed, seat_no=seat)


@write
def wait(person, wish: Wish) -> int:
    """Put `person` at the end of a full slot's waiting list; returns the booking's id. Raises NotBooked, Refused."""
    lock_person(person.id)
    repeated = by_request(person.id, wish.request_key)
    if repeated:
        return repeated
    slot = lock_slot(wish.slot_id)
    check_wish(person, slot, wish)
    if not slot.point.service.takes_waitlist:
        raise Refused("这项服务不排候补，请选一个有空的时段。")
    objections = objections_to(person, slot, wish)
    if objections:
        raise NotBooked(objections)
    if len(seats_taken(slot.id)) < slot.capacity:
        raise Refused("这个时段现在有空位，直接约就行。")
    if not may_promote(policy_of(slot.point.service.key), slot.starts_at, clock.now()):
        raise Refused("快开始了，候补来不及补上。到点没人签到的话，扫门口的码就能用。")
    return insert(person, slot, wish, status=BookingStatus.waiting, queue_no=_next_in_queue(slot.id))


@write
def cancel(person, booking_id: int, *, kind=ActorKind.owner, reason: str | None = None) -> None:
    """Give back a place or leave the waiting list; the next ones move up. Refused after the deadline.

    Leaving the waiting list is always possible. A booking that has ended stays as it is.
    """
    booking, slot = lock_booking(booking_id)
    if booking.status is BookingStatus.cancelled:
        return
    ensure_live(booking)
    if booking.status is not BookingStatus.waiting:
        ensure_in_time(booking, slot)
    end_booking(booking, BookingStatus.cancelled, actor=person, kind=kind, reason=reason)
    if kind is ActorKind.proxy:
        tell(booking, f"{labels.dated(slot.starts_at)} 的预约取消了", "您单位的同事替您取消了这次预约。")
    fill(slot)


@write
def move(person, booking_id: int, wish: Wish) -> int:
    """Give back a held place and take another in one step; returns the new booking's id.

    Either both happen or neither. Raises NotBooked with every reason why the new slot cannot be had.
    """
    lock_person(person.id)
    repeated = by_request(person.id, wish.request_key)
    if repeated:
        return repeated
    old_slot_id = db.session.scalar(select(Booking.slot_id).where(Booking.id == booking_id))
    slots = {slot.id: slot for slot in lock_slots([old_slot_id, wish.slot_id])}
    old, slot = db.session.get_one(Booking, booking_id, populate_existing=True), slots.get(wish.slot_id)
    if slot is None or slot.point.withdrawn_at or slot.point.service_id != slots[old_slot_id].point.service_id:
        raise Refused(GONE)
    _ensure_movable(old, slots[old_slot_id])
    check_wish(person, slot, wish)
    seat, objections = free_seat(slot), objections_to(person, slot, wish, moving=old.id)
    if objections or seat is None:
        raise NotBooked(objections, full=seat is None)
    end_booking(old, BookingStatus.cancelled, actor=person, kind=ActorKind.owner, reason="换到别的时间")
    new_id = insert(person, slot, wish, status=BookingStatus.confirmed, seat_no=seat)
    fill(slots[old_slot_id])
    return new_id


def lock_person(member_id: int) -> None:
    """Two tabs of one person take turns, so that limits hold across slots too."""
    lock_name(f"member {member_id}")


def objections_to(person, slot: Slot, wish: Wish, moving: int | None = None) -> list[Objection]:
    """Every rule that says no, asked under the lock; of a 代办 only as much as the liaison may know."""
    point = slot.point
    campus = None if wish.mode is Mode.phone else point.campus_id
    wanted = Wanted(
        slot.id, point.service_id, campus, slot.starts_at, slot.ends_at, slot.state is SlotState.open, slot.closed_reason
    )
    found = applicant_for(person, point.service, moving=moving).objections(wanted)
    return told_to_colleague(found) if wish.by else found


def check_wish(person, slot: Slot, wish: Wish) -> None:
    """What depends on the kind of service: consent, mode, who may book for whom. Raises Refused."""
    service = slot.point.service
    if wish.by and not service.takes_proxies:
        raise Refused("这项服务只能本人约。")
    if service.is_confidential and is_withheld(person.id):
        raise Refused("您的密码刚由校工会重置过。为了保密，24 小时内不能约谈话。着急请打上面的电话。")
    if service.needs_consent and not has_consented(person.id, service.id):
        raise Refused("请先看完知情同意书，勾上“同意”再约。")
    if service.by_provider and wish.mode and slot.provider and not getattr(slot.provider, wish.mode.value):
        raise Refused(f"{slot.provider.name}这里不能{labels.label(wish.mode)}，请换一种方式。")
    if wish.mode is Mode.phone and not wish.contact:
        raise Refused("电话谈话要留一个能打通的号码。")


def ensure_live(booking: Booking) -> None:
    """Refuse what can only be done with a booking that is still on."""
    if booking.status not in LIVE:
        raise Refused(f"这次预约{labels.label(booking.status)}，没有什么要改的。")


def ensure_in_time(booking: Booking, slot: Slot) -> None:
    """Refuse giving back a held place too late."""
    policy = policy_of(slot.point.service.key)
    if booking.status is BookingStatus.checked_in:
        raise Refused("您已经签到了，用完点“离开”就行。")
    if slot.state is SlotState.open and not may_still_cancel(policy, slot.starts_at, clock.now()):
        until = labels.moment(cancel_until(policy, slot.starts_at))
        raise Refused(f"{until} 以后就不能取消了。确实来不了，请给值守人打个电话。")


def _ensure_movable(old: Booking, slot: Slot) -> None:
    ensure_live(old)
    if old.status is BookingStatus.waiting:
        raise Refused("候补还没约上，不用换。请直接约别的时段。")
    ensure_in_time(old, slot)


def by_request(member_id: int, request_key: str | None) -> int | None:
    """The booking that this very form has made already."""
    if not request_key:
        return None
    found = plain_rows(BY_REQUEST, member_id=member_id, request_key=request_key)
    return found[0].id if found else None


def _next_in_queue(slot_id: int) -> int:
    return (db.session.scalar(select(func.max(Booking.queue_no)).where(Booking.slot_id == slot_id)) or 0) + 1


def insert(person, slot: Slot, wish: Wish, **place) -> int:
    """Part of a transaction: the booking of a locked slot, its audit row and, for a 代办, the message.

    place: status, and seat_no or queue_no.
    """
    booking = Booking(
        slot_id=slot.id, member_id=person.id, starts_at=slot.starts_at, ends_at=slot.ends_at, created_at=clock.now(),
        channel=Channel.proxy if wish.by else Channel.self, booked_by_id=wish.by.id if wish.by else None,
        code=new_code(slot.id), request_key=wish.request_key, mode=wish.mode, alias=wish.alias, contact=wish.contact,
        **place,
    )  # fmt: skip
    booking.slot = slot
    db.session.add(booking)
    db.session.flush()
    actor, kind = (wish.by, ActorKind.proxy) if wish.by else (person, ActorKind.owner)
    note(booking, slot, "booked" if booking.is_holding else "waited", actor=actor, kind=kind, to_state=booking.status)
    if wish.by:
        tell(booking, f"{labels.dated(slot.starts_at)} 有一项预约", f"{wish.by.name} 替您约的。来不了的话，请告诉对方或自己取消。")
    return booking.id
