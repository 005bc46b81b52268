"""URLs of bookings."""

from unionweb.bookings.views import hall
from unionweb.bookings.views.blueprint import bp

__all__ = ["bp", "hall"]
