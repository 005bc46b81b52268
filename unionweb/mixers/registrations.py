"""What mixers add to the rooms below: what leaving the university means for them."""

from unionweb.accounts.services.leaving import on_leave
from unionweb.mixers.services import leave_mixers


def register() -> None:
    """Called once, when the feature's URLs are loaded."""
    on_leave.append(leave_mixers)
