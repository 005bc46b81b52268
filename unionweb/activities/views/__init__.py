"""The pages of activities."""

from unionweb.activities.registrations import register
from unionweb.activities.services import reminders
from unionweb.activities.views import (
    appeals,
    cards,
    desk,
    editing,
    feedback,
    hall,
    hours,
    papers,
    presence,
    signing,
    teams,
)
from unionweb.activities.views.blueprint import bp

register()

__all__ = [
    "appeals", "bp", "cards", "desk", "editing", "feedback", "hall", "hours", "papers", "presence", "reminders", "signing", "teams",
]  # fmt: skip
