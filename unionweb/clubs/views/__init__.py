"""The pages of clubs."""

from unionweb.clubs.views import checks, desk, founding, members, register
from unionweb.clubs.views.blueprint import bp

__all__ = ["bp", "checks", "desk", "founding", "members", "register"]
