"""The days ahead of a point as its rules make them: for the office, to see at once whether the hours came out right.

Planned hours and slots only; nothing here says who booked.
"""

from dataclasses import dataclass
from datetime import timedelta

from unionweb.bookings.queries.schedule import planning
from unionweb.bookings.queries.schedule.days import DayFacts
from unionweb.bookings.queries.schedule.listing import hours_in_words
from unionweb.bookings.queries.schedule.timetable import timetable
from unionweb.kernel import clock


@dataclass(frozen=True)
class DayOutlook:
    """One day: what it is, its opening hours in words, how many slots."""

    facts: DayFacts
    hours: str
    slots: int


def outlook(point_id: int, days: int = 14) -> list[DayOutlook]:
    """A point's days from today on; empty when it is withdrawn or not there."""
    table = timetable(clock.today(), clock.today() + timedelta(days=days - 1), [point_id])
    if not table.points:
        return []
    point, wanted = table.points[0], table.wanted()
    rules, exceptions = table.rules_of(point), table.exceptions_of(point)
    found = []
    for day in planning.days(table.calendar.first, table.calendar.last):
        info = table.calendar.day(day)
        hours = {(o.opens, o.closes) for o in planning.openings(info, rules, exceptions)} if info else ()
        slots = sum(key.starts_at.date() == day for key in wanted)
        found.append(DayOutlook(table.facts(point, None, day), hours_in_words(sorted(hours)), slots))
    return found
