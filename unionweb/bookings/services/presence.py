"""At the door: checking in, using a free room now, leaving, and letting go of places nobody came for."""

from datetime import timedelta

from sqlalchemy import select

from unionweb.bookings.models import HOLDING, LIVE, Booking, BookingStatus, Channel, Slot, SlotState
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.queries.slots import current_offer
from unionweb.bookings.rules.limits import check_in_window
from unionweb.bookings.services.booking import Wish, ensure_live, lock_person, objections_to
from unionweb.bookings.services.holding import (
    end_booking,
    free_seat,
    lock_booking,
    lock_slots,
    new_code,
    note,
    tell,
)
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

WATCHED = timedelta(hours=12)  # places are let go every minute; one found this late was not watched
NOT_NOW = {"audience", "overlap", "own"}  # the only rules that also hold for somebody who stands at an empty room


@write
def check_in(booking_id: int, actor, kind=ActorKind.owner) -> None:
    """Note that the owner has come. Twice changes nothing. Refused before or after the window, and while it is full."""
    slot, near = _lock_doorstep(_slot_of(booking_id))
    booking = db.session.get_one(Booking, booking_id, populate_existing=True)
    if booking.status is BookingStatus.checked_in:
        return
    ensure_live(booking)
    if booking.status is BookingStatus.waiting:
        raise Refused("这次还在候补，没有约上，不能签到。")
    opens, closes = check_in_window(policy_of(slot.point.service.key), slot.starts_at, slot.ends_at)
    if clock.now() < opens:
        raise Refused(f"{labels.moment(opens)} 起可以签到，请稍等一下。")
    if clock.now() > closes:
        raise Refused(f"{labels.moment(closes)} 已经过了签到时间，位子让给了别人。屋里空着的话，可以点“现在使用”。")
    if clock.now() < slot.starts_at and not slot.provider_id and _is_full(near):  # who comes to a person can wait outside
        raise Refused(f"前一个时段的位子还占着，{labels.hour(slot.starts_at)} 起可以签到，请稍等一下。")
    booking.status, booking.checked_in_at = BookingStatus.checked_in, clock.now()
    db.session.flush()
    note(booking, slot, "checked_in", actor=actor, kind=kind, from_state=BookingStatus.confirmed, to_state=booking.status)


@write
def leave(booking_id: int, actor, kind=ActorKind.owner) -> None:
    """Note that the owner has left; the place is free at once. Twice changes nothing."""
    booking, _slot = lock_booking(booking_id)
    if booking.status is BookingStatus.completed:
        return
    if booking.status is not BookingStatus.checked_in:
        raise Refused("这次还没有签到，不用点“离开”。")
    end_booking(booking, BookingStatus.completed, actor=actor, kind=kind)


@write
def walk_in(person, point_id: int) -> int:
    """现在使用: take a free place in the slot that runs now, checked in at once. Returns the booking's id.

    The same one when it is clicked twice.
    """
    lock_person(person.id)
    running = current_offer(point_id)
    if running is None:
        raise Refused("现在不在开放时间里。")
    slot, near = _lock_doorstep(running.wanted.id)
    if not slot.point.service.takes_walk_ins:
        raise Refused("这里要先约好时间再来。")
    inside = db.session.scalar(select(Booking.id).where(Booking.member_id == person.id, *_is_inside(slot.id)))
    if inside:
        return inside
    _release_overdue_of(slot)
    _ensure_usable_now(person, slot)
    seat = free_seat(slot)
    if seat is None or _in_use(near, policy_of(slot.point.service.key)) >= slot.capacity:
        raise Refused("现在有人在用，请稍等，或者约下一个时段。")
    now = clock.now()
    booking = Booking(
        slot_id=slot.id, member_id=person.id, status=BookingStatus.checked_in, seat_no=seat, starts_at=slot.starts_at,
        ends_at=slot.ends_at, channel=Channel.walk_in, code=new_code(slot.id), created_at=now, checked_in_at=now,
    )  # fmt: skip
    booking.slot = slot
    db.session.add(booking)
    db.session.flush()
    note(booking, slot, "walked_in", actor=person, kind=ActorKind.owner, to_state=booking.status)
    return booking.id


def _slot_of(booking_id: int) -> int:
    slot_id = db.session.scalar(select(Booking.slot_id).where(Booking.id == booking_id))
    if slot_id is None:
        raise LookupError(f"booking {booking_id}")
    return slot_id


def _lock_doorstep(slot_id: int) -> tuple[Slot, list[Slot]]:
    """Lock a slot and every other one of the same room that runs or that one can check in to: they share the places."""
    slot, now = db.session.get_one(Slot, slot_id), clock.now()
    opens = now + timedelta(minutes=policy_of(slot.point.service.key).check_in_from)
    room = (Slot.point_id == slot.point_id, Slot.provider_id == slot.provider_id)
    near = db.session.scalars(select(Slot.id).where(*room, Slot.ends_at > now, Slot.starts_at <= opens))
    locked = lock_slots([slot_id, *near])
    return next(s for s in locked if s.id == slot_id), locked


def _is_inside(slot_id: int):
    return Booking.slot_id == slot_id, Booking.status == BookingStatus.checked_in


def _is_full(near: list[Slot]) -> bool:
    return _in_use(near, policy_of(near[0].point.service.key)) >= max(slot.capacity for slot in near)


def _in_use(near: list[Slot], policy) -> int:
    """Places of a room that are taken right now: by who is inside, early for the next slot too, and by who may still come
    for the running one. Of a slot that is over everybody has left."""
    now, there = clock.now(), {slot.id: slot for slot in near if slot.ends_at > clock.now()}
    grace = timedelta(minutes=policy.release_after)
    kept = {id for id, s in there.items() if s.starts_at <= now and (not grace or now <= s.starts_at + grace)}
    held = select(Booking.slot_id, Booking.status).where(Booking.slot_id.in_(there), Booking.status.in_(HOLDING))
    return sum(status is BookingStatus.checked_in or slot_id in kept for slot_id, status in db.session.execute(held))


def _ensure_usable_now(person, slot: Slot) -> None:
    against = [o.text for o in objections_to(person, slot, Wish(slot.id)) if o.code in NOT_NOW]
    if against:
        raise Refused(*against)


@write
def miss(booking_id: int, actor, kind) -> None:
    """Note by hand that somebody did not come, after the start (counsellors do; rooms are released by the job)."""
    booking, slot = lock_booking(booking_id)
    if booking.status is BookingStatus.no_show:
        return
    ensure_live(booking)
    if booking.status is not BookingStatus.confirmed or clock.now() < slot.starts_at:
        raise Refused("还没到开始时间，或者已经签到，不能记“没来”。")
    end_booking(booking, BookingStatus.no_show, actor=actor, kind=kind)


def release_overdue() -> int:
    """Let go of places nobody checked in to, and close bookings whose time is over. Returns how many rows changed.

    Rows of confidential services are not counted: jobs tell their numbers to the office. One transaction
    for each slot, so that nobody waits long; running it twice changes nothing.
    """
    return sum(_settle(slot_id) for slot_id in _slots_to_settle())


def _slots_to_settle() -> list[int]:
    """Slots that have begun and still have live rows."""
    begun = (Booking.status.in_(LIVE), Booking.starts_at <= clock.now())
    return list(db.session.scalars(select(Booking.slot_id).where(*begun).distinct().order_by(Booking.slot_id)))


@write
def _settle(slot_id: int) -> int:
    slot = lock_slots([slot_id])[0]
    count = _release_overdue_of(slot)
    live = select(Booking).where(Booking.slot_id == slot_id, Booking.status.in_(LIVE))
    for booking in db.session.scalars(live.execution_options(populate_existing=True)).all():
        if booking.status is BookingStatus.waiting:
            end_booking(booking, BookingStatus.cancelled, reason="没有等到空位")
            tell(booking, f"{labels.dated(slot.starts_at)} 的候补没有等到空位", "这次没有约上，不算次数。请另选一个时间。")
            count += 1
        elif slot.ends_at <= clock.now():
            end_booking(booking, BookingStatus.completed)
            count += 1
    return 0 if slot.point.service.is_confidential else count


def _release_overdue_of(slot: Slot) -> int:
    """Part of a transaction: the no-shows of one locked slot."""
    policy = policy_of(slot.point.service.key)
    if not policy.release_after or clock.now() <= slot.starts_at + timedelta(minutes=policy.release_after):
        return 0
    held = select(Booking).where(Booking.slot_id == slot.id, Booking.status == BookingStatus.confirmed)
    missed = db.session.scalars(held.execution_options(populate_existing=True)).all()
    if missed and slot.state is not SlotState.open:
        return _close(missed, BookingStatus.cancelled, "这个时段没有开放，不算爽约")
    if missed and _went_unwatched(slot, policy):
        return _close(missed, BookingStatus.completed, "系统停过，没有签到记录，不算爽约")
    for booking in missed:
        end_booking(booking, BookingStatus.no_show, reason="到时间没有签到")
        _tell_no_show(booking, slot, policy)
    return len(missed)


def _went_unwatched(slot: Slot, policy) -> bool:
    """Whether the system stood still for so long that people may have come and could not check in."""
    _, closes = check_in_window(policy, slot.starts_at, slot.ends_at)
    return clock.now() > closes + WATCHED


def _close(bookings, status: BookingStatus, reason: str) -> int:
    """An outage and a closed room are nobody's no-show."""
    for booking in bookings:
        end_booking(booking, status, reason=reason)
    return len(bookings)


def _tell_no_show(booking: Booking, slot: Slot, policy) -> None:
    when = labels.dated(slot.starts_at)
    body = "位子已经让给别人。下次来不了，请提前取消，不算爽约。"
    if policy.no_show_limit:
        body += f"{policy.no_show_days} 天里满 {policy.no_show_limit} 次，会暂停几天预约。有特殊情况请找校工会办公室。"
    tell(booking, f"{when} 的预约没有签到", body)
