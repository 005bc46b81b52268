"""How the service points are used: counts and shares, never people. Confidential services stand apart: `sealed`."""

from unionweb.bookings.queries.usage.figures import Heat, Tally, Usage, grouped, heat_of, total, trend_of
from unionweb.bookings.queries.usage.periods import Period, period_of, periods, workdays_of
from unionweb.bookings.queries.usage.sealed import SealedTable, release, sealed_tables
from unionweb.bookings.queries.usage.tallies import Filter, open_points, open_services, usage_of

__all__ = [
    "Filter",
    "Heat",
    "Period",
    "SealedTable",
    "Tally",
    "Usage",
    "grouped",
    "heat_of",
    "open_points",
    "open_services",
    "period_of",
    "periods",
    "release",
    "sealed_tables",
    "total",
    "trend_of",
    "usage_of",
    "workdays_of",
]
