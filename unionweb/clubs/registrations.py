"""What clubs add to the rooms below: what leaving the university means for them."""

from unionweb.accounts.services.leaving import on_leave
from unionweb.clubs.services import leave_clubs


def register() -> None:
    """Called once, when the feature's URLs are loaded."""
    on_leave.append(leave_clubs)
