"""URLs of bookings."""

from unionweb.bookings import registrations
from unionweb.bookings.views import board, booking, door, faults, hall, poster, repeat, talks, week
from unionweb.bookings.views.blueprint import bp

__all__ = ["board", "booking", "bp", "door", "faults", "hall", "poster", "registrations", "repeat", "talks", "week"]
