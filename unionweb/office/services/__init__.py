"""What the office may change: the union's rules and the working calendar. Each public function is one transaction.

Slots follow within the same transaction, so that calendar and slots never disagree. The nightly look for files without a row
is the kernel's; it is loaded from here.
"""

from unionweb.kernel.leftovers import remove_leftovers
from unionweb.office.services.calendar import (
    change_days,
    create_period,
    follow_weekday,
    remove_day,
    remove_period,
    update_period,
)
from unionweb.office.services.events import record_export
from unionweb.office.services.rules import change_rule, withdraw_value
from unionweb.office.services.years import enter_year, withdraw_year

__all__ = [
    "change_days", "change_rule", "create_period", "enter_year", "follow_weekday", "record_export", "remove_day",
    "remove_leftovers", "remove_period", "update_period", "withdraw_value", "withdraw_year",
]  # fmt: skip
