"""A person's own bookings, and those a liaison made for colleagues. What is not theirs is not found."""

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Member
from unionweb.bookings.models import HOLDING, LIVE, Booking, BookingStatus, NoShowWaiver, ReadLog, ServicePoint, Slot
from unionweb.bookings.queries.guard import is_withheld, readable
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of

PLACE = joinedload(Booking.slot).joinedload(Slot.point)
WHOLE = (
    PLACE.joinedload(ServicePoint.service),
    PLACE.joinedload(ServicePoint.campus),
    joinedload(Booking.slot).joinedload(Slot.provider),
)
OF_PERSON = (
    select(Booking)
    .options(*WHOLE)
    .where(Booking.id == bindparam("booking_id"))
    .where(or_(Booking.member_id == bindparam("person_id"), Booking.booked_by_id == bindparam("person_id")))
)


def booking_for(person, booking_id: int) -> Booking | None:
    """A booking that `person` owns or made for a colleague; None for all others, there or not."""
    found = db.session.scalar(OF_PERSON, {"booking_id": booking_id, "person_id": person.id})
    hidden = found is not None and found.slot.point.service.is_confidential and is_withheld(person.id)
    return None if hidden else found


def upcoming(member_id: int, limit: int | None = None) -> list[Booking]:
    """A member's live bookings, the next one first."""
    live = select(Booking).options(*WHOLE).where(Booking.member_id == member_id, Booking.status.in_(LIVE))
    return list(db.session.scalars(readable(live, member_id).order_by(Booking.starts_at).limit(limit)))


def past(member_id: int) -> Page:
    """The page that ?page= asks for of a member's ended bookings, the latest first."""
    ended = select(Booking).options(*WHOLE).where(Booking.member_id == member_id, Booking.status.not_in(LIVE))
    return page_of(readable(ended, member_id).order_by(Booking.starts_at.desc(), Booking.id.desc()))


def proxied(person_id: int) -> list[Booking]:
    """Live bookings that a liaison made for colleagues, the next one first."""
    made = select(Booking).options(*WHOLE).where(Booking.booked_by_id == person_id, Booking.status.in_(LIVE))
    return list(db.session.scalars(made.order_by(Booking.starts_at)))


def holder_names(bookings) -> dict[int, str]:
    """Member id → name, for the liaison's own list."""
    ids = {b.member_id for b in bookings}
    return dict(db.session.execute(select(Member.id, Member.name).where(Member.id.in_(ids))).all())


def queue_positions(bookings) -> dict[int, int]:
    """Booking id → place in the waiting list (1 is next), for the waiting ones among `bookings`, in one query."""
    waiting = [b.slot_id for b in bookings if b.status is BookingStatus.waiting]
    if not waiting:
        return {}
    order = func.row_number().over(partition_by=Booking.slot_id, order_by=(Booking.queue_no, Booking.id))
    lists = select(Booking.id, order).where(Booking.slot_id.in_(waiting), Booking.status == BookingStatus.waiting)
    return dict(db.session.execute(lists).all())


def next_held(member_id: int) -> Booking | None:
    """The next booking that a member holds and that is not over."""
    held = select(Booking).options(*WHOLE).where(Booking.member_id == member_id, Booking.status.in_(HOLDING))
    return db.session.scalar(held.where(Booking.ends_at > clock.now()).order_by(Booking.starts_at).limit(1))


def held_at_point(member_id: int, point_id: int) -> Booking | None:
    """The booking a member holds at a point today and that is not over, the earliest."""
    day = clock.now().replace(hour=23, minute=59)
    held = (
        select(Booking)
        .options(*WHOLE)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Slot.point_id == point_id, Booking.member_id == member_id, Booking.status.in_(HOLDING))
        .where(Booking.ends_at > clock.now(), Booking.starts_at <= day)
        .order_by(Booking.starts_at)
        .limit(1)
    )
    return db.session.scalar(held)


def readers_of(booking_id: int) -> list[tuple[str, ReadLog]]:
    """谁看过: (name, look) of everybody who opened a confidential booking, newest first."""
    rows = db.session.execute(
        select(Member.name, ReadLog)
        .join(Member, Member.id == ReadLog.reader_id)
        .where(ReadLog.booking_id == booking_id)
        .order_by(ReadLog.id.desc())
    )
    return list(rows.all())


def is_waived(booking_id: int) -> bool:
    """Whether a no-show was excused."""
    return db.session.get(NoShowWaiver, booking_id) is not None
