"""URLs of notices."""

from unionweb.notices.views import desk, reading, writing
from unionweb.notices.views.blueprint import bp

__all__ = ["bp", "desk", "reading", "writing"]
