"""Reads about when points open: the plan that follows from the rules, and what each day is like."""

from unionweb.bookings.queries.schedule.days import DayFacts, day_state
from unionweb.bookings.queries.schedule.planning import Planned, plan
from unionweb.bookings.queries.schedule.timetable import Key, Timetable, Wanted, key_of, timetable, week_facts

__all__ = [
    "DayFacts",
    "Key",
    "Planned",
    "Timetable",
    "Wanted",
    "day_state",
    "key_of",
    "plan",
    "timetable",
    "week_facts",
]
