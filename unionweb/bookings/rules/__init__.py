"""Who may do what, and what the union's rules allow. Pure: no database, no request."""

from unionweb.bookings.rules.access import (
    is_counselor,
    may_book,
    may_book_for_others,
    may_keep,
    may_keep_any,
    may_run_points,
    points_kept,
)

__all__ = [
    "is_counselor",
    "may_book",
    "may_book_for_others",
    "may_keep",
    "may_keep_any",
    "may_run_points",
    "points_kept",
]
