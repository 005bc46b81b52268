"""Nobody closes booked slots without having been shown which."""

from collections.abc import Collection

from unionweb.bookings.queries.schedule.effects import Change, effects_of
from unionweb.kernel.errors import Refused


def must_have_seen(seen: int | None, change: Change, only: Collection[int] | None = None) -> None:
    """Refuse a change that would hit booked slots unless the person was shown just as many.

    seen: the number on the page that was sent. Confidential services count for nothing here.
    """
    hits = len(effects_of(change, only).hits)
    if hits and seen != hits:
        raise Refused(f"会影响 {hits} 个已经约好的时段。看过下面是哪些，再保存一次。")
