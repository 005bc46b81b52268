"""The pages of mixers."""

from unionweb.mixers.views.blueprint import bp

__all__ = ["bp"]
