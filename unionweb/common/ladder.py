"""Pauses: so many times away within so many days, and somebody may not book or sign up for some working days.

Days off and school breaks do not pass: a pause that begins before a holiday goes on after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from unionweb.common.workdays import BREAKS, add_workdays
from unionweb.kernel import clock


@dataclass(frozen=True)
class Ladder:
    """limit: how often, 0 for no pauses; days: within how many; pause: for how many working days."""

    limit: int
    days: int
    pause: int

    def since(self, today: date) -> date:
        """The earliest day that can still matter: a pause may have begun before a long break, which stops its clock."""
        return today - timedelta(days=self.days + self.pause * 3 + BREAKS)


def paused_until(missed: Iterable[date], ladder: Ladder) -> date | None:
    """The last day of a pause that goes on today. missed: the days that count, in any order, from far enough back."""
    last = _one_too_many(sorted(missed), ladder)
    until = last and add_workdays(last, ladder.pause)
    return until if until and until >= clock.today() else None


def _one_too_many(missed: list[date], ladder: Ladder) -> date | None:
    """The latest day with which the times of the days before it reached the limit."""
    if not ladder.limit:
        return None
    runs = zip(missed, missed[ladder.limit - 1 :], strict=False)
    return max((last for first, last in runs if (last - first).days <= ladder.days), default=None)
