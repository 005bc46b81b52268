"""What can happen to points, slots and bookings. Each public function is one transaction."""

from unionweb.bookings.services import routine

__all__ = ["routine"]
