"""What activities put on the first pages: offers and teams to answer, what may be signed up for, what organisers have to do."""

from datetime import timedelta

from sqlalchemy import exists, func, select

from unionweb.activities.models import (
    Activity,
    ActivitySession,
    Attendance,
    AttendanceClosing,
    MissAppeal,
    Signup,
    TeamMember,
)
from unionweb.activities.queries.desk import run_by
from unionweb.activities.queries.hall import joinable
from unionweb.activities.rules.access import may_run_all, may_run_any
from unionweb.activities.rules.kinds import LIVE, ActivityKind, ActivityState, SignupStatus, TeamStatus
from unionweb.activities.rules.presence import Presence
from unionweb.common.front import Line
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

RUNNING = (ActivityState.open, ActivityState.closed)
HELD = (*RUNNING, ActivityState.done)
RECENT = timedelta(days=60)  # lists and hours that are older wait for nobody any more
MOST_OPEN = 4


def own_lines(user) -> list[Line]:
    """Places that were offered, and teams that somebody named this person for."""
    offered = select(Signup.id, Signup.offered_until, Activity.title).join(Activity, Activity.id == Signup.activity_id)
    offered = offered.where(Signup.member_id == user.id, Signup.status == SignupStatus.offered, Signup.offered_until > clock.now())
    asked = select(TeamMember.id, Activity.title, Activity.closes_at).join(Signup, Signup.id == TeamMember.signup_id)
    asked = asked.join(Activity, Activity.id == Signup.activity_id).where(Activity.state.in_(RUNNING))
    asked = asked.where(TeamMember.member_id == user.id, TeamMember.status == TeamStatus.invited, Signup.status.in_(LIVE))
    return [
        *(Line(f"{row.title}：有名额了，请确认", "activities.show_signup", {"signup_id": row.id}, row.offered_until)
          for row in db.session.execute(offered)),
        *(Line(f"{row.title}：有人请您组队，请答复", "activities.show_invitation", {"team_member_id": row.id})
          for row in db.session.execute(asked)),
    ]  # fmt: skip


def open_lines(user) -> list[Line]:
    """The activities this person may sign up for now, those that close first."""
    rows = sorted(joinable(user), key=lambda row: (row.closes_at, row.id))[:MOST_OPEN]
    return [Line(row.title, "activities.show", {"activity_id": row.id}, row.closes_at, "活动报名") for row in rows]


def unit_lines(user) -> list[Line]:
    return [] if may_run_all(user) else _organisers_lines(user)


def office_lines(user) -> list[Line]:
    return _organisers_lines(user) if may_run_all(user) else []


def _organisers_lines(user) -> list[Line]:
    """Lists, hours and appeals of the activities that somebody runs; one query. Nobody is asked to judge themselves."""
    if not may_run_any(user):
        return []
    lists, hours, appeals = db.session.execute(select(_open_lists(user), _open_hours(user), _open_appeals(user))).one()
    told = (
        (lists, "场活动办完了，还没有点名", "activities.desk"),
        (hours, "条志愿服务时长等确认", "activities.desk"),
        (appeals, "份缺席申诉等答复", "activities.show_appeals"),
    )
    return [Line(f"{count} {words}", endpoint) for count, words, endpoint in told if count]


def _open_lists(user):
    now = clock.now()
    ended = ActivitySession.called_off_at.is_(None), ActivitySession.ends_at <= now, ActivitySession.ends_at > now - RECENT
    has_people = exists().where(Signup.activity_id == Activity.id, Signup.status == SignupStatus.confirmed)
    is_closed = exists().where(AttendanceClosing.session_id == ActivitySession.id)
    wanted = select(func.count(ActivitySession.id)).join(Activity, Activity.id == ActivitySession.activity_id)
    return wanted.where(*ended, Activity.state.in_(HELD), has_people, ~is_closed, run_by(user)).scalar_subquery()


def _open_hours(user):
    now = clock.now()
    wanted = select(func.count(Attendance.id)).join(ActivitySession, ActivitySession.id == Attendance.session_id)
    wanted = wanted.join(Activity, Activity.id == ActivitySession.activity_id).where(Activity.kind == ActivityKind.volunteering)
    ended = ActivitySession.ends_at <= now, ActivitySession.ends_at > now - RECENT
    waits = Attendance.state == Presence.came, Attendance.confirmed_at.is_(None), Attendance.member_id != user.id
    return wanted.where(*ended, *waits, run_by(user)).scalar_subquery()


def _open_appeals(user):
    wanted = select(func.count(MissAppeal.id)).join(Signup, Signup.id == MissAppeal.signup_id)
    wanted = wanted.join(Activity, Activity.id == Signup.activity_id)
    return wanted.where(MissAppeal.decided_at.is_(None), MissAppeal.member_id != user.id, run_by(user)).scalar_subquery()
