"""What bookings add to the rooms below: jobs, calendar entries, words, and what happens when somebody leaves."""

from unionweb.bookings.queries.events import events_for
from unionweb.bookings.services import routine
from unionweb.inbox import feeds

feeds.sources.append(events_for)

__all__ = ["routine"]
