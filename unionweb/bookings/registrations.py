"""What bookings add to the rooms below: calendar entries, scopes of settings and roles, and what leaving means."""

from unionweb.accounts.queries.roles import role_scopes
from unionweb.accounts.services.leaving import on_leave
from unionweb.bookings.queries.events import events_for
from unionweb.bookings.queries.guard import is_hidden_message, is_secret_message
from unionweb.bookings.queries.slots import point_choices, services
from unionweb.bookings.services.routine import leave_bookings
from unionweb.common import settings
from unionweb.inbox import feeds, secrecy
from unionweb.inbox.queries import count_along


def register() -> None:
    """Called once, when the feature's URLs are loaded."""
    feeds.sources.append(events_for)
    secrecy.hidden.append(is_hidden_message())
    secrecy.unlisted.append(is_secret_message())
    count_along()
    settings.scopes.append(lambda: [(service.key, service.name) for service in services()])
    role_scopes["point"] = point_choices
    on_leave.append(leave_bookings)
