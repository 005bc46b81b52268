"""The time of day, in one place: China has one time zone, and so has the database.

Every stored date-time is a naive local time of Asia/Shanghai, whatever the server's own zone is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_shift = timedelta(0)
_still: datetime | None = None


def now() -> datetime:
    """Local time in Asia/Shanghai, without zone, to the second."""
    return _still or (datetime.now(ZONE) + _shift).replace(tzinfo=None, microsecond=0)


def today() -> date:
    """The local date in Asia/Shanghai."""
    return now().date()


def set_now(moment: datetime | None) -> None:
    """Let this process live at another time (tests, screenshots); None returns to the real one."""
    global _shift
    real = datetime.now(ZONE).replace(tzinfo=None)
    _shift = timedelta(0) if moment is None else moment - real


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let this process stay at one moment, however long what it does there takes (the story of the demo)."""
    global _still
    before, _still = _still, moment.replace(microsecond=0)
    try:
        yield
    finally:
        _still = before
