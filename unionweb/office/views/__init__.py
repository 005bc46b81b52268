"""URLs of the office's desk, and of the help and privacy pages."""

from unionweb.office.views import audit, calendar, desk, jobs, periods, rules
from unionweb.office.views.blueprint import bp

__all__ = ["audit", "bp", "calendar", "desk", "jobs", "periods", "rules"]
