"""Nobody closes booked slots without having been shown which."""

from collections.abc import Collection

from unionweb.bookings.queries.schedule.effects import Change, effects_of
from unionweb.kernel.errors import Refused


def must_have_seen(seen: int | None, change: Change, only: Collection[int] | None = None) -> None:
    """Refuse a change that would hit booked slots unless the person was shown exactly these.

    seen: the mark of the effects on the page that was sent. Confidential services count for nothing here.
    """
    effects = effects_of(change, only)
    if effects.hits and seen != effects.mark:
        raise Refused("有人约好了。请看过下面哪些预约会受影响，再确认一次。")
