"""The pages of activities."""

from unionweb.activities.registrations import register
from unionweb.activities.views import desk, editing, hall, signing, teams
from unionweb.activities.views.blueprint import bp

register()

__all__ = ["bp", "desk", "editing", "hall", "signing", "teams"]
