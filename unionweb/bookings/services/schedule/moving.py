"""Clearing up after a change: bookings that no longer fit are cancelled by the office, with a message to each owner."""

from unionweb.bookings.models import Booking, OpeningException
from unionweb.bookings.queries.schedule.misfits import at_point, misfit_rows, within
from unionweb.bookings.services.closing import cancel_for_closure
from unionweb.bookings.services.schedule.generating import generate_slots
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

FEWER_PLACES = "这个时段的位子减少了"
CHANGED = "这份名单刚刚变了，请看过再点一次。"


@write
def cancel_misfit(booking_id: int, actor) -> int:
    """Cancel one booking that no longer fits. Refused when it was moved, cancelled or is none of these."""
    return _cancel([Booking.id == booking_id], None, actor)


@write
def cancel_misfits(actor, *, seen: int, exception_id: int | None = None, point_id: int | None = None) -> int:
    """Cancel all bookings that no longer fit, or those at one point, or those that one exception hit.

    seen: how many the person saw on the list; Refused when there are more or fewer by now. Returns how many.
    """
    scope = at_point(point_id) if point_id else []
    if exception_id:
        scope += within(db.session.get(OpeningException, exception_id) or _nothing())
    return _cancel(scope, seen, actor)


def _cancel(scope: list, seen: int | None, actor) -> int:
    lock_name("slots")
    rows = db.session.execute(misfit_rows(scope)).all()
    if not rows:
        _nothing()
    if seen is not None and seen != len(rows):
        raise Refused(CHANGED)
    reasons: dict[str, list[int]] = {}
    for row in rows:
        reasons.setdefault(row.closed_reason or FEWER_PLACES, []).append(row.id)
    count = sum(cancel_for_closure(ids, reason, actor) for reason, ids in reasons.items())
    generate_slots(only={row.point_id for row in rows}, actor=actor)
    return count


def _nothing():
    raise Refused("这些预约已经改好或取消了，不用再处理。")
