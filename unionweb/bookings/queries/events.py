"""A person's bookings as calendar events. A confidential one is called 预约 and has no place."""

from datetime import timedelta

from sqlalchemy import select

from unionweb.bookings.models import HOLDING, Booking, BookingStatus
from unionweb.bookings.queries.guard import readable
from unionweb.bookings.queries.mine import WHOLE
from unionweb.inbox.feeds import FeedEvent
from unionweb.kernel import clock
from unionweb.kernel.extensions import db


def events_for(member_id: int) -> list[FeedEvent]:
    """The held bookings of a member from a month ago on, and those cancelled since, so that calendars drop them."""
    since = clock.now() - timedelta(days=31)
    shown = (*HOLDING, BookingStatus.completed, BookingStatus.cancelled)
    own = (Booking.member_id == member_id, Booking.starts_at >= since, Booking.status.in_(shown))
    never_held = (Booking.status == BookingStatus.cancelled) & Booking.queue_no.is_not(None)
    found = select(Booking).options(*WHOLE).where(*own, ~never_held).order_by(Booking.starts_at)
    return [event_of(booking) for booking in db.session.scalars(readable(found, member_id))]


def event_of(booking: Booking) -> FeedEvent:
    """One booking as an event."""
    point = booking.slot.point
    hidden = point.service.is_confidential
    return FeedEvent(
        uid=f"booking-{booking.id}",
        start=booking.starts_at,
        end=booking.ends_at,
        summary="预约" if hidden else point.service.name,
        location="" if hidden else f"{point.campus.name} {point.place}",
        description="",
        cancelled=booking.status is BookingStatus.cancelled,
    )
