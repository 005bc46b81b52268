"""Reads about retreats. What the reader may not see is not in the answer."""

from unionweb.retreats.queries.applications import (
    APPLICATIONS,
    ahead_of,
    application_for,
    application_rows,
    applications_page,
    checkable_for,
    going_with,
    has_health,
    has_identity,
    health_of,
    identity_of,
    in_office,
    lane_words,
    looks_at,
    of_unit,
    on_list,
    own_application,
    people_of,
    picks_page,
    receipts,
    units_with_applicants,
)
from unionweb.retreats.queries.imports import import_for, latest_imports, open_import
from unionweb.retreats.queries.people import (
    checks_for,
    history_page,
    known_of,
    losers_before,
    merits_of,
    own_history,
    standing_or_none,
    standings_page,
)
from unionweb.retreats.queries.plans import arithmetic, branch_names, dry_plan, places_of, quota_lines, quota_of_unit
from unionweb.retreats.queries.programmes import (
    SUBJECT,
    batch_for,
    desk_page,
    first_choices,
    history,
    programme_for,
    programmes_page,
    shown_of,
    status_counts,
    taken_in,
    timeline,
)

__all__ = [
    "APPLICATIONS", "SUBJECT", "ahead_of", "application_for", "application_rows", "applications_page", "arithmetic", "batch_for",
    "branch_names", "checkable_for", "checks_for", "desk_page", "dry_plan", "first_choices", "going_with", "has_health",
    "has_identity", "health_of", "history", "history_page", "identity_of", "import_for", "in_office", "known_of", "lane_words",
    "latest_imports", "looks_at", "losers_before", "merits_of", "of_unit", "on_list", "open_import", "own_application",
    "own_history", "people_of", "picks_page", "places_of", "programme_for", "programmes_page", "quota_lines", "quota_of_unit", "receipts",
    "shown_of", "standing_or_none", "standings_page", "status_counts", "taken_in", "timeline", "units_with_applicants",
]  # fmt: skip
