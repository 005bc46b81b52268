"""What the pages of activities show. Scoping to the person is the access check."""

from unionweb.activities.queries.applicants import applicant_for, audience_names, overlapping
from unionweb.activities.queries.desk import (
    desk_page,
    holders_for,
    pool_choices,
    run_activity,
    run_session,
    run_signup,
    sheets_of,
    signups_page,
    state_counts,
    status_counts,
    taken_by_pool,
    team_sizes,
    units_of_signups,
)
from unionweb.activities.queries.hall import (
    activity_for,
    all_series,
    attachment_or_none,
    attachments_of,
    index_page,
    month_of,
    own_left,
    own_statuses,
    places_of,
    weeks_of,
)
from unionweb.activities.queries.mine import (
    coming_signups,
    invitation_for,
    own_invitation,
    past_signups,
    position_of,
    proxied_signups,
    signup_for,
    standing_of,
    starts_of,
    team_places,
)
from unionweb.activities.queries.pauses import late_from, moved_up_grace
from unionweb.activities.queries.writing import (
    club_choices,
    files_in,
    series_choices,
    team_line,
    usual_session,
    usual_times,
)

__all__ = [
    "activity_for", "all_series", "applicant_for", "attachment_or_none", "attachments_of", "audience_names", "club_choices",
    "coming_signups", "desk_page", "files_in", "holders_for", "index_page", "invitation_for", "late_from", "month_of", "moved_up_grace",
    "overlapping",
    "own_invitation", "own_left", "own_statuses", "past_signups", "places_of", "pool_choices", "position_of", "proxied_signups",
    "run_activity", "run_session", "run_signup", "series_choices", "sheets_of", "signup_for", "signups_page", "standing_of", "starts_of",
    "state_counts", "status_counts", "taken_by_pool", "team_line", "team_places", "team_sizes", "units_of_signups",
    "usual_session", "usual_times", "weeks_of",
]  # fmt: skip
