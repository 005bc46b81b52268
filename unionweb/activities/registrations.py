"""What activities add to the rooms below: what leaving means, who runs clubs, what a club has held."""

from datetime import datetime

from sqlalchemy import exists, func, select

from unionweb.accounts.models import Member
from unionweb.accounts.queries.sessions import read_along
from unionweb.accounts.services.leaving import on_leave
from unionweb.activities.models import Activity, ActivitySession
from unionweb.activities.queries.front import office_lines, open_lines, own_lines, unit_lines
from unionweb.activities.queries.reports import report_page_of
from unionweb.activities.rules import access
from unionweb.activities.rules.kinds import ActivityState
from unionweb.activities.services.routine import leave_activities
from unionweb.clubs.models import Club, ClubOfficer
from unionweb.clubs.queries import clubs_run_by
from unionweb.clubs.queries.checks import held_sources
from unionweb.clubs.rules.kinds import ClubState
from unionweb.common import front
from unionweb.common.front import Side
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.notices.services import writers_pages


def register() -> None:
    """Called once, when the feature's URLs are loaded."""
    on_leave.append(leave_activities)
    access.clubs_run_by.append(clubs_run_by)
    held_sources.append(held_by_club)
    writers_pages.append(report_page_of)
    for side, source in ((Side.own, own_lines), (Side.unit, unit_lines), (Side.office, office_lines), (Side.open, open_lines)):
        front.add(side, source)
    leads = (ClubOfficer.member_id == Member.id, ClubOfficer.ended_on.is_(None), Club.state == ClubState.active)
    count = select(func.count(ClubOfficer.id)).join(Club, Club.id == ClubOfficer.club_id).where(*leads)
    read_along("clubs_run", count.correlate(Member).scalar_subquery())


def held_by_club(club_id: int, year: int) -> int:
    """How many activities a club held in a year, called off ones not counted."""
    begun = ActivitySession.starts_at <= clock.now()
    in_year = (ActivitySession.starts_at >= datetime(year, 1, 1), ActivitySession.starts_at < datetime(year + 1, 1, 1))
    held = exists().where(ActivitySession.activity_id == Activity.id, ActivitySession.called_off_at.is_(None), *in_year, begun)
    states = (ActivityState.open, ActivityState.closed, ActivityState.done)
    wanted = select(func.count(Activity.id)).where(Activity.club_id == club_id, Activity.state.in_(states), held)
    return db.session.scalar(wanted)
