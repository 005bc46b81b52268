"""URLs of bookings."""

from unionweb.bookings.registrations import register
from unionweb.bookings.views import (
    board,
    booking,
    door,
    faults,
    hall,
    kinds,
    no_shows,
    overview,
    points,
    poster,
    repeat,
    schedule,
    talks,
    usage,
    week,
)
from unionweb.bookings.views.blueprint import bp

__all__ = [
    "board",
    "booking",
    "bp",
    "door",
    "faults",
    "hall",
    "kinds",
    "no_shows",
    "overview",
    "points",
    "poster",
    "repeat",
    "schedule",
    "talks",
    "usage",
    "week",
]

register()
