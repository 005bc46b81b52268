"""The pages of mixers."""

from unionweb.mixers.views import desk, taking_part
from unionweb.mixers.views.blueprint import bp

__all__ = ["bp", "desk", "taking_part"]
