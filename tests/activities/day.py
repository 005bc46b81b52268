"""An activity that takes place on the tests' own day: Wednesday 2026-09-16, 14:00 to 16:00, people with places."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from tests.activities.held import OPENS, add_activity
from tests.support.university import add_member
from unionweb.activities.models import Activity, ActivitySession, Attendance, Signup, SignupPlace, TeamMember
from unionweb.activities.rules.kinds import SignupStatus, TeamStatus
from unionweb.activities.rules.presence import Presence, Way
from unionweb.kernel.extensions import db

STARTS = datetime(2026, 9, 16, 14)


def add_day(title="健康讲座", *, people=(10001, 10005), starts=STARTS, sessions=1, **more) -> int:
    """One activity with sessions a week apart and a confirmed sign-up of each of `people`; committed, returns its id."""
    closes = {"closes_at": OPENS + timedelta(days=1), "cancel_until": OPENS + timedelta(days=1), "promote_until": starts}
    activity_id = add_activity(title, **closes | {"opens_at": OPENS - timedelta(days=30)} | more)
    first = db.session.get_one(Activity, activity_id).sessions[0]
    first.starts_at, first.ends_at = starts, starts + timedelta(hours=2)
    for n in range(1, sessions):
        place = {"place": "图书馆报告厅", "campus_id": 1, "starts_at": starts + timedelta(weeks=n)}
        db.session.add(ActivitySession(activity_id=activity_id, ends_at=starts + timedelta(weeks=n, hours=2), **place))
    for member_id in people:
        add_signup(activity_id, member_id)
    db.session.commit()
    return activity_id


def add_signup(activity_id, member_id, *, status=SignupStatus.confirmed, team=(), **more) -> int:
    """A sign-up with its place; team: further members, confirmed."""
    number = len(list(db.session.scalars(select(Signup.id).where(Signup.activity_id == activity_id)))) + 1
    facts = {"number": number, "token": secrets.token_urlsafe(32), "seats": 1, "companions": [], "created_at": OPENS}
    found = Signup(activity_id=activity_id, member_id=member_id, status=status, placed_at=OPENS, **facts | more)
    db.session.add(found)
    db.session.flush()
    db.session.add(SignupPlace(activity_id=activity_id, session_id=0, seat_no=number, signup_id=found.id))
    for one in (member_id, *team) if found.team_name else ():
        db.session.add(TeamMember(signup_id=found.id, member_id=one, status=TeamStatus.confirmed))
    db.session.flush()
    return found.id


def add_crowd(count: int) -> list[int]:
    """So many more members; returns their ids."""
    for n in range(count):
        add_member(30001 + n, f"张{chr(0x4E00 + n)}")
    return [30001 + n for n in range(count)]


def sessions_of(activity_id) -> list[int]:
    wanted = select(ActivitySession.id).where(ActivitySession.activity_id == activity_id)
    return list(db.session.scalars(wanted.order_by(ActivitySession.starts_at)))


def add_attendance(activity_id, member_id, state=Presence.came, *, session=0, **more) -> int:
    """What is known of somebody at the first session (or another one), committed; returns its id."""
    session_id = sessions_of(activity_id)[session]
    starts = db.session.get_one(ActivitySession, session_id).starts_at
    signup_id = db.session.scalar(select(Signup.id).where(Signup.activity_id == activity_id, Signup.member_id == member_id))
    came = {"came_at": starts, "minutes": 120} if state is Presence.came else {"minutes": 0}
    facts = {"session_id": session_id, "member_id": member_id, "signup_id": signup_id, "way": Way.list, "noted_at": starts}
    found = Attendance(state=state, **came | facts | more)
    db.session.add(found)
    db.session.commit()
    return found.id


def attendance(activity_id, member_id, session=0) -> Attendance | None:
    wanted = select(Attendance).where(Attendance.session_id == sessions_of(activity_id)[session], Attendance.member_id == member_id)
    return db.session.scalar(wanted)


def token_of(activity_id, member_id) -> str:
    return db.session.scalar(select(Signup.token).where(Signup.activity_id == activity_id, Signup.member_id == member_id))


def status_of(activity_id, member_id) -> SignupStatus:
    return db.session.scalar(select(Signup.status).where(Signup.activity_id == activity_id, Signup.member_id == member_id))
