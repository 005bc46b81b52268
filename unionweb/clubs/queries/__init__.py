"""Reads about clubs. What the reader may not see is not in the answer."""

from unionweb.clubs.queries.checks import (
    CHECKS,
    activities_held,
    check_for,
    check_rows,
    checks_of,
    checks_page,
    held_sources,
    latest_check,
    overdue_clubs,
    years_open,
)
from unionweb.clubs.queries.people import (
    MEMBERS,
    clubs_run_by,
    founders_of,
    founding_units,
    is_member,
    member_rows,
    members_of,
    members_page,
    membership_of,
    officers_of,
    past_officers,
    requests_of,
    tie_of,
)
from unionweb.clubs.queries.register import (
    REGISTER,
    Sought,
    charter_for,
    club_for,
    clubs_page,
    expiring_officers,
    office_people,
    own_clubs,
    register_rows,
    state_counts,
    waiting_clubs,
    without_president,
)

__all__ = [
    "CHECKS", "MEMBERS", "REGISTER", "Sought", "activities_held", "charter_for", "check_for", "check_rows", "checks_of",
    "checks_page", "club_for", "clubs_page", "clubs_run_by", "expiring_officers", "founders_of", "founding_units",
    "held_sources", "is_member", "latest_check", "member_rows", "members_of", "members_page", "membership_of",
    "office_people", "officers_of", "overdue_clubs", "own_clubs", "past_officers", "register_rows",
    "requests_of", "state_counts", "tie_of", "waiting_clubs", "without_president", "years_open",
]  # fmt: skip
