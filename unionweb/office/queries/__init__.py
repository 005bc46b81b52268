"""Reads for the office's desk."""

from unionweb.office.queries.calendar import (
    confirmation_of,
    entered,
    may_be_entered,
    month_pages,
    own_day_or_none,
    own_days,
    period_or_none,
    periods,
    year_facts,
    years_to_enter,
)
from unionweb.office.queries.events import EVENT_LIMIT, event_page, event_rows
from unionweb.office.queries.own_data import own_data
from unionweb.office.queries.rules import (
    keeping_times,
    member_rules,
    rule_groups,
    rule_history,
    rule_or_none,
    value_or_none,
)
from unionweb.office.queries.runs import job_lines, run_page

__all__ = [
    "EVENT_LIMIT", "confirmation_of", "entered", "event_page", "event_rows", "job_lines", "keeping_times",
    "may_be_entered", "member_rules", "month_pages", "own_data", "own_day_or_none", "own_days", "period_or_none", "periods", "rule_groups",
    "rule_history", "rule_or_none", "run_page", "value_or_none", "year_facts", "years_to_enter",
]  # fmt: skip
