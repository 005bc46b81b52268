"""URLs of calls."""

from unionweb.calls.views.blueprint import bp

__all__ = ["bp"]
