"""The pages of retreats."""

from unionweb.retreats import registrations
from unionweb.retreats.views import applications, batches, desk, drawing, programmes, registers, units
from unionweb.retreats.views.blueprint import bp

__all__ = ["applications", "batches", "bp", "desk", "drawing", "programmes", "registers", "registrations", "units"]
