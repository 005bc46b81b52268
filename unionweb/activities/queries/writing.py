"""What the editor starts from: lists to choose from, usual times, the documents of an answer."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from unionweb.activities.models import Activity, ActivitySeries, Signup, TeamMember
from unionweb.activities.queries.hall import all_series
from unionweb.activities.rules.access import clubs_run_by, may_run_all
from unionweb.clubs.models import Club
from unionweb.clubs.rules.kinds import ClubState
from unionweb.common.questions.answering import file_answers
from unionweb.kernel import clock
from unionweb.kernel.extensions import db


def series_choices(row: Activity | None) -> list[tuple[int, str]]:
    """The campaigns that go on, and the one this activity has."""
    found = {series.id: series.name for series in all_series()}
    if row is not None and row.series_id and row.series_id not in found:
        found[row.series_id] = db.session.get(ActivitySeries, row.series_id).name
    return list(found.items())


def club_choices(user, row: Activity | None) -> list[tuple[int, str]]:
    """The clubs somebody may hold activities for: all for the office, the own ones for officers; and the one it has."""
    wanted = select(Club.id, Club.name).where(Club.state == ClubState.active).order_by(Club.name)
    found = {id: name for id, name in db.session.execute(wanted)}
    if not may_run_all(user):
        own = set().union(*(source(user.id) for source in clubs_run_by)) if user.along.get("clubs_run") else set()
        found = {id: name for id, name in found.items() if id in own or (row is not None and id == row.club_id)}
    return list(found.items())


def usual_times() -> dict:
    """What a new form starts with: open from tomorrow, a week to sign up."""
    day = clock.today()

    def at(days: int, hour: int) -> datetime:
        return datetime.combine(day + timedelta(days=days), time(hour))

    usual = {"opens_at": at(1, 9), "closes_at": at(8, 17), "cancel_until": at(9, 17), "promote_until": at(9, 17), "merges_at": at(7, 17)}
    return usual | {"version": "0", "kind": "lecture", "entry": "single", "picks": "all"}


def usual_session(row: Activity) -> dict:
    """What the form of a new date starts with: like the last one, a week later."""
    if not row.sessions:
        return {"campus_id": str(row.unit.campus_id or "")}
    last = row.sessions[-1]
    week = timedelta(weeks=1)
    times = {"starts_at": last.starts_at + week, "ends_at": last.ends_at + week}
    return times | {"place": last.place, "campus_id": str(last.campus_id or ""), "capacity": last.capacity}


def files_in(asked, signup_id: int) -> dict[int, int]:
    """Question → id of the answer, for the answers that are documents."""
    return file_answers(asked, signup_id)


def team_line(signup: Signup, member_id: int) -> TeamMember | None:
    """Somebody's own line in a team."""
    return next((row for row in signup.team if row.member_id == member_id), None)
