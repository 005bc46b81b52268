"""Opening rules and exceptions as the office sets them, and the slots that follow."""

from unionweb.bookings.services.schedule.exceptions import add_exception, lift_exception
from unionweb.bookings.services.schedule.generating import Generated, generate_slots, horizon
from unionweb.bookings.services.schedule.moving import cancel_misfit, cancel_misfits
from unionweb.bookings.services.schedule.openings import add_rules, end_rules, replace_rules

__all__ = [
    "Generated",
    "add_exception",
    "add_rules",
    "cancel_misfit",
    "cancel_misfits",
    "end_rules",
    "generate_slots",
    "horizon",
    "lift_exception",
    "replace_rules",
]
