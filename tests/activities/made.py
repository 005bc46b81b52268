"""Activities made for the tests, and people who sign up."""

from datetime import datetime, timedelta
from types import SimpleNamespace

from sqlalchemy import select

from tests.support.university import add_member
from unionweb.activities import services
from unionweb.activities.models import Activity, ActivityPool, ActivitySession, Signup, SignupPlace
from unionweb.activities.rules.kinds import ActivityKind, ActivityState, Entry, Picks, SignupStatus
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

TIMES = {
    "opens_at": datetime(2026, 9, 15, 9), "closes_at": datetime(2026, 9, 20, 17), "cancel_until": datetime(2026, 9, 23, 17),
    "promote_until": datetime(2026, 9, 24, 12),
}  # fmt: skip
START = datetime(2026, 9, 25, 14)


def an_activity(*, capacity=2, sessions=1, pools=None, session_capacity=None, **facts) -> int:
    """An open activity of the university's union, committed; returns its id. Sessions are a day apart."""
    usual = {
        "title": "秋季读书会", "kind": ActivityKind.reading, "unit_id": 1, "text": "一起读一本书。", "contact": "赵岚 60312",
        "entry": Entry.single, "picks": Picks.all, "state": ActivityState.open, "created_by_id": 10003,
        "created_at": datetime(2026, 9, 10), "published_at": datetime(2026, 9, 11), "audience": {},
    }  # fmt: skip
    row = Activity(capacity=capacity, **(usual | TIMES | facts))
    for n in range(sessions):
        start = START + timedelta(days=n)
        where = {"place": "图书馆 301", "campus_id": 1, "capacity": session_capacity}
        row.sessions.append(ActivitySession(starts_at=start, ends_at=start + timedelta(hours=2), **where))
    row.pools = [ActivityPool(key=key, places=places) for key, places in (pools or {}).items()]
    db.session.add(row)
    db.session.commit()
    return row.id


def people(*staff_nos, **rest) -> None:
    """More members, committed."""
    for staff_no in staff_nos:
        add_member(staff_no, f"会员{staff_no}", **rest)
    db.session.commit()


def person(staff_no):
    return SimpleNamespace(id=staff_no, name=f"会员{staff_no}", roles=(), along={})


def join(activity_id, staff_no, **wish) -> int:
    """Sign somebody up, willing to wait."""
    return services.sign_up(person(staff_no), services.Wish(activity_id, **({"waits": True} | wish)))


def status_of(signup_id) -> SignupStatus:
    db.session.rollback()
    return db.session.get(Signup, signup_id, populate_existing=True).status


def statuses(activity_id) -> dict[int, str]:
    """Member → status, in the order of numbers."""
    db.session.rollback()
    rows = db.session.scalars(select(Signup).where(Signup.activity_id == activity_id).order_by(Signup.number))
    return {row.member_id: row.status.value for row in rows}


def seats(activity_id, session_id=0) -> list[int]:
    """The numbers of the places that are taken."""
    wanted = (SignupPlace.activity_id == activity_id, SignupPlace.session_id == session_id)
    return sorted(db.session.scalars(select(SignupPlace.seat_no).where(*wanted)))


def told(staff_no) -> list[str]:
    """The titles of somebody's messages, oldest first."""
    return list(db.session.scalars(select(Message.title).where(Message.member_id == staff_no).order_by(Message.id)))
